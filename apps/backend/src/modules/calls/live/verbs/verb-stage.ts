import type { CallWebhook, CallStep, Programme, Verb, VerbOf, VerbResult } from '@iris/contracts'
import {
  advanceVerbs,
  masked,
  startVerbs,
  type FlowEvent,
  type Question,
  type VerbEvent,
  type VerbProblem,
  type VerbStep,
} from '@iris/flow'
import { phrases } from '@iris/speech'
import { spoken } from '../../../../prompts.ts'
import { type CallInProgress, hangUp, nextInBackground } from '../call-in-progress.ts'
import { beginFlow } from '../flow/flow-stage.ts'
import { answerOnce } from '../acts/answer-once.ts'
import { type DialAnswered, letGoOfDialled } from '../acts/dial-parties.ts'
import { beginDialledTalk, endAfterTransfer, takeDialResult } from '../acts/dialled-talk.ts'
import { enqueueByVerb } from './enqueue-verb.ts'
import { performVerb, type VerbOutcome } from './perform-verb.ts'
import { transferByVerb } from './transfer-verb.ts'

/** Lets a programme begin, in place of whatever the call did by itself. */
export async function beginVerbs(call: CallInProgress, programme: Programme): Promise<void> {
  const step = call.verbs
    ? advanceVerbs(call.verbs, { kind: 'replaced', by: programme })
    : startVerbs(programme)
  await take(call, step)
}

/** Takes the run on by what came of its command. */
export async function goOnVerbs(call: CallInProgress, event: VerbEvent): Promise<void> {
  if (!call.verbs || call.phase.kind !== 'flow') return
  await take(call, advanceVerbs(call.verbs, event))
}

/** The caller has left a queue that a verb put them into. */
export async function leftQueueByVerb(
  call: CallInProgress,
  event: Extract<FlowEvent, { kind: 'queue_left' }>,
  endedBy: 'flow' | 'agent',
): Promise<void> {
  const { verbs } = call
  if (verbs?.kind !== 'doing' || call.phase.kind !== 'flow') return
  if (verbs.verb.kind === 'transfer') return endAfterTransfer(call, endedBy)
  const isDial = verbs.verb.kind === 'dial'
  const result = isDial ? takeDialResult(call) : resultOfQueue(event)
  await came(call, verbs.verb, { kind: 'done', result })
}

function resultOfQueue(event: Extract<FlowEvent, { kind: 'queue_left' }>): VerbResult {
  if (event.outcome !== 'offer') {
    const { outcome, reason } = event
    return { verb: 'enqueue', outcome, ...(reason !== undefined && { reason }) }
  }
  const { key, action } = event
  return { verb: 'enqueue', outcome: 'offer', offer: { key, action } }
}

async function take(call: CallInProgress, { state, command }: VerbStep): Promise<void> {
  call.verbs = state
  call.phase = { kind: 'flow' }
  switch (command?.kind) {
    case 'do':
      return begin(call, command.step, command.verb)
    case 'ask':
      return ask(call, command.step, command.question)
    case 'hang_up':
      return hangUp(call, 'flow', command.cause)
    case 'give_up':
      return giveUp(call, command.problem)
    case undefined:
      return undefined
  }
}

async function begin(call: CallInProgress, step: number, verb: Verb): Promise<void> {
  switch (verb.kind) {
    case 'reject':
    case 'hangup':
      return hangUp(call, 'flow', call.isAnswered ? 'NORMAL_CLEARING' : verb.cause)
    case 'enqueue':
      await answerOnce(call)
      return enqueueByVerb(call, verb)
    case 'transfer': {
      await answerOnce(call)
      const isDialled = 'number' in verb.to || 'agentId' in verb.to
      await noteMove(call, isDialled ? call.path.enterVerb('dial', Date.now()) : [])
      return transferByVerb(call, verb)
    }
    case 'answer':
      await answerOnce(call)
      await noteMove(call, [])
      return call.post({ kind: 'verbs', event: { kind: 'done', step } })
    default:
      return beginInBackground(call, step, verb)
  }
}

/** The verbs that take their time on the caller's leg. */
export type TimedVerb = Exclude<
  Verb,
  VerbOf<'answer' | 'reject' | 'hangup' | 'enqueue' | 'transfer' | 'redirect'>
>

async function beginInBackground(
  call: CallInProgress,
  step: number,
  verb: Exclude<Verb, VerbOf<'answer' | 'reject' | 'hangup' | 'enqueue' | 'transfer'>>,
): Promise<void> {
  if (verb.kind === 'redirect') throw new Error('A redirect is asked, not done.')
  if (verb.kind !== 'ring' && verb.kind !== 'pause') await answerOnce(call)
  const signal = nextInBackground(call)
  const entered = call.path.enterVerb(verb.kind, Date.now())
  call.doing = performVerb(call, verb, signal)
    .catch((error: unknown): VerbOutcome => {
      call.parts.log.warn({ err: error, verb: verb.kind }, 'a verb could not be carried out')
      return { kind: 'failed' }
    })
    .then((outcome) => {
      if (!signal.aborted) call.post({ kind: 'verb-came', step, outcome })
      const isTooLate = signal.aborted && outcome.kind === 'dialled'
      return isTooLate ? letGoOfDialled(call, outcome.answered) : undefined
    })
    .catch(() => undefined)
  await noteMove(call, entered)
}

