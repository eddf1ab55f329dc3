import type { ChosenDisposition } from '@iris/contracts'
import type { Tx } from '../../work.ts'

/** An agent's part in a contact. */
export interface PartOf {
  readonly agentId: string
  readonly contactId: string
}

export async function saveDisposition(
  tx: Tx,
  { agentId, contactId }: PartOf,
  choice: {
    readonly tenantId: string
    readonly queueId: string
    readonly chosen: ChosenDisposition
  },
): Promise<void> {
  const said = { queue_id: choice.queueId, disposition: JSON.stringify(choice.chosen) }
  await tx
    .insertInto('agent_dispositions')
    .values({ tenant_id: choice.tenantId, agent_id: agentId, contact_id: contactId, ...said })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'agent_id', 'contact_id']).doUpdateSet(said),
    )
    .execute()
}

export async function findDisposition(
  tx: Tx,
  { agentId, contactId }: PartOf,
): Promise<ChosenDisposition | undefined> {
  const row = await tx
    .selectFrom('agent_dispositions')
    .select('disposition')
    .where('agent_id', '=', agentId)
    .where('contact_id', '=', contactId)
    .executeTakeFirst()
  return row?.disposition
}

/** What was chosen, and for which queue's contact; it is not kept here any more. */
export function takeDisposition(
  tx: Tx,
  { agentId, contactId }: PartOf,
): Promise<{ queue_id: string; disposition: ChosenDisposition } | undefined> {
  return tx
    .deleteFrom('agent_dispositions')
    .where('agent_id', '=', agentId)
    .where('contact_id', '=', contactId)
    .returning(['queue_id', 'disposition'])
    .executeTakeFirst()
}
