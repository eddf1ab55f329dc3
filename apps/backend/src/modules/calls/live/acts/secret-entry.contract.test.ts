import type { EventOf, IrisEvent, Recording } from '@iris/contracts'
import { channelsOfWav, tonesIn } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  callerTone,
  type CallCentre,
  openCallCentre,
  until,
} from '../../../../testing/call-centre.ts'
import { openWebhookServer, type WebhookServer } from '../../../../testing/webhook-server.ts'

const tones = [callerTone, agentTone]
/** Samples of so many milliseconds. */
const ms = (count: number) => count * 8

let centre: CallCentre
let hooks: WebhookServer
let ada: Awaited<ReturnType<CallCentre['agent']>>
let ben: Awaited<ReturnType<CallCentre['agent']>>
let queueId: string
const events: IrisEvent[] = []

beforeAll(async () => {
  hooks = await openWebhookServer()
  hooks.answer('/card', () => [])
  centre = await openCallCentre()
  queueId = (await centre.queue('Support')).id
  await centre.asAdmin('PATCH', `/v1/queues/${queueId}`, { wrapUpMs: 0, record: 'on' })
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
  centre.ground.bus.watch((event) => void events.push(event))
})
afterAll(async () => {
  await centre.close()
  hooks.close()
})
afterEach(async () => {
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  await ada.choose({ kind: 'offline' })
  await ben.choose({ kind: 'offline' })
  events.length = 0
  hooks.hooks.length = 0
})

async function talk() {
  await ada.choose({ kind: 'available' })
  const call = await centre.callSupport(await centre.caller())
  const agent = await ada.accept()
  await call.rtp.hears([agentTone])
  await agent.rtp.hears([callerTone])
  await ada.becomes('in_call')
  const [live] = await centre.calls('live')
  if (!live) throw new Error('The call is not live')
  return { call, agent, id: live.id }
}

const askForCard = (callId: string, more: object = {}) =>
  centre.asAdmin('POST', `/v1/calls/${callId}/actions`, {
    kind: 'gather',
    maxDigits: 4,
    sensitive: true,
    actionUrl: `${hooks.origin}/card`,
    ...more,
  })

const of = <Type extends IrisEvent['type']>(type: Type) =>
  events.filter((event): event is EventOf<Type> & IrisEvent => event.type === type)
/** When the first of a type happened. */
const atMs = (type: IrisEvent['type']) => Date.parse(of(type)[0]?.at ?? '')
const happens = (type: IrisEvent['type'], count = 1) =>
  until(`${type} happens`, async () => of(type).length >= count)
const isOver = () =>
  until('it is over', async () => of('call.digits_entered').some(({ payload }) => payload.isOver))

const recordingsOf = async (callId: string) =>
  (await centre.asAdmin<{ items: Recording[] }>('GET', `/v1/calls/${callId}/recordings`)).items

async function recordingOf(callId: string) {
  const read = async () => (await recordingsOf(callId)).at(-1)
  await until('the recording is ready', async () => (await read())?.state === 'ready')
  const { bytes } = await centre.audio(`/v1/recordings/${(await read())?.id}/audio`)
  return channelsOfWav(bytes)
}

/** Whether somebody is heard (x) or nobody (.) in each 50 ms, from when somebody is first heard to the last. */
function heardIn(samples: Int16Array): string {
  let heard = ''
  for (let at = 0; at + ms(50) <= samples.length; at += ms(50)) {
    const isHeard = samples.subarray(at, at + ms(50)).some((sample) => Math.abs(sample) > 500)
    heard += isHeard ? 'x' : '.'
  }
  return heard.replaceAll(/^\.+|\.+$/g, '')
}

const longestSilenceMs = (samples: Int16Array) =>
  Math.max(0, ...(heardIn(samples).match(/\.+/g) ?? []).map(({ length }) => length * 50))

