import type { Voicemail } from '@iris/contracts'
import type { Stt } from '@iris/speech'
import { writeFile } from 'node:fs/promises'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openTestCentre, type TestCentre } from '../../testing/test-centre.ts'
import { messageSheet } from './message-sheet.ts'
import { Transcripts } from './transcripts.ts'

let centre: TestCentre
let tenant: Awaited<ReturnType<TestCentre['newTenant']>>
let boxId: string

beforeAll(async () => {
  centre = await openTestCentre()
  tenant = await centre.newTenant('admin')
  boxId = (await tenant.send<{ id: string }>('POST', '/v1/voicemail-boxes', { name: 'B' })).body.id
})
afterAll(() => centre.close())

/** A recogniser that does what it is told with each message, in turn; the last goes for all that follow. */
const asked: string[] = []
let outcomes: (() => Promise<string>)[] = []
const recogniser: Stt = {
  name: 'told',
  capabilities: { partials: false, hints: false, offline: true },
  listen: ({ language }) => ({
    write() {},
    async finish() {
      asked.push(language)
      const next = outcomes.length > 1 ? outcomes.shift() : outcomes[0]
      return { text: (await next?.()) ?? '', confidence: 0.8 }
    },
    cancel() {},
  }),
  close: async () => undefined,
}
const says = (text: string) => () => Promise.resolve(text)
const fails = () => Promise.reject(new Error('It did not understand.'))
const stalls = () => new Promise<string>(() => undefined)

beforeEach(() => {
  asked.length = 0
})

async function open(pace = {}): Promise<Transcripts> {
  const log = pino({ level: 'silent' })
  const quick = { retryMs: 1, limitMs: 5000, leaseMs: 60_000, ...pace }
  const transcripts = await Transcripts.open({ ...centre, log, recogniser, pace: quick })
  onTestFinished(() => transcripts.close())
  return transcripts
}

/** Leaves a message of no sound; `file` false where its file is lost. */
async function leave({ file = true } = {}): Promise<string> {
  const id = uuidv7()
  const { tenantId } = tenant
  const { path, wrappedKey } = await centre.vault.make({ id, tenantId })
  if (file) {
    await writeFile(path, Buffer.concat([Buffer.from('IRR'), Buffer.of(1, 1)]))
    await centre.vault.finish({ id, tenantId, wrappedKey })
  }
  const message = { id, tenantId, nodeId: uuidv7(), boxId, callId: uuidv7() }
  const sheet = messageSheet(
    { ...message, from: '+15550100199', startedAtMs: Date.now(), silenceEndMs: 1000 },
    centre.vault,
  )
  await centre.doWork(tenantId, null, (work) => sheet.begun(work, wrappedKey))
  await centre.doWork(tenantId, null, (work) =>
    sheet.ready(work, { durationMs: 5000, reason: 'stopped' }),
  )
  return id
}

async function transcriptOf(id: string): Promise<Voicemail['transcript'] | undefined> {
  const { body } = await tenant.send<{ items: Voicemail[] }>('GET', '/v1/voicemails?limit=200')
  return body.items.find((one) => one.id === id)?.transcript
}

/** Runs again and again until the message is no longer waiting. */
async function settled(transcripts: Transcripts, id: string) {
  for (let tries = 0; tries < 400; tries += 1) {
    await transcripts.run()
    const transcript = await transcriptOf(id)
    if (transcript && transcript.state !== 'waiting') return transcript
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('It is still waiting.')
}

describe('a message', () => {
  it('has no transcript where nothing turns speech into text', async () => {
    expect(await transcriptOf(await leave())).toBeNull()
  })

  it('is turned into text, in the language of the centre, and that is told', async () => {
    const told: string[] = []
    onTestFinished(
      centre.bus.watch((event) => {
        if (event.type === 'voicemail.transcribed') told.push(event.payload.voicemailId)
      }),
    )
    outcomes = [says('Please call me back.')]
    const transcripts = await open()
    const id = await leave()
    expect(await settled(transcripts, id)).toEqual({
      state: 'ready',
      text: 'Please call me back.',
      confidence: 0.8,
    })
    expect(asked).toEqual(['en-US'])
    await expect.poll(() => told).toEqual([id])
  })

  it('is due as soon as it is noted, even where the clock here is behind that of the database', async () => {
    onTestFinished(() => void vi.useRealTimers())
    outcomes = [says('At once.')]
    const transcripts = await open()
    vi.setSystemTime(Date.now() - 60_000)
    const id = await leave()
    await expect.poll(() => asked.length).toBe(1)
    vi.useRealTimers()
    expect(await settled(transcripts, id)).toMatchObject({ text: 'At once.' })
  })

  it('is tried again when that fails, and given up after the fourth time', async () => {
    outcomes = [fails, fails, says('In the end.')]
    const transcripts = await open()
    expect(await settled(transcripts, await leave())).toMatchObject({ text: 'In the end.' })
    outcomes = [fails]
    asked.length = 0
    const failed = await settled(transcripts, await leave())
    expect(failed).toMatchObject({ state: 'failed', text: '' })
    expect(asked).toHaveLength(4)
  })

  it('that nobody comes to an end with is given up like one that fails', async () => {
    outcomes = [stalls, says('At last.')]
    const transcripts = await open({ limitMs: 250 })
    expect(await settled(transcripts, await leave())).toMatchObject({ text: 'At last.' })
  })

  it('whose sound is lost is given up', async () => {
    outcomes = [says('Nothing.')]
    const transcripts = await open()
    expect(await settled(transcripts, await leave({ file: false }))).toMatchObject({
      state: 'failed',
    })
    expect(asked).toEqual([])
  })

  it('is worked at by one process at a time', async () => {
    const gate = Promise.withResolvers<string>()
    outcomes = [() => gate.promise]
    const [one, other] = [await open(), await open()]
    const id = await leave()
    await expect.poll(() => asked.length).toBe(1)
    // One of them is at it; the other finds nothing that waits.
    await Promise.race([one.run(), other.run()])
    expect(asked).toHaveLength(1)
    gate.resolve('Once.')
    expect(await settled(one, id)).toMatchObject({ text: 'Once.' })
    expect(asked).toHaveLength(1)
  })

  it('is taken over from a process that died with it', async () => {
    outcomes = [stalls, says('By another.')]
    await open({ leaseMs: 50 })
    const id = await leave()
    await expect.poll(() => asked.length).toBe(1)
    // The first still waits for its recogniser, as far as anybody knows.
    const other = await open()
    expect(await settled(other, id)).toMatchObject({ text: 'By another.' })
  })

  it('is left for later, as if never tried, when Iris closes', async () => {
    outcomes = [stalls, says('Later.')]
    const first = await open()
    const id = await leave()
    await expect.poll(() => asked.length).toBe(1)
    await first.close()
    expect(await transcriptOf(id)).toMatchObject({ state: 'waiting' })
    expect(await settled(await open(), id)).toMatchObject({ text: 'Later.' })
  })

  it('that is deleted meanwhile takes its text along', async () => {
    const gate = Promise.withResolvers<string>()
    outcomes = [() => gate.promise]
    const transcripts = await open()
    const id = await leave()
    await expect.poll(() => asked.length).toBe(1)
    await tenant.send('DELETE', `/v1/voicemails/${id}`)
    gate.resolve('Too late.')
    await transcripts.run()
    expect(await transcriptOf(id)).toBeUndefined()
  })
})
