import type { QueueOutcome } from '@iris/contracts'
import type { Insertable } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Work } from '../../work.ts'
import { noteDecision } from '../routing/decisions.ts'
import { closeOffers, lockOffered, type OfferRef } from '../routing/offers.ts'
import { type KeptFor, keepFor, stickTo } from '../routing/sticky.ts'
import * as repository from './repository.ts'
import { settingsOf } from './settings.ts'

type NewEntry = Omit<
  Insertable<Tables['queue_entries']>,
  'tenant_id' | 'declined' | 'offered_to' | 'offer_expires_at' | 'expires_at' | 'preferred_agent_id'
> & { readonly expires_at?: Date | null; readonly preferred_agent_id?: string | null }

/** Who may have a contact, where that is not as its queue says. */
export interface LineRouting {
  readonly columns: Pick<NewEntry, 'needs' | 'relax' | 'only_agent_id'>
  /** In place of whoever spoke with the same person last. */
  readonly keptFor?: KeptFor
}

/**
 * Puts a contact into the line, and tells everyone: the one way in. `again` where it comes back to a place that it held.
 * False where it stands in a line already, or the queue is gone.
 */
export async function enterLine(
  work: Work,
  entry: NewEntry,
  about: {
    readonly again: boolean
    readonly numberId: string | null
    readonly keptFor?: KeptFor | undefined
  },
): Promise<boolean> {
  const queue = await repository.findQueue(work.tx, entry.queue_id)
  if (!queue) return false
  const { serviceLevel, limits, routing } = settingsOf(queue)
  const limitMs = entry.callback_id ? null : limits.maxWaitMs
  const returns = about.again || entry.callback_id != null
  const inserted = await repository.insertEntry(work.tx, {
    preferred_agent_id: null,
    // What comes back, and whoever is to be called back, has waited before.
    band: returns ? 1 : 0,
    ...(!returns &&
      (await (about.keptFor
        ? keepFor(work, queue.id, about.keptFor)
        : stickTo(work, entry, routing.stickyMs)))),
    ...entry,
    expires_at: earlier(entry.expires_at ?? null, limitMs),
    tenant_id: work.tenantId,
  })
  if (!inserted) return false
  await work.publish('contact.queued', {
    contactId: entry.contact_id,
    channel: inserted.channel,
    queueId: queue.id,
    waitingSince: inserted.waiting_since.toISOString(),
    again: about.again,
    priority: inserted.priority,
    numberId: about.numberId,
    withinMs: serviceLevel.withinMs,
    shortAbandonMs: serviceLevel.shortAbandonMs,
    ...(inserted.callback_id !== null && { callbackId: inserted.callback_id }),
  })
  return true
}

/** When it leaves at latest: as whoever put it there says, or once it has waited as long as the queue lets it. */
function earlier(expiresAt: Date | null, limitMs: number | null): Date | null {
  if (limitMs === null) return expiresAt
  return new Date(Math.min(expiresAt?.getTime() ?? Infinity, Date.now() + limitMs))
}

/** Ways out of which there is nothing to explain. */
const byThemselves: ReadonlySet<QueueOutcome> = new Set(['answered', 'abandoned', 'left'])

/**
 * Takes a contact out of the line, and tells everyone: the one way out. Whoever it was offered to has it, where `agentId`
 * names them, or is free again. `undefined` where it stands in none.
 */
export async function leaveLine(
  work: Work,
  contactId: string,
  outcome: QueueOutcome,
  agentId: string | null = null,
): Promise<repository.QueueEntryRow | undefined> {
  const entry = await repository.deleteEntry(work.tx, contactId)
  if (!entry) return undefined
  await work.publish('contact.left_queue', {
    contactId,
    channel: entry.channel,
    queueId: entry.queue_id,
    outcome,
    agentId,
    waitMs: Math.max(0, Date.now() - entry.waiting_since.getTime()),
  })
  await closeOffers(work, entry, agentId)
  if (!byThemselves.has(outcome)) {
    await noteDecision(
      work,
      { contactId, queueId: entry.queue_id },
      { kind: 'overflowed', outcome },
    )
  }
  return entry
}

/** The agent to whom it is offered takes it out of the line; `undefined`, and nothing happens, where it is not theirs any more. */
export async function acceptOffer(
  work: Work,
  ref: OfferRef,
): Promise<repository.QueueEntryRow | undefined> {
  if (!(await lockOffered(work, ref))) return undefined
  return leaveLine(work, ref.contactId, 'answered', ref.agentId)
}
