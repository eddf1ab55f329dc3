import type { EventPayload, EventType, Queue, QueueStatus } from '@iris/contracts'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openTestCentre, type SignedInClient, type TestCentre } from '../../testing/test-centre.ts'
import type { Work } from '../../work.ts'
import { moveAgent } from '../agents/service.ts'
import { QueueFigures } from '../queues/figures.ts'
import { enterLine, leaveLine } from '../queues/line.ts'
import { forgetForecasts, learnWaits } from './learning.ts'
import { readLineLoad } from './line-load.ts'

let centre: TestCentre
let client: SignedInClient & { tenantId: string }
let queue: Queue
let stop: () => Promise<void>

beforeAll(async () => {
  centre = await openTestCentre()
  stop = await learnWaits(centre.bus, centre.doWork)
})
afterAll(async () => {
  await stop()
  await centre.close()
})
beforeEach(async () => {
  client = await centre.newTenant('owner')
  queue = await newQueue('Sales')
  await isOf(queue, client.me.user.id)
  await agentIs(client.me.user.id, 'available')
})

const asTenant = <Result>(task: (work: Work) => Promise<Result>) =>
  centre.doWork(client.tenantId, null, task)

const newQueue = async (name: string) =>
  (await client.send<Queue>('POST', '/v1/queues', { name, wrapUpMs: 0 })).body

const isOf = ({ id }: Queue, ...agentIds: string[]) =>
  client.send('PUT', `/v1/queues/${id}/agents`, { agentIds })

const agentIs = (id: string, kind: 'available' | 'offline') =>
  asTenant((work) => moveAgent(work, id, { kind: 'choose', next: { kind }, phoneReady: true }))

const status = async () =>
  (await new QueueFigures(centre.database).status(client.tenantId, { id: queue.id }))!

interface Coming {
  readonly needs?: { skillId: string; level: number }[]
  readonly to?: Queue
}

const comes = (contactId: string, { needs = [], to = queue }: Coming = {}) =>
  asTenant((work) =>
    enterLine(
      work,
      {
        contact_id: contactId,
        queue_id: to.id,
        priority: 0,
        waiting_since: new Date(),
        needs: JSON.stringify(needs),
      },
      { again: false, numberId: null },
    ),
  )

const publish = <Type extends EventType>(type: Type, payload: EventPayload<Type>) =>
  asTenant((work) => work.publish(type, payload))

const callEnds = (callId: string) =>
  publish('call.ended', {
    callId,
    queueId: queue.id,
    agentId: client.me.user.id,
    cause: 'NORMAL_CLEARING',
    talkMs: 0,
  })

const rows = () =>
  asTenant(({ tx }) => tx.selectFrom('wait_forecasts').selectAll().orderBy('contact_id').execute())

const models = () =>
  asTenant(({ tx }) => tx.selectFrom('wait_models').selectAll().orderBy('need').execute())

/** The clock is moved by what was written down: as if that much had passed since it happened. */
const shiftBack = (contactId: string, column: 'queued_at' | 'answered_at', ms: number) =>
  asTenant(({ tx }) =>
    sql`update wait_forecasts set ${sql.ref(column)} = ${sql.ref(column)} - ${ms} * interval '1 ms'
      where contact_id = ${contactId}`.execute(tx),
  )

/** What consumers do comes when it comes: the second that is usual is not much on a busy machine. */
const eventually = (check: () => Promise<void>) =>
  vi.waitFor(check, { timeout: 15_000, interval: 10 })

const foretold = (contactId: string) =>
  eventually(async () =>
    expect((await rows()).map(({ contact_id }) => contact_id)).toContain(contactId),
  )

/** A contact that waits and talks for so long. */
async function passes(waitMs: number, talkMs: number, coming: Coming = {}): Promise<void> {
  const contactId = uuidv7()
  await comes(contactId, coming)
  await foretold(contactId)
  await shiftBack(contactId, 'queued_at', waitMs)
  await asTenant((work) => leaveLine(work, contactId, 'answered', client.me.user.id))
  await eventually(async () =>
    expect(await rows()).toContainEqual(
      expect.objectContaining({ contact_id: contactId, answered_at: expect.any(Date) }),
    ),
  )
  await shiftBack(contactId, 'answered_at', talkMs)
  await callEnds(contactId)
  await eventually(async () =>
    expect(await rows()).toContainEqual(
      expect.objectContaining({ contact_id: contactId, ended_at: expect.any(Date) }),
    ),
  )
}

