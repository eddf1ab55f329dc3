import type { Database } from '@iris/platform'
import { sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { DoWork } from '../../work.ts'
import { leaveLine } from '../queues/line.ts'
import { lockEntry } from '../queues/repository.ts'
import { agentsOffered, endOffer } from './offers.ts'

/** An offer ends by itself when its phone stops ringing or its time is over; one that is so much older was forgotten. */
const graceMs = 10_000
const mostAtOnce = 500

/** Takes back offers that nobody is ringing for any more, and places of callers who have gone. Run every few seconds. */
export async function mendLines(database: Database<Tables>, doWork: DoWork): Promise<void> {
  for (const { tenant_id, contact_id } of await database.asSystem(listLapsed)) {
    await doWork(tenant_id, null, async (work) => {
      const entry = await lockEntry(work.tx, contact_id)
      if (!entry || !(await hasLapsed(work.tx, contact_id))) return
      for (const agentId of agentsOffered(entry).toSorted()) {
        const ref = { contactId: contact_id, agentId, offer: entry.offer }
        await endOffer(work, ref, { outcome: 'withdrawn' })
      }
    })
  }
  for (const { tenant_id, contact_id } of await database.asSystem(listGone)) {
    await doWork(tenant_id, null, (work) => leaveLine(work, contact_id, 'interrupted'))
  }
}

type Tx = Parameters<Parameters<Database<Tables>['asSystem']>[0]>[0]

const lapsed = sql<boolean>`offer_expires_at < clock_timestamp() - ${`${graceMs} ms`}::interval`

/** Of every tenant. */
function listLapsed(tx: Tx) {
  return tx
    .selectFrom('queue_entries')
    .select(['tenant_id', 'contact_id'])
    .where('offered_to', 'is not', null)
    .where(lapsed)
    .limit(mostAtOnce)
    .execute()
}

async function hasLapsed(tx: Tx, contactId: string): Promise<boolean> {
  const entry = await tx
    .selectFrom('queue_entries')
    .select('contact_id')
    .where('contact_id', '=', contactId)
    .where(lapsed)
    .executeTakeFirst()
  return entry !== undefined
}

/** Callers of every tenant who stand in a line though their call has its record. */
function listGone(tx: Tx) {
  return tx
    .selectFrom('queue_entries')
    .innerJoin('calls', (join) =>
      join
        .onRef('calls.tenant_id', '=', 'queue_entries.tenant_id')
        .onRef('calls.id', '=', 'queue_entries.contact_id'),
    )
    .select(['queue_entries.tenant_id', 'queue_entries.contact_id'])
    .where('queue_entries.callback_id', 'is', null)
    .where('calls.ended_at', 'is not', null)
    .limit(mostAtOnce)
    .execute()
}
