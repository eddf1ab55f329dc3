import type {
  Agent,
  Contact,
  EventPayload,
  EventType,
  IntervalRow,
  IrisEvent,
  Queue,
  TimelineEntry,
} from '@iris/contracts'
import { openOutboxBus } from '@iris/platform'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import type { Tables } from '../../tables.ts'
import type { EventBus } from '../../work.ts'
import { drawContacts, endForsaken } from './projection.ts'

const minuteMs = 60_000

let centre: TestCentre
let bus: EventBus
let stop: () => Promise<void>
let client: SignedInClient & { tenantId: string }
let queue: Queue

beforeAll(async () => {
  centre = await openTestCentre()
  // It looks by itself so seldom that nothing is drawn which it is not told of.
  bus = await openOutboxBus<IrisEvent, Tables>({
    database: centre.database,
    logger: centre.log,
    pace: { pollMs: 600_000 },
  })
  stop = await drawContacts(bus, centre.database)
})
afterAll(async () => {
  await stop()
  await bus.close()
  await centre.close()
})
beforeEach(async () => {
  client = await centre.newTenant('owner')
  queue = (await client.send<Queue>('POST', '/v1/queues', { name: 'Sales' })).body
})

const say = <Type extends EventType>(type: Type, payload: EventPayload<Type>) =>
  centre.doWork(client.tenantId, null, (work) => work.publish(type, payload))

async function list(query = ''): Promise<Contact[]> {
  const answer = await client.send<{ items: Contact[] }>('GET', `/v1/contacts${query}`)
  expect(answer.status).toBe(200)
  return answer.body.items
}

async function chat(from: string, subject = ''): Promise<string> {
  const contactId = uuidv7()
  const about = { direction: 'inbound', from, subject, numberId: null } as const
  await say('contact.created', { contactId, channel: 'chat', ...about })
  return contactId
}

const waits = (contactId: string, channel: 'voice' | 'chat' = 'chat') =>
  say('contact.queued', {
    contactId,
    channel,
    queueId: queue.id,
    waitingSince: new Date().toISOString(),
    again: false,
    priority: 0,
    numberId: null,
    withinMs: 20_000,
    shortAbandonMs: 0,
  })

const leaves = (contactId: string, outcome: 'abandoned' | 'answered') =>
  say('contact.left_queue', {
    contactId,
    channel: 'chat',
    queueId: queue.id,
    outcome,
    agentId: null,
    waitMs: 0,
  })

const ends = (contactId: string) =>
  say('contact.ended', {
    contactId,
    channel: 'chat',
    queueId: queue.id,
    agentId: null,
    outcome: 'abandoned',
  })

async function until<T>(what: string, find: () => Promise<T | undefined>): Promise<T> {
  let found: T | undefined
  await expect
    .poll(async () => (found = await find()), { message: what, interval: 20 })
    .toBeDefined()
  if (found === undefined) throw new Error(`waited in vain until ${what}`)
  return found
}

const drawn = (id: string, isSo: (contact: Contact) => boolean = () => true) =>
  until('the contact is drawn', async () => (await list()).find((c) => c.id === id && isSo(c)))

