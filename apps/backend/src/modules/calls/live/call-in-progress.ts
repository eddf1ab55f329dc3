import type {
  Answerer,
  CallOrder,
  CallStep,
  HangupCause,
  MachineDetection,
  PhoneNumber,
  Programme,
  QueueOutcome,
  RecordingAction,
  RecordingRule,
  SupervisionMode,
  TalkTarget,
  WaitOffer,
} from '@iris/contracts'
import type { FlowEvent, FlowProgram, FlowState, VerbEvent, VerbState } from '@iris/flow'
import type { Speech } from '@iris/speech'
import type { AudioCodec, AudioSource, Cause, LegId, VoiceEvent, VoicePort } from '@iris/telephony'
import type { Logger } from '../../../log.ts'
import type { Actor, DoWork } from '../../../work.ts'
import type { FlowEffects } from '../../flows/effects/flow-effects.ts'
import type { TracedRun } from '../../flows/traces/traced.ts'
import type { TraceWriter } from '../../flows/traces/trace-writer.ts'
import type { PhonePresence } from '../../phones/presence.ts'
import type { Conferences } from '../../conferences/live/conferences.ts'
import type { Recorder } from '../../recordings/recorder.ts'
import type { RecordingVault } from '../../recordings/vault.ts'
import type { QueueSettings } from '../../queues/settings.ts'
import type { QueueFigures } from '../../queues/figures.ts'
import type { AskForVerbs } from '../../webhooks/ask-verbs.ts'
import type { SoundStore } from '../../sounds/sound-store.ts'
import type { FetchedSounds } from '../../webhooks/fetched-sounds.ts'
import type { AgentRing } from './ringing/agent-ring.ts'
import type { CallPath } from './call-path.ts'
import type { QualityBook } from './call-quality.ts'
import type { CallerLeg } from './caller-leg.ts'
import type { ControlLedger } from './ledger/control-ledger.ts'
import type { Dialled, OutsideLine } from './dialling/dial-out.ts'
import type { CallEnd, CallLedger, QueuePlace } from './ledger/ledger.ts'
import type { EarlyListening } from './talk/early-listening.ts'
import type { SentOn } from './waiting/overflow-stage.ts'
import type { NumberRing } from './ringing/number-ring.ts'
import type { Ring } from './ringing/ring.ts'
import type { CallBeingRecorded } from './talk/recording-stage.ts'
import type { RingGroups } from './ringing/ring-group.ts'
import type { SecretEntry } from './acts/secret-entry.ts'
import type { Talk } from './talk/talk.ts'
import type { DialAnswered } from './acts/dial-parties.ts'
import type { DialledTalk } from './acts/dialled-talk.ts'
import type { VerbOutcome } from './verbs/perform-verb.ts'
import type { BoxFacts } from './voicemail-stage.ts'

/** What is known of a call when it comes in. */
export interface CallFacts {
  readonly id: string
  readonly tenantId: string
  /** Who called whom. The party that an outbound call was placed to is the caller in all else. */
  readonly direction: 'inbound' | 'outbound'
  /** The leg whose end is the call's: the caller's. While an agent dials there is none yet, and it is the agent's own. */
  readonly callerLeg: LegId
  /** What its trunk has of codecs, best first, for a call that came by one. */
  readonly codecs?: readonly AudioCodec[]
  /** Who dials the call, where an agent does, and since when. */
  readonly dialled?: { readonly by: Person; readonly sinceMs: number }
  /** Who has accepted to call somebody back, and in which place that is; the leg above is then that agent's, and up. */
  readonly calledBack?: CalledBack
  /** Who was called back, is on the line, and has an agent kept for them. */
  readonly customerFirst?: CustomerFirst
  /** Whom the other side is: the number, as agents read it, and the name the network gave. */
  readonly from: { readonly user: string; readonly display: string; readonly name?: string }
  /** The number that was called, or that is shown to whom we called, as agents read it. */
  readonly numberDisplay: string
  readonly numberValue: string
  /**
   * What happens before and after a talk; `undefined` for a call that is its talk alone. Where there is a programme, what
   * takes the call when nobody says what to do.
   */
  readonly program: FlowProgram | undefined
  /** Which flow that is, where it is one of the tenant's. */
  readonly flow?: { readonly id: string; readonly version: number } | undefined
  /** Whether that is a flow of the tenant's, or a voicemail box. */
  readonly hasFlow: boolean
  /** What leads the call in the flow's place. */
  readonly programme: Programme | undefined
  /** The number's rule, for queues that do not record by themselves. */
  readonly record: RecordingRule
  /** The queues its flow leads to. */
  readonly queues: ReadonlyMap<string, QueueFacts>
  /** The voicemail boxes it leads to. */
  readonly boxes: ReadonlyMap<string, BoxFacts>
  /** How it is found out who has answered, before the flow begins. */
  readonly detection?: MachineDetection | undefined
}

