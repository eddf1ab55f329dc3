import type { CallStep, RecordCallAction } from '@iris/contracts'
import {
  advance,
  type ConferenceWish,
  type DialWish,
  type EntryWish,
  type FlowCommand,
  type FlowEvent,
  seedOfCall,
  startFlow,
  type Step,
} from '@iris/flow'
import { answerOnce } from '../acts/answer-once.ts'
import { publishedFlow, takeOverBy } from '../acts/published-flow.ts'
import {
  type CallInProgress,
  type CallMessage,
  hangUp,
  nextInBackground,
} from '../call-in-progress.ts'
import { type CallbackAsked, requestCallbackOf } from '../waiting/callback-request.ts'
import type { SpeechEvent } from '../caller-leg.ts'
import { afterTalkOfFlow, confer, dialForFlow, takeEntry, talkWithParty } from './flow-acts.ts'
import { beginTrace, endTrace, traceStep } from './flow-trace.ts'
import { perform } from './flow-player.ts'
import { carryOut, type EffectCommand } from '../../../flows/effects/carry-out.ts'
import { inSecret } from '../acts/secret-entry.ts'
import { readRouting } from '../waiting/place-routing.ts'
import { recordCall } from '../talk/recording-stage.ts'
import { tellSpeech } from './tell-speech.ts'
import { takeMessage } from '../voicemail-stage.ts'

/** Lets the flow begin, once the caller has been answered. */
export async function beginFlow(call: CallInProgress): Promise<void> {
  const { id, from, numberValue, program, direction } = call.facts
  if (!program) return
  const context = {
    callId: id,
    callerNumber: from.user,
    callerName: from.name ?? '',
    calledNumber: numberValue,
    direction,
    seed: seedOfCall(id),
    ...(call.answeredBy && { answeredBy: call.answeredBy }),
  }
  const atMs = Date.now()
  beginTrace(call, atMs)
  await take(call, startFlow(program, context, atMs))
}

/** Tells the flow what came of its command, and carries out the next. A call without a flow is over with its talk. */
export async function goOn(
  call: CallInProgress,
  event: FlowEvent,
  endedBy: 'flow' | 'agent' = 'flow',
): Promise<void> {
  if (call.phase.kind !== 'flow') return
  const { program } = call.facts
  if (!program || !call.flow) return hangUp(call, endedBy, 'NORMAL_CLEARING')
  const came = afterTalkOfFlow(call, event)
  await take(call, advance(program, call.flow, came, Date.now()), endedBy)
}

/** Somebody whom the flow dialled has taken the call. */
export async function partyCame(
  call: CallInProgress,
  message: Extract<CallMessage, { kind: 'party-came' }>,
): Promise<void> {
  const event = await talkWithParty(call, message)
  if (event) await goOn(call, event)
}

async function take(
  call: CallInProgress,
  step: Step,
  endedBy: 'flow' | 'agent' = 'flow',
): Promise<void> {
  call.flow = step.state
  call.phase = { kind: 'flow' }
  traceStep(call, step, Date.now())
  for (const { problem, block } of step.trace) {
    if (problem) call.parts.log.warn({ block, problem: problem.code }, problem.message)
  }
  const command = step.commands[0]
  const entered = call.path.follow(step.trace, command)
  if (command && answering.has(command.kind)) await answerOnce(call)
  if (command?.kind === 'enqueue') return enqueue(call, command, entered)
  startAudible(call, command)
  // One that rings on has not been anywhere yet, for those who look at it.
  if (call.isAnswered) await call.parts.ledger.moved(call.path.steps, entered, takeAnsweredAt(call))
  if (command?.kind === 'transfer') return giveToFlow(call, command)
  if (command?.kind === 'hang_up') await hangUp(call, endedBy, command.cause)
}

/** What a call that rings is answered by. */
const answering: ReadonlySet<FlowCommand['kind']> = new Set([
  ...(['answer', 'say', 'play', 'gather', 'gather_entry', 'dial', 'conference'] as const),
  ...(['enqueue', 'voicemail', 'record_call'] as const),
])

/** Flows that give a call to each other without end would keep it for ever. */
const mostFlowsGiven = 20

