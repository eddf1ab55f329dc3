import { sql } from 'kysely'
import type { Database } from '../../database/database.ts'
import type { BusEvent } from '../bus.ts'
import { usualRetention } from './prune.ts'
import { type EventRow, toEvent } from './turns.ts'

/** Publishers' clocks may differ by this much, and a transaction may commit this long after its event was made. */
const slackMs = 60_000
const readAtOnce = 5_000
const lowestId = '00000000-0000-0000-0000-000000000000'

/** What a watcher may have missed. */
export interface MissedSpan {
  readonly from: Date
  /** What happens from then on is announced. */
  readonly until: Date
  /** Some of it may be kept no longer. */
  readonly isPruned: boolean
}

/** What may have been missed by whoever has heard of nothing since the event of that time. */
export function missedSince<Tables>(
  database: Database<Tables>,
  lastSeenMs: number,
): Promise<MissedSpan> {
  const from = new Date(lastSeenMs - slackMs)
  return database.asSystem(async (tx) => {
    const { rows } = await sql<Pick<MissedSpan, 'until' | 'isPruned'>>`
      select now() + ${slackMs} * interval '1 ms' as until,
        ${from}::timestamptz < now() - ${usualRetention.handledMs} * interval '1 ms' as "isPruned"
      `.execute(tx)
    const [span] = rows
    if (!span) throw new Error('The database told no time.')
    return { ...span, from }
  })
}

/** All of it in order, however much, so many at once: what was left out would never be heard of. */
export async function* readMissed<Event extends BusEvent, Tables>(
  database: Database<Tables>,
  { from, until }: MissedSpan,
): AsyncGenerator<readonly Event[]> {
  let after: Place | undefined = { at: from.toISOString(), id: lowestId }
  while (after) {
    const page: PlacedRow[] = await readPage(database, after, until)
    yield page.map((row) => toEvent<Event>(row))
    const last = page.length < readAtOnce ? undefined : page.at(-1)
    after = last && { at: last.instant, id: last.event_id }
  }
}

/** One event; `undefined` where it is kept no longer. */
export function readEvent<Event extends BusEvent, Tables>(
  database: Database<Tables>,
  id: string,
): Promise<Event | undefined> {
  return database.asSystem(async (tx) => {
    const { rows } = await sql<EventRow>`
      select id as event_id, tenant_id, type, at, payload from bus_events where id = ${id}`.execute(
      tx,
    )
    return rows.map((row) => toEvent<Event>(row))[0]
  })
}

interface Place {
  readonly at: string
  readonly id: string
}

/** `instant`: with all its digits, which a `Date` has not. */
type PlacedRow = EventRow & { readonly instant: string }

function readPage<Tables>(
  database: Database<Tables>,
  after: Place,
  until: Date,
): Promise<PlacedRow[]> {
  return database.asSystem(async (tx) => {
    const { rows } = await sql<PlacedRow>`
      select id as event_id, tenant_id, type, at, at::text as instant, payload from bus_events
      where (at, id) > (${after.at}::timestamptz, ${after.id}::uuid) and at <= ${until}
      order by at, id limit ${readAtOnce}`.execute(tx)
    return rows
  })
}