export interface CustomerFirst {
  readonly place: QueuePlace
  readonly offer: Omit<Extract<CallMessage, { kind: 'offered' }>, 'kind'>
}

export interface CalledBack {
  readonly agent: Person
  readonly place: QueuePlace
  /** What is to be shown where a trunk allows it. */
  readonly callerId: string | undefined
}

export interface QueueFacts {
  readonly name: string
  /** Of after-call work: 0 for none, `null` for until the agent ends it. */
  readonly wrapUpMs: number | null
  readonly announceEveryMs: number
  readonly record: RecordingRule
  /** Prompts, by id or name; none for the music of every centre. */
  readonly music: readonly string[]
}

/** The longest that somebody is left with music by those who talk with them, or without them. */
export interface Patience {
  readonly parkMs: number
  readonly consultMs: number
  /** The longest that a caller talks with a number outside that they were given to. */
  readonly forwardMs: number
}

/** What a call is carried out with. */
export interface CallParts {
  readonly voice: VoicePort
  readonly speech: Speech
  readonly phones: PhonePresence
  readonly ledger: CallLedger
  readonly control: ControlLedger
  readonly line: Pick<OutsideLine, 'dial'>
  readonly recorder: Recorder
  readonly vault: RecordingVault
  readonly sounds: SoundStore
  readonly nodeId: string
  readonly doWork: DoWork
  readonly log: Logger
  readonly patience: Patience
  readonly groups: Pick<RingGroups, 'ring' | 'decline'>
  readonly figures: Pick<QueueFigures, 'expectedWait' | 'status'>
  readonly conferences: Pick<Conferences, 'join'>
  readonly askForVerbs: AskForVerbs
  readonly fetchedSounds: Pick<FetchedSounds, 'fetch'>
  /** The tenant's prompt of a name, or `undefined` when there is none. */
  readonly promptOf: (name: string) => Promise<AudioSource | undefined>
  readonly traces: Pick<TraceWriter, 'record'>
  /** What flows do beside the call. */
  readonly effects: FlowEffects
  /** Orders the transfer an agent's phone asks for; gives why it cannot be. */
  readonly orderPhoneTransfer: (wish: {
    readonly callId: string
    readonly agentId: string
    readonly user: string
  }) => Promise<Cause | undefined>
  /** Asks for the events of a leg that was made for this call. */
  readonly followLeg: (leg: LegId) => void
}

