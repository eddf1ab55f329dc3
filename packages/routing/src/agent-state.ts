/** Why an agent takes nothing. */
export type NotReadyReason =
  | 'break'
  | 'lunch'
  | 'meeting'
  | 'training'
  | 'back_office'
  | 'technical'

/** What an agent may choose to be, now or once the call or offer in hand is over. */
export type NextState =
  | { readonly kind: 'available' }
  | { readonly kind: 'not_ready'; readonly reason: NotReadyReason }
  | { readonly kind: 'offline' }

/** What an agent is doing; exactly one at a time. Times are ms since 1970. */
export type AgentState =
  | { readonly kind: 'offline'; readonly sinceMs: number }
  | { readonly kind: 'available'; readonly sinceMs: number }
  | { readonly kind: 'not_ready'; readonly reason: NotReadyReason; readonly sinceMs: number }
  | {
      readonly kind: 'offering'
      readonly callId: string
      readonly next: NextState
      readonly sinceMs: number
    }
  | {
      readonly kind: 'in_call'
      readonly callId: string
      readonly next: NextState
      readonly sinceMs: number
    }
  | {
      readonly kind: 'wrap_up'
      readonly callId: string
      /** Whose rules it goes by; `null` where it is of no queue. */
      readonly queueId: string | null
      /** `null`: not until the agent ends it. */
      readonly endsAtMs: number | null
      /** Whether the time was taken once more; it can be only once. */
      readonly extended: boolean
      readonly next: NextState
      readonly sinceMs: number
    }
  | { readonly kind: 'not_responding'; readonly sinceMs: number }

/** What happens to an agent. `phoneReady` says whether the agent's phone is registered at that moment. */
export type AgentEvent =
  /** The agent chose; during an offer, call or wrap-up it is what comes next. */
  | { readonly kind: 'choose'; readonly next: NextState; readonly phoneReady: boolean }
  | { readonly kind: 'offered'; readonly callId: string }
  /** The agent goes into a call of their own accord, to listen in or to pick it up; no offer comes meanwhile. */
  | { readonly kind: 'call_joined'; readonly callId: string }
  | { readonly kind: 'offer_accepted'; readonly callId: string }
  /** The agent let it ring. */
  | { readonly kind: 'offer_missed'; readonly callId: string }
  | { readonly kind: 'offer_rejected'; readonly callId: string }
  /** The contact went away or to somebody else. */
  | { readonly kind: 'offer_withdrawn'; readonly callId: string }
  /** The agent's phone could not be rung. */
  | { readonly kind: 'offer_unreachable'; readonly callId: string }
  /** `wrapUpMs` of 0 means no after-call work, `null` that only the agent ends it. */
  | {
      readonly kind: 'call_ended'
      readonly callId: string
      readonly wrapUpMs: number | null
      /** The queue the call came from, where there is one. */
      readonly queueId?: string | null
      readonly phoneReady: boolean
    }
  /** The agent ended after-call work. */
  | { readonly kind: 'wrap_up_finished'; readonly phoneReady: boolean }
  /** The time for after-call work ran out. */
  | { readonly kind: 'wrap_up_lapsed'; readonly phoneReady: boolean }
  /** The agent takes the after-call time once more. */
  | { readonly kind: 'wrap_up_extended'; readonly byMs: number }
  /** The agent calls somebody. */
  | { readonly kind: 'call_placed'; readonly callId: string }
  /** The agent let a contact without a call pass: a chat, a text message, a mail. */
  | { readonly kind: 'work_missed'; readonly contactId: string }
  /** The agent is signed out, or has no browser any more. What is offered to them is taken back at the same time. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'phone_lost' }
  | { readonly kind: 'phone_ready' }

/** Why an event cannot be. */
export type RefusalCode =
  /** The state does not allow it. */
  | 'wrong_state'
  /** It is about another call than the one in hand. */
  | 'other_call'
  /** Available needs a phone. */
  | 'no_phone'
  /** After-call work was extended before. */
  | 'already_extended'
  /** After-call work ends when the agent ends it. */
  | 'no_end'
  /** After-call work has not run out yet. */
  | 'too_early'

export type Transition =
  | { readonly kind: 'moved'; readonly state: AgentState }
  /** Nothing changes, and nothing is wrong. */
  | { readonly kind: 'unchanged'; readonly state: AgentState }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string }
