import type { QueueOutcome } from '@iris/contracts'
import type { DrawnContact, Leg } from './contact.ts'

export type LegChange = (leg: Leg) => Leg

/** The contact waits there no more. */
export function closeStay(
  leg: Leg,
  atMs: number,
  { outcome, agentId }: { readonly outcome: QueueOutcome; readonly agentId: string | null },
): Leg {
  if (leg.kind !== 'queue' || leg.toMs !== null) return leg
  return { ...leg, outcome, agentId, toMs: Math.max(leg.fromMs, atMs) }
}

/** The agent is out of it. What was on hold is so until then. */
export function closeTalk(leg: Leg, agentId: string, atMs: number): Leg {
  if (leg.kind !== 'talk' || leg.agentId !== agentId || leg.toMs !== null) return leg
  const toMs = Math.max(leg.fromMs, atMs)
  const { heldSinceMs } = leg
  const holdMs = leg.holdMs + (heldSinceMs === null ? 0 : Math.max(0, toMs - heldSinceMs))
  return { ...leg, toMs, holdMs, heldSinceMs: null }
}

/** The contact is over: all of it that goes on, but after-call work, is over too. */
export function closeLegs(leg: Leg, atMs: number, wasInterrupted: boolean): Leg {
  switch (leg.kind) {
    case 'queue':
      return closeStay(leg, atMs, {
        outcome: wasInterrupted ? 'interrupted' : 'abandoned',
        agentId: null,
      })
    case 'offer':
      return leg.toMs === null
        ? { ...leg, outcome: 'withdrawn', toMs: Math.max(leg.fromMs, atMs) }
        : leg
    case 'talk':
      return closeTalk(leg, leg.agentId, atMs)
    case 'wrap_up':
      return leg
  }
}

/** The agent talks with whoever it is, unless they do already. */
export function openTalk(
  contact: DrawnContact,
  {
    id,
    atMs,
    agentId,
    queueId,
  }: {
    readonly id: string
    readonly atMs: number
    readonly agentId: string
    readonly queueId: string | null
  },
): DrawnContact {
  const talks = contact.legs.some(
    (leg) => leg.kind === 'talk' && leg.agentId === agentId && leg.toMs === null,
  )
  if (talks || contact.endedAtMs !== null) return contact
  const stretch = { id, fromMs: atMs, toMs: null, agentId, queueId }
  const marks = { holdMs: 0, heldSinceMs: null, transferred: false, conferenced: false }
  return { ...contact, legs: [...contact.legs, { kind: 'talk', ...stretch, ...marks }] }
}
