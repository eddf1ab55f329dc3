import { isToken } from './characters.ts'
import { writtenName, type Headers } from './headers.ts'
import { tagOf, type SipRequest } from './message.ts'
import { octetsOf } from './octets.ts'
import { splitList } from './parameters.ts'
import { reasonPhrase } from './status.ts'
import type { Via } from './via.ts'

export type HeaderEntry = readonly [name: string, value: string]

/** A body and what it is. */
export interface Content {
  readonly type: string
  readonly body: string
}

export interface RequestSpec {
  readonly method: string
  readonly uri: string
  readonly headers: readonly HeaderEntry[]
  readonly content?: Content
}

/** What to answer a request with, beyond what is copied from it. */
export interface Reply {
  readonly status: number
  readonly reason?: string
  readonly headers?: readonly HeaderEntry[]
  readonly content?: Content
}

export function serializeRequest(request: RequestSpec): Buffer {
  const { method, uri, headers, content } = request
  return serialize(`${method} ${uri} SIP/2.0`, headers, content)
}

/** Where an answer goes and how its top Via says so. */
export interface AnswerPath {
  /** `received` and `rport` as RFC 3261 §18.2.1 and RFC 3581 §4 want them, or `undefined` to leave the Via alone. */
  readonly via: Via
  readonly sourceAddress: string
  readonly sourcePort: number
}

/**
 * The answer to a request (RFC 3261 §8.2.6): Via, From, To, Call-ID and CSeq are copied, To gets our tag unless it has
 * one or the answer is a 100.
 */
export function serializeReply(
  request: { readonly headers: Headers },
  reply: Reply,
  { path, toTag }: { path: AnswerPath; toTag: string | undefined },
): Buffer {
  const { headers } = request
  const entries: HeaderEntry[] = [['via', viaWithSource(path)]]
  for (const value of lowerVias(headers)) entries.push(['via', value])
  const establishes = reply.status > 100 && reply.status < 300
  if (establishes) {
    for (const value of headers.all('record-route')) entries.push(['record-route', value])
  }
  const tag = toTag === undefined || reply.status === 100 ? '' : `;tag=${toTag}`
  for (const name of ['from', 'to', 'call-id', 'cseq']) {
    // A refused request may lack any of them (RFC 4475 §3.3.1).
    const value = headers.get(name)
    if (value !== undefined) entries.push([name, name === 'to' ? `${value}${tag}` : value])
  }
  const timestamp = headers.get('timestamp')
  if (reply.status === 100 && timestamp !== undefined) entries.push(['timestamp', timestamp])
  if (reply.headers) entries.push(...reply.headers)
  const reason = reply.reason ?? reasonPhrase(reply.status)
  return serialize(`SIP/2.0 ${reply.status} ${reason}`, entries, reply.content)
}

/** The tag an answer adds: none when the request already carries one. */
export const replyTag = (request: SipRequest, tag: string): string | undefined =>
  tagOf(request.to) === undefined ? tag : undefined

/** Every Via but the topmost. */
function lowerVias(headers: Headers): string[] {
  const [first = '', ...rest] = headers.all('via')
  return [...(splitList(first)?.slice(1) ?? []), ...rest]
}

/** The top Via with where the request really came from (RFC 3261 §18.2.1, RFC 3581 §4). */
function viaWithSource({ via, sourceAddress, sourcePort }: AnswerPath): string {
  const asksForPort = via.parameters.has('rport')
  const differs = via.host !== sourceAddress && via.host !== `[${sourceAddress}]`
  if (!asksForPort && !differs) return via.octets
  let octets = via.octets.replace(/;[ \t]*received[ \t]*=[^;]*/i, '')
  if (asksForPort) octets = octets.replace(/;[ \t]*rport[^;]*/i, '')
  octets += `;received=${sourceAddress}`
  if (asksForPort) octets += `;rport=${sourcePort}`
  return octets
}

function serialize(
  startLine: string,
  headers: Iterable<HeaderEntry>,
  content: Content | undefined,
): Buffer {
  let head = `${safe(startLine)}\r\n`
  for (const [name, value] of headers) {
    if (!isToken(name)) throw new TypeError(`Not a header name: ${JSON.stringify(name)}`)
    head += `${writtenName(name)}: ${safe(value)}\r\n`
  }
  if (!content) return Buffer.from(`${head}Content-Length: 0\r\n\r\n`, 'latin1')
  const body = octetsOf(content.body)
  head += `Content-Type: ${safe(content.type)}\r\nContent-Length: ${body.length}\r\n\r\n`
  return Buffer.from(head + body, 'latin1')
}

/** Whatever a value holds, it stays within its line: line ends become spaces, and text that is not octets UTF-8. */
function safe(value: string): string {
  let hasLineEnd = false
  let isText = false
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index)
    if (code === 0x0d || code === 0x0a) hasLineEnd = true
    if (code > 0xff) isText = true
  }
  const octets = isText ? octetsOf(value) : value
  return hasLineEnd ? octets.replaceAll(/[\r\n]/g, ' ') : octets
}
