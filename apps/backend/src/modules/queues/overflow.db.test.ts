import type { EventOf, EventType, Hours, IrisEvent, Queue } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { isAnyWaitingForALock } from '../../testing/waiting-for-locks.ts'
import type { Work } from '../../work.ts'
import { moveAgent } from '../agents/service.ts'
import { requestCallback } from '../callbacks/service.ts'
import { admit } from './admission.ts'
import { enterLine, leaveLine } from './line.ts'
import { tellOverflowDue } from './overflow-due.ts'
import { sendWrittenOn } from './written-overflow.ts'

let centre: TestCentre
let owner: SignedInClient & { tenantId: string }
let stop: () => Promise<void>
const events: IrisEvent[] = []

beforeAll(async () => {
  centre = await openTestCentre()
  centre.bus.watch((event) => void events.push(event))
  stop = await sendWrittenOn(centre.bus, centre.doWork)
})
afterAll(async () => {
  await stop()
  await centre.close()
})
beforeEach(async () => {
  owner = await centre.newTenant()
})

const asTenant = <Result>(task: (work: Work) => Promise<Result>) =>
  centre.doWork(owner.tenantId, null, task)

const make = async (name: string, settings: object = {}) =>
  (await owner.send<Queue>('POST', '/v1/queues', { name, ...settings })).body

async function comes(
  queue: Queue,
  channel: 'voice' | 'mail' = 'voice',
  more: object = {},
): Promise<string> {
  const contact_id = uuidv7()
  await asTenant((work) =>
    enterLine(
      work,
      {
        contact_id,
        queue_id: queue.id,
        channel,
        priority: 0,
        waiting_since: new Date(Date.now() - 90_000),
        ...more,
      },
      { again: false, numberId: null },
    ),
  )
  return contact_id
}

const admission = async (queue: Queue) => {
  const found = await asTenant((work) => admit(work, queue.id))
  return found.kind === 'refused' ? found.cause : found.kind
}

const told = <Type extends EventType>(type: Type, contactId: string) =>
  events.filter(
    (event): event is EventOf<Type> =>
      event.type === type && 'contactId' in event.payload && event.payload.contactId === contactId,
  )
const isTold = (type: EventType, contactId: string) =>
  expect.poll(() => told(type, contactId).length).toBeGreaterThan(0)
const where = (contactId: string) =>
  asTenant((work) =>
    work.tx
      .selectFrom('queue_entries')
      .select(['queue_id', 'waiting_since', 'needs', 'relax'])
      .where('contact_id', '=', contactId)
      .executeTakeFirst(),
  )

describe('a queue', () => {
  it('takes as many as may wait, also when two come at once', async () => {
    const queue = await make('Two', { limits: { maxWaiting: 2 } })
    await comes(queue)
    const one = () =>
      asTenant(async (work) => {
        const found = await admit(work, queue.id)
        if (found.kind !== 'admitted') return false
        const place = { contact_id: uuidv7(), queue_id: queue.id, priority: 0 }
        const about = { again: false, numberId: null }
        return enterLine(work, { ...place, waiting_since: new Date() }, about)
      })
    const taken = await Promise.all([one(), one(), one(), one()])
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(await admission(queue)).toBe('full')
  })

  it('does not count those who are to be called back', async () => {
    const queue = await make('One', { limits: { maxWaiting: 1 } })
    await asTenant((work) =>
      requestCallback(work, {
        queueId: queue.id,
        number: '+15550101001',
        callerName: '',
        callerId: undefined,
        fromCallId: undefined,
        priority: 0,
        waitingSinceMs: Date.now(),
      }),
    )
    expect(await admission(queue)).toBe('admitted')
  })

  it('says closed before full, and full before nobody there; whoever held a place comes back', async () => {
    const never = await owner.send<Hours>('POST', '/v1/hours', { name: 'Never', calendar: {} })
    const limits = { maxWaiting: 0, overflow: { no_agents: { kind: 'return' } } }
    const queue = await make('Shut', { limits, hoursIds: [never.body.id] })
    expect(await admission(queue)).toBe('closed')
    const again = await asTenant((work) => admit(work, queue.id, { again: true }))
    expect(again.kind).toBe('admitted')
    await owner.send('PATCH', `/v1/queues/${queue.id}`, { hoursIds: [] })
    expect(await admission(queue)).toBe('full')
    await owner.send('PATCH', `/v1/queues/${queue.id}`, {
      limits: { ...limits, maxWaiting: null },
    })
    expect(await admission(queue)).toBe('no_agents')
  })

  it('is gone for whoever comes after it was deleted', async () => {
    const queue = await make('Gone')
    await owner.send('DELETE', `/v1/queues/${queue.id}`)
    expect(await admission(queue)).toBe('gone')
  })
})

