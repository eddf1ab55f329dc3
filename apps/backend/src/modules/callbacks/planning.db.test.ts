import type { Callback, Queue } from '@iris/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { attendCallbacks } from './attempts.ts'

type Signed = SignedInClient & { tenantId: string }

const number = '+15550101001'
const minuteMs = 60_000

let centre: TestCentre
let owner: Signed
let queue: Queue
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  owner = await centre.newTenant()
  const callbacks = { attempts: 5, retryAfterMs: 120_000, callerId: '+15550100100' }
  const settings = { name: 'Sales', callbacks, routing: { priority: 7 } }
  queue = (await owner.send<Queue>('POST', '/v1/queues', settings)).body
  const agentIds = [owner.me.user.id]
  await owner.send('PUT', `/v1/queues/${queue.id}/agents`, { agentIds })
})

const plan = (more: object = {}, by: SignedInClient = owner) =>
  by.send<Callback>('POST', '/v1/callbacks', { queueId: queue.id, number, ...more })
const mine = async (by: SignedInClient = owner) =>
  (await by.send<{ items: Callback[] }>('GET', '/v1/me/callbacks')).body.items
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()
const attend = () => attendCallbacks(centre.database, centre.doWork)
const line = () =>
  centre.doWork(owner.tenantId, null, (work) =>
    work.tx.selectFrom('queue_entries').select(['band', 'only_agent_id', 'priority']).execute(),
  )
/** As if so much time had passed. */
const later = (ms: number) =>
  centre.doWork(owner.tenantId, null, async (work) => {
    const [row] = await work.tx.selectFrom('callbacks').select('next_attempt_at').execute()
    const next_attempt_at = new Date((row?.next_attempt_at.getTime() ?? 0) - ms)
    await work.tx.updateTable('callbacks').set({ next_attempt_at }).execute()
  })

describe('a callback that is planned', () => {
  it('stands in line at once, by the rules of its queue', async () => {
    const made = await plan({ name: 'Grace', note: 'About the invoice.' })
    expect(made).toMatchObject({
      status: 201,
      body: {
        state: 'waiting',
        callerName: 'Grace',
        note: 'About the invoice.',
        priority: 7,
        maxAttempts: 5,
        agent: null,
      },
    })
    expect(await line()).toEqual([{ band: 0, only_agent_id: null, priority: 7 }])
    const callers = await centre.doWork(owner.tenantId, null, (work) =>
      work.tx.selectFrom('callbacks').select('caller_id').execute(),
    )
    expect(callers).toEqual([{ caller_id: '+15550100100' }])
  })

  it('waits for its time, and then stands before those who came by themselves', async () => {
    await plan({ dueAt: inMs(60 * minuteMs) })
    await attend()
    expect(await line()).toEqual([])
    await later(60 * minuteMs)
    await attend()
    expect(await line()).toEqual([{ band: 1, only_agent_id: null, priority: 7 }])
  })

  it('is its agent’s alone for half an hour, and then anybody’s', async () => {
    const made = await plan({ agentId: owner.me.user.id, dueAt: inMs(60 * minuteMs) })
    const agent = { id: owner.me.user.id, name: owner.me.user.name }
    expect(made.body.agent).toEqual(agent)
    expect(await mine()).toMatchObject([{ id: made.body.id, agent }])
    await later(61 * minuteMs)
    await attend()
    expect(await line()).toMatchObject([{ only_agent_id: owner.me.user.id }])
    await later(30 * minuteMs)
    await attend()
    expect(await line()).toMatchObject([{ only_agent_id: null }])
    expect(await mine()).toEqual([])
  })

  it('is refused for who is to be called back already, for strangers to the queue, and for no number', async () => {
    await plan()
    expect(problemCode(await plan())).toBe('conflict')
    const stranger = await centre.newTenant()
    const wrong = await plan({ number: '+15550101002', agentId: stranger.me.user.id })
    expect(wrong.body).toMatchObject({ errors: [{ path: '/agentId' }] })
    expect((await plan({ number: 'nobody' })).status).toBe(422)
  })

  it('stands in no line while its queue is closed', async () => {
    const never = await owner.send<{ id: string }>('POST', '/v1/hours', {
      name: 'Never',
      calendar: { open: [] },
    })
    await owner.send('PATCH', `/v1/queues/${queue.id}`, { hoursIds: [never.body.id] })
    await plan({ dueAt: inMs(minuteMs) })
    await later(minuteMs)
    await attend()
    expect(await line()).toEqual([])
    await owner.send('PATCH', `/v1/queues/${queue.id}`, { hoursIds: [] })
    await attend()
    expect(await line()).toHaveLength(1)
  })
})

describe('an agent', () => {
  it('plans callbacks for the queue and for themselves, and for no colleague', async () => {
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    const agentIds = [owner.me.user.id, agent.me.user.id]
    await owner.send('PUT', `/v1/queues/${queue.id}/agents`, { agentIds })
    expect((await plan({ agentId: agent.me.user.id }, agent)).status).toBe(201)
    const forOther = await plan({ number: '+15550101003', agentId: owner.me.user.id }, agent)
    expect(problemCode(forOther)).toBe('forbidden')
    expect((await plan({ number: '+15550101004' }, agent)).status).toBe(201)
    expect(await mine(agent)).toMatchObject([{ agent: { id: agent.me.user.id } }])
  })
})
