import type { Queue, QueueStatus } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestCentre, type SignedInClient, type TestCentre } from '../../testing/test-centre.ts'
import type { Work } from '../../work.ts'
import { moveAgent } from '../agents/service.ts'
import { requestCallback } from '../callbacks/service.ts'
import { insertEntry } from './repository.ts'
import { QueueFigures } from './figures.ts'

let centre: TestCentre
let client: SignedInClient & { tenantId: string }
let queue: Queue

beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  client = await centre.newTenant('owner')
  const settings = { name: 'Sales', wrapUpMs: 30_000 }
  queue = (await client.send<Queue>('POST', '/v1/queues', settings)).body
  await client.send('PUT', `/v1/queues/${queue.id}/agents`, { agentIds: [client.me.user.id] })
})

/** Read afresh: other figures may be a second old. */
const status = () => new QueueFigures(centre.database).status(client.tenantId, { id: queue.id })

const asTenant = (task: (work: Work) => Promise<unknown>) =>
  centre.doWork(client.tenantId, null, task)

async function someoneWaits(sinceMs: number): Promise<void> {
  await asTenant((work) =>
    insertEntry(work.tx, {
      contact_id: uuidv7(),
      tenant_id: client.tenantId,
      queue_id: queue.id,
      priority: 0,
      waiting_since: new Date(sinceMs),
      expires_at: null,
      preferred_agent_id: null,
    }),
  )
}

async function talked(forMs: number): Promise<void> {
  const endedAt = Date.now()
  await asTenant((work) =>
    work.tx
      .insertInto('calls')
      .values({
        id: uuidv7(),
        tenant_id: client.tenantId,
        node_id: null,
        direction: 'inbound',
        state: 'ended',
        from_value: '+15550100199',
        number_value: '+15550100100',
        number_id: null,
        flow_id: null,
        flow_version: null,
        queue_id: queue.id,
        started_at: new Date(endedAt - forMs),
        connected_at: new Date(endedAt - forMs),
        ended_at: new Date(endedAt),
        path: '[]',
      })
      .execute(),
  )
}

const agentIs = (kind: 'available' | 'offline') =>
  asTenant((work) =>
    moveAgent(work, client.me.user.id, { kind: 'choose', next: { kind }, phoneReady: true }),
  )

describe('how it looks in a queue', () => {
  it('is nobody, and an unknown wait, while nobody is there', async () => {
    expect(await status()).toEqual({
      waiting: 0,
      callbacks: 0,
      longestWaitS: 0,
      expectedWaitS: null,
      expectedWaitRangeS: null,
      expectedWaitError: null,
      opening: { isOpen: true, until: null, because: null },
      agentsAvailable: 0,
      agentsSignedIn: 0,
    })
  })

  it('counts callers and callbacks apart, and tells how long the wait will be behind both', async () => {
    await agentIs('available')
    await someoneWaits(Date.now() - 90_000)
    await someoneWaits(Date.now() - 10_000)
    await asTenant((work) =>
      requestCallback(work, {
        queueId: queue.id,
        number: '+15550100198',
        callerName: '',
        callerId: undefined,
        fromCallId: undefined,
        priority: 0,
        waitingSinceMs: Date.now(),
        maxAttempts: 3,
        retryAfterMs: 1000,
      }),
    )
    for (const minutes of [1, 3]) await talked(minutes * 60_000)
    const now = await status()
    // Fourth in line, of whom the free agent takes the first: three times two minutes of talk and half a minute after.
    expect(now).toMatchObject({ waiting: 2, callbacks: 1, agentsAvailable: 1, expectedWaitS: 450 })
    expect(now?.longestWaitS).toBeGreaterThanOrEqual(90)
    expect(now?.longestWaitS).toBeLessThan(150)
  })

  it('takes whoever comes at once where an agent is free, whatever was talked before', async () => {
    await agentIs('available')
    expect(await status()).toMatchObject({ expectedWaitS: 0, agentsSignedIn: 1 })
    await agentIs('offline')
    expect(await status()).toMatchObject({ expectedWaitS: null, agentsSignedIn: 0 })
  })

  it('is found by the name of the queue, and told by the API', async () => {
    const figures = new QueueFigures(centre.database)
    expect(await figures.status(client.tenantId, { name: 'sALES' })).toBeDefined()
    expect(await figures.status(client.tenantId, { name: 'Other' })).toBeUndefined()
    const { body } = await client.send<QueueStatus>('GET', `/v1/queues/${queue.id}/status`)
    expect(body).toMatchObject({ waiting: 0, agentsSignedIn: 0 })
  })

  it('is told again for a second without being read', async () => {
    const figures = new QueueFigures(centre.database)
    const asked = () => figures.status(client.tenantId, { id: queue.id })
    const before = performance.now()
    expect(await asked()).toMatchObject({ waiting: 0 })
    await someoneWaits(Date.now())
    const again = await asked()
    // On a machine that took a second for that, it may have been read anew.
    expect([0, performance.now() - before >= 1000 ? 1 : 0]).toContain(again?.waiting)
  })
})
