import { ringAgent } from '../ringing/agent-ring.ts'
import type { CallInProgress, Person } from '../call-in-progress.ts'
import { sayGoodbye } from '../goodbye-stage.ts'
import type { QueuePlace } from '../ledger/ledger.ts'
import { enterQueue } from '../waiting/queue-stage.ts'
import { freed } from '../talk/supervision.ts'
import { beginTalk } from '../talk/talking.ts'

/** How long the phone rings of the agent whose caller nobody took. */
const ringTimeoutMs = 20_000

/**
 * Nobody took a caller who was given away: back to the queue they came from, in the place they held there. From none, back
 * to the agent who gave them away, if that one is free; else it is said, and the call ends.
 */
export async function goBack(
  call: CallInProgress,
  { place, from }: { readonly place: QueuePlace | null; readonly from: Person },
  /** Who did not take the caller. */
  notTakenBy?: string,
): Promise<void> {
  if (place) return backToQueue(call, place)
  const { control } = call.parts
  if (!(await control.occupied(from.id))) return sayGoodbye(call)
  const ring = await ringAgent(call, null, {
    agentId: from.id,
    agentName: from.name,
    expiresAtMs: Date.now() + ringTimeoutMs,
    ...(notTakenBy !== undefined && { from: { name: notTakenBy, why: 'return' } }),
  })
  if (!ring) {
    await control.moved([freed(call, from.id)])
    return sayGoodbye(call)
  }
  call.phase = { kind: 'returning', from, ring }
}

/** The agent has the caller back. */
export async function returnAnswered(call: CallInProgress, leg: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'returning' || phase.ring.leg !== leg) return
  const agent = { ...phase.from, sinceMs: Date.now() }
  await beginTalk(call, null, agent, leg)
  const entered = call.path.enterAgent(agent, agent.sinceMs)
  await call.parts.control.pickedUp({
    queueId: null,
    fromAgentId: agent.id,
    agentId: agent.id,
    path: call.path.steps,
    entered,
  })
}

export async function returnEnded(call: CallInProgress, leg: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'returning' || phase.ring.leg !== leg) return
  await call.parts.control.moved([freed(call, phase.from.id)])
  await sayGoodbye(call)
}

async function backToQueue(call: CallInProgress, place: QueuePlace): Promise<void> {
  const name = call.queues.get(place.queueId)?.name ?? ''
  const entered = call.path.enterQueue({ id: place.queueId, name }, Date.now())
  await enterQueue(call, { ...place, expiresAtMs: null, again: true }, [entered])
}
