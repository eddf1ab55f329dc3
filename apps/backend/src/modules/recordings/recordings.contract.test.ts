import type { IrisEvent, Recording, TenantNumber } from '@iris/contracts'
import { channelsOfWav, hearOpus, tonesIn } from '@iris/telephony/testing'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  callerTone,
  type CallCentre,
  openCallCentre,
  until,
} from '../../testing/call-centre.ts'

let centre: CallCentre
let ada: Awaited<ReturnType<CallCentre['agent']>>
let ben: Awaited<ReturnType<CallCentre['agent']>>
let support: string
const events: IrisEvent[] = []

beforeAll(async () => {
  centre = await openCallCentre()
  support = (await centre.queue('Support')).id
  await setQueue({ wrapUpMs: 0 })
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
  centre.ground.bus.watch((event) => void events.push(event))
})
afterAll(() => centre.close())
afterEach(async () => {
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  await setQueue({ record: 'off' })
})

const setQueue = (change: object) => centre.asAdmin('PATCH', `/v1/queues/${support}`, change)
const tones = [callerTone, agentTone]
/** Samples of so many milliseconds. */
const ms = (count: number) => count * 8

async function talk() {
  await ada.choose({ kind: 'available' })
  const call = await centre.callSupport(await centre.caller())
  const taken = await ada.accept()
  await call.rtp.hears([agentTone])
  await ada.becomes('in_call')
  const [live] = await centre.calls('live')
  if (!live) throw new Error('The call is not live')
  return { call, taken, id: live.id }
}

const recordingsOf = async (callId: string) =>
  (await centre.asAdmin<{ items: Recording[] }>('GET', `/v1/calls/${callId}/recordings`)).items

const control = (callId: string, action: string) =>
  ada.send<Recording>('POST', `/v1/calls/${callId}/recording`, { action })

/** Hangs up and waits until the call's recordings are ready. */
async function readyAfter(talking: Awaited<ReturnType<typeof talk>>): Promise<Recording[]> {
  talking.call.hangup()
  await talking.taken.hears('BYE')
  await until('the recordings are ready', async () =>
    (await recordingsOf(talking.id)).every(({ state }) => state === 'ready'),
  )
  return recordingsOf(talking.id)
}

async function channels(recording: Recording | undefined) {
  const { response, bytes } = await centre.audio(`/v1/recordings/${recording?.id}/audio`)
  expect(response.status).toBe(200)
  return channelsOfWav(bytes)
}

