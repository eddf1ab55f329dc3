import { compareIds } from './compare-ids.ts'
import type { WaitingContact } from './contacts.ts'
import type { RoutedQueue } from './queues.ts'

type Ordered = Pick<WaitingContact, 'contactId' | 'band' | 'priority' | 'waitingSinceMs'>

// Scores are compared in whole numbers, so that contacts whose scores are equal by the rule are equal here, and the order
// within a queue, which does not change with time, is the same at every instant: in thousandths of a point times a minute's ms.
const unitsPerPoint = 60_000 * 1000

/** Points gained for each ms of waiting, in units. */
export function agingUnits({ agingPerMinute }: Pick<RoutedQueue, 'agingPerMinute'>): number {
  return Math.round(agingPerMinute * 1000)
}

/** Priority and what waiting added to it, in units that compare across queues. */
export function scoreUnits(contact: Ordered, aging: number, nowMs: number): number {
  return contact.priority * unitsPerPoint + aging * (nowMs - contact.waitingSinceMs)
}

/** Priority and what waiting added to it, in points. */
export function scoreOf(contact: Ordered, aging: number, nowMs: number): number {
  return scoreUnits(contact, aging, nowMs) / unitsPerPoint
}

/** The order within one queue: higher band, then higher score, then earlier arrival, then id. It holds at every time. */
export function compareInQueue(a: Ordered, b: Ordered, aging: number): number {
  return (
    b.band - a.band ||
    (b.priority - a.priority) * unitsPerPoint - aging * (b.waitingSinceMs - a.waitingSinceMs) ||
    a.waitingSinceMs - b.waitingSinceMs ||
    compareIds(a.contactId, b.contactId)
  )
}

/** A contact's turn, as agents see it who answer its queue at `rank`. */
export interface Turn {
  readonly contact: Ordered
  readonly rank: number
  readonly scoreUnits: number
}

/** The order across queues: higher band, then the queue's rank for the agent, then score, arrival, id. */
export function compareTurns(a: Turn, b: Turn): number {
  return (
    b.contact.band - a.contact.band ||
    a.rank - b.rank ||
    b.scoreUnits - a.scoreUnits ||
    a.contact.waitingSinceMs - b.contact.waitingSinceMs ||
    compareIds(a.contact.contactId, b.contact.contactId)
  )
}
