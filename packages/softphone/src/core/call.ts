import type { EndCause } from './end-cause.ts'
import type { Offer } from './offer.ts'

/** Who is on the other side: a number we called, or a contact that was offered. */
export type Peer =
  | { readonly direction: 'outgoing'; readonly target: string }
  | { readonly direction: 'incoming'; readonly offer: Offer }

/** `holding` and `resuming` last until the other side has agreed (RFC 3264 §8.4). */
export type Hold = 'none' | 'holding' | 'held' | 'resuming'

/** The one call of a phone. Times are what the caller of `transition` gives: milliseconds of one clock. */
export type CallState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'calling'
      readonly peer: Peer
      readonly stage: 'trying' | 'ringing'
      readonly startedAt: number
      readonly muted: boolean
      /** The audio path was up before the call was taken (early media). */
      readonly audioUp: boolean
    }
  | { readonly kind: 'offered'; readonly offer: Offer; readonly offeredAt: number }
  /** Taken, but nobody is heard yet. */
  | {
      readonly kind: 'connecting'
      readonly peer: Peer
      readonly takenAt: number
      readonly muted: boolean
    }
  | {
      readonly kind: 'in-call'
      readonly peer: Peer
      readonly connectedAt: number
      readonly muted: boolean
      readonly hold: Hold
      readonly remoteHeld: boolean
      /** `interrupted` while the audio path is down and may yet come back. */
      readonly audio: 'flowing' | 'interrupted'
    }
  | {
      readonly kind: 'ended'
      readonly peer: Peer
      readonly cause: EndCause
      /** When both heard each other; `null` for a call that never got so far. */
      readonly connectedAt: number | null
      readonly endedAt: number
    }

export type CallStateOf<Kind extends CallState['kind']> = Extract<CallState, { kind: Kind }>

/** What somebody at the phone asks for. */
export type CallCommand =
  | { readonly kind: 'call'; readonly target: string }
  | { readonly kind: 'accept' }
  | { readonly kind: 'reject' }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'set-muted'; readonly muted: boolean }
  | { readonly kind: 'hold' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'key'; readonly key: string }
  /** Puts an ended call away. */
  | { readonly kind: 'clear' }

/** What the network, or the phone underneath, reports. */
export type CallReport =
  | { readonly kind: 'invited'; readonly offer: Offer }
  | { readonly kind: 'ringing' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'audio-up' }
  | { readonly kind: 'audio-interrupted' }
  /** The audio path did not come up in good time after the call was taken. */
  | { readonly kind: 'audio-overdue' }
  | { readonly kind: 'hold-agreed' }
  | { readonly kind: 'hold-failed' }
  | { readonly kind: 'resume-agreed' }
  | { readonly kind: 'resume-failed' }
  | { readonly kind: 'remote-held' }
  | { readonly kind: 'remote-resumed' }
  | { readonly kind: 'over'; readonly cause: EndCause }
  | { readonly kind: 'phone-stopped' }

export type CallEvent = CallCommand | CallReport

/** What is to be done on the line. */
export type CallEffect =
  | { readonly kind: 'invite'; readonly target: string }
  /** Take up the INVITE that came and let it ring. */
  | { readonly kind: 'ring' }
  | { readonly kind: 'answer' }
  /** Turn down an INVITE: the one on offer, or another one because there is a call already. */
  | { readonly kind: 'decline'; readonly which: 'offered' | 'newcomer' }
  /** CANCEL or BYE, whichever the call needs. */
  | { readonly kind: 'terminate' }
  | { readonly kind: 'set-muted'; readonly muted: boolean }
  | { readonly kind: 'reinvite'; readonly hold: boolean }
  | { readonly kind: 'send-key'; readonly key: string }

/** Why a command was not carried out. */
export type Refusal =
  | 'no-call'
  | 'call-in-progress'
  | 'not-now'
  | 'line-down'
  | 'bad-number'
  | 'bad-key'

export interface CallStep {
  readonly state: CallState
  readonly effects: readonly CallEffect[]
  readonly refusal: Refusal | null
}

export const idle: CallState = { kind: 'idle' }

/** Whether there is a call that keeps another from being made or taken. */
export function isBusy(state: CallState): boolean {
  return state.kind !== 'idle' && state.kind !== 'ended'
}