describe('learning how long contacts wait', () => {
  it('knows nothing while nothing was handled, and then how long agents are busy', async () => {
    await comes(uuidv7())
    expect(await status()).toMatchObject({ expectedWaitS: null, expectedWaitError: null })
    await passes(0, 120_000)
    const { expectedWaitS } = await status()
    // One waits, whom the free agent takes; the next waits for that talk.
    expect(expectedWaitS).toBeGreaterThanOrEqual(119)
    expect(expectedWaitS).toBeLessThan(125)
  })

  it('counts after-call work with the talk, once', async () => {
    await comes(uuidv7())
    await passes(0, 60_000)
    const row = (await rows()).find(({ ended_at }) => ended_at !== null)
    const wrappedUp = {
      contactId: row!.contact_id,
      channel: 'voice',
      queueId: queue.id,
      agentId: client.me.user.id,
      since: new Date(Date.now() - 30_000).toISOString(),
      disposition: null,
    } as const
    await publish('contact.wrapped_up', wrappedUp)
    await publish('contact.wrapped_up', wrappedUp)
    await eventually(async () => expect(await rows()).toHaveLength(1))
    await eventually(async () => {
      const { expectedWaitS } = await status()
      expect(expectedWaitS).toBeGreaterThanOrEqual(89)
      expect(expectedWaitS).toBeLessThan(95)
    })
  })

  it(
    'follows waits that are twice as long as the line says, and states its error and a range',
    { timeout: 60_000 },
    async () => {
      await passes(0, 60_000)
      await comes(uuidv7())
      for (let count = 0; count < 25; count++) await passes(120_000, 60_000)
      const now = await status()
      expect(now.expectedWaitS).toBeGreaterThan(75)
      expect(now.expectedWaitS).toBeLessThan(125)
      const { of, coverage, meanAbsoluteS } = now.expectedWaitError!
      expect(of).toBe(25)
      expect(coverage).toBeGreaterThan(0.8)
      expect(meanAbsoluteS).toBeLessThan(60)
      const [low, high] = now.expectedWaitRangeS!
      expect(low).toBeLessThan(now.expectedWaitS!)
      expect(high).toBeGreaterThan(now.expectedWaitS!)
      const { body } = await client.send<QueueStatus>('GET', `/v1/queues/${queue.id}/status`)
      expect(body.expectedWaitError).toEqual(now.expectedWaitError)
    },
  )

  it('goes on from what is kept when another process learns', async () => {
    await passes(0, 60_000)
    await stop()
    const contactId = uuidv7()
    await comes(contactId)
    stop = await learnWaits(centre.bus, centre.doWork)
    await foretold(contactId)
    const [model] = await models()
    expect(model).toMatchObject({ need: '', model: { busy: { weight: 1 } } })
  })

  it('takes who abandons for somebody who would have waited longer', async () => {
    await passes(0, 60_000)
    await comes(uuidv7())
    const contactId = uuidv7()
    await comes(contactId)
    await foretold(contactId)
    await shiftBack(contactId, 'queued_at', 20_000)
    await asTenant((work) => leaveLine(work, contactId, 'abandoned'))
    await eventually(async () => {
      const [row] = await models()
      expect(row?.model.abandoned).toMatchObject({ total: 1 })
      expect(row?.model.pace.waitedMs).toBeGreaterThan(40_000)
    })
    expect((await rows()).map(({ contact_id }) => contact_id)).not.toContain(contactId)
  })

  it('learns for each need by itself, and for the queue as a whole', async () => {
    const skillId = uuidv7()
    await asTenant(({ tx }) =>
      tx
        .insertInto('skills')
        .values({ id: skillId, tenant_id: client.tenantId, name: 'Spanish' })
        .execute(),
    )
    await asTenant(({ tx }) =>
      tx
        .insertInto('agent_skills')
        .values({
          tenant_id: client.tenantId,
          agent_id: client.me.user.id,
          skill_id: skillId,
          level: 3,
        })
        .execute(),
    )
    const needs = [{ skillId, level: 3 }]
    await passes(0, 60_000)
    await passes(5000, 60_000, { needs })
    const kept = await models()
    expect(kept.map(({ need }) => need)).toEqual(['', `${skillId} 3`])
    expect(kept[0]?.model.busy.weight).toBeGreaterThan(kept[1]!.model.busy.weight)
    const contactId = uuidv7()
    await comes(contactId, { needs: [{ skillId, level: 4 }] })
    const line = await asTenant(({ tx }) => readLineLoad(tx, { contactId }))
    expect(line).toMatchObject({ agents: 0, free: 0 })
  })

  it('forgets contacts of whom nothing more is heard', async () => {
    await passes(0, 1000)
    await asTenant(({ tx }) =>
      sql`update wait_forecasts set ended_at = now() - interval '2 hours'`.execute(tx),
    )
    await forgetForecasts(centre.database)
    expect(await rows()).toEqual([])
  })
})

describe('the line before somebody', () => {
  it('holds of other queues the share that falls to the same agents', async () => {
    const other = await newQueue('Support')
    const helper = await centre.newUser(client.tenantId, ['agent'])
    await isOf(other, client.me.user.id, helper.me.user.id)
    await agentIs(helper.me.user.id, 'available')
    for (const agentId of [client.me.user.id, helper.me.user.id]) {
      await asTenant((work) => moveAgent(work, agentId, { kind: 'offered', callId: uuidv7() }))
    }
    for (let count = 0; count < 4; count++) await comes(uuidv7(), { to: other })
    await comes(uuidv7())
    const line = await asTenant(({ tx }) => readLineLoad(tx, { queueId: queue.id, needs: [] }))
    expect(line).toEqual({ needs: [], isOffered: false, ahead: 3, agents: 1, free: 0 })
  })

  it('has those before it who are served before it, by priority and what it gains by waiting', async () => {
    await client.send('PATCH', `/v1/queues/${queue.id}`, { routing: { agingPerMinute: 1 } })
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
    const enters = async (priority: number, minutes: number, band = 0) => {
      const contactId = uuidv7()
      await asTenant((work) =>
        enterLine(
          work,
          {
            contact_id: contactId,
            queue_id: queue.id,
            priority,
            band,
            waiting_since: minutesAgo(minutes),
          },
          { again: false, numberId: null },
        ),
      )
      return contactId
    }
    const old = await enters(0, 10)
    const urgent = await enters(5, 1)
    const jumping = await enters(0, 0, 1)
    const ahead = (contactId: string) =>
      asTenant(async ({ tx }) => (await readLineLoad(tx, { contactId }))?.ahead)
    expect(await ahead(jumping)).toBe(0)
    expect(await ahead(old)).toBe(1)
    expect(await ahead(urgent)).toBe(2)
  })
})
