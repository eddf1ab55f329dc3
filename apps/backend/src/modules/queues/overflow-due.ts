import type { Channel, QueueOutcome } from '@iris/contracts'
import type { Database } from '@iris/platform'
import { sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { DoWork } from '../../work.ts'

interface Due {
  readonly tenant_id: string
  readonly queue_id: string
  readonly contact_id: string
  readonly channel: Channel
  readonly outcome: QueueOutcome
  readonly message: string
}

/**
 * Tells of those who may not wait any longer: their queue was closed by hand, the last of its agents has signed out, or their
 * time has passed and nobody has noticed. What is told is told again until they have gone. Run every two seconds, by any
 * number of processes.
 */
export async function tellOverflowDue(database: Database<Tables>, doWork: DoWork): Promise<void> {
  const due = await database.asSystem(async (tx) => (await dueNow.execute(tx)).rows)
  for (const [tenantId, those] of Map.groupBy(due, (one) => one.tenant_id)) {
    await doWork(tenantId, null, async (work) => {
      for (const one of those) {
        const { contact_id: contactId, queue_id: queueId, channel, outcome, message } = one
        await work.publish('contact.overflow_due', {
          contactId,
          channel,
          queueId,
          outcome,
          message,
        })
      }
    })
  }
}

/**
 * Queues that keep nobody are looked for first: there are few of them, and many may wait. Calls end their wait by themselves, so
 * theirs is overdue only a while later. What is written waits on where it cannot go.
 */
const dueNow = sql<Due>`
  with shut as (
    select q.id, q.tenant_id, q.limits, coalesce(q.emergency ->> 'message', '') as message,
      case when q.emergency is not null then 'closed' else 'no_agents' end as outcome
    from queues q
    where q.emergency is not null
      or jsonb_typeof(q.limits #> '{overflow,no_agents}') = 'object' and not exists (
        select 1 from queue_agents a join agent_states s using (tenant_id, agent_id)
        where a.queue_id = q.id and s.kind <> 'offline'
      )
  ), due as (
    select e.tenant_id, e.queue_id, e.contact_id, e.channel, shut.outcome, shut.message, shut.limits
    from shut join queue_entries e on e.tenant_id = shut.tenant_id and e.queue_id = shut.id
    where e.callback_id is null and (shut.outcome = 'closed' or e.offered_to is null)
    union all
    select e.tenant_id, e.queue_id, e.contact_id, e.channel, 'max_wait', '', q.limits
    from queue_entries e join queues q on q.id = e.queue_id
    where e.callback_id is null
      and e.expires_at < now()
      and (e.channel <> 'voice' or e.expires_at < now() - interval '5 seconds')
  )
  select tenant_id, queue_id, contact_id, channel, outcome, message from due
  where channel = 'voice' or limits #>> array['overflow', outcome, 'kind'] in ('queue', 'hangup')
  order by contact_id limit 1000`
