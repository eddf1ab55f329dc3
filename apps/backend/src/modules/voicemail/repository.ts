import type { NotNull, Selectable } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'
import type { StorageColumn } from '../recordings/repository.ts'

export type BoxRow = Selectable<Tables['voicemail_boxes']>
export type CountedBoxRow = BoxRow & { unheard: number }
type VoicemailRow = Selectable<Tables['voicemails']>
export type NamedVoicemailRow = VoicemailRow & {
  box_name: string
  /** Null where nobody turns messages into text. */
  transcript_state: Selectable<Tables['voicemail_transcripts']>['state'] | null
  transcript_text: string | null
  transcript_confidence: number | null
}

/** Whose messages: an agent's own and those of the agent's queues; `undefined` for everybody's. */
export type Listener = { readonly agentId: string } | undefined

/** The boxes, with how many messages are new in each. */
export function listBoxes(tx: Tx, listener: Listener, id?: string): Promise<CountedBoxRow[]> {
  let select = tx
    .selectFrom('voicemail_boxes as box')
    .selectAll('box')
    .select(({ selectFrom }) =>
      selectFrom('voicemails')
        .whereRef('voicemails.box_id', '=', 'box.id')
        .where('state', '=', 'ready')
        .where('heard_at', 'is', null)
        .select(({ fn }) => fn.countAll<number>().as('unheard'))
        .as('unheard'),
    )
    .$narrowType<{ unheard: NotNull }>()
    .orderBy('box.name')
    .orderBy('box.id')
  if (id !== undefined) select = select.where('box.id', '=', id)
  if (listener) select = select.where('box.id', 'in', boxesOf(tx, listener.agentId))
  return select.execute()
}

function boxesOf(tx: Tx, agentId: string) {
  return tx
    .selectFrom('voicemail_boxes')
    .select('voicemail_boxes.id')
    .where(({ eb, or, selectFrom }) =>
      or([
        eb('voicemail_boxes.agent_id', '=', agentId),
        eb(
          'voicemail_boxes.queue_id',
          'in',
          selectFrom('queue_agents')
            .select('queue_agents.queue_id')
            .where('queue_agents.agent_id', '=', agentId),
        ),
      ]),
    )
}

export function insertBox(
  tx: Tx,
  row: Omit<BoxRow, 'created_at' | 'greeting_sound_id' | 'greeting_ms' | 'greeting_changed_at'>,
): Promise<BoxRow> {
  return tx.insertInto('voicemail_boxes').values(row).returningAll().executeTakeFirstOrThrow()
}

export async function updateBox(
  tx: Tx,
  id: string,
  change: Partial<Omit<BoxRow, 'id' | 'tenant_id' | 'created_at'>>,
): Promise<void> {
  if (Object.keys(change).length === 0) return
  await tx.updateTable('voicemail_boxes').set(change).where('id', '=', id).execute()
}

export function deleteBox(tx: Tx, id: string): Promise<BoxRow | undefined> {
  return tx.deleteFrom('voicemail_boxes').where('id', '=', id).returningAll().executeTakeFirst()
}

/** Boxes of a tenant by their ids; ids of others' boxes find nothing, in system transactions too. */
export function findBoxesByIds(
  tx: Tx,
  tenantId: string,
  ids: readonly string[],
): Promise<BoxRow[]> {
  if (ids.length === 0) return Promise.resolve([])
  return tx
    .selectFrom('voicemail_boxes')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .execute()
}

const readyVoicemails = (tx: Tx, listener: Listener) => {
  const select = tx
    .selectFrom('voicemails')
    .innerJoin('voicemail_boxes', 'voicemail_boxes.id', 'voicemails.box_id')
    .leftJoin('voicemail_transcripts', 'voicemail_transcripts.voicemail_id', 'voicemails.id')
    .selectAll('voicemails')
    .select([
      'voicemail_boxes.name as box_name',
      'voicemail_transcripts.state as transcript_state',
      'voicemail_transcripts.text as transcript_text',
      'voicemail_transcripts.confidence as transcript_confidence',
    ])
    .where('voicemails.state', '=', 'ready')
  return listener ? select.where('voicemails.box_id', 'in', boxesOf(tx, listener.agentId)) : select
}

