import { randomUUID } from 'node:crypto'
import type { SipRequest } from '../sip/message.ts'

/** SIP messages written by hand, as a peer of another make would write them. */
export interface RequestText {
  readonly method: string
  readonly uri?: string
  readonly via?: string
  readonly branch?: string
  readonly from?: string
  readonly fromTag?: string
  readonly to?: string
  readonly toTag?: string
  readonly callId?: string
  readonly cseq?: number
  readonly contact?: string
  readonly headers?: readonly string[]
  readonly type?: string
  readonly body?: string
}

export const newBranch = (): string => `z9hG4bK${randomUUID()}`

export function requestText(request: RequestText): Buffer {
  const { method, body = '' } = request
  const tagged = (party: string, tag: string | undefined): string =>
    tag === undefined ? party : `${party};tag=${tag}`
  return written([
    `${method} ${request.uri ?? 'sip:100@iris.test'} SIP/2.0`,
    `Via: ${request.via ?? 'SIP/2.0/UDP 192.0.2.7:5062;rport'};branch=${request.branch ?? newBranch()}`,
    'Max-Forwards: 70',
    `From: ${tagged(request.from ?? '<sip:caller@example.com>', request.fromTag ?? 'caller-tag')}`,
    `To: ${tagged(request.to ?? '<sip:100@iris.test>', request.toTag)}`,
    `Call-ID: ${request.callId ?? 'call-1'}`,
    `CSeq: ${request.cseq ?? 1} ${method}`,
    ...(request.contact === undefined ? [] : [`Contact: ${request.contact}`]),
    ...(request.headers ?? []),
    ...(body === '' ? [] : [`Content-Type: ${request.type ?? 'application/sdp'}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ])
}

export interface ResponseText {
  readonly status: number
  readonly toTag?: string
  readonly contact?: string
  readonly headers?: readonly string[]
  readonly body?: string
}

/** The answer a peer gives to a request of ours. */
export function responseText(request: SipRequest, response: ResponseText): Buffer {
  const { status, toTag, contact, headers = [], body = '' } = response
  const to = request.headers.get('to') ?? ''
  return written([
    `SIP/2.0 ${status} Whatever`,
    ...request.headers.all('via').map((via) => `Via: ${via}`),
    ...request.headers.all('record-route').map((route) => `Record-Route: ${route}`),
    `From: ${request.headers.get('from')}`,
    `To: ${toTag === undefined ? to : `${to};tag=${toTag}`}`,
    `Call-ID: ${request.callId}`,
    `CSeq: ${request.cseq.number} ${request.cseq.method}`,
    ...(contact === undefined ? [] : [`Contact: ${contact}`]),
    ...headers,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ])
}

const written = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1')
