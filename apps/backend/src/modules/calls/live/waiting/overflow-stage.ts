import type { Overflow, QueueOutcome } from '@iris/contracts'
import { phrases } from '@iris/speech'
import { spoken } from '../../../../prompts.ts'
import { wayOut } from '../../../queues/way-out.ts'
import { findBoxAnswering } from '../answering.ts'
import { publishedFlow, takeOverBy } from '../acts/published-flow.ts'
import { type CallInProgress, type CallMessage, nextInBackground } from '../call-in-progress.ts'
import { requestCallbackOf } from './callback-request.ts'
import { beginFlow } from '../flow/flow-stage.ts'
import { sayGoodbye } from '../goodbye-stage.ts'
import type { QueuePlace } from '../ledger/ledger.ts'
import { leaveQueue } from './queue-stage.ts'

/** Queues send a caller on to each other so often at most; then whoever put them there goes on. */
const mostHops = 3
/** Flows and queues could give a call to each other without end. */
const mostFlowsGiven = 20

/** A caller who may not wait in a queue, or not any longer. */
export interface SentOn {
  readonly place: QueuePlace
  readonly outcome: QueueOutcome
  readonly to: Overflow
}

/** A caller waits, and may not any longer. One who has gone on meanwhile is left alone. */
export async function overflow(
  call: CallInProgress,
  { queueId, outcome, message }: Extract<CallMessage, { kind: 'overflow' }>,
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'queued' || phase.place.queueId !== queueId) return
  const { place } = phase
  const to = wayOut(call.rules?.limits.overflow, outcome)
  call.leftPlace = place
  // Before the place is given up: whoever cannot be called back keeps it, or goes the flow's way.
  const isToBeCalled = to.kind === 'callback' && (await willBeCalled(call, place))
  if (outcome === 'callback' && !isToBeCalled) return
  call.path.leaveQueue(exitOf(outcome), Date.now())
  clearTimeout(call.timer)
  await leaveQueue(call, phase, outcome)
  const sentOn = { place, outcome, to: isToBeCalled ? promised : back(to) }
  await after(call, message, { kind: 'sent-on', sentOn })
}

/** A queue takes a caller not at all. */
export async function turnAway(
  call: CallInProgress,
  { place, outcome, rules, message }: Extract<CallMessage, { kind: 'turned-away' }>,
): Promise<void> {
  if (call.phase.kind !== 'flow') return
  const to = wayOut(rules?.limits.overflow, outcome)
  call.leftPlace = place
  const isToBeCalled = to.kind === 'callback' && (await willBeCalled(call, place))
  const sentOn = { place, outcome, to: isToBeCalled ? promised : back(to) }
  await after(call, message, { kind: 'sent-on', sentOn })
}

/** Once they have been told why: where they go on. */
export async function sendOn(call: CallInProgress, { place, outcome, to }: SentOn): Promise<void> {
  if (call.phase.kind !== 'flow') return
  switch (to.kind) {
    case 'return':
      return giveBack(call, outcome)
    case 'queue':
      return sendToQueue(call, place, { outcome, queueId: to.queueId })
    case 'voicemail': {
      const { doWork } = call.parts
      const { tenantId } = call.facts
      const box = await doWork(tenantId, null, ({ tx }) => findBoxAnswering(tx, tenantId, to.boxId))
      return goOnBy(call, box, outcome)
    }
    case 'flow':
      return goOnBy(call, await publishedFlow(call, to.flowId), outcome)
    case 'callback':
      return giveBack(call, outcome)
    case 'hangup':
      return after(call, to.sayText || phrases.nobodyFree, { kind: 'hang-up', by: 'flow' })
  }
}

/** Says something, if there is anything to say, and then goes on. Whatever begins meanwhile goes before. */
async function after(call: CallInProgress, text: string, next: CallMessage): Promise<void> {
  const signal = nextInBackground(call)
  if (text === '') return call.post(next)
  const { leg, parts } = call
  const say = async () => {
    const { ended } = await leg.play(await spoken(parts.speech, text), signal)
    await ended
  }
  say()
    .catch((error: unknown) => {
      if (!signal.aborted) parts.log.warn({ err: error }, 'why a queue is left could not be said')
    })
    .finally(() => {
      if (!signal.aborted) call.post(next)
    })
}

const promised = { kind: 'hangup', sayText: phrases.callback } as const

/** Whoever cannot be called back goes on as whoever put them into the queue says. */
function back(to: Overflow): Overflow {
  return to.kind === 'callback' ? { kind: 'return' } : to
}

async function willBeCalled(
  call: CallInProgress,
  { queueId, priority }: QueuePlace,
): Promise<boolean> {
  const name = call.facts.from.name?.slice(0, 80) ?? ''
  try {
    await requestCallbackOf(call, { queueId, name, priority })
    return true
  } catch (error) {
    call.parts.log.info({ err: error }, 'a caller cannot be called back')
    return false
  }
}

async function sendToQueue(
  call: CallInProgress,
  place: QueuePlace,
  { outcome, queueId }: { readonly outcome: QueueOutcome; readonly queueId: string },
): Promise<void> {
  const hops = (place.hops ?? 0) + 1
  const queue = hops > mostHops ? undefined : await call.parts.ledger.queueFacts(queueId)
  if (!queue) return giveBack(call, outcome)
  call.queues.set(queueId, queue)
  const entered = [call.path.enterQueue({ id: queueId, name: queue.name }, Date.now())]
  call.post({ kind: 'enqueue', place: { ...place, queueId, hops }, entered })
}

/** A flow, or a voicemail box, has the call in place of what led it. */
async function goOnBy(
  call: CallInProgress,
  next: Parameters<typeof takeOverBy>[1] | undefined,
  outcome: QueueOutcome,
): Promise<void> {
  if (!next || call.flowsGiven >= mostFlowsGiven) return giveBack(call, outcome)
  call.flowsGiven += 1
  takeOverBy(call, next)
  await beginFlow(call)
}

/** Whoever put the caller into the queue goes on; where nobody did, nobody is left to talk with them. */
function giveBack(call: CallInProgress, outcome: QueueOutcome): void {
  if (!call.flow && !call.verbs) return sayGoodbye(call)
  call.post({ kind: 'flow', event: { kind: 'queue_left', outcome: exitOf(outcome) } })
}

function exitOf(outcome: QueueOutcome): 'full' | 'closed' | 'no_agents' | 'timeout' {
  switch (outcome) {
    case 'full':
    case 'closed':
    case 'no_agents':
      return outcome
    case 'queue_deleted':
      return 'closed'
    default:
      return 'timeout'
  }
}
