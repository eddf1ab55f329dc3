/** A session description (RFC 8866), as far as a telephone call needs it. Lines that it does not need are left out. */
export interface Session {
  /** The address of the session-level `c=`, where there is one. */
  readonly address: string | undefined
  readonly attributes: readonly Attribute[]
  readonly media: readonly MediaSection[]
}

export interface MediaSection {
  /** `audio`, `video`, `application` … */
  readonly kind: string
  /** 0 for a section that is refused. */
  readonly port: number
  readonly protocol: string
  readonly formats: readonly string[]
  readonly address: string | undefined
  readonly attributes: readonly Attribute[]
}

export interface Attribute {
  readonly name: string
  /** What stands after the colon; empty for a flag. */
  readonly value: string
}

export type ParsedSession =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'malformed'; readonly reason: string }

const mostCharacters = 65_536
const mostSections = 32

/** Reads a description. Takes any line ending, and the omissions that telephones make; never throws. */
export function parseSession(text: string): ParsedSession {
  if (text.length > mostCharacters) return malformed('It is longer than 64 KiB.')
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  if (lines[0]?.trim() !== 'v=0') return malformed('It does not begin with v=0.')
  const bad = lines.find((line) => !/^[a-z]=/.test(line))
  if (bad !== undefined) return malformed(`It has a line that is none: ${bad.slice(0, 40)}`)

  const starts = lines.flatMap((line, index) => (line.startsWith('m=') ? [index] : []))
  if (starts.length === 0) return malformed('It describes no media.')
  if (starts.length > mostSections) return malformed('It describes too many media.')
  const media: MediaSection[] = []
  for (const [place, start] of starts.entries()) {
    const section = parseSection(lines.slice(start, starts[place + 1]))
    if (!section) return malformed(`It has a bad media line: ${lines[start]?.slice(0, 40) ?? ''}`)
    media.push(section)
  }
  const head = lines.slice(0, starts[0])
  const session = { address: addressOf(head), attributes: attributesOf(head), media }
  return { kind: 'session', session }
}

/** The first value of this attribute, looked for in each list in turn. */
export function attribute(
  name: string,
  ...lists: readonly (readonly Attribute[])[]
): string | undefined {
  for (const list of lists) {
    const found = list.find((one) => one.name === name)
    if (found) return found.value
  }
  return undefined
}

function malformed(reason: string): ParsedSession {
  return { kind: 'malformed', reason }
}

function parseSection(lines: readonly string[]): MediaSection | undefined {
  const [, kind, port, protocol, formats] =
    /^m=(\S+) +(\d{1,5})(?:\/\d+)? +(\S+) +(\S.*)$/.exec(lines[0] ?? '') ?? []
  if (!kind || !protocol || !formats || Number(port) > 65_535) return undefined
  return {
    kind,
    port: Number(port),
    protocol,
    formats: formats.trim().split(/\s+/),
    address: addressOf(lines),
    attributes: attributesOf(lines),
  }
}

function addressOf(lines: readonly string[]): string | undefined {
  const line = lines.find((one) => one.startsWith('c='))
  return /^c=IN +IP[46] +([^\s/]+)/.exec(line ?? '')?.[1]
}

function attributesOf(lines: readonly string[]): Attribute[] {
  return lines
    .filter((line) => line.startsWith('a='))
    .map((line) => {
      const colon = line.indexOf(':')
      if (colon < 0) return { name: line.slice(2).trim(), value: '' }
      return { name: line.slice(2, colon).trim(), value: line.slice(colon + 1).trim() }
    })
}
