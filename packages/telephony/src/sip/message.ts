import { textOf } from './octets.ts'
import type { Headers } from './headers.ts'
import type { NameAddress } from './name-address.ts'
import type { Via } from './via.ts'

/** What every message must have for anything at all to be done with it, parsed (RFC 3261 §8.1.1). */
export interface Envelope {
  readonly headers: Headers
  /** The topmost Via. */
  readonly via: Via
  readonly from: NameAddress
  readonly to: NameAddress
  readonly callId: string
  readonly cseq: CSeq
  readonly body: Buffer
}

export interface CSeq {
  readonly number: number
  readonly method: string
}

export interface SipRequest extends Envelope {
  readonly kind: 'request'
  readonly method: string
  /** The Request-URI as it was written. */
  readonly uri: string
}

export interface SipResponse extends Envelope {
  readonly kind: 'response'
  readonly status: number
  readonly reason: string
}

export type SipMessage = SipRequest | SipResponse

export const tagOf = (party: NameAddress): string | undefined => {
  const tag = party.parameters.get('tag')
  return tag === '' ? undefined : tag
}

/** A body as text: SDP and the small bodies of INFO are UTF-8. */
export const bodyText = (message: Envelope): string => textOf(message.body.toString('latin1'))

/** The media type of the body, lower-case and without parameters; `undefined` when there is none. */
export function contentType(headers: Headers): string | undefined {
  const value = headers.get('content-type')
  return value?.split(';', 1)[0]?.trim().toLowerCase()
}
