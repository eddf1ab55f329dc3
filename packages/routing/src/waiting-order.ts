import { compareIds } from './compare-ids.ts'
import type { WaitingContact } from './snapshot.ts'

type Ordered = Pick<WaitingContact, 'contactId' | 'priority' | 'waitingSinceMs'>

/** The order in which contacts are answered: higher priority, then longest waiting, then by id. For `sort`. */
export function compareWaiting(a: Ordered, b: Ordered): number {
  return (
    b.priority - a.priority ||
    a.waitingSinceMs - b.waitingSinceMs ||
    compareIds(a.contactId, b.contactId)
  )
}

/**
 * The contact's place in its own queue, 1 being next; `undefined` if it does not wait. One pass over `waiting`, which may
 * hold several queues.
 */
export function placeInQueue(
  waiting: readonly (Ordered & Pick<WaitingContact, 'queueId'>)[],
  contactId: string,
): number | undefined {
  const contact = waiting.find((other) => other.contactId === contactId)
  if (contact === undefined) return undefined
  const isBefore = (other: (typeof waiting)[number]) =>
    other.queueId === contact.queueId && compareWaiting(other, contact) < 0
  return 1 + waiting.filter(isBefore).length
}
