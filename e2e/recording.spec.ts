import { readFile } from 'node:fs/promises'
import type { AuditEntry, Recording } from '@iris/contracts'
import { channelsOfWav, tonesIn } from '@iris/telephony/testing'
import type { ApiAsAdmin } from './fixtures/api-as-admin.ts'
import { expectTone } from './fixtures/expect-audio.ts'
import { agentHz, beginTalk, callerHz, expect, test } from './fixtures/test.ts'
import type { DeskPage } from './pages/desk-page.ts'
import type { PublicPhonePage } from './pages/public-phone-page.ts'

const tones = [callerHz, agentHz]
const samplesAMs = 8

test.beforeEach(({ admin }) => admin.setQueue('Support', { wrapUpMs: 0, record: 'on' }))

const list = async (admin: ApiAsAdmin) =>
  (await admin.send<{ items: Recording[] }>('GET', '/v1/recordings')).items

/** The ids of the recordings there are: other tests have made some. */
const known = async (admin: ApiAsAdmin) => new Set((await list(admin)).map(({ id }) => id))

/** The recording that was not there before, once it is ready. */
async function ready(admin: ApiAsAdmin, before: ReadonlySet<string>): Promise<Recording> {
  let found: Recording | undefined
  const state = async () => {
    found = (await list(admin)).find(({ id }) => !before.has(id))
    return found?.state
  }
  await expect.poll(state).toBe('ready')
  if (!found) throw new Error('there is no recording')
  return found
}

/** The recording of a talk of some seconds, with a tone of each party. */
async function recordedTalk({
  newDesk,
  newPhone,
  admin,
}: {
  readonly newDesk: (email: string) => Promise<DeskPage>
  readonly newPhone: () => Promise<PublicPhonePage>
  readonly admin: ApiAsAdmin
}): Promise<Recording> {
  const before = await known(admin)
  const [desk, phone] = await Promise.all([newDesk('agent1@demo.test'), newPhone()])
  await beginTalk(desk, phone)
  await expectTone(desk, callerHz)
  await expectTone(phone, agentHz)
  const heardAt = Date.now()
  await expect.poll(() => Date.now() - heardAt, { intervals: [200] }).toBeGreaterThan(2500)
  await phone.press('Hang up')
  return ready(admin, before)
}

test('a talk in real browsers is recorded, one party a channel, and silent while it is paused', async ({
  newDesk,
  newPhone,
  admin,
}) => {
  const before = await known(admin)
  const [desk, phone] = await Promise.all([newDesk('agent1@demo.test'), newPhone()])
  await beginTalk(desk, phone)
  const control = desk.page.getByRole('group', { name: 'Recording' })
  await expect(control).toContainText('Recording')
  await desk.press('Pause recording')
  await expect(control).toContainText('Recording paused')
  const pausedAt = Date.now()
  await expectTone(desk, callerHz)
  await expect.poll(() => Date.now() - pausedAt, { intervals: [200] }).toBeGreaterThan(2000)
  await desk.press('Resume recording')
  await expectTone(phone, agentHz)
  const resumedAt = Date.now()
  await expect.poll(() => Date.now() - resumedAt, { intervals: [200] }).toBeGreaterThan(1500)
  await phone.press('Hang up')

  const recording = await ready(admin, before)
  const { left, right } = channelsOfWav(await admin.audio(`/v1/recordings/${recording.id}/audio`))
  expect(tonesIn(left.subarray(-1200 * samplesAMs, -400 * samplesAMs), tones)).toEqual([callerHz])
  expect(tonesIn(right.subarray(-1200 * samplesAMs, -400 * samplesAMs), tones)).toEqual([agentHz])
  for (const channel of [left, right]) {
    expect(longestSilence(channel) / samplesAMs).toBeGreaterThan(1900)
  }
})

test('a supervisor finds the recording in its call and hears it, which is written down', async ({
  centre,
  newDesk,
  newPhone,
  admin,
}) => {
  const recording = await recordedTalk({ newDesk, newPhone, admin })
  const desk = await newDesk('supervisor@demo.test')
  await desk.page.goto(`${centre.origin}/agent/calls/${recording.callId}`)
  await desk.press('Listen')
  const seconds = () =>
    desk.page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.duration)
  await expect.poll(seconds).toBeGreaterThan(2)
  const played = async () => {
    const { items } = await admin.send<{ items: AuditEntry[] }>('GET', '/v1/audit')
    return items.find(({ action }) => action === 'recording.played')
  }
  await expect
    .poll(played)
    .toMatchObject({ target: recording.id, actor: { name: 'Sofia Lindqvist' } })
})

test('a recording is saved as Opus, which the browser decodes with one party a channel', async ({
  centre,
  newDesk,
  newPhone,
  admin,
}) => {
  const recording = await recordedTalk({ newDesk, newPhone, admin })
  const { page } = await newDesk('supervisor@demo.test')
  await page.goto(`${centre.origin}/agent/calls/${recording.callId}`)
  await page.getByRole('button', { name: 'Download' }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Opus' }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toBe(`${recording.id}.opus`)
  const file = await readFile(await saved.path())
  // Decoded at the rate of the recording, so that both are measured alike.
  const [left = [], right = []] = await page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
    const audio = await new OfflineAudioContext(2, 1, 8000).decodeAudioData(bytes.buffer)
    const channels = Array.from({ length: audio.numberOfChannels }, (_, place) =>
      audio.getChannelData(place),
    )
    return channels.map((channel) => Array.from(channel, (sample) => Math.round(sample * 32_767)))
  }, file.toString('base64'))
  expect(Math.abs(left.length / samplesAMs - (recording.durationMs ?? 0))).toBeLessThan(2)
  const ending = (channel: readonly number[]) =>
    Int16Array.from(channel.slice(-1200 * samplesAMs, -400 * samplesAMs))
  expect(tonesIn(ending(left), tones)).toEqual([callerHz])
  expect(tonesIn(ending(right), tones)).toEqual([agentHz])
})

test('a recording outlives a centre that is killed in the call, but for its last second', async ({
  centre,
  newDesk,
  newPhone,
  admin,
}) => {
  const before = await known(admin)
  const [desk, phone] = await Promise.all([newDesk('agent1@demo.test'), newPhone()])
  await beginTalk(desk, phone)
  await expect(desk.page.getByRole('group', { name: 'Recording' })).toContainText('Recording')
  await expectTone(phone, agentHz)
  const newest = async () => (await list(admin)).find(({ id }) => !before.has(id))
  await expect.poll(async () => (await newest())?.state).toBe('recording')
  const startedAt = Date.parse((await newest())?.startedAt ?? '')
  await expect.poll(() => Date.now() - startedAt, { intervals: [200] }).toBeGreaterThan(4000)

  const killedAt = Date.now()
  await centre.kill()
  await centre.restart()
  const recording = await ready(admin, before)
  const lostMs = killedAt - startedAt - (recording.durationMs ?? 0)
  expect(lostMs).toBeLessThan(1000)
  const { left, right } = channelsOfWav(await admin.audio(`/v1/recordings/${recording.id}/audio`))
  expect(tonesIn(left.subarray(-800 * samplesAMs), tones)).toEqual([callerHz])
  expect(tonesIn(right.subarray(-800 * samplesAMs), tones)).toEqual([agentHz])
})

/** In samples. */
function longestSilence(samples: Int16Array): number {
  let longest = 0
  let current = 0
  for (const sample of samples) {
    current = sample === 0 ? current + 1 : 0
    longest = Math.max(longest, current)
  }
  return longest
}