describe('a contact', () => {
  it('is drawn from what is told of it, as it is told', async () => {
    const id = await chat('Grace', 'My order')
    await waits(id)
    await leaves(id, 'abandoned')
    await ends(id)
    const contact = await drawn(id, ({ outcome }) => outcome !== null)
    expect(contact).toMatchObject({
      channel: 'chat',
      from: { value: 'Grace' },
      subject: 'My order',
      outcome: 'abandoned',
      queue: { id: queue.id, name: 'Sales' },
      legs: [{ kind: 'queue', outcome: 'abandoned', queueName: 'Sales' }],
    })
    expect((await client.send('GET', `/v1/contacts/${id}`)).body).toEqual(contact)
  })

  it('is found by channel, queue, outcome and time, newest first and page by page', async () => {
    const ids = []
    for (const from of ['A', 'B', 'C']) ids.push(await chat(from))
    await waits(ids[1]!)
    await drawn(ids[1]!, ({ legs }) => legs.length === 1)
    const found = async (query: string) => (await list(query)).map(({ id }) => id)
    expect(await found('')).toEqual(ids.toReversed())
    expect(await found(`?queueId=${queue.id}`)).toEqual([ids[1]])
    expect(await found('?channel=voice')).toEqual([])
    expect(await found('?outcome=handled')).toEqual([])
    expect(await found(`?agentId=${uuidv7()}`)).toEqual([])
    expect(await found(`?to=${new Date(Date.now() - minuteMs).toISOString()}`)).toEqual([])
    expect(await found(`?from=${new Date(Date.now() - minuteMs).toISOString()}`)).toHaveLength(3)
    const page = await client.send<{ items: Contact[]; nextCursor: string }>(
      'GET',
      '/v1/contacts?limit=2',
    )
    expect(page.body.items.map(({ id }) => id)).toEqual([ids[2], ids[1]])
    expect(await found(`?limit=2&cursor=${page.body.nextCursor}`)).toEqual([ids[0]])
  })

  it('is told as CSV that no spreadsheet runs', async () => {
    await chat('=HYPERLINK("http://x")', 'a "b", c')
    const id = await chat('Grace')
    await drawn(id)
    const answer = await client.send<string>('GET', '/v1/contacts.csv')
    expect(answer.headers.get('content-type')).toContain('text/csv')
    const [header, first, second, end] = answer.body.split('\r\n')
    expect(header).toMatch(/^id,channel,direction,from,/)
    expect(first).toMatch(new RegExp(`^${id},chat,inbound,Grace,,,`))
    expect(second).toContain(`,"'=HYPERLINK(""http://x"")",,"a ""b"", c",`)
    expect(end).toBe('')
  })

  it('is nobody else’s, and not for those who may not read contacts', async () => {
    const id = await chat('Grace')
    await drawn(id)
    const other = await centre.newTenant('owner')
    expect(problemCode(await other.send('GET', `/v1/contacts/${id}`))).toBe('not_found')
    const agent = await centre.newUser(client.tenantId, ['agent'])
    for (const path of ['/v1/contacts', '/v1/contacts.csv', `/v1/contacts/${id}`]) {
      expect(problemCode(await agent.send('GET', path))).toBe('forbidden')
    }
  })
})

describe('a contact that nobody carries any more', () => {
  it('ends as interrupted; one that waits, or is new, does not', async () => {
    const old = new Date(Date.now() - 2 * minuteMs)
    const [lost, waiting, fresh] = [await chat('A'), await chat('B'), await chat('C')]
    for (const id of [lost, waiting, fresh]) await waits(id)
    await drawn(fresh, ({ legs }) => legs.length === 1)
    await centre.doWork(client.tenantId, null, async ({ tx, tenantId }) => {
      await tx
        .updateTable('contacts')
        .set({ started_at: old })
        .where('id', 'in', [lost, waiting])
        .execute()
      const entry = { contact_id: waiting, tenant_id: tenantId, queue_id: queue.id }
      const place = { priority: 0, waiting_since: old, declined: '[]' }
      await tx
        .insertInto('queue_entries')
        .values({ ...entry, ...place, channel: 'chat' })
        .execute()
    })
    expect(await endForsaken(centre.database)).toBe(1)
    expect(await endForsaken(centre.database)).toBe(0)
    const outcomes = new Map((await list()).map(({ id, outcome }) => [id, outcome]))
    expect(outcomes).toEqual(
      new Map([
        [lost, 'interrupted'],
        [waiting, null],
        [fresh, null],
      ]),
    )
    const contact = (await list()).find(({ id }) => id === lost)
    expect(contact?.legs).toMatchObject([{ kind: 'queue', outcome: 'interrupted' }])
  })
})

