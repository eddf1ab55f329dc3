import type { FlowDocument } from '@iris/contracts'
import { type FlowSchedule, nextOccurrence, scheduleOf } from '@iris/flow'
import type { Database } from '@iris/platform'
import { sql } from 'kysely'
import type { Logger } from '../../../log.ts'
import { Refusal } from '../../../problem.ts'
import type { Tables } from '../../../tables.ts'
import type { DoWork, Work } from '../../../work.ts'
import { startRun } from './service.ts'

/** How late a flow may begin, ms: what was missed for longer, as while everything was switched off, is not made up for. */
export const graceMs = 15 * 60_000
const mostAtOnce = 100

/** Keeps when a flow begins by itself, as the version that is published now says. */
export async function setSchedule(
  work: Work,
  flowId: string,
  { version, document }: { readonly version: number; readonly document: FlowDocument },
): Promise<void> {
  const schedule = scheduleOf(document)
  const next = schedule && nextOccurrence(schedule, Date.now())
  if (schedule === undefined || next === undefined) {
    await work.tx.deleteFrom('flow_schedules').where('flow_id', '=', flowId).execute()
    return
  }
  const change = { version, schedule: JSON.stringify(schedule), next_at: new Date(next) }
  await work.tx
    .insertInto('flow_schedules')
    .values({ tenant_id: work.tenantId, flow_id: flowId, ...change })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'flow_id']).doUpdateSet({ ...change, next_at: unlessDue }),
    )
    .execute()
}

/** What has come already, and nobody has begun yet, is not passed over. */
const unlessDue = sql<Date>`
  case when flow_schedules.next_at <= now() then flow_schedules.next_at else excluded.next_at end`

interface Parts {
  readonly database: Database<Tables>
  readonly doWork: DoWork
  readonly log: Logger
}

/**
 * Begins the flows whose time has come, each time once, however many processes do this at once: the run and the next time
 * are kept in one transaction. Of several that were missed, the flow begins once, and only for one within the grace.
 */
export async function beginScheduled(parts: Parts, nowMs = Date.now()): Promise<void> {
  const due = await parts.database.asSystem((tx) =>
    tx
      .selectFrom('flow_schedules')
      .select(['tenant_id', 'flow_id'])
      .where('next_at', '<=', new Date(nowMs))
      .orderBy('next_at')
      .limit(mostAtOnce)
      .execute(),
  )
  for (const { tenant_id: tenantId, flow_id: flowId } of due) {
    await parts
      .doWork(tenantId, null, (work) => beginOne(parts, work, { flowId, nowMs }))
      .catch((error: unknown) => {
        parts.log.error({ err: error, flowId }, 'a flow could not begin by itself')
      })
  }
}

async function beginOne(
  { log }: Parts,
  work: Work,
  { flowId, nowMs }: { readonly flowId: string; readonly nowMs: number },
): Promise<void> {
  const row = await work.tx
    .selectFrom('flow_schedules')
    .select(['schedule', 'next_at'])
    .where('flow_id', '=', flowId)
    .where('next_at', '<=', new Date(nowMs))
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!row) return
  const { schedule, next_at } = row
  await keepNext(work, flowId, nextOccurrence(schedule, nowMs))
  if (!isWithinGrace(schedule, next_at.getTime(), nowMs)) return
  try {
    await startRun(work, flowId, { parameters: {}, startedBy: 'schedule' })
  } catch (error) {
    // It is put away, or too many runs go on: it is refused before anything is written.
    if (!(error instanceof Refusal)) throw error
    log.warn({ err: error, flowId }, 'a flow did not begin by itself')
  }
}

async function keepNext(work: Work, flowId: string, next: number | undefined): Promise<void> {
  if (next === undefined) {
    await work.tx.deleteFrom('flow_schedules').where('flow_id', '=', flowId).execute()
    return
  }
  await work.tx
    .updateTable('flow_schedules')
    .set({ next_at: new Date(next) })
    .where('flow_id', '=', flowId)
    .execute()
}

/** Whether one of the times from `firstMs` to now is not too long ago. */
function isWithinGrace(schedule: FlowSchedule, firstMs: number, nowMs: number): boolean {
  if (firstMs >= nowMs - graceMs) return true
  const latest = nextOccurrence(schedule, nowMs - graceMs)
  return latest !== undefined && latest <= nowMs
}