type Came = Exclude<VerbOutcome, { kind: 'dialled' }>

/** Writes down what came of a verb, and tells the run; whoever was dialled talks with the caller first. */
export async function verbCame(
  call: CallInProgress,
  step: number,
  outcome: VerbOutcome,
): Promise<void> {
  const { verbs } = call
  if (verbs?.kind !== 'doing' || verbs.step !== step || call.phase.kind !== 'flow') {
    if (outcome.kind === 'dialled') await letGoOfDialled(call, outcome.answered)
    return
  }
  if (outcome.kind === 'dialled') return connect(call, verbs.verb, outcome.answered)
  await came(call, verbs.verb, outcome)
}

async function connect(call: CallInProgress, verb: Verb, answered: DialAnswered): Promise<void> {
  const timeLimitMs = verb.kind === 'dial' ? verb.timeLimitMs : call.parts.patience.forwardMs
  if (await beginDialledTalk(call, { timeLimitMs }, answered)) return
  const cause = 'NORMAL_TEMPORARY_FAILURE'
  if (verb.kind === 'transfer') return hangUp(call, 'flow', cause)
  const result = { verb: 'dial', outcome: 'failed', cause, answeredBy: null, talkMs: 0 } as const
  await came(call, verb, { kind: 'failed', result })
}

async function came(call: CallInProgress, verb: Verb, outcome: Came): Promise<void> {
  if (!call.verbs) return
  const { step } = call.verbs
  const { result } = outcome
  call.path.leaveVerb(
    verb.kind,
    result?.outcome ?? (outcome.kind === 'done' ? 'next' : 'error'),
    Date.now(),
  )
  if (result) await call.parts.ledger.verbResult(masked(result))
  await goOnVerbs(call, { ...outcome, step })
}

async function ask(call: CallInProgress, step: number, question: Question): Promise<void> {
  const signal = nextInBackground(call)
  const { url } = question
  const to = { tenantId: call.facts.tenantId, url, signal }
  call.parts
    .askForVerbs(to, webhookOf(call, question))
    .then(async (answer) => {
      if (signal.aborted) return
      if (answer.kind === 'unanswered') {
        call.parts.log.warn({ url, failure: answer.failure }, 'a webhook gave no list of verbs')
        await call.parts.ledger.webhookFailed({ url, failure: answer.failure })
      }
      call.post({ kind: 'verbs', event: { ...answer, step } })
    })
    .catch((error: unknown) => {
      if (signal.aborted) return
      call.parts.log.error({ err: error }, 'a webhook could not be asked')
      const failure = 'It could not be asked.'
      call.post({ kind: 'verbs', event: { kind: 'unanswered', step, failure } })
    })
}

/** What a webhook is asked about a call. */
export function webhookOf(call: CallInProgress, question: Omit<Question, 'url'>): CallWebhook {
  const { id, direction, from, numberValue } = call.facts
  const isOurs = direction === 'outbound'
  return {
    reason: question.reason,
    call: {
      id,
      direction,
      from: isOurs ? numberValue : from.user,
      to: isOurs ? from.user : numberValue,
      answered: call.isAnswered,
      answeredBy: call.answeredBy ?? null,
    },
    result: question.result,
    failure: question.failure,
  }
}

/** Nobody says what to do: the number's flow or box takes the call where there is one, else the caller hears that we are sorry. */
async function giveUp(call: CallInProgress, { code, message }: VerbProblem): Promise<void> {
  const { parts, facts } = call
  parts.log.warn({ problem: code }, message)
  if (facts.hasFlow) {
    call.verbs = undefined
    await answerOnce(call)
    return beginFlow(call)
  }
  await answerOnce(call)
  const signal = nextInBackground(call)
  await noteMove(call, [])
  apologise(call, signal)
    .catch((error: unknown) => {
      if (!signal.aborted) parts.log.warn({ err: error }, 'nobody could say sorry')
    })
    .then(() => {
      if (!signal.aborted) call.post({ kind: 'sorry-said' })
    })
    .catch(() => undefined)
}

async function apologise(call: CallInProgress, signal: AbortSignal): Promise<void> {
  const words = await spoken(call.parts.speech, phrases.sorry)
  await (
    await call.leg.play(words, signal)
  ).ended
}

async function noteMove(call: CallInProgress, entered: readonly CallStep[]): Promise<void> {
  if (!call.isAnswered) return
  const at = call.answeredAtMs
  call.answeredAtMs = undefined
  await call.parts.ledger.moved(call.path.steps, entered, at)
}
