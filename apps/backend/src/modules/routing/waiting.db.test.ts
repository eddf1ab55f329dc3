import type { RoutingDecision, WaitingContact } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { enterLine, leaveLine } from '../queues/line.ts'
import { findEntry, findPlace } from '../queues/repository.ts'
import { type RoutingService, startRouting } from './routing-service.ts'

let centre: TestCentre
let owner: SignedInClient & { tenantId: string }
let agent: SignedInClient
let queueId: string
let routing: RoutingService
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  owner = await centre.newTenant('owner')
  agent = await centre.newUser(owner.tenantId, ['agent'])
  queueId = await newQueue({})
  routing = startRouting({ ...centre, phoneReady: () => true })
})
afterEach(() => routing.close())

async function newQueue(changes: object): Promise<string> {
  const body = { name: uuidv7(), ...changes }
  const { id } = (await owner.send<{ id: string }>('POST', '/v1/queues', body)).body
  await owner.send('PUT', `/v1/queues/${id}/agents`, { agentIds: [agent.me.user.id] })
  return id
}

async function enter(from = '', queue_id = queueId): Promise<string> {
  const contact_id = uuidv7()
  const place = { contact_id, queue_id, priority: 0, waiting_since: new Date(), from_value: from }
  await centre.doWork(owner.tenantId, null, (work) =>
    enterLine(work, place, { again: false, numberId: null }),
  )
  return contact_id
}

const entryOf = (contactId: string) =>
  centre.doWork(owner.tenantId, null, ({ tx }) => findEntry(tx, contactId))
const offeredTo = (contactId: string) => ({
  poll: (id: string) =>
    expect.poll(async () => (await entryOf(contactId))?.offered_to, { interval: 10 }).toBe(id),
})
const explain = async (contactId: string) =>
  (await owner.send<{ items: RoutingDecision[] }>('GET', `/v1/contacts/${contactId}/decisions`))
    .body.items

describe('why', () => {
  it('is said of a contact that waits, and of the agent who gets it, in words', async () => {
    const contact = await enter()
    expect(await explain(contact)).toMatchObject([
      { kind: 'waits', queueId, agentId: null, why: 'Nobody who fits is free' },
    ])
    await agent.send('PUT', '/v1/me/state', { kind: 'available' })
    await offeredTo(contact).poll(agent.me.user.id)
    const [offered, waits] = await explain(contact)
    expect(offered).toMatchObject({ kind: 'offered', agentId: agent.me.user.id })
    expect(offered?.why).toBe(`${agent.me.user.name}, the only one who fits`)
    expect(waits).toMatchObject({ kind: 'waits', why: 'It is being offered' })
  })

  it('is said after it has left as well, and is nobody else’s to read', async () => {
    const contact = await enter()
    await centre.doWork(owner.tenantId, null, (work) => leaveLine(work, contact, 'max_wait'))
    expect(await explain(contact)).toMatchObject([
      { kind: 'overflowed', why: 'It was sent on: the longest wait was over' },
    ])
    const stranger = await centre.newTenant('owner')
    const seen = await stranger.send<{ items: unknown[] }>(
      'GET',
      `/v1/contacts/${contact}/decisions`,
    )
    expect(seen.body.items).toEqual([])
  })

  it('says so once less is needed than before', async () => {
    const skill = await owner.send<{ id: string }>('POST', '/v1/skills', { name: 'Basque' })
    const needs = [{ skillId: skill.body.id, level: 2 }]
    const wanting = await newQueue({ routing: { needs, relax: [{ afterMs: 4000, needs: [] }] } })
    await agent.send('PUT', '/v1/me/state', { kind: 'available' })
    const contact = await enter('', wanting)
    expect((await explain(contact))[0]?.others).toContain('It needs Basque at level 2 or more')
    await offeredTo(contact).poll(agent.me.user.id)
    const told = await explain(contact)
    expect(told.map(({ kind }) => kind).toSorted()).toEqual(['offered', 'relaxed', 'waits'])
    const relaxed = told.find(({ kind }) => kind === 'relaxed')
    expect(relaxed?.why).toMatch(/^After \d s it needs no skill any more$/)
  })
})

describe('the list of who waits', () => {
  const listed = async (id: string) =>
    (await owner.send<{ items: WaitingContact[] }>('GET', `/v1/queues/${id}/waiting`)).body.items

  it('stands in the order of service, with the place that callers are told', async () => {
    const id = await newQueue({ routing: { agingPerMinute: 2 } })
    const minute = 60_000
    const waits = (waitedMs: number, priority: number, band = 0) =>
      centre.doWork(owner.tenantId, null, async (work) => {
        const contact_id = uuidv7()
        const waiting_since = new Date(Date.now() - waitedMs)
        const place = { contact_id, queue_id: id, priority, band, waiting_since }
        await enterLine(work, place, { again: false, numberId: null })
        return contact_id
      })
    const important = await waits(0, 3)
    const older = await waits(2 * minute, 0)
    const oldest = await waits(3 * minute, 0)
    const jumps = await waits(0, 0, 1)
    const order = [jumps, oldest, older, important]
    expect((await listed(id)).map(({ contactId }) => contactId)).toEqual(order)
    const places = await centre.doWork(owner.tenantId, null, ({ tx }) =>
      Promise.all(order.map((contactId) => findPlace(tx, contactId))),
    )
    expect(places).toEqual([1, 2, 3, 4])
  })

  it('says whom one is offered to', async () => {
    const contact = await enter()
    await agent.send('PUT', '/v1/me/state', { kind: 'available' })
    await offeredTo(contact).poll(agent.me.user.id)
    const [first] = await listed(queueId)
    expect(first?.offeredTo).toEqual({ id: agent.me.user.id, name: agent.me.user.name })
  })
})

