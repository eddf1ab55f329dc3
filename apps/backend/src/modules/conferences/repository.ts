import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type ConferenceRow = Selectable<Tables['conferences']>
export type ParticipantRow = Selectable<Tables['conference_participants']>
/** A participant with the agent's name as it is today. */
export type NamedParticipantRow = ParticipantRow & { agent_name: string | null }

/** A conference that no process has taken up for so long never will be. */
const claimWithinMs = 15_000

/** Newest first; reads one more than the limit, to know whether there is a next page. */
export function listConferences(
  tx: Tx,
  filter: { before?: string | undefined; state?: 'live' | 'ended' | undefined; limit: number },
): Promise<ConferenceRow[]> {
  let select = tx
    .selectFrom('conferences')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before !== undefined) select = select.where('id', '<', filter.before)
  if (filter.state === 'live') select = select.where('ended_at', 'is', null)
  if (filter.state === 'ended') select = select.where('ended_at', 'is not', null)
  return select.execute()
}

export function findConference(tx: Tx, id: string): Promise<ConferenceRow | undefined> {
  return tx.selectFrom('conferences').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The live conference of a name, whatever its case. */
export function findOpen(tx: Tx, name: string): Promise<ConferenceRow | undefined> {
  return tx
    .selectFrom('conferences')
    .selectAll()
    .where((eb) => eb(eb.fn('lower', ['name']), '=', name.toLowerCase()))
    .where('ended_at', 'is', null)
    .executeTakeFirst()
}

/** `undefined` when there is a live one of this name. */
export function insertConference(
  tx: Tx,
  row: Insertable<Tables['conferences']>,
): Promise<ConferenceRow | undefined> {
  return tx
    .insertInto('conferences')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** Takes a conference for a node; `undefined` when another has it, or it has ended. */
export function claimConference(
  tx: Tx,
  id: string,
  nodeId: string,
): Promise<ConferenceRow | undefined> {
  return tx
    .updateTable('conferences')
    .set({ node_id: nodeId })
    .where('id', '=', id)
    .where('node_id', 'is', null)
    .where('ended_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

/** Changes a conference that has not ended; false when it has. */
export async function updateLive(
  tx: Tx,
  id: string,
  change: Updateable<Tables['conferences']>,
): Promise<boolean> {
  const row = await tx
    .updateTable('conferences')
    .set(change)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** In the order in which they came, or were called. */
export function listParticipants(
  tx: Tx,
  conferenceIds: readonly string[],
): Promise<NamedParticipantRow[]> {
  if (conferenceIds.length === 0) return Promise.resolve([])
  return tx
    .selectFrom('conference_participants as participant')
    .leftJoin('users', 'users.id', 'participant.agent_id')
    .selectAll('participant')
    .select('users.name as agent_name')
    .where('participant.conference_id', 'in', conferenceIds)
    .orderBy('participant.id')
    .execute()
}

export async function insertParticipant(
  tx: Tx,
  row: Insertable<Tables['conference_participants']>,
): Promise<void> {
  await tx.insertInto('conference_participants').values(row).execute()
}

/** Changes a participant who has not left; `undefined` when they have. */
export function updateParticipant(
  tx: Tx,
  id: string,
  change: Updateable<Tables['conference_participants']>,
): Promise<ParticipantRow | undefined> {
  return tx
    .updateTable('conference_participants')
    .set(change)
    .where('id', '=', id)
    .where('state', '!=', 'left')
    .returningAll()
    .executeTakeFirst()
}

/** Everybody who is in it or being called leaves it. */
export function takeAllOut(
  tx: Tx,
  conferenceId: string,
  reason: NonNullable<ParticipantRow['reason']>,
): Promise<ParticipantRow[]> {
  return tx
    .updateTable('conference_participants')
    .set({ state: 'left', left_at: new Date(), reason })
    .where('conference_id', '=', conferenceId)
    .where('state', '!=', 'left')
    .returningAll()
    .execute()
}

/**
 * Live conferences, of every tenant, carried by none of the living nodes, and this one's own. One that was just opened or
 * asked for may yet be taken up.
 */
export function listAbandoned(tx: Tx, ownNodeId: string) {
  const openedBefore = new Date(Date.now() - claimWithinMs)
  return tx
    .selectFrom('conferences')
    .select(['id', 'tenant_id', 'node_id', 'name'])
    .where('ended_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('node_id', 'not in', eb.selectFrom('nodes').select('id')),
        eb.and([
          eb('opened_at', '<', openedBefore),
          eb.or([eb('node_id', 'is', null), eb('node_id', '=', ownNodeId)]),
        ]),
      ]),
    )
    .limit(1000)
    .execute()
}