/** What can happen to a call. Handled one after another, in this order of arrival. */
export type CallMessage =
  | { readonly kind: 'begin' }
  /** Somebody wants the call to end, or its time is over. */
  | { readonly kind: 'hang-up'; readonly by?: 'flow'; readonly cause?: Cause | undefined }
  | { readonly kind: 'voice'; readonly event: VoiceEvent }
  /** A number outside that was called was taken, or will not be. */
  | { readonly kind: 'dialled'; readonly ring: NumberRing; readonly dialled: Dialled }
  /** What came of the flow's command. `by` says who ended what it asked for. */
  | { readonly kind: 'flow'; readonly event: FlowEvent; readonly by?: 'agent' }
  /** What came of what a list of verbs asked for. */
  | { readonly kind: 'verbs'; readonly event: VerbEvent }
  | { readonly kind: 'verb-came'; readonly step: number; readonly outcome: VerbOutcome }
  /** Somebody whom the flow dialled has taken the call. With the signal aborted, nobody waits for them any more. */
  | {
      readonly kind: 'party-came'
      readonly answered: DialAnswered
      readonly timeLimitMs: number
      readonly signal: AbortSignal
    }
  | { readonly kind: 'sorry-said' }
  | { readonly kind: 'enqueue'; readonly place: QueuePlace; readonly entered: readonly CallStep[] }
  | {
      readonly kind: 'offered'
      readonly agentId: string
      readonly agentName: string
      readonly expiresAtMs: number
      readonly offer: number
      /** The agent waits for it: the phone may answer by itself. */
      readonly isAskedFor?: true
    }
  | { readonly kind: 'offer-withdrawn'; readonly agentId: string }
  | {
      readonly kind: 'record'
      readonly action: RecordingAction
      readonly by: Actor
      /** Takes the recording's id, or why it cannot be. */
      readonly answer: PromiseWithResolvers<string>
    }
  | { readonly kind: 'longest-wait-over' }
  /** The caller may not wait any longer; the message is said first. */
  | {
      readonly kind: 'overflow'
      readonly queueId: string
      readonly outcome: QueueOutcome
      readonly message: string
    }
  /** A queue did not take the caller. */
  | {
      readonly kind: 'turned-away'
      readonly place: QueuePlace
      readonly outcome: QueueOutcome
      readonly rules: QueueSettings | undefined
      readonly message: string
    }
  | { readonly kind: 'sent-on'; readonly sentOn: SentOn }
  /** The caller has pressed the key of a way out of the queue. */
  | { readonly kind: 'way-out'; readonly offer: Pick<WaitOffer, 'key' | 'action'> }
  | { readonly kind: 'agent-grace-over' }
  | { readonly kind: 'agent-phone-ready'; readonly agentId: string }
  | { readonly kind: 'order'; readonly order: CallOrder }
  /** Another phone of the agent wants the place of the one that is in the talk. */
  | {
      readonly kind: 'take-place'
      readonly leg: LegId
      readonly replaces: LegId
      readonly userId: string
    }
  | { readonly kind: 'consult-over' }
  | { readonly kind: 'dialled-talk-over' }
  | { readonly kind: 'detection-over' }
  | { readonly kind: 'park-over' }

export interface Person {
  readonly id: string
  readonly name: string
}

export interface TalkingAgent extends Person {
  readonly sinceMs: number
}

/** The colleague, or the number outside, that the talking agent has brought in. */
type Consult =
  | { readonly kind: 'ringing'; readonly ring: Ring; readonly isAdded: boolean }
  | ({ readonly kind: 'aside' | 'swapped' | 'merged' } & JoinedConsult)

interface JoinedConsult {
  readonly party: TalkTarget
  readonly leg: LegId
}

/** A supervisor who takes part in the talk, or whose phone rings for it. */
export interface Supervising {
  readonly supervisor: Person
  readonly leg: LegId
  readonly mode: SupervisionMode
  readonly state: 'ringing' | 'joined'
}

/**
 * Where a call stands. `place` is the queue the caller came from, for wrap-up and for going back; `null` for a call that
 * came from none.
 */
export type CallPhase =
  | { readonly kind: 'flow' }
  /** The agent's own phone waits for a number outside to be taken. */
  | {
      readonly kind: 'dialling'
      readonly place: QueuePlace | null
      readonly agent: Person
      readonly agentLeg: LegId
      readonly ring: NumberRing
      readonly early: EarlyListening
    }
  | { readonly kind: 'queued'; readonly place: QueuePlace; readonly rings: readonly QueueRing[] }
  | {
      readonly kind: 'talking'
      readonly place: QueuePlace | null
      readonly agent: TalkingAgent
      readonly talk: Talk
      readonly consult: Consult | undefined
    }
  /** Given away by an agent who has left; whoever comes next is rung. */
  | {
      readonly kind: 'transferring'
      readonly place: QueuePlace | null
      readonly from: Person
      readonly ring: Ring
    }
  /** Given away to a number outside: no agent is in the call. In the talk, the number has the agent's part. */
  | {
      readonly kind: 'forwarded'
      readonly place: QueuePlace | null
      readonly number: PhoneNumber
      readonly talk: Talk
    }
  /** Given away by an agent and not taken: that agent is rung again. */
  | { readonly kind: 'returning'; readonly from: Person; readonly ring: AgentRing }
  /** Nobody is left to talk with the caller, who is told so. */
  | { readonly kind: 'goodbye' }
  | {
      readonly kind: 'agent-lost'
      readonly place: QueuePlace | null
      readonly agent: TalkingAgent
      readonly ring: AgentRing | undefined
    }
  | ParkedPhase
  /** Somebody wants the parked caller: their phone rings. */
  | (Omit<ParkedPhase, 'kind'> & { readonly kind: 'picking-up'; readonly ring: AgentRing })
  | { readonly kind: 'over' }

