import type { Recording, Role } from '@iris/contracts'
import { RecordingError } from '@iris/telephony'
import { writeFile } from 'node:fs/promises'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, problemCode, type TestCentre } from '../../testing/test-centre.ts'
import { enterNode, leaveNode } from '../calls/node.ts'
import { completeLeftOpen, deleteExpired } from './reapers.ts'
import { talkSheet } from './talk-sheet.ts'

const dayMs = 86_400_000
const log = pino({ level: 'silent' })
let centre: TestCentre
let tenant: Awaited<ReturnType<TestCentre['newTenant']>>

beforeAll(async () => {
  centre = await openTestCentre()
  tenant = await centre.newTenant('admin')
})
afterAll(() => centre.close())

const parts = () => ({ ...centre, log })
const whole = { durationMs: 0, reason: 'stopped' } as const
const nobody = { nodeId: uuidv7(), carries: () => false }

/** A recording that was begun, with a file of no sound in it. */
async function begin({ nodeId = uuidv7(), queueId = null as string | null, file = true } = {}) {
  const id = uuidv7()
  const { tenantId } = tenant
  const { path, wrappedKey } = await centre.vault.make({ id, tenantId })
  if (file) await writeFile(path, Buffer.concat([Buffer.from('IRR'), Buffer.of(1, 2)]))
  const startedAtMs = Date.now()
  const talk = { id, tenantId, nodeId, callId: uuidv7(), queueId, agentId: null, startedAtMs }
  const sheet = talkSheet(talk)
  await centre.doWork(tenantId, null, (work) => sheet.begun(work, wrappedKey))
  return { ...talk, path, wrappedKey, sheet }
}

/** A recording that ended so many days ago. */
async function ended(daysAgo: number, queueId: string | null = null) {
  const talk = await begin({ queueId })
  await centre.vault.finish(talk)
  await centre.doWork(tenant.tenantId, null, (work) => talk.sheet.ready(work, whole))
  await centre.database.asSystem((tx) =>
    tx
      .updateTable('recordings')
      .set({ ended_at: new Date(Date.now() - daysAgo * dayMs) })
      .where('id', '=', talk.id)
      .execute(),
  )
  return talk
}

async function stateOf(id: string): Promise<Recording['state'] | 'deleted'> {
  const { body } = await tenant.send<{ items: Recording[] }>('GET', '/v1/recordings?limit=200')
  return body.items.find((one) => one.id === id)?.state ?? 'deleted'
}

describe('the list of recordings', () => {
  it('is of a time, or of those that are held', async () => {
    const [early, late] = [await ended(0), await ended(0)]
    const held = { legalHold: true }
    await tenant.send('PATCH', `/v1/recordings/${early.id}`, held)
    const list = async (query: string) => {
      const { body } = await tenant.send<{ items: Recording[] }>('GET', `/v1/recordings?${query}`)
      return body.items.map(({ id }) => id)
    }
    expect(await list('held=true')).toEqual([early.id])
    const since = new Date(early.startedAtMs).toISOString()
    expect(await list(`from=${since}`)).toEqual([late.id, early.id])
    expect(await list(`to=${since}`)).toEqual([])
    await tenant.send('PATCH', `/v1/recordings/${early.id}`, { legalHold: false })
    for (const { id } of [early, late]) await tenant.send('DELETE', `/v1/recordings/${id}`)
  })
})

describe('recordings that a dead process left open', () => {
  it('are completed, and failed where there is no file', async () => {
    const [whole, missing] = [await begin(), await begin({ file: false })]
    expect(await completeLeftOpen(parts(), nobody)).toBe(2)
    expect(await stateOf(whole.id)).toBe('ready')
    expect(await stateOf(missing.id)).toBe('failed')
    expect(await completeLeftOpen(parts(), nobody)).toBe(0)
  })

  it('are left to those that live, and to this one while it makes them', async () => {
    const living = { id: uuidv7(), name: 'a living node' }
    await enterNode(centre.database, living)
    const elsewhere = await begin({ nodeId: living.id })
    const here = await begin({ nodeId: nobody.nodeId })
    const own = { nodeId: nobody.nodeId, carries: (id: string) => id === here.id }
    expect(await completeLeftOpen(parts(), own)).toBe(0)
    await leaveNode(centre.database, living.id)
    expect(await completeLeftOpen(parts(), nobody)).toBe(2)
    expect(await stateOf(elsewhere.id)).toBe('ready')
  })

  it('are told of once, however often they are completed', async () => {
    const talk = await begin()
    const told: string[] = []
    const stop = centre.bus.watch(({ type, payload }) => {
      const isMine = 'recordingId' in payload && payload.recordingId === talk.id
      if (isMine || type === 'user.changed') told.push(type)
    })
    await completeLeftOpen(parts(), nobody)
    await centre.doWork(tenant.tenantId, null, (work) => talk.sheet.ready(work, whole))
    await centre.doWork(tenant.tenantId, null, (work) => talk.sheet.failed(work))
    await centre.doWork(tenant.tenantId, null, (work) =>
      work.publish('user.changed', { userId: tenant.me.user.id }),
    )
    await expect.poll(() => told.at(-1)).toBe('user.changed')
    stop()
    const ends = told.filter((type) => type !== 'recording.started')
    expect(ends).toEqual(['recording.ready', 'user.changed'])
  })
})

