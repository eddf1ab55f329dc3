import type {
  CallbackWish,
  FlowReferences,
  FlowDocument,
  RecordCallAction,
  WaitOffer,
  WaitTreatment,
} from '@iris/contracts'
import type { HolidaysOf } from '../calendar/holidays-of.ts'
import type { Value, Values } from '../expressions/values.ts'
import type { EndCause } from '../kinds/end/end-cause.ts'
import type { Named } from './named.ts'
import type { RoutingWish } from './routing-wish.ts'
import type { VoiceCommand, VoiceCommandEvent } from './voice-commands.ts'

/** A flow as it runs: a document, what its names stand for, and the flows it leads into, each at one version. */
export interface FlowProgram {
  /** `{{ flow.name }}`; empty where it has none. */
  readonly name: string
  /** `{{ flow.version }}`; `null` for a draft. */
  readonly version: number | null
  readonly document: FlowDocument
  /** Left out, every name stands for nothing, as in the simulator. */
  readonly references?: FlowReferences
  /** By the names the document has for them. */
  readonly flows: Readonly<Record<string, FlowProgram>>
  /** The public holidays of countries; without it, there are none. */
  readonly holidaysOf?: HolidaysOf
}

/** What is known when a flow begins; it reads it as variables. */
export interface FlowContext {
  /** `{{ call.id }}`; empty where the flow runs without a call. */
  readonly callId: string
  /** `{{ caller.number }}`, E.164 where the number is one. */
  readonly callerNumber: string
  /** `{{ caller.name }}`; empty where the network gave none. */
  readonly callerName?: string
  /** `{{ called.number }}` */
  readonly calledNumber: string
  /** `{{ call.answered_by }}`: `human`, `machine` or `unsure`; empty where it was not to be found out. */
  readonly answeredBy?: string
  /** `{{ call.direction }}`; `inbound` unless told. */
  readonly direction?: 'inbound' | 'outbound'
  /** What began it; `call` unless told. */
  readonly startedBy?: 'call' | 'api' | 'schedule'
  /** Variables that whoever began it gave it. */
  readonly parameters?: Values
  /** Whence its randomness comes: the same seed gives the same run. 0 unless told. */
  readonly seed?: number
}

/** One flow within another: which flow runs, and where the one around it goes on. */
export interface Frame {
  /** The name the flow around it has for this one; empty for the outermost. */
  readonly flow: string
  /** The block that waits, or that led into the flow within. */
  readonly block: string
  /** The flow's own variables. */
  readonly variables: Values
  /** How often each of its loops went round, by block. */
  readonly rounds: Readonly<Record<string, number>>
}

/** How a run goes on, wherever it stands. */
export interface RunCounts {
  /** The number of the last visit; see `TraceEntry`. */
  readonly visit: number
  /** How many blocks were passed in all. */
  readonly steps: number
  /** How many commands failed one after another. */
  readonly failures: number
  /** The state of the random numbers. */
  readonly seed: number
  /** Whether the guard exit was taken: it is taken once. */
  readonly guarded?: true
}

/**
 * Where a run stands between two events. Plain JSON: store it, read it back, go on. The program it belongs to must be
 * the very version the run began with.
 */
export type FlowState =
  | {
      readonly kind: 'waiting'
      /** The outermost flow first; the last is the one that waits. Never empty. */
      readonly frames: readonly Frame[]
      readonly enteredAt: number
      /** What the block that waits keeps, such as how often it has asked. */
      readonly memory: Value
      /** Values every flow of the run reads: `call`, `caller`, `menu`, `error` and so on. */
      readonly given: Values
      /** What was entered in secret: no trace shows it. */
      readonly secrets: readonly string[]
      readonly counts: RunCounts
    }
  | {
      readonly kind: 'ended'
      readonly cause: EndCause
      readonly by: 'flow' | 'caller'
      /** Why the run had to end, when that was not the document's wish. */
      readonly problem?: FlowRunProblem
    }

