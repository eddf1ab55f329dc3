import type { AgentTime } from '@iris/contracts'
import type { AgentStretch } from '../contacts/timeline.ts'
import { cutAtQuarters } from './interval.ts'

/** A piece of an agent's time: what they did in a quarter of an hour, and for how long. */
export interface TimePiece {
  readonly quarter: number
  readonly agentId: string
  readonly state: AgentStretch['state']
  readonly reason: AgentStretch['reason']
  readonly ms: number
}

/** A stretch that is over, by quarters. Time offline is nobody's working time and is left out. */
export function timeOf(stretch: AgentStretch): TimePiece[] {
  const { agentId, state, reason, fromMs, toMs } = stretch
  if (state === 'offline' || toMs === null) return []
  return cutAtQuarters(fromMs, toMs).map((piece) => ({
    ...piece,
    agentId,
    state,
    reason,
  }))
}

const nameOf = {
  available: 'availableMs',
  not_ready: 'notReadyMs',
  offering: 'offeringMs',
  in_call: 'inCallMs',
  wrap_up: 'wrapUpMs',
  not_responding: 'notRespondingMs',
} as const

export const noTime: AgentTime = {
  availableMs: 0,
  notReadyMs: 0,
  offeringMs: 0,
  inCallMs: 0,
  wrapUpMs: 0,
  notRespondingMs: 0,
  reasonsMs: {},
  occupiedMs: 0,
  idleMs: 0,
  scheduledMs: 0,
  adherentMs: 0,
}

/** Adds a piece to an agent's time. */
export function addTime(
  time: AgentTime,
  { state, reason, ms }: Pick<TimePiece, 'state' | 'reason' | 'ms'>,
): AgentTime {
  if (state === 'offline') return time
  const sum = { ...time, [nameOf[state]]: time[nameOf[state]] + ms }
  if (reason === null) return sum
  return { ...sum, reasonsMs: { ...time.reasonsMs, [reason]: (time.reasonsMs[reason] ?? 0) + ms } }
}