describe('a supervisor', () => {
  it('puts somebody before everybody else, and it is said who did', async () => {
    await enter()
    const last = await enter()
    const answer = await owner.send('PATCH', `/v1/queues/${queueId}/waiting/${last}`, {
      first: true,
    })
    expect(answer.status).toBe(204)
    await agent.send('PUT', '/v1/me/state', { kind: 'available' })
    await offeredTo(last).poll(agent.me.user.id)
    const [moved] = await explain(last)
    expect(moved?.why).toBe(`${owner.me.user.name} moved it before everybody else`)
  })

  it('gives somebody another priority', async () => {
    const [first, second] = [await enter(), await enter()]
    await owner.send('PATCH', `/v1/queues/${queueId}/waiting/${second}`, { priority: 7 })
    await agent.send('PUT', '/v1/me/state', { kind: 'available' })
    await offeredTo(second).poll(agent.me.user.id)
    expect((await entryOf(first))?.offered_to).toBeNull()
  })

  it('sends somebody on: the process that carries the call is told', async () => {
    const contact = await enter()
    const told = new Promise((resolve) => {
      const stop = centre.bus.watch((event) => {
        if (event.type !== 'contact.overflow_due') return
        stop()
        resolve(event.payload)
      })
    })
    expect((await owner.send('DELETE', `/v1/queues/${queueId}/waiting/${contact}`)).status).toBe(
      204,
    )
    expect(await told).toMatchObject({ contactId: contact, queueId, outcome: 'removed' })
  })

  it('is refused what does not wait there', async () => {
    const path = `/v1/queues/${queueId}/waiting/${uuidv7()}`
    expect(problemCode(await owner.send('DELETE', path))).toBe('conflict')
    expect(problemCode(await owner.send('PATCH', path, { priority: 1 }))).toBe('conflict')
    expect(problemCode(await agent.send('DELETE', path))).toBe('forbidden')
  })
})

describe('a queue', () => {
  it('that is deleted with callers inside sends each on once, and the others are routed as before', async () => {
    const other = await newQueue({})
    const inside = [await enter(), await enter()]
    const outside = await enter('', other)
    const sent: string[] = []
    const stop = centre.bus.watch(({ type, payload }) => {
      if (type === 'contact.overflow_due') sent.push(payload.contactId)
    })
    expect((await owner.send('DELETE', `/v1/queues/${queueId}?force=true`)).status).toBe(204)
    await expect.poll(() => sent.toSorted()).toEqual(inside.toSorted())
    stop()
    await agent.send('PUT', '/v1/me/state', { kind: 'available' })
    await offeredTo(outside).poll(agent.me.user.id)
    expect(await entryOf(inside[0] ?? '')).toBeUndefined()
  })

  it('that needs less now gives its contacts to whoever fits since then', async () => {
    const skill = await owner.send<{ id: string }>('POST', '/v1/skills', { name: uuidv7() })
    const needs = [{ skillId: skill.body.id, level: 2 }]
    const wanting = await newQueue({ routing: { needs } })
    await agent.send('PUT', '/v1/me/state', { kind: 'available' })
    const contact = await enter('', wanting)
    const [waits] = await explain(contact)
    expect(waits?.why).toBe('Nobody who fits is free')
    expect((await entryOf(contact))?.offered_to).toBeNull()
    await owner.send('PATCH', `/v1/queues/${wanting}`, { routing: { needs: [] } })
    await offeredTo(contact).poll(agent.me.user.id)
  })
})

describe('somebody who comes again', () => {
  it('waits for whom they spoke with last, and for others once that time is over', async () => {
    const other = await centre.newUser(owner.tenantId, ['agent'])
    const sticky = await newQueue({ routing: { stickyMs: 4000 } })
    const agentIds = [agent.me.user.id, other.me.user.id]
    await owner.send('PUT', `/v1/queues/${sticky}/agents`, { agentIds })
    const spoken = { tenant_id: owner.tenantId, channel: 'voice', direction: 'inbound' } as const
    await centre.doWork(owner.tenantId, null, ({ tx }) =>
      tx
        .insertInto('contacts')
        .values({
          ...spoken,
          id: uuidv7(),
          from_value: '+15550100177',
          subject: '',
          started_at: new Date(),
          agent_id: agent.me.user.id,
        })
        .execute(),
    )
    await agent.send('PUT', '/v1/me/state', { kind: 'available' })
    const busy = await enter()
    await offeredTo(busy).poll(agent.me.user.id)
    await other.send('PUT', '/v1/me/state', { kind: 'available' })
    const contact = await enter('+15550100177', sticky)
    const entry = await entryOf(contact)
    expect(entry).toMatchObject({ sticky_agent_id: agent.me.user.id, offered_to: null })
    const [waits] = await explain(contact)
    expect(waits?.why).toMatch(
      new RegExp(
        `^It waits for ${agent.me.user.name} until \\d\\d:\\d\\d, who spoke with them last$`,
      ),
    )
    await offeredTo(contact).poll(other.me.user.id)
    const offeredAt = Date.parse((await explain(contact))[0]?.at ?? '')
    expect(offeredAt).toBeGreaterThanOrEqual(entry?.sticky_until?.getTime() ?? Infinity)
  })
})