/** Messages newest first; reads one more than the limit, to know whether there is a next page. */
export function listVoicemails(
  tx: Tx,
  listener: Listener,
  filter: {
    readonly before?: string | undefined
    readonly boxId?: string | undefined
    readonly limit: number
  },
): Promise<NamedVoicemailRow[]> {
  let select = readyVoicemails(tx, listener)
    .orderBy('voicemails.id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before !== undefined) select = select.where('voicemails.id', '<', filter.before)
  if (filter.boxId !== undefined) select = select.where('voicemails.box_id', '=', filter.boxId)
  return select.execute()
}

export function findVoicemail(
  tx: Tx,
  listener: Listener,
  id: string,
): Promise<NamedVoicemailRow | undefined> {
  return readyVoicemails(tx, listener).where('voicemails.id', '=', id).executeTakeFirst()
}

export async function insertVoicemail(
  tx: Tx,
  row: Omit<
    VoicemailRow,
    'state' | 'duration_ms' | 'heard_at' | 'forwarded_by' | 'note' | StorageColumn
  >,
): Promise<void> {
  await tx
    .insertInto('voicemails')
    .values({ ...row, state: 'recording' })
    .execute()
}

/** Makes a message known that is being left; false when it was before. */
export async function markReady(tx: Tx, id: string, durationMs: number): Promise<boolean> {
  const updated = await tx
    .updateTable('voicemails')
    .set({ state: 'ready', duration_ms: durationMs })
    .where('id', '=', id)
    .where('state', '=', 'recording')
    .returning('id')
    .executeTakeFirst()
  return updated !== undefined
}

/** Drops a message that is being left. */
export async function dropOpen(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('voicemails').where('id', '=', id).where('state', '=', 'recording').execute()
}

export async function updateVoicemail(
  tx: Tx,
  id: string,
  change: Partial<Pick<VoicemailRow, 'heard_at' | 'box_id'>>,
): Promise<void> {
  if (Object.keys(change).length === 0) return
  await tx.updateTable('voicemails').set(change).where('id', '=', id).execute()
}

/** A message that is whole from the beginning: the copy of one that is forwarded. */
export async function insertCopy(
  tx: Tx,
  row: Omit<VoicemailRow, 'state' | StorageColumn>,
): Promise<void> {
  await tx
    .insertInto('voicemails')
    .values({ ...row, state: 'ready' })
    .execute()
}

export function findBox(tx: Tx, id: string): Promise<BoxRow | undefined> {
  return tx.selectFrom('voicemail_boxes').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The box that is an agent's own; the first, where there are several. */
export function findBoxOfAgent(tx: Tx, agentId: string): Promise<BoxRow | undefined> {
  return tx
    .selectFrom('voicemail_boxes')
    .selectAll()
    .where('agent_id', '=', agentId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

export async function deleteVoicemail(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('voicemails').where('id', '=', id).execute()
}

/** Messages, of every tenant, that no living process takes. For system transactions. */
export async function listLeftOpen(
  tx: Tx,
  own: { readonly nodeId: string; readonly carries: (id: string) => boolean },
) {
  const open = await tx
    .selectFrom('voicemails')
    .innerJoin('voicemail_boxes', 'voicemail_boxes.id', 'voicemails.box_id')
    .selectAll('voicemails')
    .select('voicemail_boxes.silence_end_ms')
    .where('voicemails.state', '=', 'recording')
    .where(({ eb, or, not, exists, selectFrom }) =>
      or([
        eb('voicemails.node_id', '=', own.nodeId),
        not(
          exists(selectFrom('nodes').select('id').whereRef('nodes.id', '=', 'voicemails.node_id')),
        ),
      ]),
    )
    .limit(1000)
    .execute()
  return open.filter(({ id }) => !own.carries(id))
}