describe('digits that are taken in secret during a talk', () => {
  it('are neither recorded nor heard by the agent, who is told how many there are', async () => {
    const { call, agent, id } = await talk()
    await call.rtp.receives(50)
    const askedAtMs = Date.now()
    await askForCard(id)
    await happens('recording.paused')
    // What the caller says goes on all the time, and is not heard while the digits are entered.
    await agent.rtp.until(
      'does not hear the caller',
      () => tonesIn(agent.rtp.latestAudio(), [callerTone]).length === 0,
    )
    for (const key of '4242') call.rtp.press(key)
    await happens('call.verb_result')
    await isOver()
    await agent.rtp.hears([callerTone])
    await call.rtp.receives(50)
    expect(agent.rtp.keys).toEqual([])
    // Those that are no secret are passed on, as ever.
    call.rtp.press('9')
    await agent.rtp.receivesKeys('9')
    call.hangup()
    await agent.hears('BYE')

    const { left, right } = await recordingOf(id)
    // On a busy machine there are other gaps; between what was said before and after, this is the longest.
    const mostMs = atMs('recording.resumed') - askedAtMs
    for (const channel of [left, right]) {
      const secretMs = longestSilenceMs(channel)
      expect(secretMs).toBeGreaterThanOrEqual(400)
      expect(secretMs).toBeLessThan(mostMs + 200)
    }
    expect(tonesIn(left.subarray(-ms(600), -ms(200)), tones)).toEqual([callerTone])

    const told = of('call.digits_entered').map(({ payload }) => payload)
    expect(told.map(({ digits, isOver }) => [digits, isOver])).toEqual([
      [0, false],
      [1, false],
      [2, false],
      [3, false],
      [4, false],
      [4, true],
    ])
    expect(new Set(told.map(({ agentId }) => agentId))).toEqual(new Set([ada.id]))
  })

  it('are known to the address that asked, and to nobody else', async () => {
    const { call, agent, id } = await talk()
    await askForCard(id, { maxDigits: 8 })
    await happens('recording.paused')
    for (const key of '73519264') call.rtp.press(key)
    await until('the address is told', async () => hooks.asked('/card').length > 0)
    expect(hooks.asked('/card')[0]?.body).toMatchObject({
      reason: 'result',
      result: { verb: 'gather', outcome: 'digits', digits: '73519264', sensitive: true },
    })
    await happens('call.verb_result')
    expect(of('call.verb_result')[0]?.payload.result).toMatchObject({ digits: '••••••••' })
    call.hangup()
    await agent.hears('BYE')
    await recordingOf(id)
    const audit = await centre.asAdmin('GET', '/v1/audit')
    const record = await centre.asAdmin('GET', `/v1/calls/${id}`)
    expect(JSON.stringify([events, audit, record])).not.toContain('73519264')
  })

  it('keep out of the next talk too, where the agent hands the call on meanwhile', async () => {
    const { call, agent, id } = await talk()
    await ben.choose({ kind: 'available' })
    await askForCard(id, { firstDigitTimeoutMs: 20_000 })
    await happens('recording.paused')
    await ada.act(id, { kind: 'transfer', to: { kind: 'agent', agentId: ben.id } })
    await agent.hears('BYE')
    const colleague = await ben.accept()
    await call.rtp.hears([agentTone])
    for (const key of '4242') call.rtp.press(key)
    await isOver()
    await colleague.rtp.hears([callerTone])
    expect(colleague.rtp.keys).toEqual([])
    call.hangup()
    await colleague.hears('BYE')
    const { left } = await recordingOf(id)
    expect(heardIn(left)).toMatch(/^x/)
    expect(longestSilenceMs(left)).toBeLessThan(400)
    expect(await recordingsOf(id)).toHaveLength(2)
  })

  it('end by themselves where nothing is entered, and the recording goes on', async () => {
    const { call, agent, id } = await talk()
    await askForCard(id, { firstDigitTimeoutMs: 200 })
    await isOver()
    await happens('recording.resumed')
    await happens('call.verb_result')
    expect(of('call.verb_result')[0]?.payload.result).toMatchObject({ outcome: 'timeout' })
    await agent.rtp.hears([callerTone])
    call.hangup()
    await agent.hears('BYE')
    await recordingOf(id)
  })

  it('leave a recording paused that was paused by hand, which goes on only after them', async () => {
    const { call, agent, id } = await talk()
    const control = (action: string) => ada.send('POST', `/v1/calls/${id}/recording`, { action })
    await control('pause')
    await askForCard(id)
    await until('it goes on', async () => of('call.digits_entered').length > 0)
    await expect(control('resume')).rejects.toThrow('enters digits in secret')
    for (const key of '4242') call.rtp.press(key)
    await isOver()
    expect((await recordingsOf(id)).at(-1)).toMatchObject({ state: 'paused' })
    expect(await control('resume')).toMatchObject({ state: 'recording' })
    call.hangup()
    await agent.hears('BYE')
    await recordingOf(id)
  })

  it('want an address that is told them, which an agent may not choose', async () => {
    const { call, agent, id } = await talk()
    await expect(askForCard(id, { actionUrl: undefined })).rejects.toThrow('write one')
    const asked = ada.send('POST', `/v1/calls/${id}/actions`, {
      kind: 'gather',
      sensitive: true,
      actionUrl: `${hooks.origin}/card`,
    })
    await expect(asked).rejects.toThrow('calls:program')
    call.hangup()
    await agent.hears('BYE')
    await recordingOf(id)
  })
})
