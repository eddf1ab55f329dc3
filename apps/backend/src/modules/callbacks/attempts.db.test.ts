import type { Callback, Queue } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openTestCentre, type SignedInClient, type TestCentre } from '../../testing/test-centre.ts'
import { moveAgent } from '../agents/service.ts'
import { closeAbandoned, enterNode } from '../calls/node.ts'
import { updateLiveCall } from '../calls/repository.ts'
import { mendLines } from '../routing/reapers.ts'
import { offerContact } from '../../testing/offer-contact.ts'
import { attendCallbacks } from './attempts.ts'
import { OfferLedger } from './live/offer-ledger.ts'
import { findOpen } from './repository.ts'
import { type CallbackRequest, requestCallback } from './service.ts'

const number = '+15550101001'

let centre: TestCentre
let client: SignedInClient & { tenantId: string }
let queue: Queue
let nodeId: string

beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  client = await centre.newTenant('owner')
  queue = (await client.send<Queue>('POST', '/v1/queues', { name: 'Sales' })).body
  nodeId = uuidv7()
  await enterNode(centre.database, { id: nodeId, name: nodeId })
})

const request = (more: Partial<CallbackRequest> = {}) =>
  centre.doWork(client.tenantId, null, (work) =>
    requestCallback(work, {
      queueId: queue.id,
      number,
      callerName: '',
      callerId: undefined,
      fromCallId: undefined,
      priority: 0,
      waitingSinceMs: Date.now() - 60_000,
      maxAttempts: 2,
      retryAfterMs: 1000,
      ...more,
    }),
  )

async function read(state: 'open' | 'over' = 'open'): Promise<Callback[]> {
  const { body } = await client.send<{ items: Callback[] }>('GET', `/v1/callbacks?state=${state}`)
  return body.items
}

const attend = () => attendCallbacks(centre.database, centre.doWork)

const rowOf = async (of = queue) => {
  const row = await centre.doWork(client.tenantId, null, (work) =>
    findOpen(work.tx, { queueId: of.id, number }),
  )
  if (!row) throw new Error('There is no such callback.')
  return row
}

/** Offers the callback to the one agent there is, who may be reached until then. */
async function offer(of = queue, expiresAtMs = Date.now() + 20_000) {
  const agentId = client.me.user.id
  const row = await rowOf(of)
  await centre.doWork(client.tenantId, null, async (work) => {
    const next = { kind: 'available' } as const
    await moveAgent(work, agentId, { kind: 'choose', next, phoneReady: true })
    await offerContact(work, { contactId: row.call_id, agentId }, expiresAtMs)
  })
  const { tenantId } = client
  const facts = { tenantId, nodeId, contactId: row.call_id, agentId }
  return { row, ledger: new OfferLedger(centre.doWork, facts) }
}

/** What a process does that finds another dead: every other is gone but those named. */
async function crash(): Promise<void> {
  await centre.database.asSystem((tx) => tx.deleteFrom('nodes').where('id', '=', nodeId).execute())
  await closeAbandoned(centre.database, centre.doWork, { nodeId: uuidv7(), carries: () => false })
}

const dueNow = (next_attempt_at = new Date(0)) =>
  centre.doWork(client.tenantId, null, ({ tx }) =>
    tx.updateTable('callbacks').set({ next_attempt_at }).execute(),
  )

describe('a process that dies', () => {
  it('while a callback waits loses nothing: it stands in the line', async () => {
    const id = await request()
    await crash()
    expect(await read()).toMatchObject([{ id, state: 'waiting', attempts: 0 }])
  })

  it('while an agent is rung leaves the offer to lapse; it waits in its place, and was not called', async () => {
    const id = await request()
    await offer(queue, Date.now() - 60_000)
    expect(await read()).toMatchObject([{ id, state: 'offered' }])
    await crash()
    expect(await read()).toMatchObject([{ id, state: 'offered' }])
    await mendLines(centre.database, centre.doWork)
    expect(await read()).toMatchObject([{ id, state: 'waiting', attempts: 0 }])
  })

  it('while they are called has the attempt made again, once, and does not count it', async () => {
    const id = await request({ maxAttempts: 1 })
    const { row, ledger } = await offer()
    expect(await ledger.accepted(row)).toBeDefined()
    expect(await read()).toMatchObject([{ id, state: 'dialling', attempts: 1 }])
    await attend()
    expect(await read()).toMatchObject([{ state: 'dialling' }])
    await crash()
    await Promise.all([attend(), attend(), attend()])
    expect(await read()).toMatchObject([
      { id, state: 'waiting', attempts: 0, outcome: 'interrupted' },
    ])
    await dueNow()
    await Promise.all([attend(), attend(), attend()])
    const { body } = await client.send<{ items: object[] }>('GET', `/v1/queues/${queue.id}/waiting`)
    expect(body.items).toMatchObject([{ callbackId: id, place: 1, from: { value: number } }])
  })

  it('while they talk has it done', async () => {
    const id = await request()
    const { row, ledger } = await offer()
    await ledger.accepted(row)
    await centre.doWork(client.tenantId, null, (work) =>
      updateLiveCall(work.tx, row.call_id, { connected_at: new Date() }),
    )
    await crash()
    await attend()
    expect(await read()).toEqual([])
    expect(await read('over')).toMatchObject([{ id, state: 'done', outcome: 'answered' }])
  })
})

