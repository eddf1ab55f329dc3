import type { ContactOutcome } from '@iris/contracts'
import { type DrawnContact, legsOf, waitOf } from './contact.ts'

/**
 * What a contact came to, once all its legs but after-call work are over. Of several answers the first holds:
 * interrupted, handled, what became of its last wait in a queue, and of one that never waited whether it was reached.
 */
export function outcomeOf(contact: DrawnContact, wasInterrupted: boolean): ContactOutcome {
  if (wasInterrupted) return 'interrupted'
  if (legsOf(contact, 'talk').length > 0) return 'handled'
  const stay = legsOf(contact, 'queue').at(-1)
  if (!stay)
    return contact.direction === 'inbound' || contact.reached ? 'self_service' : 'not_reached'
  if (stay.outcome === 'interrupted') return 'interrupted'
  // Whoever is to be called back was not reached, or nobody calls them any more.
  if (stay.callbackId !== null) return 'not_reached'
  switch (stay.outcome) {
    case 'abandoned':
      return waitOf(stay, stay.toMs ?? stay.fromMs) < stay.shortAbandonMs
        ? 'short_abandoned'
        : 'abandoned'
    case 'callback':
      return 'callback'
    case 'answered':
    case 'cancelled':
      return 'not_reached'
    default:
      return 'flowed_out'
  }
}
