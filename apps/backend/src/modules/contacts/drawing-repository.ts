import { type Insertable, type Selectable, sql } from 'kysely'
import type { ContactsTable } from '../../tables/figures.ts'
import type { Tx } from '../../work.ts'
import { type DrawnContact, type Leg, legsOf } from './contact.ts'
import { legRow, readLeg } from './leg-rows.ts'
import type { AgentStretch } from './timeline.ts'

/** Contacts with their legs, locked until the transaction ends, in the order of their ids. */
export async function lockContacts(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, DrawnContact>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('contacts')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return withLegs(tx, rows)
}

/** Contacts that were read, by id, with their legs in the order they began. */
export async function withLegs(
  tx: Tx,
  rows: readonly Selectable<ContactsTable>[],
): Promise<Map<string, DrawnContact>> {
  const contacts = new Map(rows.map((row) => [row.id, readContact(row, [])]))
  if (rows.length === 0) return contacts
  const legs = await tx
    .selectFrom('contact_legs')
    .selectAll()
    .where(
      'contact_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('began_at')
    .orderBy('id')
    .execute()
  const legsOfContact = Map.groupBy(legs, ({ contact_id }) => contact_id)
  return new Map(
    rows.map((row) => [row.id, readContact(row, (legsOfContact.get(row.id) ?? []).map(readLeg))]),
  )
}

function readContact(row: Selectable<ContactsTable>, legs: readonly Leg[]): DrawnContact {
  const { id, channel, direction, subject, outcome, reached, disposition, seen } = row
  return {
    id,
    channel,
    direction,
    subject,
    outcome,
    reached,
    disposition,
    seen,
    legs,
    from: row.from_value,
    numberId: row.number_id,
    startedAtMs: row.started_at.getTime(),
    endedAtMs: row.ended_at?.getTime() ?? null,
  }
}

interface Redrawn {
  readonly before: DrawnContact | undefined
  readonly after: DrawnContact
}

/** Writes contacts that were drawn anew, and those of their legs that are new or others. */
export async function saveContacts(
  tx: Tx,
  tenantId: string,
  redrawn: readonly Redrawn[],
): Promise<void> {
  if (redrawn.length === 0) return
  await tx
    .insertInto('contacts')
    .values(redrawn.map(({ after }) => contactRow(tenantId, after)))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        direction: eb.ref('excluded.direction'),
        from_value: eb.ref('excluded.from_value'),
        number_id: eb.ref('excluded.number_id'),
        ended_at: eb.ref('excluded.ended_at'),
        outcome: eb.ref('excluded.outcome'),
        queue_id: eb.ref('excluded.queue_id'),
        agent_id: eb.ref('excluded.agent_id'),
        disposition: eb.ref('excluded.disposition'),
        reached: eb.ref('excluded.reached'),
        seen: eb.ref('excluded.seen'),
      })),
    )
    .execute()
  const legs = redrawn.flatMap(({ before, after }) => {
    const kept = new Set(before?.legs)
    return after.legs.filter((leg) => !kept.has(leg)).map((leg) => legRow(tenantId, after, leg))
  })
  if (legs.length === 0) return
  await tx
    .insertInto('contact_legs')
    .values(legs)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        agent_id: eb.ref('excluded.agent_id'),
        ended_at: eb.ref('excluded.ended_at'),
        outcome: eb.ref('excluded.outcome'),
        facts: eb.ref('excluded.facts'),
      })),
    )
    .execute()
}

/** A contact is shown with the queue and the agent it had last. */
function contactRow(tenantId: string, contact: DrawnContact): Insertable<ContactsTable> {
  const { id, channel, direction, subject, outcome, reached, disposition, seen } = contact
  const talk = legsOf(contact, 'talk').at(-1)
  const stay = legsOf(contact, 'queue').at(-1)
  return {
    id,
    channel,
    direction,
    subject,
    outcome,
    reached,
    tenant_id: tenantId,
    from_value: contact.from,
    number_id: contact.numberId,
    started_at: new Date(contact.startedAtMs),
    ended_at: contact.endedAtMs === null ? null : new Date(contact.endedAtMs),
    queue_id: stay?.queueId ?? talk?.queueId ?? null,
    agent_id: talk?.agentId ?? null,
    disposition: disposition === null ? null : JSON.stringify(disposition),
    seen: [...seen],
  }
}