describe('an agent’s time', () => {
  const state = (kind: 'available' | 'not_responding' | 'offline', atMs: number) =>
    ({ kind, since: new Date(atMs).toISOString() }) as const

  async function moves(agentState: Agent['state']): Promise<void> {
    const { id, name } = client.me.user
    const rest = { teamId: null, channels: [], work: [], load: 0 }
    const cause = { kind: 'agent' } as const
    await say('agent.state_changed', { agent: { id, name, state: agentState, ...rest }, cause })
  }

  const timeline = async (query: string) => {
    const path = `/v1/agents/${client.me.user.id}/timeline?${query}`
    return client.send<{ items: TimelineEntry[] }>('GET', path)
  }

  it('is a line of stretches, and their sum by quarters; what lasts counts up to now', async () => {
    const nowMs = Date.now()
    const since = [nowMs - 40 * minuteMs, nowMs - 20 * minuteMs, nowMs - 5 * minuteMs]
    await moves(state('available', since[0]!))
    const reason = 'lunch' as const
    await moves({ kind: 'not_ready', reason, since: new Date(since[1]!).toISOString() })
    await moves(state('available', since[2]!))
    await moves(state('available', since[2]!))
    const from = new Date(nowMs - 60 * minuteMs).toISOString()
    const items = await until('the line is drawn', async () => {
      const { body } = await timeline(`from=${from}`)
      return body.items.length === 3 ? body.items : undefined
    })
    expect(items).toMatchObject([
      { state: 'available', from: new Date(since[0]!).toISOString(), cause: { kind: 'agent' } },
      { state: 'not_ready', reason: 'lunch', to: new Date(since[2]!).toISOString() },
      { state: 'available', to: null },
    ])
    const later = new Date(nowMs - 10 * minuteMs).toISOString()
    expect((await timeline(`from=${later}`)).body.items).toHaveLength(2)

    const path = (toMs: number) =>
      `/v1/intervals?from=${new Date(nowMs - 90 * minuteMs).toISOString()}&to=${new Date(toMs).toISOString()}&by=agent`
    const all = await client.send<{ items: IntervalRow[] }>(
      'GET',
      `${path(nowMs + 60 * minuteMs)}&every=all`,
    )
    const time = all.body.items[0]?.agentTime
    expect(time?.notReadyMs).toBe(15 * minuteMs)
    expect(time?.reasonsMs).toEqual({ lunch: 15 * minuteMs })
    expect(time?.availableMs).toBeGreaterThanOrEqual(25 * minuteMs)
    expect(time?.availableMs).toBeLessThan(26 * minuteMs)
    // Up to the same instant both times: another quarter may begin between two answers.
    const same = path(nowMs)
    const quarters = await client.send<{ items: IntervalRow[] }>('GET', same)
    expect(quarters.body.items.length).toBeGreaterThanOrEqual(3)
    for (const { agentTime } of quarters.body.items) {
      expect((agentTime?.availableMs ?? 0) + (agentTime?.notReadyMs ?? 0)).toBeLessThanOrEqual(
        15 * minuteMs,
      )
    }
    const csv = await client.send<string>('GET', same.replace('intervals?', 'intervals.csv?'))
    expect(csv.body.split('\r\n')).toHaveLength(quarters.body.items.length + 2)
  })

  it('is told for a day at most, and of agents that there are', async () => {
    const from = new Date(0).toISOString()
    const to = new Date(90_000_000).toISOString()
    expect(problemCode(await timeline(`from=${from}&to=${to}`))).toBe('validation_failed')
    const nobody = await client.send('GET', `/v1/agents/${uuidv7()}/timeline?from=${from}`)
    expect(problemCode(nobody)).toBe('not_found')
  })
})

describe('intervals', () => {
  it('are told for 31 days at most', async () => {
    const [from, to] = [new Date(0), new Date(32 * 86_400_000)].map((date) => date.toISOString())
    const answer = await client.send('GET', `/v1/intervals?from=${from}&to=${to}`)
    expect(problemCode(answer)).toBe('validation_failed')
  })
})
