import { isCallId, isToken, parseDigits, trimSpace } from './characters.ts'
import { Headers } from './headers.ts'
import type { CSeq, Envelope, SipRequest, SipResponse } from './message.ts'
import { parseNameAddress } from './name-address.ts'
import { splitList } from './parameters.ts'
import { parseVia, type Via } from './via.ts'

/** Bounds on what is looked at; anything above is junk. A UDP datagram cannot be larger anyway. */
export const MAX_MESSAGE_BYTES = 65_535
export const MAX_HEAD_BYTES = 32_768
const MAX_HEADER_LINES = 256
const MAX_CSEQ = 2 ** 31 - 1

export type Parsed =
  | SipRequest
  | SipResponse
  /** CRLF CRLF asks for a sign of life, CRLF is one (RFC 5626 §4.4.1). */
  | { readonly kind: 'keep-alive'; readonly sign: 'ping' | 'pong' }
  | RefusedRequest
  /** Not to be answered. */
  | { readonly kind: 'junk'; readonly problem: string }

/** A request too malformed to be carried out, but with a Via to say so by. Other headers may be missing. */
export interface RefusedRequest {
  readonly kind: 'refused'
  readonly status: 400 | 505
  readonly problem: string
  readonly method: string
  readonly headers: Headers
  readonly via: Via
}

/**
 * Parses one whole message: a datagram, or one WebSocket message (RFC 3261 §7, RFC 7118 §4). Takes any bytes, never
 * throws, and looks at each byte a bounded number of times.
 */
export function parseMessage(bytes: Buffer): Parsed {
  if (bytes.length > MAX_MESSAGE_BYTES) return junk('the message is too large')
  const start = skipLineEnds(bytes)
  if (start === bytes.length) return keepAlive(bytes)
  const headEnd = bytes.indexOf('\r\n\r\n', start, 'latin1')
  if (headEnd < 0) return junk('the head does not end')
  if (headEnd - start > MAX_HEAD_BYTES) return junk('the head is too large')
  const head = bytes.toString('latin1', start, headEnd)
  const lineEnd = head.indexOf('\r\n')
  const startLine = lineEnd < 0 ? head : head.slice(0, lineEnd)
  const headers = new Headers()
  const headerProblem = lineEnd < 0 ? undefined : readHeaders(head, lineEnd + 2, headers)
  const body = bytes.subarray(headEnd + 4)
  return /^SIP\//i.test(startLine)
    ? readResponse(startLine, headers, body, headerProblem)
    : readRequest(startLine, headers, body, headerProblem)
}

const junk = (problem: string): Parsed => ({ kind: 'junk', problem })

/** How many octets of body a head says follow it; `undefined` where it does not say so once and in digits. */
export function statedBodyLength(head: string): number | undefined {
  const lines = head.matchAll(/^(?:content-length|l)[ \t]*:(?:[ \t]|\r\n[ \t])*(.*)$/gim)
  const values = new Set([...lines].map(([, value = '']) => trimSpace(value)))
  const [value = ''] = values
  return values.size === 1 ? parseDigits(value, Number.MAX_SAFE_INTEGER) : undefined
}

function skipLineEnds(bytes: Buffer): number {
  let index = 0
  while (bytes[index] === 0x0d || bytes[index] === 0x0a) index += 1
  return index
}

function keepAlive(bytes: Buffer): Parsed {
  if (bytes.length === 4) return { kind: 'keep-alive', sign: 'ping' }
  if (bytes.length === 2) return { kind: 'keep-alive', sign: 'pong' }
  return junk('nothing but line ends')
}

/** Reads the header lines, unfolding as it goes (RFC 3261 §7.3.1); gives the problem, if there is one. */
function readHeaders(head: string, from: number, headers: Headers): string | undefined {
  let position = from
  for (let lines = 0; position < head.length; lines += 1) {
    if (lines === MAX_HEADER_LINES) return 'there are too many header fields'
    let end = lineEndAt(head, position)
    let line = head.slice(position, end)
    if (isFolded(head, end + 2)) {
      const parts = [line]
      while (isFolded(head, end + 2)) {
        const next = lineEndAt(head, end + 2)
        parts.push(trimSpace(head.slice(end + 2, next)))
        end = next
      }
      line = parts.join(' ')
    }
    position = end + 2
    const colon = line.indexOf(':')
    const name = trimSpace(line.slice(0, Math.max(colon, 0)))
    if (!isToken(name) || line.includes('\r') || line.includes('\n')) {
      return 'a header line is malformed'
    }
    headers.add(name, trimSpace(line.slice(colon + 1)))
  }
  return undefined
}

function lineEndAt(head: string, from: number): number {
  const end = head.indexOf('\r\n', from)
  return end < 0 ? head.length : end
}

