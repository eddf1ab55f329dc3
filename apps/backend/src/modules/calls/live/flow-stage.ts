import { randomInt } from 'node:crypto'
import type { CallStep, RecordCallAction } from '@iris/contracts'
import { advance, type FlowCommand, type FlowEvent, startFlow, type Step } from '@iris/flow'
import { type CallInProgress, hangUp, nextInBackground } from './call-in-progress.ts'
import { type CallbackAsked, requestCallbackOf } from './callback-request.ts'
import type { SpeechEvent } from './caller-leg.ts'
import { beginTrace, traceStep } from './flow-trace.ts'
import { perform } from './flow-player.ts'
import { inSecret } from './secret-entry.ts'
import { recordCall } from './recording-stage.ts'
import { tellSpeech } from './tell-speech.ts'
import { takeMessage } from './voicemail-stage.ts'

/** Lets the flow begin, once the caller has been answered. */
export async function beginFlow(call: CallInProgress): Promise<void> {
  const { id, from, numberValue, program, direction } = call.facts
  if (!program) return
  const context = {
    callId: id,
    callerNumber: from.user,
    callerName: from.display,
    calledNumber: numberValue,
    direction,
    seed: randomInt(2 ** 32),
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
  await take(call, advance(program, call.flow, event, Date.now()), endedBy)
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
  if (command?.kind === 'enqueue') return enqueue(call, command, entered)
  startAudible(call, command)
  await call.parts.ledger.moved(call.path.steps, entered, takeAnsweredAt(call))
  if (command?.kind === 'hang_up') await hangUp(call, endedBy, command.cause)
}

function enqueue(
  call: CallInProgress,
  command: Extract<FlowCommand, { kind: 'enqueue' }>,
  entered: readonly CallStep[],
): void {
  const { queue, priority, maxWaitMs, treatment } = command
  const queueId = queue.id
  if (queueId === null || !call.queues.has(queueId)) {
    call.parts.log.warn({ queue }, 'the flow leads to a queue that is not there')
    return call.post({ kind: 'flow', event: { kind: 'queue_left', outcome: 'failed' } })
  }
  const waitingSinceMs = Date.now()
  const expiresAtMs = maxWaitMs === null ? null : waitingSinceMs + maxWaitMs
  const place = { queueId, priority, waitingSinceMs, expiresAtMs, treatment }
  call.post({ kind: 'enqueue', place, entered })
}

function startAudible(call: CallInProgress, command: FlowCommand | undefined): void {
  if (!command || command.kind === 'enqueue' || command.kind === 'hang_up') return
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
    requestCallback: (wish: CallbackAsked) => requestCallbackOf(call, wish),
    takeMessage: (boxId: string, stop: AbortSignal) => takeMessage(call, boxId, stop),
  }
  perform(parts, command, signal).then(
    (event) => {
      if (!signal.aborted) call.post({ kind: 'flow', event })
    },
    () => undefined,
  )
}

/** The time of answering, for the first step that is written after it. */
function takeAnsweredAt(call: CallInProgress): number | undefined {
  const at = call.answeredAtMs
  call.answeredAtMs = undefined
  return at
}
