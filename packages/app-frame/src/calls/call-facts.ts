import type { Call } from '@iris/contracts'
import type { Tone } from '@iris/ui'

/** What has become of a call. */
export type CallOutcome =
  | Exclude<Call['state'], 'ended'>
  | 'answered'
  | 'abandoned'
  | 'unanswered'
  | 'left'
  | 'interrupted'

export function outcomeOf(call: Call): CallOutcome {
  if (call.state !== 'ended') return call.state
  if (call.cause === 'INTERRUPTED') return 'interrupted'
  if (call.connectedAt !== null) return 'answered'
  if (call.direction === 'outbound' && call.answeredAt === null) return 'unanswered'
  if (call.queuedAt === null) return 'left'
  return call.endedBy === 'caller' ? 'abandoned' : 'unanswered'
}

/** The other party: who called, or who was called. */
export function partyOf({ direction, from, number }: Pick<Call, 'direction' | 'from' | 'number'>) {
  return direction === 'outbound' ? number : from
}

export const outcomeTone: Readonly<Record<CallOutcome, Tone>> = {
  ringing: 'offering',
  in_flow: 'busy',
  queued: 'warning',
  connected: 'busy',
  transferring: 'offering',
  parked: 'warning',
  in_conference: 'busy',
  answered: 'neutral',
  abandoned: 'stop',
  unanswered: 'stop',
  left: 'neutral',
  interrupted: 'stop',
}

/** How long the caller waited in the queue so far, in milliseconds; nothing when they never came to one. */
export function waitedMs(call: Call, nowMs: number): number | undefined {
  return call.queuedAt === null
    ? undefined
    : at(call.connectedAt ?? call.endedAt, nowMs) - Date.parse(call.queuedAt)
}

/** How long caller and agent have talked so far, in milliseconds; nothing when they never did. */
export function talkedMs(call: Call, nowMs: number): number | undefined {
  return call.connectedAt === null
    ? undefined
    : at(call.endedAt, nowMs) - Date.parse(call.connectedAt)
}

/** From its first ring to its end, or so far, in milliseconds. */
export function lastedMs(call: Call, nowMs: number): number {
  return at(call.endedAt, nowMs) - Date.parse(call.startedAt)
}

function at(iso: string | null, nowMs: number): number {
  return iso === null ? nowMs : Date.parse(iso)
}
