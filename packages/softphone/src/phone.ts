import type { CallState, Refusal } from './core/call.ts'
import type { LineState } from './core/line.ts'
import type { Emitter } from './emitter.ts'
import type { Microphone } from './microphone.ts'

/** What a phone signs in with at the SIP server. */
/** As browsers take it. */
interface IceServer {
  readonly urls: string[]
  readonly username?: string | undefined
  readonly credential?: string | undefined
}

export interface PhoneCredentials {
  readonly username: string
  readonly password: string
  /** The SIP domain (host part of the address of record). */
  readonly domain: string
  /** `ws:` or `wss:` address of the SIP-over-WebSocket endpoint (RFC 7118). */
  readonly webSocketUrl: string
  /** STUN and TURN servers, and what they let this user in with. */
  readonly iceServers?: readonly IceServer[]
}

/** Rejected with by `credentials` when there will be none any more: the session has ended. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError'
}

export interface PhoneOptions {
  /**
   * Gives credentials; asked at the start and whenever the server has refused the last ones. Reject with
   * `SignedOutError` when there are no more to be had; after any other error it is asked again.
   */
  readonly credentials: () => Promise<PhoneCredentials>
  readonly microphone: Microphone
  /** Whether the phone can be called. A guest's cannot, and holds the microphone only during a call. Default true. */
  readonly registers?: boolean
  /** STUN servers besides those of the credentials (a centre with a public address needs none). Default none. */
  readonly iceServers?: readonly RTCIceServer[]
  /** After this an offer that nobody takes is refused. The centre takes it back earlier. Default 60 s. */
  readonly noAnswerTimeoutMs?: number
}

export interface PhoneEvents {
  line: LineState
  call: CallState
  /** What the other side says, or `null` when there is nothing to hear. */
  'remote-stream': MediaStream | null
}

/**
 * A telephone with one line and one call at a time. Commands act at once or are refused, saying why; how they come out is
 * reported by events.
 */
export interface Phone extends Pick<Emitter<PhoneEvents>, 'on'> {
  readonly line: LineState
  readonly current: CallState
  readonly remoteStream: MediaStream | null

  /** Connects, and keeps connected until `stop`. Idempotent. */
  start(): void
  /** Ends the call, unregisters, and lets go of the connection and the microphone. Idempotent. */
  stop(): void
  call(target: string): Refusal | null
  accept(): Refusal | null
  reject(): Refusal | null
  hangUp(): Refusal | null
  setMuted(muted: boolean): Refusal | null
  hold(): Refusal | null
  resume(): Refusal | null
  /** Sends one of 0–9, *, #, A–D. */
  sendKey(key: string): Refusal | null
  /** Puts an ended call away. */
  clear(): Refusal | null
}