describe('a key', () => {
  it('opens its own recording and no other', async () => {
    const [one, other] = [await ended(0), await ended(0)]
    const swapped = { ...one, wrappedKey: other.wrappedKey }
    await expect(centre.vault.finish(one)).resolves.toBe(0)
    await expect(centre.vault.finish(swapped)).rejects.toThrow('belongs elsewhere')
    const stolen = { ...one, tenantId: uuidv7() }
    await expect(centre.vault.finish(stolen)).rejects.toThrow('another master key')
  })
})

describe('recordings are kept', () => {
  it('for ever until somebody says how long, then so long, and longer or shorter by queue', async () => {
    const queue = await tenant.send<{ id: string }>('POST', '/v1/queues', {
      name: 'Short-lived',
      recordingRetentionDays: 7,
    })
    const [old, recent, ofQueue] = [await ended(40), await ended(20), await ended(8, queue.body.id)]
    await deleteExpired(parts())
    expect(await stateOf(ofQueue.id)).toBe('deleted')
    expect(await stateOf(old.id)).toBe('ready')
    expect((await tenant.send('GET', '/v1/recording-policy')).body).toEqual({
      rule: 'off',
      retentionDays: null,
    })
    await tenant.send('PUT', '/v1/recording-policy', { retentionDays: 30 })
    await deleteExpired(parts())
    expect(await stateOf(old.id)).toBe('deleted')
    expect(await stateOf(recent.id)).toBe('ready')
    await expect(centre.vault.finish(old)).rejects.toBeInstanceOf(RecordingError)
  })

  it('while they are held, from retention and from everybody', async () => {
    const held = await ended(40)
    const path = `/v1/recordings/${held.id}`
    const answer = await tenant.send<Recording>('PATCH', path, { legalHold: true })
    expect(answer.body).toMatchObject({ legalHold: true })
    await deleteExpired(parts())
    const refused = await tenant.send('DELETE', path)
    expect(problemCode(refused)).toBe('conflict')
    expect(await stateOf(held.id)).toBe('ready')
    await tenant.send('PATCH', path, { legalHold: false })
    expect((await tenant.send('DELETE', path)).status).toBe(204)
    expect(await stateOf(held.id)).toBe('deleted')
  })

  it('while they are being made', async () => {
    const open = await begin()
    const path = `/v1/recordings/${open.id}`
    expect(problemCode(await tenant.send('DELETE', path))).toBe('conflict')
    expect(problemCode(await tenant.send('GET', `${path}/audio`))).toBe('conflict')
    await completeLeftOpen(parts(), nobody)
    expect((await tenant.send('GET', `${path}/audio`)).status).toBe(200)
  })
})

describe('who may', () => {
  const may = async (role: Role, method: string, path: string, body?: object) =>
    (await (await centre.newUser(tenant.tenantId, [role])).send(method, path, body)).status

  it('listen: supervisors and above; delete, hold and say how long: admins and above', async () => {
    const { id } = await ended(0)
    expect(await may('supervisor', 'GET', `/v1/recordings/${id}/audio`)).toBe(200)
    expect(await may('agent', 'GET', `/v1/recordings/${id}/audio`)).toBe(403)
    expect(await may('viewer', 'GET', '/v1/recordings')).toBe(403)
    expect(await may('supervisor', 'DELETE', `/v1/recordings/${id}`)).toBe(403)
    expect(await may('supervisor', 'PATCH', `/v1/recordings/${id}`, { legalHold: true })).toBe(403)
    expect(await may('admin', 'DELETE', `/v1/recordings/${id}`)).toBe(204)
  })

  it('see another centre’s: nobody', async () => {
    const { id } = await ended(0)
    const stranger = await centre.newTenant('owner')
    for (const [method, path, body] of [
      ['GET', `/v1/recordings/${id}/audio`],
      ['PATCH', `/v1/recordings/${id}`, { legalHold: true }],
      ['DELETE', `/v1/recordings/${id}`],
    ] as const) {
      expect((await stranger.send(method, path, body)).status).toBe(404)
    }
    expect(await stateOf(id)).toBe('ready')
  })
})