/** An agent's phone that rings for a caller who waits, by that offer of theirs. */
export type QueueRing = AgentRing & { readonly offer: number }

interface ParkedPhase {
  readonly kind: 'parked'
  readonly place: QueuePlace | null
  readonly from: Person
}

/** A call while it lasts: what the stages read and change. */
export interface CallInProgress {
  /**
   * Of a call that an agent dials, the caller's leg and the number of ours are known once it is taken. The flow is another
   * when the call goes on with one.
   */
  facts: CallFacts
  readonly parts: CallParts
  leg: CallerLeg
  readonly path: CallPath
  readonly quality: QualityBook
  phase: CallPhase
  /** The queues the call can be in: its flow's, and those it was transferred to. */
  readonly queues: Map<string, QueueFacts>
  supervising: Supervising | undefined
  /** The agent's leg whose phone asked for the transfer that is about to begin. */
  referring: LegId | undefined
  flow: FlowState | undefined
  /** How often a flow gave the call to another. */
  flowsGiven: number
  /** The run of it that is being noted. */
  run: TracedRun | undefined
  /** Where the list of verbs stands that leads the call in a flow's place. */
  verbs: VerbState | undefined
  /** The talk that a verb began by dialling somebody, until the list goes on. */
  dialledTalk: DialledTalk | undefined
  /** Resolves when the verb in hand has come to its end and left nothing behind. */
  doing: Promise<void> | undefined
  /** Whether the caller's leg was answered: a list of verbs may let it ring. */
  isAnswered: boolean
  /** What is being played to the caller or waited for, aborted when something else begins. */
  background: AbortController
  /** The one timer a phase may have. */
  timer: NodeJS.Timeout | undefined
  /** When the call's time is over. */
  limit: NodeJS.Timeout | undefined
  /** Who ended the call and why, once we have hung up. */
  ending: { readonly by: CallEnd['by']; readonly cause: HangupCause } | undefined
  /** What is being recorded of the talk, or of the whole call. */
  recording: CallBeingRecorded | undefined
  /** Whether the caller enters what nobody in the call may know. */
  readonly secret: SecretEntry
  answeredAtMs: number | undefined
  /** How the queue the caller waits in, or waited in last, deals with it. */
  rules: QueueSettings | undefined
  /** The place the caller gave up last, for a call back in their turn. */
  leftPlace: QueuePlace | undefined
  /** The flow has not begun: it is waited for who answered. */
  isDetecting: boolean
  answeredBy: Answerer | undefined
  talkMs: number
  post(message: CallMessage): void
}

/** The queue a call waits in or came from. */
export function queueOf(phase: CallPhase): string | null {
  return 'place' in phase ? (phase.place?.queueId ?? null) : null
}

/** Ends what goes on in the background and gives the signal for the next thing. */
export function nextInBackground(call: CallInProgress): AbortSignal {
  call.background.abort(new Error('something else begins'))
  call.background = new AbortController()
  return call.background.signal
}

/** Sets the phase's timer in place of the one before. */
export function setTimer(call: CallInProgress, afterMs: number, message: CallMessage): void {
  clearTimeout(call.timer)
  call.timer = setTimeout(() => call.post(message), afterMs)
}

/** Hangs the caller up; the end of the leg then ends the call. */
export async function hangUp(call: CallInProgress, by: CallEnd['by'], cause: Cause) {
  call.ending ??= { by, cause }
  await call.parts.voice.hangup(call.facts.callerLeg, cause)
}
