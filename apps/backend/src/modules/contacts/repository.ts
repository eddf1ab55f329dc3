import type { Channel, ContactOutcome } from '@iris/contracts'
import { type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'
import type { DrawnContact } from './contact.ts'
import { readStretch, withLegs } from './drawing-repository.ts'
import type { AgentStretch } from './timeline.ts'

export interface ContactFilter {
  /** When it began: from then on, and before then. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Where it waited or was talked with. */
  readonly queueId?: string | undefined
  /** Who talked with it. */
  readonly agentId?: string | undefined
  readonly channel?: Channel | undefined
  readonly numberId?: string | undefined
  readonly outcome?: ContactOutcome | undefined
}

/** Contacts with their legs, newest first, from those older than `before` on. */
export async function listContacts(
  tx: Tx,
  filter: ContactFilter,
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<DrawnContact[]> {
  const rows = await tx
    .selectFrom('contacts')
    .selectAll()
    .where((eb) => eb.and(conditionsOf(eb, filter)))
    .$if(page.before !== undefined, (select) => select.where('id', '<', page.before ?? ''))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
  const contacts = await withLegs(tx, rows)
  return [...contacts.values()]
}

function conditionsOf(
  eb: ExpressionBuilder<Tables, 'contacts'>,
  { from, to, queueId, agentId, channel, numberId, outcome }: ContactFilter,
): Expression<SqlBool>[] {
  const legs = eb.selectFrom('contact_legs').whereRef('contact_id', '=', 'contacts.id').select('id')
  return [
    ...(from === undefined ? [] : [eb('started_at', '>=', new Date(from))]),
    ...(to === undefined ? [] : [eb('started_at', '<', new Date(to))]),
    ...(queueId === undefined ? [] : [eb.exists(legs.where('queue_id', '=', queueId))]),
    ...(agentId === undefined
      ? []
      : [eb.exists(legs.where('agent_id', '=', agentId).where('kind', '=', 'talk'))]),
    ...(channel === undefined ? [] : [eb('channel', '=', channel)]),
    ...(numberId === undefined ? [] : [eb('number_id', '=', numberId)]),
    ...(outcome === undefined ? [] : [eb('outcome', '=', outcome)]),
  ]
}

export async function findContact(tx: Tx, id: string): Promise<DrawnContact | undefined> {
  const rows = await tx.selectFrom('contacts').selectAll().where('id', '=', id).execute()
  return (await withLegs(tx, rows)).get(id)
}

/** Contacts of which a leg began or ended since an instant: every one that can count for something since then. */
export async function contactsSince(
  tx: Tx,
  since: Date,
  queueId: string | undefined,
): Promise<DrawnContact[]> {
  const rows = await tx
    .selectFrom('contacts')
    .selectAll()
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('contact_legs')
        .select('contact_id')
        .where((leg) => leg.or([leg('began_at', '>=', since), leg('ended_at', '>=', since)]))
        .$if(queueId !== undefined, (select) => select.where('queue_id', '=', queueId ?? '')),
    )
    .execute()
  return [...(await withLegs(tx, rows)).values()]
}

/** The names of queues and agents as they are today, by id. */
export async function namesOf(
  tx: Tx,
  {
    queueIds,
    agentIds,
  }: { readonly queueIds: readonly string[]; readonly agentIds: readonly string[] },
): Promise<{ queues: Map<string, string>; agents: Map<string, string> }> {
  const queues =
    queueIds.length === 0
      ? []
      : await tx.selectFrom('queues').select(['id', 'name']).where('id', 'in', queueIds).execute()
  const agents =
    agentIds.length === 0
      ? []
      : await tx.selectFrom('users').select(['id', 'name']).where('id', 'in', agentIds).execute()
  return {
    queues: new Map(queues.map(({ id, name }) => [id, name])),
    agents: new Map(agents.map(({ id, name }) => [id, name])),
  }
}

/** What an agent did between two instants: every stretch that reaches into it, oldest first. */
export async function listStretches(
  tx: Tx,
  agentId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<AgentStretch[]> {
  const rows = await tx
    .selectFrom('agent_timeline')
    .selectAll()
    .where('agent_id', '=', agentId)
    .where('began_at', '<', to)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', from)]))
    .orderBy('began_at')
    .orderBy('id')
    .execute()
  return rows.map(readStretch)
}