/**
 * What the run asks for. A step has at most one command, and the run stands still until the command's outcome comes back
 * as an event (`hang_up` has none). Unless it says otherwise, that is `done` or `failed`.
 */
export type FlowCommand =
  | VoiceCommand
  /** Speak. The text is never blank. */
  | { readonly kind: 'say'; readonly text: string; readonly voice?: string }
  /** Play the tenant's prompt of that name: `loop` times (once unless told), the first time from `offsetMs` on. */
  | {
      readonly kind: 'play'
      readonly prompt: string
      readonly loop?: number
      readonly offsetMs?: number
    }
  /**
   * Speak (nothing, if `text` is empty) and wait for one key; then `gathered`, `heard`, `no_input` or `failed`. Any key counts
   * and is reported, those in `keys` are the ones that mean something. Without `bargeIn`, keys pressed before the text
   * has ended do not count. `noInputMs` runs from the end of the text.
   */
  | {
      readonly kind: 'gather'
      readonly text: string
      readonly voice?: string
      readonly keys: readonly string[]
      readonly noInputMs: number
      readonly bargeIn: boolean
      /** Nobody may know what is chosen: nothing is recorded meanwhile. */
      readonly sensitive?: true
      /** What may be said instead; the first key pressed ends listening. Without it nobody listens. */
      readonly speech?: { readonly language: string; readonly hints: readonly string[] }
    }
  /** Put the caller into the queue; then `queue_left`. `maxWaitMs` of `null` waits for ever. */
  | {
      readonly kind: 'enqueue'
      readonly queue: Named
      readonly priority: number
      readonly maxWaitMs: number | null
      /** Without it, whoever the queue says may have them. */
      readonly routing?: RoutingWish
      /** Without it, what the queue says. */
      readonly treatment?: WaitTreatment
    }
  /** Have the caller called back by an agent of the queue; then `callback_requested` or `failed`. */
  | ({ readonly kind: 'callback'; readonly queue: Named } & CallbackWish)
  /** Take a message into the box. */
  | { readonly kind: 'voicemail'; readonly box: Named }
  /** Begin, end, pause or resume the recording of the call. */
  | { readonly kind: 'record_call'; readonly action: RecordCallAction }
  /** Let time pass. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** Look at a queue; then `queue_figures` or `failed`. */
  | { readonly kind: 'queue_status'; readonly queue: Named }
  /** Ask another server; then `http_answered`, `http_timeout` or `failed`. */
  | ({ readonly kind: 'http_request' } & HttpWish)
  /** Send a mail of plain text to each. */
  | {
      readonly kind: 'send_mail'
      readonly to: readonly string[]
      readonly subject: string
      readonly text: string
    }
  /** Tell whoever listens. */
  | { readonly kind: 'emit_event'; readonly name: string; readonly payload: Values }
  /** Write something on the record of the call. */
  | { readonly kind: 'note'; readonly text: string }
  /** See who has a number or a mail address; then `contact`, `no_contact` or `failed`. */
  | { readonly kind: 'find_contact'; readonly by: ContactKey }
  /** Change what is known of somebody; then `contact`, `no_contact` or `failed`. `null` removes an attribute. */
  | {
      readonly kind: 'update_contact'
      readonly by: { readonly id: string } | { readonly number: string }
      readonly patch: Values
    }
  /** End the call. The run is over. */
  | { readonly kind: 'hang_up'; readonly cause: EndCause }

/** A request as it is filled in, but for `{{ secret.NAME }}`, which whoever makes it puts there. */
export interface HttpWish {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body?: { readonly kind: 'json' | 'form' | 'text'; readonly text: string }
  /** For each try. */
  readonly timeoutMs: number
  readonly retries: number
  /** The server takes a second POST or PATCH without harm. */
  readonly repeatable?: true
  readonly maxBytes: number
  /** Which secrets the settings name; no others are put in. */
  readonly secrets: readonly string[]
}

/** E.164 or a mail address; what is neither is nobody's. */
export type ContactKey = { readonly number: string } | { readonly email: string }

