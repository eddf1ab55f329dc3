import type { Clock } from '../clock.ts'
import type { Flow } from '../flow.ts'
import type { Headers } from '../headers.ts'
import type { NameAddress } from '../name-address.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'
import type { Timing } from '../transaction/timing.ts'
import type { Referral } from './referral.ts'

/** What a session needs of the endpoint it belongs to. */
export interface SessionEnvironment {
  readonly clock: Clock
  readonly timing: Timing
  readonly transactions: Pick<TransactionLayer, 'send' | 'sendAck' | 'cancel'>
  /** Our Contact value for those who reach us by a flow. */
  contactFor(flow: Flow): string
  /** The flow that leads to a dialog's next hop; `fallback` where only that one can. */
  flowTo(nextHop: NameAddress, fallback: Flow): Flow
}

/** How a session ended when we did not end it. */
export type SessionEnd =
  /** The party said BYE. */
  | { readonly kind: 'bye'; readonly headers: Headers }
  /** The party gave up before we answered. */
  | { readonly kind: 'cancelled' }
  /** The party refused our INVITE. */
  | { readonly kind: 'refused'; readonly status: number; readonly headers: Headers }
  /** Our INVITE was never answered at all. */
  | { readonly kind: 'unanswered' }
  /** The party's connection closed before the call was up. */
  | { readonly kind: 'flow-closed' }
  /** The party acknowledged, answered or refreshed nothing in time, or knew nothing of the call. */
  | {
      readonly kind: 'vanished'
      readonly sign: 'no-ack' | 'not-refreshed' | 'no-response' | 'unknown-to-peer'
    }

export interface SessionHandlers {
  /** A called party is being attended to (180 or another 18x); once. */
  ringing(): void
  /** Gives the first description that a called party sends before its answer; once. It may not be the answer's. */
  progressed(sdp: string): void
  /** Gives a called party's answer, or a calling one's where it left the offer to us; once. */
  answered(sdp: string): void
  /**
   * Gives a new offer within the session. Resolves to our answer, or to `undefined` to refuse it (488).
   */
  reoffered(sdp: string): Promise<string | undefined>
  /** Gives the body of an INFO; false when it means nothing here (415). */
  info(type: string, body: string): boolean
  /** The party asks to be connected elsewhere: to be accepted or refused soon. */
  referred(referral: Referral): void
  /** The connection is closed; the session waits to be taken up over another. */
  flowLost(): void
  /** The session goes on over a new connection. */
  flowRestored(): void
  /** It is over, and not by our doing. At most once, and nothing after it. */
  ended(end: SessionEnd): void
}