describe('whoever may not wait any longer', () => {
  const look = () => tellOverflowDue(centre.database, centre.doWork)

  it('is told of until they have gone: the last agent signed out, or the queue was closed', async () => {
    const queue = await make('Left', { limits: { overflow: { no_agents: { kind: 'return' } } } })
    const agentId = owner.me.user.id
    await owner.send('PUT', `/v1/queues/${queue.id}/agents`, { agentIds: [agentId] })
    const choose = (kind: 'available' | 'offline') =>
      asTenant((work) =>
        moveAgent(work, agentId, { kind: 'choose', next: { kind }, phoneReady: true }),
      )
    await choose('available')
    const contactId = await comes(queue)
    await look()
    await choose('offline')
    for (let times = 0; times < 2; times += 1) await look()
    const outcomes = () =>
      told('contact.overflow_due', contactId).map(({ payload }) => payload.outcome)
    await expect.poll(outcomes).toEqual(['no_agents', 'no_agents'])
    const emergency = `/v1/queues/${queue.id}/emergency`
    await owner.send('POST', emergency, { message: 'Fire.' })
    const closed = () =>
      told('contact.overflow_due', contactId).filter(({ payload }) => payload.outcome === 'closed')
    await expect.poll(() => closed().length).toBe(1)
    await look()
    await expect.poll(() => closed().length).toBe(2)
    expect(closed()[0]?.payload).toMatchObject({ queueId: queue.id, message: 'Fire.' })
  })

  it('in writing goes to the other queue, waits there since it came, and needs what it needed', async () => {
    const other = await make('Other')
    const overflow = { max_wait: { kind: 'queue', queueId: other.id } }
    const queue = await make('Mail', { limits: { maxWaitMs: 1000, overflow } })
    // Its steps stayed behind: it needed for good what it had needed at first.
    const own = {
      needs: [{ skillId: uuidv7(), level: 4 }],
      relax: [{ afterMs: 60_000, needs: [] }],
    }
    const contactId = await comes(queue, 'mail', {
      needs: JSON.stringify(own.needs),
      relax: JSON.stringify(own.relax),
    })
    const before = await where(contactId)
    await asTenant((work) =>
      work.tx
        .updateTable('queue_entries')
        .set({ expires_at: new Date(Date.now() - 1000) })
        .execute(),
    )
    await look()
    await expect.poll(async () => (await where(contactId))?.queue_id).toBe(other.id)
    expect(await where(contactId)).toMatchObject({ waiting_since: before?.waiting_since, ...own })
    await isTold('contact.left_queue', contactId)
    expect(told('contact.left_queue', contactId)[0]?.payload.outcome).toBe('max_wait')
  })

  it('in writing goes on too when somebody removes it, and ends where nothing is set', async () => {
    const other = await make('Other')
    const overflow = { max_wait: { kind: 'queue', queueId: other.id } }
    const [queue, plain] = [await make('Mail', { limits: { overflow } }), await make('Plain')]
    const [moved, ended] = [await comes(queue, 'mail'), await comes(plain, 'mail')]
    await owner.send('DELETE', `/v1/queues/${queue.id}/waiting/${moved}`)
    await owner.send('DELETE', `/v1/queues/${plain.id}/waiting/${ended}`)
    await expect.poll(async () => (await where(moved))?.queue_id).toBe(other.id)
    await isTold('contact.ended', ended)
    expect(await where(ended)).toBeUndefined()
    expect(told('contact.ended', moved)).toEqual([])
    for (const id of [moved, ended]) {
      expect(told('contact.left_queue', id)[0]?.payload.outcome).toBe('removed')
    }
  })

  it('in writing ends where that is said, and else waits on', async () => {
    const queue = await make('Chat', { limits: { overflow: { closed: { kind: 'hangup' } } } })
    const patient = await make('Patient')
    const [ending, waiting] = [await comes(queue, 'mail'), await comes(patient, 'mail')]
    for (const { id } of [queue, patient])
      await owner.send('POST', `/v1/queues/${id}/emergency`, {})
    await isTold('contact.ended', ending)
    expect(told('contact.ended', ending)[0]?.payload.outcome).toBe('flowed_out')
    await look()
    expect(await where(waiting)).toBeDefined()
  })
})

describe('a queue that is deleted by force', () => {
  it('leaves alone whoever is going on to another queue just then', async () => {
    const [queue, other] = [await make('Doomed'), await make('Other')]
    const contactId = await comes(queue, 'mail')
    const gone = Promise.withResolvers<void>()
    const mayCommit = Promise.withResolvers<void>()
    const going = asTenant(async (work) => {
      const left = await leaveLine(work, contactId, 'max_wait')
      if (!left) throw new Error('it does not wait')
      const { channel, priority, waiting_since } = left
      const place = { contact_id: contactId, queue_id: other.id, channel, priority, waiting_since }
      await enterLine(work, place, { again: false, numberId: null })
      gone.resolve()
      await mayCommit.promise
    })
    await gone.promise
    const deleting = owner.send('DELETE', `/v1/queues/${queue.id}?force=true`)
    await expect.poll(() => isAnyWaitingForALock(centre.database)).toBe(true)
    mayCommit.resolve()
    await going
    expect((await deleting).status).toBe(204)
    expect((await where(contactId))?.queue_id).toBe(other.id)
    await isTold('contact.left_queue', contactId)
    expect(told('contact.overflow_due', contactId)).toEqual([])
  })

  it('lets everybody go on, and calls nobody back', async () => {
    const queue = await make('Doomed')
    const [caller, mail] = [await comes(queue), await comes(queue, 'mail')]
    const request = { queueId: queue.id, number: '+15550101002' }
    const { body } = await owner.send<{ id: string }>('POST', '/v1/callbacks', request)
    expect(problemCode(await owner.send('DELETE', `/v1/queues/${queue.id}`))).toBe('in_use')
    expect((await owner.send('DELETE', `/v1/queues/${queue.id}?force=true`)).status).toBe(204)
    await isTold('contact.overflow_due', caller)
    await isTold('contact.ended', mail)
    for (const id of [caller, mail]) {
      expect(told('contact.left_queue', id).map(({ payload }) => payload.outcome)).toEqual([
        'queue_deleted',
      ])
    }
    const cancelled = () =>
      events.flatMap(({ type, payload }) => (type === 'callback.cancelled' ? [payload] : []))
    await expect.poll(cancelled).toContainEqual(expect.objectContaining({ callbackId: body.id }))
  })

  it('stays where another queue sends on to it', async () => {
    const target = await make('Target')
    const to = { kind: 'queue', queueId: target.id }
    await make('Source', { limits: { overflow: { full: to } } })
    const refused = await owner.send('DELETE', `/v1/queues/${target.id}?force=true`)
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('Source') })
  })
})