describe('an offer of a callback', () => {
  it('is accepted once, whoever tries', async () => {
    await request()
    const { row, ledger } = await offer()
    const all = await Promise.all([1, 2, 3].map(() => ledger.accepted(row).catch(() => undefined)))
    expect(all.filter((one) => one !== undefined)).toHaveLength(1)
    expect(await read()).toMatchObject([{ state: 'dialling', attempts: 1 }])
  })

  it('that was cancelled is not accepted, nor put back', async () => {
    const id = await request()
    const { row, ledger } = await offer()
    const { status } = await client.send('DELETE', `/v1/callbacks/${id}`)
    expect(status).toBe(204)
    expect(await ledger.accepted(row)).toBeUndefined()
    await ledger.failed('missed')
    await attend()
    expect(await read()).toEqual([])
    expect(await read('over')).toMatchObject([{ id, state: 'cancelled' }])
  })

  it('waits while the same number is called for another queue', async () => {
    const other = (await client.send<Queue>('POST', '/v1/queues', { name: 'Support' })).body
    await request()
    const first = await offer()
    await first.ledger.accepted(first.row)
    await centre.doWork(client.tenantId, null, (work) =>
      moveAgent(work, client.me.user.id, {
        kind: 'call_ended',
        callId: first.row.call_id,
        wrapUpMs: 0,
        phoneReady: true,
      }),
    )
    const second = await request({ queueId: other.id })
    const { row, ledger } = await offer(other)
    expect(await ledger.accepted(row)).toBeUndefined()
    const both = await read()
    expect(both.find(({ id }) => id === second)).toMatchObject({ state: 'waiting', attempts: 0 })
    expect(both.filter(({ state }) => state === 'dialling')).toHaveLength(1)
  })
})

describe('a request', () => {
  it('asked for many times at once is one, in the oldest place and of the highest priority', async () => {
    const since = Date.now() - 100_000
    const ids = await Promise.all(
      [0, 1, 2, 3].map((n) => request({ waitingSinceMs: since + n * 1000, priority: n })),
    )
    expect(new Set(ids).size).toBe(1)
    expect(await read()).toMatchObject([
      { priority: 3, waitingSince: new Date(since).toISOString() },
    ])
  })

  it('fails once its time is over, and is called no more', async () => {
    const id = await request({ withinMs: -1 })
    await attend()
    expect(await read('over')).toMatchObject([{ id, state: 'failed', outcome: 'expired' }])
    await dueNow()
    await attend()
    expect(await read()).toEqual([])
  })

  it('for later stands in no line before', async () => {
    await request({ notBeforeMs: Date.now() + 3_600_000 })
    await attend()
    const { body } = await client.send<{ items: object[] }>('GET', `/v1/queues/${queue.id}/waiting`)
    expect(body.items).toEqual([])
  })

  it('needs a number, and keeps its queue from being deleted', async () => {
    await expect(request({ number: 'web' })).rejects.toMatchObject({ code: 'validation_failed' })
    await request({ notBeforeMs: Date.now() + 3_600_000 })
    const { status } = await client.send('DELETE', `/v1/queues/${queue.id}`)
    expect(status).toBe(409)
  })
})

describe.each([-10, 10])('a clock that is %i minutes off', (minutes) => {
  const here = async <T>(task: () => Promise<T>): Promise<T> => {
    vi.setSystemTime(Date.now() + minutes * 60_000)
    try {
      return await task()
    } finally {
      vi.useRealTimers()
    }
  }
  const fromNowMs = async () => (await rowOf()).next_attempt_at.getTime() - Date.now()
  const waiting = async () =>
    (await client.send<{ items: object[] }>('GET', `/v1/queues/${queue.id}/waiting`)).body.items

  it('has nobody wait who is to be called back at once', async () => {
    await here(() => request({ waitingSinceMs: undefined }))
    expect(await waiting()).toHaveLength(1)
    expect(Math.abs(await fromNowMs())).toBeLessThan(60_000)
  })

  it('brings nobody into the line before their time, or after it', async () => {
    await request({ notBeforeMs: Date.now() + 5 * 60_000 })
    await here(attend)
    expect(await waiting()).toEqual([])
    await dueNow(new Date())
    await here(attend)
    expect(await waiting()).toHaveLength(1)
  })

  it('ends no request before its time, or after it', async () => {
    const id = await here(() => request({ withinMs: 60_000, retryAfterMs: 60_000 }))
    await here(attend)
    expect(await read()).toMatchObject([{ id, state: 'waiting' }])
    await centre.doWork(client.tenantId, null, ({ tx }) =>
      tx.updateTable('callbacks').set({ expires_at: new Date() }).execute(),
    )
    await here(attend)
    expect(await read('over')).toMatchObject([{ id, state: 'failed' }])
  })

  it('lets the next attempt wait as long as was asked for', async () => {
    await request({ retryAfterMs: 60_000 })
    const { row, ledger } = await offer()
    await ledger.accepted(row)
    await crash()
    await here(attend)
    const ms = await fromNowMs()
    expect(ms).toBeGreaterThan(0)
    expect(ms).toBeLessThanOrEqual(60_000)
  })

  it('keeps an agent for as long as the customer is called', async () => {
    await request()
    const { row, ledger } = await offer()
    expect(await here(() => ledger.dialling(row, 60_000))).toBe(true)
    const entry = await centre.doWork(client.tenantId, null, ({ tx }) =>
      tx.selectFrom('queue_entries').select('offer_expires_at').executeTakeFirstOrThrow(),
    )
    const keptMs = (entry.offer_expires_at?.getTime() ?? 0) - Date.now()
    expect(keptMs).toBeGreaterThan(0)
    expect(keptMs).toBeLessThanOrEqual(60_000)
  })
})