/** Another flow goes on in this one's place. */
async function giveToFlow(
  call: CallInProgress,
  { flow: { id, name } }: Extract<FlowCommand, { kind: 'transfer' }>,
): Promise<void> {
  const { program } = call.facts
  const isTooOften = call.flowsGiven >= mostFlowsGiven
  const next = id === null || isTooOften ? undefined : await publishedFlow(call, id)
  if (!next || !program || !call.flow) {
    const reason = isTooOften
      ? `Flows gave the call to each other more than ${mostFlowsGiven} times.`
      : `There is no published flow called ${name}.`
    return call.post({ kind: 'flow', event: { kind: 'failed', reason } })
  }
  const atMs = Date.now()
  const { trace } = advance(program, call.flow, { kind: 'done', of: 'transfer' }, atMs)
  call.path.follow(trace)
  endTrace(call, 'completed', trace, atMs)
  call.flowsGiven += 1
  takeOverBy(call, next)
  await beginFlow(call)
}

async function enqueue(
  call: CallInProgress,
  command: Extract<FlowCommand, { kind: 'enqueue' }>,
  entered: readonly CallStep[],
): Promise<void> {
  const { queue, priority, maxWaitMs, treatment, routing = {} } = command
  const queueId = queue.id
  if (queueId === null || !call.queues.has(queueId)) {
    call.parts.log.warn({ queue }, 'the flow leads to a queue that is not there')
    return call.post({ kind: 'flow', event: { kind: 'queue_left', outcome: 'failed' } })
  }
  const answeredAtMs = takeAnsweredAt(call)
  if (answeredAtMs !== undefined) await call.parts.ledger.moved(call.path.steps, [], answeredAtMs)
  const waitingSinceMs = Date.now()
  const read = await call.parts.doWork(call.facts.tenantId, null, (work) =>
    readRouting(work, routing, waitingSinceMs),
  )
  if (read.kind === 'unknown') {
    const { reason } = read
    call.parts.log.warn({ reason }, 'the flow leads to somebody who is not there')
    return call.post({ kind: 'flow', event: { kind: 'queue_left', outcome: 'failed', reason } })
  }
  const expiresAtMs = maxWaitMs === null ? null : waitingSinceMs + maxWaitMs
  const place = { queueId, priority, waitingSinceMs, expiresAtMs, treatment, ...read.routing }
  call.post({ kind: 'enqueue', place, entered })
}

function startAudible(call: CallInProgress, command: FlowCommand | undefined): void {
  if (!command || command.kind === 'enqueue' || command.kind === 'hang_up') return
  if (command.kind === 'transfer') return
  const signal = nextInBackground(call)
  const { speech, promptOf, figures } = call.parts
  const parts = {
    leg: call.leg,
    speech,
    promptOf,
    onSpeech: (event: SpeechEvent) => tellSpeech(call, event),
    inSecret: <Result>(take: () => Promise<Result>) => inSecret(call, take),
    recordCall: (action: RecordCallAction, stop: AbortSignal) => recordCall(call, action, stop),
    queueStatus: (id: string) => figures.status(call.facts.tenantId, { id }),
    carryOut: (effect: EffectCommand, stop: AbortSignal) => carryOutFor(call, effect, stop),
    requestCallback: (wish: CallbackAsked) => requestCallbackOf(call, wish),
    takeEntry: (wish: EntryWish, stop: AbortSignal) => takeEntry(call, wish, stop),
    dial: (wish: DialWish, stop: AbortSignal) => dialForFlow(call, wish, stop),
    confer: (wish: ConferenceWish, stop: AbortSignal) => confer(call, wish, stop),
    takeMessage: (boxId: string, stop: AbortSignal) => takeMessage(call, boxId, stop),
  }
  call.doing = perform(parts, command, signal).then(
    (event) => {
      if (event && !signal.aborted) call.post({ kind: 'flow', event })
    },
    () => undefined,
  )
}

/** Does something beside the call; the caller hears nothing meanwhile, and it is given up when they hang up. */
async function carryOutFor(
  call: CallInProgress,
  command: EffectCommand,
  signal: AbortSignal,
): Promise<FlowEvent> {
  const { id: callId, tenantId, flow } = call.facts
  if (!flow) return { kind: 'failed', reason: 'The call has no flow of its own.' }
  return carryOut(call.parts.effects, { tenantId, flowId: flow.id, callId }, command, signal)
}

/** The time of answering, for the first step that is written after it. */
function takeAnsweredAt(call: CallInProgress): number | undefined {
  const at = call.answeredAtMs
  call.answeredAtMs = undefined
  return at
}
