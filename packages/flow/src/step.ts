import type {
  CallbackWish,
  FlowNode,
  RecordCallAction,
  WaitOffer,
  WaitTreatment,
} from '@iris/contracts'

/** What is known of a call when its flow begins; the flow reads it as variables. */
export interface FlowContext {
  /** `{{ call.id }}` */
  readonly callId: string
  /** `{{ caller.number }}`, E.164 where the number is one. */
  readonly callerNumber: string
  /** `{{ caller.name }}`; empty where the network gave none. */
  readonly callerName?: string
  /** `{{ called.number }}` */
  readonly calledNumber: string
  /** `{{ call.answered_by }}`: `human`, `machine` or `unsure`; empty where it was not to be found out. */
  readonly answeredBy?: string
}

/**
 * Values by name, as `{{ name }}` finds them: those of the context, those the flow set, and what happened on the way:
 * `menu.key` (the last key pressed at a menu, or that of the option said), `menu.speech` (the last that was said at one), `queue.outcome` and `error.reason`.
 */
export type Variables = Readonly<Record<string, string>>

/**
 * Where a run stands between two events. Plain JSON: store it, read it back, go on. The document it belongs to must be
 * the very version the run began with.
 */
export type FlowState =
  | {
      readonly kind: 'waiting'
      /** The node whose command is being carried out. */
      readonly node: string
      /** The number of that visit; see `TraceEntry`. */
      readonly visit: number
      readonly enteredAt: number
      /** How often the menu's text was said; 0 at other nodes. */
      readonly tries: number
      /** How many commands failed one after another. */
      readonly failures: number
      readonly variables: Variables
    }
  | {
      readonly kind: 'ended'
      readonly cause: FlowEndCause
      readonly by: 'flow' | 'caller'
      /** Why the run had to end, when that was not the document's wish. */
      readonly problem?: FlowRunProblem
    }

export type FlowEndCause = 'NORMAL_CLEARING' | 'NORMAL_TEMPORARY_FAILURE'

/**
 * What the run asks for. A step has at most one command, and the run stands still until the command's outcome comes back
 * as an event (`hang_up` has none).
 */
export type FlowCommand =
  /** Speak; then `said` or `failed`. The text is never blank. */
  | { readonly kind: 'say'; readonly text: string; readonly voice?: string }
  /** Play the tenant's prompt of that name; then `played` or `failed`. */
  | { readonly kind: 'play'; readonly prompt: string }
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
      readonly queueId: string
      readonly priority: number
      readonly maxWaitMs: number | null
      /** Without it, what the queue says. */
      readonly treatment?: WaitTreatment
    }
  /** Have the caller called back by an agent of the queue; then `callback_requested` or `failed`. */
  | ({ readonly kind: 'callback'; readonly queueId: string } & CallbackWish)
  /** Take a message into the box; then `message_left` or `failed`. */
  | { readonly kind: 'voicemail'; readonly boxId: string }
  /** Begin, end, pause or resume the recording of the call; then `recording_changed` or `failed`. */
  | { readonly kind: 'record_call'; readonly action: RecordCallAction }
  /** End the call. The run is over. */
  | { readonly kind: 'hang_up'; readonly cause: FlowEndCause }

/** What came of a command. One that does not fit where the run stands is passed over. */
export type FlowEvent =
  | { readonly kind: 'said' }
  | { readonly kind: 'played' }
  /** One key: 0 to 9, * or #. */
  | { readonly kind: 'gathered'; readonly key: string }
  /** What the caller said in place of a key; empty where it could not be understood. */
  | { readonly kind: 'heard'; readonly text: string }
  | { readonly kind: 'no_input' }
  /** The command could not be carried out; the node is left by `error`. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** `answered` only once the talk with the agent has ended and the caller is still there. */
  | { readonly kind: 'queue_left'; readonly outcome: 'answered' | 'timeout' | 'failed' }
  /** The caller has pressed the key of a way out. */
  | {
      readonly kind: 'queue_left'
      readonly outcome: 'offer'
      readonly key: string
      readonly action: WaitOffer['action']
    }
  /** The caller has said what there was to say, or nothing, and is still there. */
  | { readonly kind: 'message_left' }
  | { readonly kind: 'recording_changed' }
  /** The caller waits in the line without being on the telephone; `id` is the callback's. */
  | { readonly kind: 'callback_requested'; readonly id: string }
  | { readonly kind: 'caller_hung_up' }

/**
 * One visit to a node. A step's trace has an entry for every node it entered or left, so a node that waits is seen twice:
 * open (`leftAt` null) and later closed. `visit` counts from 1 within the run and says which entry replaces which.
 */
export interface TraceEntry {
  readonly visit: number
  readonly node: string
  readonly kind: FlowNode['kind']
  /** The node's label, or what its kind is called. */
  readonly name: string
  readonly enteredAt: number
  readonly leftAt: number | null
  /** The exit taken (`entered` for a key that is sensitive), `caller_hung_up`, or `null` while the node waits and for `hang_up`. */
  readonly outcome: string | null
  /** Why the run had to end here, when that was not the document's wish. */
  readonly problem?: FlowRunProblem
}

export interface FlowRunProblem {
  readonly code: 'missing_exit' | 'unknown_node' | 'too_many_steps' | 'too_many_failures'
  readonly message: string
}

/** What an event leads to: where the run stands now, what to do, and the nodes passed. Times are `at`, in ms. */
export interface Step {
  readonly state: FlowState
  readonly commands: readonly FlowCommand[]
  readonly trace: readonly TraceEntry[]
}
