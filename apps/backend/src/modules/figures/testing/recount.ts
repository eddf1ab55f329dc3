import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../work.ts'

/** One figure of one group: of an interval, queue, agent, channel and number, or of a queue. */
export interface Recounted {
  readonly key: string
  readonly figure: string
  readonly value: number
}

/**
 * Every figure of docs/metrics.md, figure by figure, from the rows of `contacts` and `contact_legs` alone and in SQL alone:
 * it shares nothing with the code that keeps them. What is nothing is left out.
 */
export function recount(tx: Tx): Promise<Recounted[]> {
  return recountBy(tx, ({ at, agent }) => ({
    key: sql`concat_ws(' ', extract(epoch from date_bin('15 min', ${at}, 'epoch'))::bigint * 1000,
      coalesce(queue_id::text, '-'), coalesce((${agent})::text, '-'), contact.channel,
      coalesce(contact.number_id::text, '-'))`,
    where: sql`true`,
  }))
}

/** The same of a stretch of time, by queue. */
export function recountQueues(
  tx: Tx,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Recounted[]> {
  return recountBy(tx, ({ at }) => ({
    key: sql`queue_id`,
    where: sql`queue_id is not null and ${at} >= ${from}::timestamptz and ${at} <= ${to}::timestamptz`,
  }))
}

async function recountBy(
  tx: Tx,
  cut: (formula: Formula) => { key: RawBuilder<unknown>; where: RawBuilder<unknown> },
): Promise<Recounted[]> {
  const figures: Recounted[] = []
  for (const [figure, formula] of Object.entries(formulas)) {
    const { value, from } = formula
    const { key, where } = cut(formula)
    const sum = figure === 'longestWaitMs' ? sql`max(${value})` : sql`sum(${value})`
    const { rows } = await sql<{ key: string; value: number }>`
      with ${waits}, ${talks}
      select ${key} as key, ${sum}::float8 as value
      from ${from} join (select id, channel, number_id from contacts) contact on contact.id = contact_id
      where ${where}
      group by 1`.execute(tx)
    for (const row of rows) if (row.value !== 0) figures.push({ figure, ...row })
  }
  return figures
}

/** The same of what is kept. */
export async function kept(tx: Tx): Promise<Recounted[]> {
  const { rows } = await sql<Recounted>`
    select concat_ws(' ', extract(epoch from from_at)::bigint * 1000, coalesce(queue_id::text, '-'),
      coalesce(agent_id::text, '-'), channel, coalesce(number_id::text, '-')) as key,
      figure, value::float8 as value
    from figure_intervals, lateral (values
      ('offered', offered), ('answered', answered), ('answeredInTime', answered_in_time),
      ('abandoned', abandoned), ('abandonedLate', abandoned_late), ('shortAbandoned', short_abandoned),
      ('flowedOut', flowed_out), ('callbacksAsked', callbacks_asked), ('callbacksDone', callbacks_done),
      ('handled', handled), ('transferredOut', transferred_out), ('conferenced', conferenced),
      ('rejected', rejected), ('missed', missed), ('waitMs', wait_ms), ('abandonWaitMs', abandon_wait_ms),
      ('longestWaitMs', longest_wait_ms), ('talkMs', talk_ms), ('holdMs', hold_ms), ('wrapUpMs', wrap_up_ms)
    ) as figures (figure, value)
    where value <> 0`.execute(tx)
  return rows
}

/** Waits: a stay and those that came back to its place. Its end is the first answer, else the end of its last stay. */
const waits = sql`
  stays as (
    select *, (facts->>'waitingSinceMs')::float8 as since,
      sum(case when (facts->>'again')::boolean then 0 else 1 end)
        over (partition by contact_id, queue_id order by began_at, id) as wait
    from contact_legs where kind = 'queue' and facts->>'callbackId' is null
  ),
  firsts as (
    select distinct on (contact_id, queue_id, wait) contact_id, queue_id, wait, began_at, since
    from stays order by contact_id, queue_id, wait, began_at, id
  ),
  lasts as (
    select distinct on (contact_id, queue_id, wait) contact_id, queue_id, wait, ended_at, outcome, agent_id,
      (facts->>'withinMs')::float8 as within, (facts->>'shortAbandonMs')::float8 as short
    from stays
    order by contact_id, queue_id, wait, (outcome = 'answered') desc nulls last,
      case when outcome = 'answered' then began_at end, began_at desc, id desc
  ),
  waits as (
    select lasts.*, firsts.began_at,
      greatest(0, extract(epoch from ended_at)::float8 * 1000 - since) as waited
    from lasts join firsts using (contact_id, queue_id, wait)
  )`

/** Talks that are over, with the after-call work their agent did before their next talk in the same contact. */
const talks = sql`
  talks as (
    select talk.*, (talk.facts->>'holdMs')::float8 as held,
      extract(epoch from talk.ended_at - talk.began_at)::float8 * 1000 as lasted, work.*
    from contact_legs talk cross join lateral (
      select coalesce(sum(extract(epoch from wrap.ended_at - wrap.began_at)::float8 * 1000), 0) as wrapped,
        max(wrap.ended_at) as wrapped_at, coalesce(bool_and(wrap.ended_at is not null), true) as is_over
      from contact_legs wrap
      where wrap.kind = 'wrap_up' and wrap.contact_id = talk.contact_id and wrap.agent_id = talk.agent_id
        and wrap.began_at >= talk.began_at and not exists (
          select from contact_legs later
          where later.kind = 'talk' and later.contact_id = talk.contact_id
            and later.agent_id = talk.agent_id and later.began_at > talk.began_at
            and later.began_at <= wrap.began_at
        )
    ) work
    where talk.kind = 'talk' and talk.ended_at is not null
  )`

interface Formula {
  readonly from: RawBuilder<unknown>
  readonly at: RawBuilder<unknown>
  readonly agent: RawBuilder<unknown>
  readonly value: RawBuilder<unknown>
}

const nobody = sql`null::uuid`
const whoever = sql`agent_id`
const one = sql`1`

/** Of waits that ended so. */
function ended(
  condition: RawBuilder<unknown>,
  value: RawBuilder<unknown> = one,
  agent: RawBuilder<unknown> = nobody,
): Formula {
  return {
    from: sql`(select * from waits where ${condition}) as wait`,
    at: sql`ended_at`,
    agent,
    value,
  }
}

/** Of talks whose after-call work is over. */
function handled(value: RawBuilder<unknown>): Formula {
  const from = sql`(select * from talks where is_over) as talk`
  return { from, at: sql`greatest(talk.ended_at, wrapped_at)`, agent: whoever, value }
}

function ofLegs(condition: RawBuilder<unknown>, at: RawBuilder<unknown>): Formula {
  const from = sql`(select * from contact_legs where ${condition}) as leg`
  return { from, at, agent: whoever, value: one }
}

const wasAnswered = sql`outcome = 'answered'`
const wasAbandoned = sql`outcome = 'abandoned' and waited >= short`

const formulas: Readonly<Record<string, Formula>> = {
  offered: { from: sql`waits`, at: sql`began_at`, agent: nobody, value: one },
  answered: ended(wasAnswered, one, whoever),
  answeredInTime: ended(sql`${wasAnswered} and waited <= within`, one, whoever),
  abandoned: ended(wasAbandoned),
  abandonedLate: ended(sql`${wasAbandoned} and waited > within`),
  shortAbandoned: ended(sql`outcome = 'abandoned' and waited < short`),
  flowedOut: ended(
    sql`outcome in ('full', 'max_wait', 'no_agents', 'closed', 'left', 'removed', 'queue_deleted')`,
  ),
  callbacksAsked: ended(sql`outcome = 'callback'`),
  waitMs: ended(wasAnswered, sql`waited`, whoever),
  abandonWaitMs: ended(wasAbandoned, sql`waited`),
  longestWaitMs: ended(sql`${wasAnswered} or (${wasAbandoned})`, sql`waited`, whoever),
  handled: handled(one),
  talkMs: handled(sql`greatest(0, lasted - held)`),
  holdMs: handled(sql`held`),
  wrapUpMs: handled(sql`wrapped`),
  transferredOut: ofLegs(
    sql`kind = 'talk' and (facts->>'transferred')::boolean`,
    sql`leg.ended_at`,
  ),
  conferenced: ofLegs(
    sql`kind = 'talk' and ended_at is not null and (facts->>'conferenced')::boolean`,
    sql`leg.ended_at`,
  ),
  rejected: ofLegs(sql`kind = 'offer' and outcome = 'rejected'`, sql`leg.ended_at`),
  missed: ofLegs(sql`kind = 'offer' and outcome in ('missed', 'unreachable')`, sql`leg.ended_at`),
  callbacksDone: {
    from: sql`(
      select distinct on (talk.contact_id) talk.contact_id, talk.began_at, talk.agent_id, asked.queue_id
      from contact_legs talk join contact_legs asked on asked.contact_id = talk.contact_id
      where talk.kind = 'talk' and asked.kind = 'queue' and asked.facts->>'callbackId' is not null
      order by talk.contact_id, talk.began_at, talk.id
    ) as back`,
    at: sql`back.began_at`,
    agent: whoever,
    value: one,
  },
}
