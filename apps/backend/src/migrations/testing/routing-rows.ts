import { noTotals } from '@iris/contracts'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { addAgentTime, addToIntervals } from '../../modules/figures/repository.ts'
import type { Tx } from '../../work.ts'

/** A row in each table of routing, agents' time and figures, for a tenant that has a queue and an agent. */
export async function writeRoutingRows(
  tx: Tx,
  of: { readonly tenantId: string; readonly queueId: string; readonly agentId: string },
): Promise<void> {
  const { tenantId: tenant_id, queueId: queue_id, agentId: agent_id } = of
  const own = { tenant_id, agent_id }
  const now = new Date()
  const [skill_id, team_id, hours_id, contact_id] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()]
  await tx.insertInto('skills').values({ id: skill_id, tenant_id, name: 'Spanish' }).execute()
  await tx
    .insertInto('agent_skills')
    .values({ ...own, skill_id, level: 3 })
    .execute()
  await tx.insertInto('teams').values({ id: team_id, tenant_id, name: 'North' }).execute()
  await tx
    .insertInto('agent_profiles')
    .values({ ...own, team_id })
    .execute()
  await tx
    .insertInto('hours')
    .values({ id: hours_id, tenant_id, name: 'Office', calendar: '{}' })
    .execute()
  await tx
    .insertInto('shifts')
    .values({ ...own, activity: 'work', from_at: new Date(0), to_at: new Date(1) })
    .execute()
  await tx.insertInto('queue_hours').values({ tenant_id, queue_id, hours_id }).execute()
  const contact = { tenant_id, channel: 'chat', direction: 'inbound' } as const
  await tx
    .insertInto('contacts')
    .values({ ...contact, id: contact_id, from_value: 'C', subject: '', started_at: now })
    .execute()
  await tx
    .insertInto('contact_legs')
    .values({
      ...contact,
      id: uuidv7(),
      contact_id,
      kind: 'queue',
      queue_id,
      began_at: now,
      facts: '{}',
    })
    .execute()
  await tx
    .insertInto('agent_work')
    .values({
      ...own,
      contact_id,
      queue_id,
      channel: 'chat',
      points: 30,
      phase: 'active',
      from_value: 'C',
      since: now,
    })
    .execute()
  const waits = { tenant_id, queue_id }
  await tx
    .insertInto('wait_models')
    .values({ ...waits, need: '', model: '{}' })
    .execute()
  await tx
    .insertInto('wait_forecasts')
    .values({ ...waits, contact_id, forecasts: '{}', queued_at: now })
    .execute()
  await tx
    .insertInto('agent_dispositions')
    .values({ ...own, contact_id, queue_id, disposition: '{}' })
    .execute()
  await tx
    .insertInto('agent_tabs')
    .values({ ...own, tab_id: 'one', beat_until: now })
    .execute()
  await tx
    .insertInto('agent_timeline')
    .values({
      ...own,
      id: uuidv7(),
      state: 'available',
      began_at: new Date(0),
      ended_at: now,
      cause: sql`'{"kind":"agent"}'`,
    })
    .execute()
  await addToIntervals(tx, tenant_id, [
    {
      quarter: 0,
      queueId: queue_id,
      agentId: agent_id,
      channel: 'chat',
      numberId: null,
      totals: { ...noTotals, offered: 1 },
    },
  ])
  await addAgentTime(tx, tenant_id, [
    { quarter: 0, agentId: agent_id, state: 'available', reason: null, ms: 1 },
  ])
  // Changes of agents' figures are written with the rows above, by triggers.
  await tx
    .insertInto('agent_figure_intervals')
    .values({ ...own, from_at: now, occupied_ms: 1, idle_ms: 0, scheduled_ms: 0, adherent_ms: 0 })
    .execute()
  await tx.insertInto('agent_figures_kept').values({ tenant_id, until_at: now }).execute()
  await tx
    .insertInto('agent_turns')
    .values({ ...own, queue_id, at: now })
    .execute()
  await tx
    .insertInto('routing_decisions')
    .values({ id: uuidv7(), tenant_id, contact_id, queue_id, kind: 'waits', facts: '{}', at: now })
    .execute()
  await tx.insertInto('live_publications').values({ tenant_id, wanted_until: now }).execute()
  await tx
    .insertInto('wallboard_links')
    .values({
      id: uuidv7(),
      tenant_id,
      name: 'Lobby',
      secret_hash: Buffer.alloc(32),
      created_by: agent_id,
      expires_at: now,
    })
    .execute()
}