describe('a talk of a queue that is recorded', () => {
  it('has the caller in the left channel and the agent in the right one, and a record of its own', async () => {
    await setQueue({ record: 'on' })
    const talking = await talk()
    await talking.call.rtp.receives(100)
    const [recording, ...others] = await readyAfter(talking)
    expect(others).toEqual([])
    expect(recording).toMatchObject({
      callId: talking.id,
      queue: { name: 'Support' },
      agent: { name: 'Ada Morgan' },
      legalHold: false,
    })
    const { left, right } = await channels(recording)
    expect(Math.abs(left.length / 8 - (recording?.durationMs ?? 0))).toBeLessThan(1)
    expect(tonesIn(left.subarray(-ms(1500), -ms(500)), tones)).toEqual([callerTone])
    expect(tonesIn(right.subarray(-ms(1500), -ms(500)), tones)).toEqual([agentTone])
    const about = () => events.filter((event) => 'recordingId' in event.payload)
    await expect
      .poll(() => about().map(({ type }) => type))
      .toEqual(['recording.started', 'recording.ready'])
    expect(about().at(-1)?.payload).toMatchObject({
      recordingId: recording?.id,
      agentId: ada.id,
      durationMs: recording?.durationMs,
    })
  })

  it('is given out in parts, each of which is audited', async () => {
    const { items } = await centre.asAdmin<{ items: Recording[] }>('GET', '/v1/recordings')
    const path = `/v1/recordings/${items[0]?.id}/audio`
    const whole = await centre.audio(path)
    expect(whole.response.headers.get('accept-ranges')).toBe('bytes')
    const part = await centre.audio(path, 'bytes=1000-1999')
    expect(part.response.status).toBe(206)
    expect(part.response.headers.get('content-range')).toBe(`bytes 1000-1999/${whole.bytes.length}`)
    expect(part.bytes.equals(whole.bytes.subarray(1000, 2000))).toBe(true)
    const beyond = await centre.audio(path, `bytes=${whole.bytes.length}-`)
    expect(beyond.response.status).toBe(416)
    const audit = await centre.asAdmin<{ items: { action: string; target: string }[] }>(
      'GET',
      '/v1/audit',
    )
    const played = audit.items.filter(({ action }) => action === 'recording.played')
    expect(played.filter(({ target }) => target === items[0]?.id)).toHaveLength(3)
  })

  it('is given out as Opus, too, whole and with one party a channel', async () => {
    const { items } = await centre.asAdmin<{ items: Recording[] }>('GET', '/v1/recordings')
    const path = `/v1/recordings/${items[0]?.id}/audio`
    const { response, bytes } = await centre.audio(`${path}?format=opus`, 'bytes=1000-1999')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('audio/ogg; codecs=opus')
    expect(response.headers.get('content-disposition')).toContain('.opus"')
    expect(response.headers.get('accept-ranges')).toBe('none')
    const wav = channelsOfWav((await centre.audio(path)).bytes)
    const { left, right } = await hearOpus(bytes)
    expect(left).toHaveLength(wav.left.length)
    expect(tonesIn(left.subarray(-ms(1500), -ms(500)), tones)).toEqual([callerTone])
    expect(tonesIn(right.subarray(-ms(1500), -ms(500)), tones)).toEqual([agentTone])
    const unknown = await centre.audio(`${path}?format=mp3`)
    expect(unknown.response.status).toBe(422)
  })

  it('tells both of it first where the rule says so', async () => {
    await setQueue({ record: 'on_with_announcement' })
    const talking = await talk()
    // The announcement, and a second after it.
    await talking.call.rtp.receives(150)
    const [recording] = await readyAfter(talking)
    const { left, right } = await channels(recording)
    const words = right.subarray(ms(200), ms(1000))
    expect(words.some((sample) => Math.abs(sample) > 1000)).toBe(true)
    expect(tonesIn(words, [agentTone])).toEqual([])
    expect(tonesIn(left.subarray(ms(200), ms(1000)), tones)).toEqual([callerTone])
    expect(tonesIn(right.subarray(-ms(1000), -ms(200)), tones)).toEqual([agentTone])
  })

  it('follows the rule of the centre where nothing else says so, after a beep for both', async () => {
    await setQueue({ record: 'off' })
    await centre.asAdmin('PUT', '/v1/recording-policy', { rule: 'on_with_beep' })
    const phone = await centre.caller()
    await ada.choose({ kind: 'available' })
    const call = await centre.callSupport(phone)
    const agent = await ada.accept()
    await Promise.all([call.rtp.hears([1400]), agent.rtp.hears([1400])])
    await centre.asAdmin('PUT', '/v1/recording-policy', { rule: 'off' })
    await call.rtp.hears([agentTone])
    const [live] = await centre.calls('live')
    call.hangup()
    await agent.hears('BYE')
    const path = `/v1/recordings?number=${encodeURIComponent('0100199')}&limit=1`
    const ofCall = async () => (await centre.asAdmin<{ items: Recording[] }>('GET', path)).items[0]
    await until('it is recorded', async () => (await ofCall())?.state === 'ready')
    expect(await ofCall()).toMatchObject({
      callId: live?.id,
      caller: { value: '+15550100199', display: '(555) 010-0199' },
    })
    const other = await centre.asAdmin('GET', '/v1/recordings?number=4242')
    expect(other).toEqual({ items: [] })
  })

  it('is of silence while the agent pauses it', async () => {
    await setQueue({ record: 'on' })
    const talking = await talk()
    await talking.call.rtp.receives(50)
    expect(await control(talking.id, 'pause')).toMatchObject({ state: 'paused' })
    await talking.call.rtp.receives(100)
    expect(await control(talking.id, 'resume')).toMatchObject({ state: 'recording' })
    await talking.call.rtp.receives(50)
    const [recording] = await readyAfter(talking)
    const { left, right } = await channels(recording)
    for (const channel of [left, right]) {
      expect(longestSilence(channel)).toBeGreaterThan(ms(1500))
    }
    expect(tonesIn(left.subarray(-ms(600), -ms(200)), tones)).toEqual([callerTone])
  })
})

