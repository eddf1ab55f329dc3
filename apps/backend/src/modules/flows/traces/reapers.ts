import type { Database } from '@iris/platform'
import { sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import type { Tx } from '../../../work.ts'

const mostAtOnce = 5000
/** Counts are shown for a day. */
const countsForDays = 2

/**
 * Ends the runs of calls that have ended without a word of theirs, since whatever carried them is gone; and those without a call
 * whose flow was deleted.
 */
export async function endInterruptedRuns(database: Database<Tables>): Promise<number> {
  const ofCalls = await endThoseOfCalls(database)
  return ofCalls + (await endThoseWithoutCall(database))
}

/** A run without a call begins and ends together with its trace. */
async function endThoseWithoutCall(database: Database<Tables>): Promise<number> {
  const { numAffectedRows } = await database.asSystem((tx) =>
    sql`
      update flow_traces set ended_at = now(), outcome = 'interrupted'
      where ended_at is null and call_id is null
        and not exists (select from flow_runs where flow_runs.id = flow_traces.id)`.execute(tx),
  )
  return Number(numAffectedRows ?? 0)
}

async function endThoseOfCalls(database: Database<Tables>): Promise<number> {
  const { numAffectedRows } = await database.asSystem((tx) =>
    sql`
      update flow_traces set ended_at = calls.ended_at, outcome = 'interrupted'
      from calls
      where flow_traces.ended_at is null and calls.id = flow_traces.call_id
        and calls.ended_at < now() - interval '1 minute'`.execute(tx),
  )
  return Number(numAffectedRows ?? 0)
}

/** Forgets traces of runs that began so many days ago, and counts that nobody can ask for any more. */
export async function forgetOldTraces(database: Database<Tables>, days: number): Promise<number> {
  let forgotten = 0
  for (let round = mostAtOnce; round === mostAtOnce; forgotten += round) {
    round = await database.asSystem((tx) => deleteSome(tx, days))
  }
  await database.asSystem((tx) =>
    sql`
      delete from flow_exit_counts
      where minute < now() - make_interval(days => ${countsForDays})`.execute(tx),
  )
  return forgotten
}

/** By their ids, which are the time they began. */
async function deleteSome(tx: Tx, days: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from flow_traces where id in (
      select id from flow_traces
      where id < first_uuid_of(now() - make_interval(days => ${days}))
      order by id limit ${mostAtOnce}
    )`.execute(tx)
  return Number(numAffectedRows ?? 0)
}
