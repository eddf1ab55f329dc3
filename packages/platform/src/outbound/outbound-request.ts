import { lookup as resolve } from 'node:dns'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'

/** A request to an address that somebody outside has named, within bounds. */
export interface OutboundRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** For the whole of it, redirects included. */
  readonly timeoutMs: number
  /** The most that is read of the answer's body. */
  readonly maxBytes: number
  /** Which IP addresses it may lead to: `isPublicAddress`, for most. */
  readonly mayReach: (address: string) => boolean
  readonly signal?: AbortSignal
  /** Where redirects may lead: anywhere by default; for a request with secrets, to the same scheme, host and port. */
  readonly redirectsTo?: 'anywhere' | 'same-origin'
  /** Finds the addresses of a name; the system's resolver by default. */
  readonly resolve?: Resolve
}

export type Resolve = (
  name: string,
  found: (
    error: Error | null,
    addresses: readonly { readonly address: string; readonly family: number }[],
  ) => void,
) => void

export interface OutboundAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Why nothing usable came back, in words that whoever named the address may read. */
export class OutboundError extends Error {
  readonly kind:
    | 'bad-address'
    | 'private-address'
    | 'unreachable'
    | 'timeout'
    | 'too-large'
    | 'too-many-redirects'
    | 'other-origin'
    | 'aborted'

  constructor(kind: OutboundError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OutboundError'
    this.kind = kind
  }
}

const mostRedirects = 3
/** Those that ask for the same request elsewhere, as most take them (RFC 9110 §15.4); 303 asks for a GET. */
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Sends a request and gives the answer, whatever its status. Each name is resolved once, each of its addresses checked,
 * and the connection made to one of these, so that no name can lead elsewhere in between (DNS rebinding); so it is with up
 * to three redirects. https is never left for http. Rejects with `OutboundError`.
 */
export async function requestOutbound(request: OutboundRequest): Promise<OutboundAnswer> {
  const limit = AbortSignal.timeout(request.timeoutMs)
  const signal = request.signal ? AbortSignal.any([limit, request.signal]) : limit
  try {
    const { body: _, ...ruling } = request
    let { method, body, headers } = request
    let url = readUrl(request.url, undefined)
    for (let followed = 0; followed <= mostRedirects; followed += 1) {
      const answer = await exchange(
        url,
        { ...ruling, method, ...(headers && { headers }), ...(body !== undefined && { body }) },
        signal,
      )
      const { location } = answer.headers
      if (!redirects.has(answer.status) || location === undefined) return answer
      const next = readUrl(location, url)
      if (next.origin !== url.origin) {
        if (request.redirectsTo === 'same-origin') throw ledElsewhere(next)
        headers = withoutCredentials(headers)
      }
      url = next
      if (answer.status === 303) {
        method = 'GET'
        body = undefined
      }
    }
    throw new OutboundError('too-many-redirects', `It redirects more than ${mostRedirects} times.`)
  } catch (error) {
    throw asFailure(error, { limit, asked: request.signal, timeoutMs: request.timeoutMs })
  }
}

function readUrl(text: string, base: URL | undefined): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new OutboundError('bad-address', 'It leads to an address that is neither http nor https.')
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutboundError('bad-address', 'It leads to an address with a user name or password.')
  }
  if (base?.protocol === 'https:' && url.protocol === 'http:') {
    throw new OutboundError('bad-address', 'It leads from https to http.')
  }
  return url
}

function exchange(
  url: URL,
  request: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  const { method, headers, body, maxBytes, mayReach } = request
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) !== 0 && !mayReach(host)) throw notToBeReached(url)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolveAnswer, reject) => {
    const outgoing = send(
      url,
      {
        method,
        signal,
        // A connection of its own: one that is kept would not be checked again.
        agent: false,
        headers: {
          ...headers,
          'accept-encoding': 'identity',
          ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
        },
        lookup: checkedLookup(url, request),
      },
      (incoming) => {
        readBody(incoming, maxBytes).then((read) => {
          resolveAnswer({
            status: incoming.statusCode ?? 0,
            headers: headersOf(incoming),
            body: read,
          })
        }, reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Gives the connection the addresses that were checked, and none where one of them may not be. */
function checkedLookup(
  url: URL,
  { mayReach, resolve: find = resolveAll }: OutboundRequest,
): LookupFunction {
  return (name, options, found) => {
    find(name, (error, addresses) => {
      if (error) return found(error, '', 0)
      const [first] = addresses
      if (first === undefined) return found(new Error('The name has no address.'), '', 0)
      if (!addresses.every(({ address }) => mayReach(address))) {
        return found(notToBeReached(url), '', 0)
      }
      if (options.all) return found(null, [...addresses])
      return found(null, first.address, first.family)
    })
  }
}

const resolveAll: Resolve = (name, found) =>
  resolve(name, { all: true }, (error, addresses) => found(error, addresses))

/** What proves somebody's identity to one server is not for another (WHATWG Fetch §4.4). */
const credentials: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization'])

function withoutCredentials(headers: OutboundRequest['headers']): OutboundRequest['headers'] {
  return (
    headers &&
    Object.fromEntries(
      Object.entries(headers).filter(([name]) => !credentials.has(name.toLowerCase())),
    )
  )
}

function ledElsewhere(url: URL): OutboundError {
  return new OutboundError('other-origin', `It leads to another server, ${url.host}.`)
}

function notToBeReached(url: URL): OutboundError {
  return new OutboundError('private-address', `${url.host} is not an address of the internet.`)
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}

async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new OutboundError('too-large', `It answered with more than ${maxBytes} bytes.`)
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) {
    incoming.destroy()
    throw tooLarge()
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) continue
    chunks.push(chunk)
    bytes += chunk.length
    // Leaving the loop destroys the stream.
    if (bytes > maxBytes) throw tooLarge()
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function asFailure(
  error: unknown,
  why: {
    readonly limit: AbortSignal
    readonly asked: AbortSignal | undefined
    readonly timeoutMs: number
  },
): OutboundError {
  if (error instanceof OutboundError) return error
  if (why.asked?.aborted) return new OutboundError('aborted', 'Nobody wants to know any more.')
  if (why.limit.aborted) {
    return new OutboundError('timeout', `It did not answer within ${why.timeoutMs} ms.`)
  }
  return new OutboundError('unreachable', `It cannot be reached (${codeOf(error)}).`, {
    cause: error,
  })
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return 'the connection failed'
}