it('records the talks of calls to a number that says so, where their queue does not', async () => {
  const { items } = await centre.asAdmin<{ items: TenantNumber[] }>('GET', '/v1/numbers')
  const path = `/v1/numbers/${items[0]?.id}`
  await centre.asAdmin('PATCH', path, { record: 'on' })
  const talking = await talk()
  await talking.call.rtp.receives(50)
  expect(await readyAfter(talking)).toHaveLength(1)
  await centre.asAdmin('PATCH', path, { record: 'off' })
})

describe('a talk that is not recorded by rule', () => {
  it('is recorded while the agent wants it, and by nobody else', async () => {
    const talking = await talk()
    expect(await recordingsOf(talking.id)).toEqual([])
    await expect(control(talking.id, 'pause')).rejects.toThrow('It is not being recorded.')
    const stranger = ben.send('POST', `/v1/calls/${talking.id}/recording`, { action: 'start' })
    await expect(stranger).rejects.toThrow('not_found')
    expect(await control(talking.id, 'start')).toMatchObject({ state: 'recording' })
    await expect(control(talking.id, 'start')).rejects.toThrow('It is being recorded already.')
    await talking.call.rtp.receives(50)
    expect(await control(talking.id, 'stop')).toMatchObject({ state: 'ready' })
    await talking.call.rtp.hears([agentTone])
    const [recording] = await readyAfter(talking)
    expect(recording?.durationMs).toBeGreaterThan(500)
    await expect(control(talking.id, 'start')).rejects.toThrow('The call is over.')
  })

  it('is seen by its agent, who may not listen', async () => {
    const { items } = await centre.asAdmin<{ items: Recording[] }>('GET', '/v1/recordings')
    const own = await ada.send<{ items: Recording[] }>(
      'GET',
      `/v1/calls/${items[0]?.callId}/recordings`,
    )
    expect(own.items).toEqual(items.slice(0, 1))
    await expect(ada.send('GET', `/v1/recordings/${items[0]?.id}/audio`)).rejects.toThrow(
      'forbidden',
    )
  })
})

it('is moved to the blobs, lies there without a byte in the clear, and is gone when it is deleted', async () => {
  const { items } = await centre.asAdmin<{ items: Recording[] }>('GET', '/v1/recordings')
  const { dataDir } = centre.ground.config
  const files = async (folder: string, ending: string) =>
    (await readdir(join(dataDir, folder), { recursive: true })).filter((name) =>
      name.endsWith(ending),
    )
  const stored = () => files('blobs/recordings', '.irr=')
  await until('all are moved', async () => (await files('recordings', '.irr')).length === 0)
  expect(await stored()).toHaveLength(items.length)
  const silence = Buffer.alloc(64, 0xff)
  for (const file of await stored()) {
    expect((await readFile(join(dataDir, 'blobs/recordings', file))).includes(silence)).toBe(false)
  }
  const [first] = items
  const { left } = await channels(first)
  expect(Math.abs(left.length / 8 - (first?.durationMs ?? 0))).toBeLessThan(1)
  for (const { id } of items) await centre.asAdmin('DELETE', `/v1/recordings/${id}`)
  await until('the audio is gone', async () => (await stored()).length === 0)
  expect((await centre.audio(`/v1/recordings/${first?.id}/audio`)).response.status).toBe(404)
})

/** In samples. */
function longestSilence(channel: Int16Array): number {
  let [longest, current] = [0, 0]
  for (const sample of channel) {
    current = sample === 0 ? current + 1 : 0
    longest = Math.max(longest, current)
  }
  return longest
}
