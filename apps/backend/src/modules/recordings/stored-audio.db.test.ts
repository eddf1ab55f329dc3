import type { Voicemail } from '@iris/contracts'
import { type Blobs, openS3Blobs } from '@iris/platform'
import { openS3Server, s3Account, type S3Server } from '@iris/platform/testing'
import { RecordingError } from '@iris/telephony'
import { writeRecording } from '@iris/telephony/testing'
import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, problemCode, type TestCentre } from '../../testing/test-centre.ts'
import { messageSheet } from '../voicemail/message-sheet.ts'
import { AudioMover } from './audio-mover.ts'
import { dropLeftOverAudio } from './left-over-audio.ts'
import { deleteExpired } from './reapers.ts'
import { openBlobSource } from './blob-source.ts'
import { claimNext } from './storage-repository.ts'
import { talkSheet } from './talk-sheet.ts'

const log = pino({ level: 'silent' })
const dayMs = 86_400_000

describe.each(['files', 's3'] as const)('recorded audio, with blobs in %s,', (driver) => {
  let s3: S3Server | undefined
  let centre: TestCentre
  let tenant: Awaited<ReturnType<TestCentre['newTenant']>>

  beforeAll(async () => {
    if (driver === 's3') s3 = await openS3Server()
    const blobs =
      s3 && openS3Blobs({ ...s3Account, endpoint: s3.endpoint, key: Buffer.alloc(32, 1) })
    centre = await openTestCentre(blobs ? { blobs } : {})
    tenant = await centre.newTenant('admin')
  })
  afterAll(async () => {
    await centre.close()
    await s3?.close()
  })

  const opened = () => new AudioMover({ ...centre, log })
  const parts = () => ({ ...centre, log })
  const keyOf = ({ id }: { readonly id: string }) => `recordings/${tenant.tenantId}/${id}.irr`
  const isLocal = async ({ path }: { readonly path: string }) =>
    (await stat(path).catch(() => undefined)) !== undefined
  const isStored = async (one: { readonly id: string }) =>
    (await centre.blobs.stat(keyOf(one))) !== undefined

  /** A recording that is ready: 20 s of noise in two channels. */
  async function recorded() {
    const place = { id: uuidv7(), tenantId: tenant.tenantId }
    const { path, key, wrappedKey } = await centre.vault.make(place)
    await writeRecording(path, key, randomBytes(320_000))
    const talk = { ...place, nodeId: uuidv7(), callId: uuidv7(), queueId: null, agentId: null }
    const sheet = talkSheet({ ...talk, startedAtMs: Date.now() })
    await centre.doWork(place.tenantId, null, (work) => sheet.begun(work, wrappedKey))
    await centre.doWork(place.tenantId, null, (work) =>
      sheet.ready(work, { durationMs: 20_000, reason: 'stopped' }),
    )
    return { ...place, path, wrappedKey }
  }

  async function audioOf({ id }: { readonly id: string }, range?: string, what = 'recordings') {
    const response = await fetch(`${centre.origin}/v1/${what}/${id}/audio`, {
      headers: {
        authorization: `Bearer ${tenant.accessToken}`,
        ...(range !== undefined && { range }),
      },
    })
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
  }

  it('is moved to the blob store, and given out from there as before, whole and in parts', async () => {
    const recording = await recorded()
    const file = await readFile(recording.path)
    const before = await audioOf(recording)
    await opened().run()
    expect([await isLocal(recording), await isStored(recording)]).toEqual([false, true])
    const stored = await centre.blobs.stat(keyOf(recording))
    expect(stored?.size).toBe(file.length)
    expect((await audioOf(recording)).bytes.equals(before.bytes)).toBe(true)
    for (const [from, to] of [
      [0, 99],
      [40, 50_000],
      [500_001, 500_002],
      [before.bytes.length - 10, before.bytes.length - 1],
    ] as const) {
      const part = await audioOf(recording, `bytes=${from}-${to}`)
      expect(part.status).toBe(206)
      expect(part.bytes.equals(before.bytes.subarray(from, to + 1))).toBe(true)
    }
  })

  it('is moved again where somebody was killed after the bytes and before the row', async () => {
    const recording = await recorded()
    const claim = await centre.database.asSystem((tx) => claimNext(tx, 0))
    expect(claim?.id).toBe(recording.id)
    await centre.vault.store(recording, AbortSignal.timeout(10_000))
    expect([await isLocal(recording), await isStored(recording)]).toEqual([true, true])
    const before = await audioOf(recording)
    await opened().run()
    expect([await isLocal(recording), await isStored(recording)]).toEqual([false, true])
    expect((await audioOf(recording)).bytes.equals(before.bytes)).toBe(true)
  })

  it('loses the file here later, where somebody was killed after the row', async () => {
    const recording = await recorded()
    const file = await readFile(recording.path)
    await opened().run()
    await writeFile(recording.path, file)
    expect(await dropLeftOverAudio(centre.database, centre.vault)).toBe(1)
    expect([await isLocal(recording), await isStored(recording)]).toEqual([false, true])
  })

  it('is moved by nobody else until a lease is over', async () => {
    const recording = await recorded()
    await centre.database.asSystem((tx) => claimNext(tx, 60_000))
    await opened().run()
    expect(await isStored(recording)).toBe(false)
    await forget(recording)
  })

  it('is not moved while it is being made', async () => {
    const place = { id: uuidv7(), tenantId: tenant.tenantId }
    const { path, key, wrappedKey } = await centre.vault.make(place)
    await writeRecording(path, key, Buffer.alloc(0))
    const talk = { ...place, nodeId: uuidv7(), callId: uuidv7(), queueId: null, agentId: null }
    const sheet = talkSheet({ ...talk, startedAtMs: Date.now() })
    await centre.doWork(place.tenantId, null, (work) => sheet.begun(work, wrappedKey))
    await opened().run()
    expect([await isLocal({ path }), await isStored(place)]).toEqual([true, false])
    await centre.doWork(place.tenantId, null, (work) => sheet.failed(work))
  })

  it('is gone from wherever it lies with its recording, and kept while that is held', async () => {
    const [held, old] = [await recorded(), await recorded()]
    await opened().run()
    await tenant.send('PATCH', `/v1/recordings/${held.id}`, { legalHold: true })
    await tenant.send('PUT', '/v1/recording-policy', { retentionDays: 30 })
    await centre.database.asSystem((tx) =>
      tx
        .updateTable('recordings')
        .set({ ended_at: new Date(Date.now() - 40 * dayMs) })
        .where('id', 'in', [held.id, old.id])
        .execute(),
    )
    expect(await deleteExpired(parts())).toBe(1)
    await expect.poll(() => isStored(old)).toBe(false)
    expect(await isStored(held)).toBe(true)
    expect((await audioOf(held)).status).toBe(200)
    await tenant.send('PUT', '/v1/recording-policy', { retentionDays: null })
  })

  it('does not come back where it is deleted while it is moved', async () => {
    const recording = await recorded()
    const vault = {
      ...centre.vault,
      async store(...args: Parameters<TestCentre['vault']['store']>) {
        await centre.vault.store(...args)
        await tenant.send('DELETE', `/v1/recordings/${recording.id}`)
        await expect.poll(() => isStored(recording)).toBe(false)
        // The last byte arrives late.
        await centre.blobs.put(keyOf(recording), Buffer.from('sound'))
      },
    }
    await new AudioMover({ ...centre, vault, log }).run()
    expect([await isLocal(recording), await isStored(recording)]).toEqual([false, false])
  })

  it('that no row knows is swept, but not that of strangers', async () => {
    const [lost, strange] = [tenant.tenantId, uuidv7()].map((tenantId) => ({
      id: uuidv7(),
      tenantId,
    }))
    if (!lost || !strange) throw new Error('two')
    for (const { id, tenantId } of [lost, strange]) {
      await centre.blobs.put(`recordings/${tenantId}/${id}.irr`, Buffer.from('sound'))
    }
    const known = await recorded()
    await dropLeftOverAudio(centre.database, centre.vault)
    expect(await isStored(lost)).toBe(true)
    await dropLeftOverAudio(centre.database, centre.vault, 0)
    expect(await isStored(lost)).toBe(false)
    const key = `recordings/${strange.tenantId}/${strange.id}.irr`
    expect(await centre.blobs.stat(key)).toBeDefined()
    expect(await isLocal(known)).toBe(true)
    await forget(known)
  })

  it('of messages is moved as well, and copied from the store when they are forwarded', async () => {
    const box = await tenant.send<{ id: string }>('POST', '/v1/voicemail-boxes', { name: 'B' })
    const place = { id: uuidv7(), tenantId: tenant.tenantId }
    const { path, key, wrappedKey } = await centre.vault.make(place)
    await writeRecording(path, key, randomBytes(40_000), 1)
    const message = { ...place, nodeId: uuidv7(), boxId: box.body.id, callId: uuidv7() }
    const sheet = messageSheet(
      { ...message, from: '+15550100199', startedAtMs: Date.now(), silenceEndMs: 1000 },
      centre.vault,
    )
    await centre.doWork(place.tenantId, null, (work) => sheet.begun(work, wrappedKey))
    await centre.doWork(place.tenantId, null, (work) =>
      sheet.ready(work, { durationMs: 5000, reason: 'stopped' }),
    )
    const before = await audioOf(place, undefined, 'voicemails')
    await opened().run()
    expect([await isLocal({ path }), await isStored(place)]).toEqual([false, true])
    const to = { to: { kind: 'box', boxId: box.body.id } }
    const sent = await tenant.send<{ voicemailId: string }>(
      'POST',
      `/v1/voicemails/${place.id}/forward`,
      to,
    )
    const copy = { id: sent.body.voicemailId }
    await opened().run()
    expect(await isStored(copy)).toBe(true)
    await tenant.send('DELETE', `/v1/voicemails/${place.id}`)
    await expect.poll(() => isStored(place)).toBe(false)
    expect((await audioOf(copy, undefined, 'voicemails')).bytes.equals(before.bytes)).toBe(true)
    const { items } = (await tenant.send<{ items: Voicemail[] }>('GET', '/v1/voicemails')).body
    expect(items.map(({ id }) => id)).toEqual([copy.id])
  })

  it('is told gone where it is nowhere', async () => {
    const recording = await recorded()
    await centre.vault.remove(recording)
    expect((await audioOf(recording)).status).toBe(404)
    await expect(centre.vault.store(recording, AbortSignal.timeout(1000))).rejects.toBeInstanceOf(
      RecordingError,
    )
    await forget(recording)
  })

  it('is read in order by one request for all of it', async () => {
    const recording = await recorded()
    await opened().run()
    const asked: string[] = []
    const watched = watchGets(centre.blobs, asked)
    const source = await openBlobSource(watched, keyOf(recording))
    const parts: Buffer[] = []
    for (let at = 0; at < source.size; at += 8016) parts.push(await source.read(at, 8016))
    await source.close()
    expect(Buffer.concat(parts)).toHaveLength(source.size)
    expect(asked).toEqual(['get'])
  })

  it.runIf(driver === 's3')(
    'stays here and is heard while the store is away, and is moved once it is back',
    async () => {
      const recording = await recorded()
      s3?.fail(500, 3)
      const mover = opened()
      await mover.run()
      expect([await isLocal(recording), await isStored(recording)]).toEqual([true, false])
      expect((await audioOf(recording)).status).toBe(200)
      await centre.database.asSystem((tx) =>
        tx.updateTable('recordings').set({ store_at: new Date() }).execute(),
      )
      await mover.run()
      expect([await isLocal(recording), await isStored(recording)]).toEqual([false, true])
      s3?.fail(500, 3)
      const answer = await tenant.send('GET', `/v1/recordings/${recording.id}/audio`)
      expect(problemCode(answer)).toBe('unavailable')
    },
  )

  /** Lets no later test find it. */
  async function forget({ id }: { readonly id: string }): Promise<void> {
    await centre.database.asSystem((tx) =>
      tx.deleteFrom('recordings').where('id', '=', id).execute(),
    )
  }
})

function watchGets(blobs: Blobs, asked: string[]): Blobs {
  return {
    put: (...args) => blobs.put(...args),
    async get(...args) {
      asked.push('get')
      return blobs.get(...args)
    },
    stat: (key) => blobs.stat(key),
    delete: (key) => blobs.delete(key),
    list: (prefix) => blobs.list(prefix),
    close: () => blobs.close(),
  }
}
