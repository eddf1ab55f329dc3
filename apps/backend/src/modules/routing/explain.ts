import type { QueueOutcome, RoutingDecision } from '@iris/contracts'
import {
  type ContactFacts,
  type Names,
  tellChoice,
  tellRelaxation,
  tellWait,
  type Told,
  type WaitFacts,
} from '@iris/routing'
import { sql } from 'kysely'
import type { DecisionFacts } from '../../tables/routing.ts'
import type { Tx, Work } from '../../work.ts'
import type { PhoneReady } from '../agents/service.ts'
import { timeZoneOf } from '../identity/tenant.ts'
import { findEntry } from '../queues/repository.ts'
import { BoardMirror } from './board-mirror.ts'
import { type DecisionRow, listDecisions } from './decisions.ts'

/** Why a contact went to whom it went, oldest first, and why it waits now, if it does. */
export async function explain(
  work: Work,
  contactId: string,
  phoneReady: PhoneReady,
): Promise<RoutingDecision[]> {
  const rows = await listDecisions(work.tx, contactId)
  const names = await namesOf(work)
  const waits = await explainWait(work, contactId, { names, phoneReady })
  const stands: Stand[] = rows.flatMap(({ at, facts }) =>
    facts.kind === 'offered' ? [{ at, facts: facts.choice }] : [],
  )
  if (waits?.facts) stands.push({ at: new Date(waits.facts.atMs), facts: waits.facts })
  return [
    ...rows.map((row) => tell(row, names)),
    ...relaxations(stands, names),
    ...(waits ? [waits.told] : []),
  ].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
}

/** How the contact stood, and when. */
interface Stand {
  readonly at: Date
  readonly facts: ContactFacts
}

/** Each time that it needed less than before, as of when that was seen first. */
function relaxations(stands: readonly Stand[], names: Names): RoutingDecision[] {
  let step = 0
  return stands.flatMap(({ at, facts }) => {
    if (facts.step <= step) return []
    step = facts.step
    const { queueId } = facts
    const relaxed = { at: at.toISOString(), queueId, kind: 'relaxed', agentId: null } as const
    return [{ ...relaxed, ...tellRelaxation(facts, names) }]
  })
}

function tell(row: DecisionRow, names: Names): RoutingDecision {
  const { at, queue_id: queueId, kind, agent_id: agentId, facts } = row
  return { at: at.toISOString(), queueId, kind, agentId, ...tellFacts(facts, names) }
}

function tellFacts(facts: DecisionFacts, names: Names): Told {
  switch (facts.kind) {
    case 'offered':
      return tellChoice(facts.choice, names)
    case 'withdrawn':
      return { why: `The offer was taken back from ${names.agent(facts.agentId)}`, others: [] }
    case 'overflowed':
      return { why: outcomeWords[facts.outcome], others: [] }
    case 'moved': {
      const { by, priority, isFirst } = facts
      const where = isFirst ? 'before everybody else' : `to priority ${priority}`
      return { why: `${by} moved it ${where}`, others: [] }
    }
  }
}

const outcomeWords: Readonly<Record<QueueOutcome, string>> = {
  answered: 'An agent took it',
  abandoned: 'Whoever waited went away',
  left: 'Whoever waited chose another way',
  full: 'It was sent on: the queue was full',
  max_wait: 'It was sent on: the longest wait was over',
  no_agents: 'It was sent on: no agent was signed in',
  closed: 'It was sent on: the queue was closed',
  callback: 'Whoever waited is to be called back, in that place',
  cancelled: 'Nobody is to be called back any more',
  removed: 'A supervisor sent it on',
  queue_deleted: 'It was sent on: the queue was deleted',
  interrupted: 'The process that carried it ended',
}

async function explainWait(
  work: Work,
  contactId: string,
  { names, phoneReady }: { readonly names: Names; readonly phoneReady: PhoneReady },
): Promise<{ told: RoutingDecision; facts: WaitFacts | undefined } | undefined> {
  const entry = await findEntry(work.tx, contactId)
  if (!entry) return undefined
  const mirror = new BoardMirror(phoneReady)
  await mirror.loadQueue(work.tx, entry.queue_id)
  const nowMs = await databaseTimeMs(work.tx)
  const facts = mirror.explain(contactId, nowMs)
  const why = facts
    ? tellWait(facts, names)
    : { why: 'Nobody is called back while the queue is closed', others: [] }
  const { queue_id: queueId, offered_to: agentId } = entry
  const at = new Date(nowMs).toISOString()
  return { told: { at, queueId, kind: 'waits', agentId, ...why }, facts }
}

async function namesOf({ tx, tenantId }: Work): Promise<Names> {
  const [agents, skills] = [await namesIn(tx, 'users'), await namesIn(tx, 'skills')]
  const timeZone = await timeZoneOf(tx, tenantId)
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' })
  return {
    agent: (id) => agents.get(id) ?? 'somebody who has left',
    skill: (id) => skills.get(id) ?? 'a skill that is no more',
    time: (atMs) => clock.format(atMs),
  }
}

async function namesIn(tx: Tx, table: 'users' | 'skills'): Promise<Map<string, string>> {
  const rows = await tx.selectFrom(table).select(['id', 'name']).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

async function databaseTimeMs(tx: Tx): Promise<number> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx)
  return rows[0]?.now.getTime() ?? Date.now()
}
