import { QueueRouting } from '@iris/contracts'
import { ordinaryDeclineCooldownMs, type RoutedQueue, type WaitingContact } from '@iris/routing'
import { sql } from 'kysely'
import type { Tx } from '../../work.ts'
import type { QueueEntryRow, QueueRow } from '../queues/repository.ts'

/** A queue's settings, as far as they say who gets its contacts. */
export interface QueueRules {
  readonly name: string
  readonly routing: QueueRouting
  readonly ringTimeoutMs: number
  /** Nobody is called back from it meanwhile. */
  readonly isClosed: boolean
}

/** A place in a line, and which version of it that is: it grows with every change. */
export type VersionedEntry = QueueEntryRow & { readonly version: string }

export async function readRules(tx: Tx): Promise<Map<string, QueueRules>> {
  const rows = await tx.selectFrom('queues').selectAll().execute()
  return new Map(rows.map((row) => [row.id, rulesOf(row)]))
}

function rulesOf(row: QueueRow): QueueRules {
  return {
    name: row.name,
    routing: QueueRouting.parse(row.routing),
    ringTimeoutMs: row.ring_timeout_ms,
    isClosed: row.emergency !== null,
  }
}

export function routedQueue(queueId: string, { routing }: QueueRules): RoutedQueue {
  const { method, agingPerMinute, channels } = routing
  return { queueId, method, agingPerMinute, channels, declineCooldownMs: ordinaryDeclineCooldownMs }
}

/** Which places are meant: everybody's, or those of contacts, callbacks or queues. */
export type WhichEntries =
  | 'all'
  | {
      readonly contactIds: readonly string[]
      readonly callbackIds?: readonly string[]
      readonly queueIds?: readonly string[]
    }

export function readEntries(tx: Tx, which: WhichEntries): Promise<VersionedEntry[]> {
  return selectEntries(tx, which).execute()
}

/** Those that were written by transactions that were not over at `horizon`. */
export function readWrittenSince(tx: Tx, horizon: string): Promise<VersionedEntry[]> {
  return selectEntries(tx, 'all')
    .where(sql<boolean>`age(xmin) <= age(${horizon}::text::xid)`)
    .execute()
}

/** The oldest transaction that still runs: whatever is not seen yet is written by it or by later ones. */
export async function readHorizon(tx: Tx): Promise<string> {
  const { rows } = await sql<{ horizon: string }>`
    select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint % 4294967296)::text as horizon`.execute(
    tx,
  )
  return rows[0]?.horizon ?? '0'
}

/** Places, locked for this transaction. Those that somebody else is changing are left out, and not waited for. */
export function lockEntries(tx: Tx, contactIds: readonly string[]): Promise<VersionedEntry[]> {
  return selectEntries(tx, { contactIds }).orderBy('contact_id').forUpdate().skipLocked().execute()
}

function selectEntries(tx: Tx, which: WhichEntries) {
  const all = tx
    .selectFrom('queue_entries')
    .selectAll()
    .select(sql<string>`xmin::text`.as('version'))
  if (which === 'all') return all
  const { contactIds, callbackIds = [], queueIds = [] } = which
  const wanted = [
    ['contact_id', contactIds],
    ['callback_id', callbackIds],
    ['queue_id', queueIds],
  ] as const
  return all.where((eb) =>
    eb.or(wanted.flatMap(([column, ids]) => (ids.length > 0 ? [eb(column, 'in', ids)] : []))),
  )
}

/** The versions of everybody's places, to be compared with what is known. */
export async function readVersions(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('queue_entries')
    .select(['contact_id', sql<string>`xmin::text`.as('version')])
    .execute()
  return new Map(rows.map((row) => [row.contact_id, row.version]))
}

/** A place as routing sees it. What is said of the contact holds before what is said of its queue. */
export function waitingContact(row: QueueEntryRow, { routing }: QueueRules): WaitingContact {
  const hasOwnNeeds = row.needs.length > 0
  return {
    contactId: row.contact_id,
    queueId: row.queue_id,
    channel: row.channel,
    band: row.band,
    priority: row.priority,
    waitingSinceMs: row.waiting_since.getTime(),
    needs: hasOwnNeeds ? row.needs : routing.needs,
    relax: row.relax ?? (hasOwnNeeds ? [] : routing.relax),
    declined: row.declined,
    ...(row.sticky_agent_id !== null &&
      row.sticky_until !== null && {
        sticky: { agentId: row.sticky_agent_id, untilMs: row.sticky_until.getTime() },
      }),
    ...(row.only_agent_id !== null && { onlyAgentId: row.only_agent_id }),
    ...(row.preferred_agent_id !== null && { preferredAgentId: row.preferred_agent_id }),
    ...(row.callback_id !== null && { ringsOne: true }),
  }
}