/** A customer, as `{{ contact.name }}` and so on tell it. */
export interface ContactFacts {
  readonly id: string
  readonly name: string
  /** E.164, the usual one first. */
  readonly numbers: readonly string[]
  readonly emails: readonly string[]
  readonly language: string | null
  readonly attributes: Readonly<Record<string, string | number | boolean>>
}

/** How a queue is, as `{{ queue.waiting }}` and so on tell it. Times in seconds; `null` for what nobody knows. */
export interface QueueFigures {
  readonly waiting: number
  readonly longestWaitS: number
  readonly expectedWaitS: number | null
  readonly agentsAvailable: number
  readonly agentsSignedIn: number
  readonly opening: { readonly isOpen: boolean }
}

/** What came of a command. One that does not fit where the run stands is passed over. */
export type FlowEvent =
  | VoiceCommandEvent
  /** It was carried out. */
  | { readonly kind: 'done'; readonly of: FlowCommand['kind'] }
  /** The command could not be carried out; the block is left by `error`. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** One key: 0 to 9, * or #. */
  | { readonly kind: 'gathered'; readonly key: string }
  /** What the caller said in place of a key; empty where it could not be understood. */
  | { readonly kind: 'heard'; readonly text: string }
  | { readonly kind: 'no_input' }
  /** `answered` only once the talk with the agent has ended and the caller is still there. */
  | {
      readonly kind: 'queue_left'
      readonly outcome: 'answered' | 'timeout' | 'full' | 'closed' | 'no_agents' | 'failed'
      /** Why it failed, in words, where that is known. */
      readonly reason?: string | undefined
    }
  /** The caller has pressed the key of a way out. */
  | {
      readonly kind: 'queue_left'
      readonly outcome: 'offer'
      readonly key: string
      readonly action: WaitOffer['action']
    }
  /** The caller waits in the line without being on the telephone; `id` is the callback's. */
  | { readonly kind: 'callback_requested'; readonly id: string }
  | { readonly kind: 'queue_figures'; readonly figures: QueueFigures }
  /** Whatever its status. Header names are in small letters. */
  | {
      readonly kind: 'http_answered'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: Value
    }
  | { readonly kind: 'http_timeout'; readonly reason: string }
  /** Who was found or changed. */
  | { readonly kind: 'contact'; readonly contact: ContactFacts }
  | { readonly kind: 'no_contact' }
  | { readonly kind: 'caller_hung_up' }

/**
 * One visit to a block. A step's trace has an entry for every block it entered or left, so a block that waits is seen
 * twice: open (`leftAt` null) and later closed. `visit` counts from 1 within the run and says which entry replaces which.
 */
export interface TraceEntry {
  readonly visit: number
  readonly block: string
  /** The names of the flows within which it is, outermost first, joined by ` / `; left out in the flow itself. */
  readonly flow?: string
  readonly kind: string
  /** The block's name, or what its kind is called. */
  readonly name: string
  readonly enteredAt: number
  readonly leftAt: number | null
  /** The exit taken (`entered` for a key that is sensitive), `caller_hung_up`, or `null` while the block waits and at an end. */
  readonly outcome: string | null
  /** Variables that changed here. What is secret is masked, what is long cut short. */
  readonly set?: Values
  /** It is disabled, and was passed over. */
  readonly skipped?: true
  /** Why the run had to end here, when that was not the document's wish. */
  readonly problem?: FlowRunProblem
}

export interface FlowRunProblem {
  readonly code:
    | 'missing_exit'
    | 'unknown_block'
    | 'too_many_steps'
    | 'too_many_failures'
    | 'bad_block'
    /** Something went wrong at a block that has no exit for that: it would have kept too much. */
    | 'block_failed'
  readonly message: string
}

/** What an event leads to: where the run stands now, what to do, and the blocks passed. Times are `at`, in ms. */
export interface Step {
  readonly state: FlowState
  readonly commands: readonly FlowCommand[]
  readonly trace: readonly TraceEntry[]
}

export type { Named }