/** What agents are doing as far as the timeline knows, by agent. */
export async function runningStretches(
  tx: Tx,
  agentIds: readonly string[],
): Promise<Map<string, AgentStretch>> {
  if (agentIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('agent_timeline')
    .selectAll()
    .where('agent_id', 'in', agentIds)
    .where('ended_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.agent_id, readStretch(row)]))
}

/** Which of the events have begun a stretch already. */
export async function stretchesBegun(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.selectFrom('agent_timeline').select('id').where('id', 'in', ids).execute()
  return new Set(rows.map(({ id }) => id))
}

export function readStretch(row: {
  id: string
  agent_id: string
  state: AgentStretch['state']
  reason: AgentStretch['reason']
  contact_id: string | null
  began_at: Date
  ended_at: Date | null
  cause: AgentStretch['cause']
}): AgentStretch {
  const { id, state, reason, cause } = row
  return {
    id,
    state,
    reason,
    cause,
    agentId: row.agent_id,
    contactId: row.contact_id,
    fromMs: row.began_at.getTime(),
    toMs: row.ended_at?.getTime() ?? null,
  }
}

/** Writes stretches that began or ended, the ended first: an agent has one that lasts. */
export async function saveStretches(
  tx: Tx,
  tenantId: string,
  stretches: readonly AgentStretch[],
): Promise<void> {
  const ended = stretches.filter(({ toMs }) => toMs !== null)
  const running = stretches.filter(({ toMs }) => toMs === null)
  for (const some of [ended, running]) {
    if (some.length === 0) continue
    await tx
      .insertInto('agent_timeline')
      .values(
        some.map((stretch) => ({
          id: stretch.id,
          tenant_id: tenantId,
          agent_id: stretch.agentId,
          state: stretch.state,
          reason: stretch.reason,
          contact_id: stretch.contactId,
          began_at: new Date(stretch.fromMs),
          ended_at: stretch.toMs === null ? null : new Date(stretch.toMs),
          cause: JSON.stringify(stretch.cause),
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({ ended_at: eb.ref('excluded.ended_at') })),
      )
      .execute()
  }
}

/** The numbers that callbacks are to, by the callback's id. */
export async function numbersOfCallbacks(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('callbacks')
    .select(['id', 'number_value'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row.number_value]))
}

/** Contacts, of every tenant, that nobody carries any more although they have no end. */
export async function listForsaken(tx: Tx, startedBefore: Date) {
  return tx
    .selectFrom('contacts')
    .select(['contacts.id', 'contacts.tenant_id'])
    .where('contacts.ended_at', 'is', null)
    .where('contacts.started_at', '<', startedBefore)
    .where((eb) =>
      eb.not(
        eb.or([
          eb.exists(
            eb
              .selectFrom('calls')
              .select(sql`1`.as('one'))
              .whereRef('calls.id', '=', 'contacts.id')
              .where('calls.ended_at', 'is', null),
          ),
          eb.exists(
            eb
              .selectFrom('queue_entries')
              .select(sql`1`.as('one'))
              .whereRef('queue_entries.contact_id', '=', 'contacts.id'),
          ),
          eb.exists(
            eb
              .selectFrom('callbacks')
              .select(sql`1`.as('one'))
              .whereRef('callbacks.call_id', '=', 'contacts.id')
              .where('callbacks.ended_at', 'is', null),
          ),
          eb.exists(
            eb
              .selectFrom('agent_work')
              .select(sql`1`.as('one'))
              .whereRef('agent_work.contact_id', '=', 'contacts.id'),
          ),
        ]),
      ),
    )
    .limit(500)
    .execute()
}