const isFolded = (head: string, index: number): boolean =>
  head[index] === ' ' || head[index] === '\t'

function readResponse(
  startLine: string,
  headers: Headers,
  body: Buffer,
  headerProblem: string | undefined,
): Parsed {
  if (headerProblem !== undefined) return junk(headerProblem)
  const status = parseDigits(startLine.slice(8, 11), 699)
  const isWhole = startLine.length === 11 || startLine[11] === ' '
  if (!/^SIP\/2\.0 /i.test(startLine) || !isWhole || status === undefined || status < 100) {
    return junk('the status line is malformed')
  }
  const envelope = readEnvelope(headers, body)
  if (typeof envelope === 'string') return junk(envelope)
  return { kind: 'response', status, reason: startLine.slice(12), ...envelope }
}

function readRequest(
  startLine: string,
  headers: Headers,
  body: Buffer,
  headerProblem: string | undefined,
): Parsed {
  const [method = '', uri = '', version = '', ...more] = startLine.split(' ', 5)
  const refuse = (status: 400 | 505, problem: string): Parsed =>
    refusal(method, headers, { status, problem })
  if (!isToken(method)) return junk('there is no method')
  if (headerProblem !== undefined) return refuse(400, headerProblem)
  if (more.length > 0 || uri === '' || !/^SIP\/\d+\.\d+$/i.test(version)) {
    return refuse(400, 'the request line is malformed')
  }
  if (version.toUpperCase() !== 'SIP/2.0') return refuse(505, 'the version is not SIP/2.0')
  const envelope = readEnvelope(headers, body)
  if (typeof envelope === 'string') return refuse(400, envelope)
  if (envelope.cseq.method !== method) return refuse(400, 'CSeq names another method')
  if (!hasSoundVias(headers)) return refuse(400, 'a Via is malformed')
  const hops = headers.get('max-forwards')
  if (hops !== undefined && parseDigits(hops, 255) === undefined) {
    return refuse(400, 'Max-Forwards is malformed')
  }
  return { kind: 'request', method, uri, ...envelope }
}

/** What a request that cannot be carried out is answered with, where it says by which way. */
function refusal(
  method: string,
  headers: Headers,
  { status, problem }: { status: 400 | 505; problem: string },
): Parsed {
  const via = topVia(headers)
  if (!via || method === 'ACK') return junk(problem)
  return { kind: 'refused', status, problem, method, headers, via }
}

function topVia(headers: Headers): Via | undefined {
  const first = headers.get('via')
  const top = first === undefined ? undefined : splitList(first)?.[0]
  return top === undefined ? undefined : parseVia(top)
}

/** Answers go back by all of them; the topmost, and for most the only one, has been read by then. */
function hasSoundVias(headers: Headers): boolean {
  const [first = '', ...others] = headers.all('via')
  if (others.length === 0 && !first.includes(',')) return true
  return headers.list('via').every((value) => parseVia(value) !== undefined)
}

const SINGLE = ['from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-type'] as const

/** The parsed envelope, or what is wrong with it. */
function readEnvelope(headers: Headers, bytes: Buffer): Envelope | string {
  for (const name of SINGLE) {
    if (headers.all(name).length > 1) return `there is more than one ${name}`
  }
  const via = topVia(headers)
  if (via?.version !== '2.0') return 'Via is missing or malformed'
  const from = parseNameAddress(headers.get('from') ?? '')
  if (!from) return 'From is missing or malformed'
  const to = parseNameAddress(headers.get('to') ?? '')
  if (!to) return 'To is missing or malformed'
  const callId = headers.get('call-id') ?? ''
  if (!isCallId(callId)) return 'Call-ID is missing or malformed'
  const cseq = parseCSeq(headers.get('cseq') ?? '')
  if (!cseq) return 'CSeq is missing or malformed'
  const body = readBody(headers, bytes)
  if (typeof body === 'string') return body
  return { headers, via, from, to, callId, cseq, body }
}

function parseCSeq(value: string): CSeq | undefined {
  const [digits = '', method = '', ...more] = value.split(/[ \t]+/, 4)
  const number = parseDigits(digits, MAX_CSEQ)
  return number === undefined || !isToken(method) || more.length > 0
    ? undefined
    : { number, method }
}

/** Content-Length may be left out of datagrams; what follows the body is dropped (RFC 3261 §18.3). */
function readBody(headers: Headers, bytes: Buffer): Buffer | string {
  const lengths = new Set(headers.all('content-length'))
  if (lengths.size === 0) return bytes
  const [text = ''] = lengths
  const length = parseDigits(text, Number.MAX_SAFE_INTEGER)
  if (lengths.size > 1 || length === undefined) return 'Content-Length is malformed'
  if (length > bytes.length) return 'the body is shorter than Content-Length says'
  return bytes.subarray(0, length)
}
