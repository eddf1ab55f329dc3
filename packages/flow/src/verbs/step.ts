import type { CallWebhook, Programme, Verb, VerbResult } from '@iris/contracts'

/** Whom to ask for the next list, and why. */
export interface Question {
  readonly url: string
  readonly reason: CallWebhook['reason']
  readonly result: VerbResult | null
  /** What was wrong with the answer before, where this one asks the fallback. */
  readonly failure: string | null
}

/** How much was asked and done, so that no list goes on for ever. */
export interface Counts {
  /** Webhooks asked. */
  readonly asked: number
  /** Things done, one after another, that took the caller no time: questions, failures, verbs that are over at once. */
  readonly idle: number
}

interface Going {
  /** The number of the command being carried out; outcomes of others are passed over. */
  readonly step: number
  readonly fallbackUrl: string | null
  readonly counts: Counts
  readonly result: VerbResult | null
}

/** Where a list of verbs stands between two events. Plain JSON. */
export type VerbState =
  | ({ readonly kind: 'doing'; readonly verb: Verb; readonly rest: readonly Verb[] } & Going)
  | ({ readonly kind: 'asking'; readonly question: Question } & Going)
  | { readonly kind: 'ended'; readonly step: number }

export type VerbCommand =
  /** Carry the verb out; then `done` or `failed`. */
  | { readonly kind: 'do'; readonly step: number; readonly verb: Verb }
  /** Ask for the next list; then `answered` or `unanswered`. */
  | { readonly kind: 'ask'; readonly step: number; readonly question: Question }
  /** End the call. The run is over. */
  | { readonly kind: 'hang_up'; readonly cause: 'NORMAL_CLEARING' }
  /** Nobody says what is to be done: the run is over, the call is not yet. */
  | { readonly kind: 'give_up'; readonly problem: VerbProblem }

export interface VerbProblem {
  readonly code: 'no_answer' | 'too_many_questions' | 'too_much_at_once'
  readonly message: string
}

export type VerbEvent =
  /** `over` where nothing that follows is to be done: the call was given away, or is being ended. */
  | {
      readonly kind: 'done'
      readonly step: number
      readonly result?: VerbResult
      readonly over?: true
    }
  | { readonly kind: 'failed'; readonly step: number; readonly result?: VerbResult }
  | { readonly kind: 'answered'; readonly step: number; readonly verbs: readonly Verb[] }
  | { readonly kind: 'unanswered'; readonly step: number; readonly failure: string }
  /** Somebody wants the call to do something else from now on. */
  | { readonly kind: 'replaced'; readonly by: Programme }
  | { readonly kind: 'caller_hung_up' }

/** What an event leads to: where the run stands now and, at most, one thing to do. */
export interface VerbStep {
  readonly state: VerbState
  readonly command?: VerbCommand
}
