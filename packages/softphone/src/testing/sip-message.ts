/** A SIP message as far as tests look into it. */
export interface SipText {
  /** Of requests only. */
  readonly method: string | undefined
  /** Of responses only. */
  readonly status: number | undefined
  readonly uri: string | undefined
  readonly body: string
  header(name: string): string
  has(name: string): boolean
}

export function parseSip(text: string): SipText {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2)
  const [start = '', ...lines] = head.split('\r\n')
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
  const [first = '', second = ''] = start.split(' ')
  const isResponse = first === 'SIP/2.0'
  return {
    method: isResponse ? undefined : first,
    status: isResponse ? Number(second) : undefined,
    uri: isResponse ? undefined : second,
    body,
    has: (name) => headers.has(name.toLowerCase()),
    header: (name) => headers.get(name.toLowerCase()) ?? '',
  }
}

export function writeSip(start: string, headers: Record<string, string>, body = ''): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const type = body && !('Content-Type' in headers) ? ['Content-Type: application/sdp'] : []
  const length = `Content-Length: ${new TextEncoder().encode(body).length}`
  return [start, ...lines, ...type, length, '', body].join('\r\n')
}

/** The parameters of a digest challenge or answer (RFC 7616 §3.4). */
export function digestParameters(header: string): Map<string, string> {
  const found = header.matchAll(/(\w+)=(?:"([^"]*)"|([^,\s]+))/g)
  return new Map([...found].map(([, name = '', quoted, plain]) => [name, quoted ?? plain ?? '']))
}
