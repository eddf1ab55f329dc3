import type { CallOrder, Supervision } from '@iris/contracts'
import { queueNameOf } from '../ringing/agent-ring.ts'
import type { CallInProgress, Supervising } from '../call-in-progress.ts'
import type { AgentMove } from '../ledger/ledger.ts'

/** How long a supervisor's own phone rings. */
const ringTimeoutMs = 20_000

/** Rings the supervisor's phone, or changes how they take part where they do. */
export async function supervise(
  call: CallInProgress,
  { supervisor, mode }: Extract<CallOrder, { kind: 'supervise' }>,
): Promise<void> {
  const { phase, supervising, parts } = call
  if (supervising?.supervisor.id === supervisor.id) return change(call, { ...supervising, mode })
  const user = parts.phones.phoneOf(supervisor.id)
  if (!('talk' in phase) || supervising || user === undefined) {
    return parts.control.moved([freed(call, supervisor.id)])
  }
  const { id, from, numberDisplay } = call.facts
  const leg = await parts.voice.originate({
    to: { kind: 'user', user },
    from: { user: from.user, displayName: from.display },
    beside: call.facts.callerLeg,
    headers: {
      'X-Iris-Call': id,
      'X-Iris-Number': numberDisplay,
      'X-Iris-Queue': queueNameOf(call, phase.place),
      'X-Iris-Asked-For': 'supervise',
    },
    ringTimeoutMs,
  })
  parts.followLeg(leg)
  await change(call, { supervisor, leg, mode, state: 'ringing' })
}

/** The supervisor's phone was taken up. */
export async function supervisorAnswered(call: CallInProgress, leg: string): Promise<void> {
  const { phase, supervising } = call
  if (!('talk' in phase) || supervising?.leg !== leg) return
  await phase.talk.admit('supervisor', leg)
  await change(call, { ...supervising, state: 'joined' })
}

/** The supervisor hung up, was let go, or did not take the phone up. */
export async function supervisorLeft(call: CallInProgress, leg: string): Promise<void> {
  const { phase, supervising } = call
  if (supervising?.leg !== leg) return
  if ('talk' in phase) {
    await phase.talk.dismiss('supervisor')
    await phase.talk.reshape({ supervision: 'none' })
  }
  await over(call, supervising)
}

/** Lets the supervisor go. The end of their leg then says the rest. */
export async function stopSupervising(call: CallInProgress): Promise<void> {
  if (call.supervising) await call.parts.voice.hangup(call.supervising.leg, 'NORMAL_CLEARING')
}

/** The talk that was listened to is over. */
export async function endSupervision(call: CallInProgress): Promise<void> {
  const { supervising, parts } = call
  if (!supervising) return
  await parts.voice.hangup(supervising.leg, 'NORMAL_CLEARING')
  await over(call, supervising)
}

/** What the end of a supervision means for the supervisor. */
export function freed(call: CallInProgress, supervisorId: string): AgentMove {
  const phoneReady = call.parts.phones.isReady(supervisorId)
  const event = { kind: 'call_ended', callId: call.facts.id, wrapUpMs: 0, phoneReady } as const
  return { agentId: supervisorId, event }
}

async function change(call: CallInProgress, next: Supervising): Promise<void> {
  const { phase, supervising: before } = call
  call.supervising = next
  if (!('talk' in phase)) return
  if (next.state === 'joined') await phase.talk.reshape({ supervision: next.mode })
  await call.parts.control.supervisionChanged({
    before: asSupervision(before),
    supervision: asSupervision(next),
    agentId: 'agent' in phase ? phase.agent.id : undefined,
  })
}

async function over(call: CallInProgress, was: Supervising): Promise<void> {
  const { phase } = call
  call.supervising = undefined
  await call.parts.control.supervisionChanged({
    before: asSupervision(was),
    supervision: null,
    agentId: 'agent' in phase ? phase.agent.id : undefined,
    moves: [freed(call, was.supervisor.id)],
  })
}

function asSupervision(supervising: Supervising | undefined): Supervision | null {
  if (!supervising) return null
  const { supervisor, mode, state } = supervising
  return { supervisor, mode, state }
}
