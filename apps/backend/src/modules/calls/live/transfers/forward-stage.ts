import type { PhoneNumber } from '@iris/contracts'
import type { LegId } from '@iris/telephony'
import { type CallInProgress, hangUp, type Person, setTimer } from '../call-in-progress.ts'
import type { AgentMove, QueuePlace } from '../ledger/ledger.ts'
import { endSupervision } from '../talk/supervision.ts'
import type { Talk } from '../talk/talk.ts'
import { dialledNumberLeft } from '../acts/dialled-talk.ts'

/**
 * The caller has been given to a number outside, and no agent is in the call any more. The two talk until one of them leaves
 * or the longest time is over: a call that nobody of the centre hears must not go on for ever.
 */
export async function beginForwarded(
  call: CallInProgress,
  {
    place,
    from,
    number,
    talk,
    moves,
  }: {
    readonly place: QueuePlace | null
    readonly from: Person
    readonly number: PhoneNumber
    readonly talk: Talk
    readonly moves: readonly AgentMove[]
  },
): Promise<void> {
  call.quality.forgetAgent()
  call.phase = { kind: 'forwarded', place, number, talk }
  setTimer(call, call.parts.patience.forwardMs, { kind: 'hang-up' })
  await call.parts.control.transferred({
    queueId: place?.queueId ?? null,
    fromAgentId: from.id,
    to: { kind: 'number', number },
    path: call.path.steps,
    moves,
  })
}

/** The number's end of the call is gone, which is the end of the call. */
export async function forwardedLegEnded(
  call: CallInProgress,
  leg: LegId,
  lost: boolean,
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'forwarded' || phase.talk.legOf('agent') !== leg) return
  const outcome = lost ? 'connection_lost' : 'completed'
  call.path.leaveTarget({ kind: 'number', number: phase.number }, outcome, Date.now())
  if (await dialledNumberLeft(call, leg)) return
  await endSupervision(call)
  await hangUp(call, lost ? 'system' : 'callee', 'NORMAL_CLEARING')
}
