import {
  activities,
  type IntervalRow,
  noTotals,
  type Queue,
  type QueueStats,
} from '@iris/contracts'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, type SignedInClient, type TestCentre } from '../../testing/test-centre.ts'
import { type DrawnEvent, project } from '../contacts/projection.ts'
import { generateCentre, type GeneratedCentre } from '../contacts/testing/generated-centre.ts'
import { quarterOf } from './interval.ts'
import { keepAgentFigures } from './keeping.ts'
import { kept, recount, recountQueues } from './testing/recount.ts'
import { recountAgents } from './testing/recount-agents.ts'
import { addTotals, figures } from './totals.ts'

/** `IRIS_FIGURES_CONTACTS=10000` for the long run. */
const contacts = Number(process.env['IRIS_FIGURES_CONTACTS'] ?? 1000)
const hourMs = 3_600_000
const nowMs = Date.now()

let centre: TestCentre
let client: SignedInClient & { tenantId: string }
let queueIds: string[]
let generated: GeneratedCentre

beforeAll(async () => {
  centre = await openTestCentre()
  client = await centre.newTenant('owner')
  queueIds = []
  for (const name of ['Sales', 'Support', 'Billing', 'Returns']) {
    queueIds.push((await client.send<Queue>('POST', '/v1/queues', { name })).body.id)
  }
  const agentIds = await agents(40)
  generated = generateCentre({
    tenantId: client.tenantId,
    queueIds,
    agentIds,
    numberIds: [uuidv7(), uuidv7()],
    contacts,
    startsAtMs: quarterOf(nowMs) - Math.max(4, contacts / 300) * hourMs,
    endsAtMs: nowMs,
    seed: 7,
  })
  await take(generated.events)
  await plan(agentIds)
  await keepAgentFigures(centre.database)
  // Recomputing joins everything with everything: by guesses it takes a hundred times as long.
  await centre.database.asSystem((tx) => sql`analyze contacts, contact_legs`.execute(tx))
}, 600_000)
afterAll(() => centre.close())

async function agents(count: number): Promise<string[]> {
  const ids = await centre.doWork(client.tenantId, null, async ({ tx, tenantId }) => {
    const own = { tenant_id: tenantId, password_hash: 'none', roles: ['agent' as const] }
    return tx
      .insertInto('users')
      .values(
        Array.from({ length: count }, (_, index) => {
          const id = uuidv7()
          return { ...own, id, email: `${id}@test.example`, name: `Agent ${index}` }
        }),
      )
      .returning('id')
      .execute()
  })
  return ids.map(({ id }) => id)
}

/** Shifts of every activity for the whole time, most of them work, with gaps, that begin at no quarter. */
async function plan(agentIds: readonly string[]): Promise<void> {
  const { tenantId } = client
  const startMs = quarterOf(nowMs) - Math.max(4, contacts / 300) * hourMs
  const shifts = agentIds.slice(1).flatMap((agent_id, agent) =>
    Array.from({ length: Math.ceil((nowMs - startMs) / hourMs) * 2 }, (_, index) => {
      const fromMs = startMs + (agent % 7) * 61_003 + index * (hourMs / 2)
      const activity = activities[(index * 5 + agent) % 11] ?? 'work'
      const own = { tenant_id: tenantId, agent_id, activity }
      return { ...own, from_at: new Date(fromMs), to_at: new Date(fromMs + 22 * 60_000 + agent) }
    }),
  )
  await centre.database.asTenant(tenantId, (tx) => tx.insertInto('shifts').values(shifts).execute())
}

/** Hands events to the projection as its consumer does, several at a time. */
async function take(events: readonly DrawnEvent[], atOnce = 400): Promise<void> {
  for (let at = 0; at < events.length; at += atOnce) {
    await centre.database.asTenant(client.tenantId, (tx) =>
      project(tx, client.tenantId, events.slice(at, at + atOnce)),
    )
  }
}

const read = <T>(task: Parameters<typeof centre.database.asTenant<T>>[1]) =>
  centre.database.asTenant(client.tenantId, task)

const inOrder = (list: readonly { key: string; figure: string; value: number }[]) =>
  list.map(({ key, figure, value }) => `${key} ${figure} ${Math.round(value)}`).toSorted()

async function intervals(query: string): Promise<IntervalRow[]> {
  const from = new Date(nowMs - 30 * 24 * hourMs).toISOString()
  const to = new Date(nowMs + hourMs).toISOString()
  const path = `/v1/intervals?from=${from}&to=${to}&${query}`
  const answer = await client.send<{ items: IntervalRow[] }>('GET', path)
  expect(answer.status).toBe(200)
  return answer.body.items
}

