import type { CallOrder } from '@iris/contracts'
import { ringAgent } from '../ringing/agent-ring.ts'
import { type CallInProgress, setTimer } from '../call-in-progress.ts'
import { freed } from '../talk/supervision.ts'
import { beginTalk } from '../talk/talking.ts'
import { goBack } from './return-stage.ts'
import { leaveTalk } from './transfer-stage.ts'
import { isGone } from '../unless-gone.ts'
import { treatTransferring } from '../waiting/waiting-treatment.ts'

/** How long the phone rings of somebody who wants a parked caller. */
const ringTimeoutMs = 15_000

/** Leaves the caller with music to whoever picks them up; the agent is done. */
export async function park(call: CallInProgress): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking' || phase.consult) return
  const agent = await leaveTalk(call, phase, 'parked')
  const entered = call.path.enterPark(Date.now())
  call.phase = { kind: 'parked', place: phase.place, from: phase.agent }
  treatTransferring(call)
  setTimer(call, call.parts.patience.parkMs, { kind: 'park-over' })
  await call.parts.control.parked({ agent, path: call.path.steps, entered })
}

/** Rings the phone of somebody who wants the parked caller. Who comes second is let go. */
export async function pickUp(
  call: CallInProgress,
  { agent }: Extract<CallOrder, { kind: 'pick_up' }>,
): Promise<void> {
  const { phase, parts } = call
  const ring =
    phase.kind === 'parked'
      ? await ringAgent(call, phase.place, {
          agentId: agent.id,
          agentName: agent.name,
          expiresAtMs: Date.now() + ringTimeoutMs,
          isAskedFor: true,
        })
      : undefined
  if (phase.kind !== 'parked' || !ring) return parts.control.moved([freed(call, agent.id)])
  clearTimeout(call.timer)
  call.phase = { ...phase, kind: 'picking-up', ring }
}

export async function pickUpAnswered(call: CallInProgress, leg: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'picking-up' || phase.ring.leg !== leg) return
  const { place, from, ring } = phase
  const agent = { id: ring.agentId, name: ring.agentName, sinceMs: Date.now() }
  try {
    await beginTalk(call, place, agent, leg)
  } catch (error) {
    // Hung up in this moment: the end of that leg leaves the caller parked.
    if (isGone(error)) treatTransferring(call)
    throw error
  }
  call.path.leavePark('picked_up', agent.sinceMs)
  const entered = call.path.enterAgent(agent, agent.sinceMs)
  await call.parts.control.pickedUp({
    queueId: place?.queueId ?? null,
    fromAgentId: from.id,
    agentId: agent.id,
    path: call.path.steps,
    entered,
  })
}

/** Whoever wanted the caller did not take the phone up: the caller stays parked. */
export async function pickUpEnded(call: CallInProgress, leg: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'picking-up' || phase.ring.leg !== leg) return
  const { ring, ...parked } = phase
  call.phase = { ...parked, kind: 'parked' }
  setTimer(call, call.parts.patience.parkMs, { kind: 'park-over' })
  await call.parts.control.moved([freed(call, ring.agentId)])
}

/** Nobody picked the caller up: they go back. */
export async function parkTookTooLong(call: CallInProgress): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'parked') return
  call.path.leavePark('timeout', Date.now())
  await call.parts.control.unparked()
  await goBack(call, phase)
}