describe(`the figures of ${contacts} contacts`, () => {
  it('are those recomputed from the contacts’ legs, each by its formula', async () => {
    const recounted = await read(recount)
    expect(recounted.length).toBeGreaterThan(contacts / 10)
    expect(new Set(recounted.map(({ figure }) => figure))).toEqual(new Set(figures))
    expect(inOrder(await read(kept))).toEqual(inOrder(recounted))
  })

  it('are what was meant to happen', async () => {
    const rows = await intervals('by=queue&every=all')
    for (const [queueId, meant] of generated.meant.queues) {
      expect(rows.find((row) => row.queueId === queueId)?.totals).toMatchObject(meant)
    }
  })

  it('balance: what is offered is answered, left, called back, cut off, or waits', async () => {
    const cutOff = await read(async (tx) => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int from contact_legs
        where kind = 'queue' and (ended_at is null or outcome = 'interrupted')`.execute(tx)
      return rows[0]?.count
    })
    const sum = (await intervals('by=queue&every=all'))
      .map(({ totals }) => totals)
      .reduce(addTotals, noTotals)
    const left =
      sum.answered + sum.abandoned + sum.shortAbandoned + sum.flowedOut + sum.callbacksAsked
    expect(sum.offered).toBe(left + (cutOff ?? 0))
  })

  it('add up: of quarters, hours, days, queues, agents, channels and numbers alike', async () => {
    const [all] = await intervals('every=all')
    const cuts = ['15m', '1h', '1d', 'all'].flatMap((every) =>
      ['', 'queue', 'agent', 'channel', 'number', 'queue,channel'].map(
        (by) => `by=${by}&every=${every}`,
      ),
    )
    for (const cut of cuts) {
      const sum = (await intervals(cut)).map(({ totals }) => totals).reduce(addTotals, noTotals)
      expect(sum, cut).toEqual(all?.totals)
    }
  })

  it('are the same after every event has come twice more', async () => {
    const before = inOrder(await read(kept))
    const again = generated.events.slice(-Math.min(4000, generated.events.length))
    await take(again)
    await take(again.slice(-100), 1)
    expect(inOrder(await read(kept))).toEqual(before)
  })
})

describe('occupancy and adherence', () => {
  const untilMs = quarterOf(nowMs)
  const timesOf = (rows: readonly IntervalRow[]) =>
    rows.flatMap(({ agentId, from, agentTime }) => {
      if (!agentTime || Date.parse(from) >= untilMs) return []
      const { occupiedMs, idleMs, scheduledMs, adherentMs } = agentTime
      const times = { occupiedMs, idleMs, scheduledMs, adherentMs }
      return occupiedMs + idleMs + scheduledMs === 0 ? [] : [[`${agentId} ${from}`, times] as const]
    })

  it('are those recomputed instant by instant, for every agent and quarter', async () => {
    const recounted = await read((tx) => recountAgents(tx, untilMs))
    expect(recounted.size).toBeGreaterThan(500)
    const kinds = ['occupiedMs', 'idleMs', 'scheduledMs', 'adherentMs'] as const
    for (const kind of kinds)
      expect([...recounted.values()].some((one) => one[kind] > 0)).toBe(true)
    const rows = timesOf(await intervals('by=agent&every=15m'))
    expect(new Map(rows)).toEqual(recounted)
  })

  it('add up: of quarters, hours and days alike, and of one agent as of all', async () => {
    const sumOf = (rows: readonly IntervalRow[], agentId: string) =>
      rows
        .filter((row) => row.agentId === agentId)
        .reduce(
          (sum, { agentTime }) => {
            const { occupiedMs = 0, scheduledMs = 0, adherentMs = 0 } = agentTime ?? {}
            return [sum[0]! + occupiedMs, sum[1]! + scheduledMs, sum[2]! + adherentMs]
          },
          [0, 0, 0],
        )
    const quarters = await intervals('by=agent&every=15m')
    const agentId = quarters.find(({ agentTime }) => (agentTime?.adherentMs ?? 0) > 0)!.agentId!
    const all = sumOf(quarters, agentId)
    for (const every of ['1h', '1d', 'all']) {
      const [some, own] = [
        await intervals(`by=agent&every=${every}`),
        await intervals(`by=agent&every=${every}&agentId=${agentId}`),
      ]
      for (const rows of [some, own]) {
        for (const [index, sum] of sumOf(rows, agentId).entries()) {
          // What lasts goes on between one answer and the next.
          expect(Math.abs(sum - all[index]!)).toBeLessThan(30_000)
        }
      }
    }
  })

  it('are in the table as they are in the list', async () => {
    const from = new Date(nowMs - 24 * hourMs).toISOString()
    const to = new Date(untilMs).toISOString()
    const query = `from=${from}&to=${to}&by=agent`
    const list = await client.send<{ items: IntervalRow[] }>('GET', `/v1/intervals?${query}`)
    const csv = await client.send<string>('GET', `/v1/intervals.csv?${query}`)
    const [header = [], ...rows] = csv.body.split('\r\n').map((line) => line.split(','))
    const cells = (name: string) =>
      rows.flatMap((row) => (row.length > 1 ? [Number(row[header.indexOf(name)])] : []))
    for (const [name, field] of [
      ['occupied_ms', 'occupiedMs'],
      ['idle_ms', 'idleMs'],
      ['scheduled_ms', 'scheduledMs'],
      ['adherent_ms', 'adherentMs'],
    ] as const) {
      expect(cells(name)).toEqual(list.body.items.map(({ agentTime }) => agentTime?.[field] ?? 0))
    }
    expect(cells('adherence')).toEqual(list.body.items.map(({ rates }) => rates.adherence ?? 0))
  })

  it('follow the schedule as it is now: what is planned otherwise counts otherwise', async () => {
    const row = (await intervals('by=agent&every=all')).find(
      ({ agentTime }) => (agentTime?.scheduledMs ?? 0) > 0,
    )
    const from = new Date(nowMs - 2 * 24 * hourMs).toISOString()
    const to = new Date(nowMs + hourMs).toISOString()
    const path = `/v1/agents/${row?.agentId}/schedule?from=${from}&to=${to}`
    expect((await client.send('PUT', path, { shifts: [] })).status).toBe(200)
    const [after] = await intervals(`by=agent&every=all&agentId=${row?.agentId}`)
    expect(after?.agentTime).toMatchObject({ scheduledMs: 0, adherentMs: 0 })
    expect(after?.rates.adherence).toBeNull()
  })

  it('count a chat, and the work after it that goes on, as time in hand', async () => {
    const [agentId = ''] = await agents(1)
    const since = (minutes: number) => new Date(Date.now() - minutes * 60_000)
    const own = { tenant_id: client.tenantId, agent_id: agentId }
    const state = { ...own, state: 'available', cause: JSON.stringify({ kind: 'agent' }) } as const
    const work = { contact_id: uuidv7(), queue_id: queueIds[0]!, channel: 'chat' } as const
    await read(async (tx) => {
      const began_at = since(30)
      await tx
        .insertInto('agent_timeline')
        .values({ ...state, id: uuidv7(), began_at })
        .execute()
      await tx
        .insertInto('agent_work')
        .values({ ...own, ...work, points: 30, phase: 'wrap_up', from_value: '', since: since(10) })
        .execute()
    })
    const [row] = await intervals(`by=agent&every=all&agentId=${agentId}`)
    expect(row?.agentTime?.occupiedMs).toBeGreaterThanOrEqual(600_000)
    expect(row?.rates.occupancy).toBeCloseTo(1 / 3, 1)
    expect(row?.agentTime?.availableMs).toBeGreaterThanOrEqual(1_800_000)
  })

  it('count scheduled time that an agent is not there for at all', async () => {
    const [agentId] = await agents(1)
    const at = (ms: number) => new Date(nowMs + ms).toISOString()
    const path = `/v1/agents/${agentId}/schedule?from=${at(-hourMs)}&to=${at(hourMs)}`
    const shifts = [{ activity: 'work', from: at(-hourMs / 2), to: at(hourMs) }]
    expect((await client.send('PUT', path, { shifts })).status).toBe(200)
    const [row] = await intervals(`by=agent&every=all&agentId=${agentId}`)
    expect(row?.rates).toMatchObject({ adherence: 0, occupancy: null })
    // Up to now, and no minute that is yet to come.
    expect(row?.agentTime?.scheduledMs).toBeGreaterThanOrEqual(hourMs / 2)
    expect(row?.agentTime?.scheduledMs).toBeLessThan(hourMs / 2 + 600_000)
  })
})

describe('every contact', () => {
  it('ends in exactly one outcome, the one that was meant', async () => {
    const rows = await read((tx) =>
      tx
        .selectFrom('contacts')
        .select(['outcome', (eb) => eb.fn.countAll<number>().as('count')])
        .groupBy('outcome')
        .execute(),
    )
    const meant = [...generated.meant.outcomes].map(([outcome, count]) => ({ outcome, count }))
    expect(new Set(rows)).toEqual(new Set(meant))
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(generated.contacts)
  })
})

describe('windows', () => {
  it.each(['5m', '15m', '30m', 'interval', 'today'])(
    'of %s are what the legs say of that time',
    async (window) => {
      const { body } = await client.send<{ items: QueueStats[] }>(
        'GET',
        `/v1/stats?window=${window}`,
      )
      expect(body.items).toHaveLength(queueIds.length)
      const path = `/v1/queues/${queueIds[0]}/stats?window=${window}`
      const one = (await client.send<QueueStats>('GET', path)).body
      // Windows move on between one answer and the next: each is compared over its own time.
      for (const stats of [body.items, [one]]) {
        const expected = await recounted(stats[0]!)
        for (const { queueId, totals } of stats) {
          expect(totals, queueId).toEqual({ ...noTotals, ...expected.get(queueId) })
        }
      }
    },
  )
})

async function recounted({ from, to, window }: QueueStats) {
  // Sums of intervals have whatever is in those.
  const until = window.endsWith('m') ? to : 'infinity'
  const all = await read((tx) => recountQueues(tx, { from, to: until }))
  // A quarter or a day that has just begun has nothing in it.
  const hasJustBegun = Date.parse(from) > nowMs - 60_000
  expect(all.length > 0 || hasJustBegun).toBe(true)
  const ofQueue = new Map<string, Record<string, number>>()
  for (const { key, figure, value } of all) {
    ofQueue.set(key, { ...ofQueue.get(key), [figure]: Math.round(value) })
  }
  return ofQueue
}
