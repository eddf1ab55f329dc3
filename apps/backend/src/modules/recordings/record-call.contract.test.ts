import type { Call, Flow, FlowBlock, Recording, TenantNumber } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { channelsOfWav, loudness, type PhoneCall, tonesIn } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  callerTone,
  type CallCentre,
  hearsMusic,
  openCallCentre,
  until,
} from '../../testing/call-centre.ts'

const tones = [callerTone, agentTone]
/** Samples of so many milliseconds. */
const ms = (count: number) => count * 8

let centre: CallCentre
let ada: Awaited<ReturnType<CallCentre['agent']>>
let queueId: string

beforeAll(async () => {
  centre = await openCallCentre()
  queueId = (await centre.queue('Support')).id
  await centre.asAdmin('PATCH', `/v1/queues/${queueId}`, { wrapUpMs: 0 })
  ada = await centre.agent('agent1@demo.test')
})
afterAll(() => centre.close())
afterEach(async () => {
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  await ada.choose({ kind: 'offline' })
})

/** Gives a number that is answered by these blocks. */
async function answering(number: string, blocks: Record<string, FlowBlock>): Promise<void> {
  const flow = await centre.asAdmin<Flow>('POST', '/v1/flows', {
    name: number,
    document: flowOf(blocks),
  })
  await centre.asAdmin('POST', `/v1/flows/${flow.id}/publish`, {})
  await centre.asAdmin<TenantNumber>('POST', '/v1/numbers', { number, flowId: flow.id })
}

const start = (next: string): FlowBlock => block('start', {}, { next })
const record = (action: 'on' | 'off' | 'pause' | 'resume', next: string): FlowBlock =>
  block('record_call', { action }, { next, error: 'end' })
const say = (text: string, next: string): FlowBlock =>
  block('say', { text }, { next, error: 'end' })
const queue = (answered: string | null): FlowBlock =>
  block(
    'enqueue',
    { queue: 'Support', priority: 0, maxWaitMs: null },
    { answered, timeout: null, error: 'end' },
  )

async function called(number: string): Promise<PhoneCall> {
  const call = await (await centre.caller()).call(number)
  await call.hears('200')
  call.rtp.say(callerTone)
  return call
}

async function ready(callId: string | undefined): Promise<Recording[]> {
  const read = async () =>
    (await centre.asAdmin<{ items: Recording[] }>('GET', `/v1/calls/${callId}/recordings`)).items
  await until('the recordings are ready', async () => {
    const all = await read()
    return all.length > 0 && all.every(({ state }) => state === 'ready')
  })
  return read()
}

async function channels(recording: Recording | undefined) {
  const { bytes } = await centre.audio(`/v1/recordings/${recording?.id}/audio`)
  return channelsOfWav(bytes)
}

async function liveCall(): Promise<Call> {
  await until('a call is live', async () => (await centre.calls('live')).length > 0)
  const [live] = await centre.calls('live')
  if (!live) throw new Error('no call is live')
  return live
}

/** The id of the call to a number, once it has ended. */
async function endedCall(number: string): Promise<string | undefined> {
  const found = async () =>
    (await centre.calls('ended')).find(({ number: { value } }) => value === number)
  await until('the call has ended', async () => (await found()) !== undefined, 20_000)
  return (await found())?.id
}

describe('a flow that records its call', () => {
  it('records it from there through the queue and the talk to the end, as one with the agent’s name', async () => {
    await answering('+15550100181', {
      start: start('record'),
      record: record('on', 'queue'),
      queue: queue('after'),
      after: say('Thank you for your call, and have a good day.', 'end'),
    })
    const call = await called('+15550100181')
    await until('it waits', async () => (await liveCall()).state === 'queued')
    await hearsMusic(call.rtp)
    await call.rtp.receives(50)
    await ada.choose({ kind: 'available' })
    const agent = await ada.accept()
    await call.rtp.hears([agentTone])
    await call.rtp.receives(50)
    const { id } = await liveCall()
    agent.hangup()
    await call.hears('BYE')
    const [recording, ...others] = await ready(id)
    expect(others).toEqual([])
    expect(recording).toMatchObject({ queue: { name: 'Support' }, agent: { name: 'Ada Morgan' } })
    const { left, right } = await channels(recording)
    const hears = (from: number, to: number) =>
      [left, right].map((channel) => tonesIn(channel.subarray(from, to), tones))
    const halves = Array.from({ length: Math.floor(right.length / ms(500)) }, (_, index) => {
      const [from, to] = [ms(500) * index, ms(500) * (index + 1)]
      const isLoud = loudness(right.subarray(from, to)) > 200
      return JSON.stringify([...hears(from, to), isLoud])
    })
    // In the queue: music, then the talk; the flow’s last words at the end.
    const musicAt = halves.indexOf(JSON.stringify([[callerTone], [], true]))
    const talkAt = halves.indexOf(JSON.stringify([[callerTone], [agentTone], true]))
    expect(musicAt).toBeGreaterThanOrEqual(0)
    expect(talkAt).toBeGreaterThan(musicAt)
    expect(hears(-ms(1500), -ms(700))).toEqual([[callerTone], []])
    expect(loudness(right.subarray(-ms(2000), -ms(500)))).toBeGreaterThan(200)
  })

  it('tells the caller first where the rule of the number says so', async () => {
    await answering('+15550100182', {
      start: start('record'),
      record: record('on', 'said'),
      said: say('This is recorded.', 'end'),
    })
    const { items } = await centre.asAdmin<{ items: TenantNumber[] }>('GET', '/v1/numbers')
    const number = items.find(({ number: { value } }) => value === '+15550100182')
    await centre.asAdmin('PATCH', `/v1/numbers/${number?.id}`, { record: 'on_with_beep' })
    const call = await called('+15550100182')
    await call.rtp.hears([1400])
    const [recording] = await ready(await endedCall('+15550100182'))
    const { right } = await channels(recording)
    expect(tonesIn(right.subarray(0, ms(400)), [1400])).toEqual([1400])
  })

  it('holds silence while a sensitive menu asks, and keeps no trace of the key', async () => {
    await answering('+15550100184', {
      start: start('record'),
      record: record('on', 'menu'),
      menu: block(
        'menu',
        {
          text: 'Press one or two.',
          choices: [
            { key: '1', label: 'One' },
            { key: '2', label: 'Two' },
          ],
          noInputMs: 5000,
          tries: 1,
          bargeIn: true,
          sensitive: true,
        },
        { key_1: 'said', key_2: 'said', no_input: 'end', no_match: 'end', error: 'end' },
      ),
      said: say('Thank you. That was all, and it was no trouble.', 'end'),
    })
    const call = await called('+15550100184')
    const { id } = await liveCall()
    const state = async () =>
      (await centre.asAdmin<{ items: Recording[] }>('GET', `/v1/calls/${id}/recordings`)).items[0]
        ?.state
    await until('it is paused', async () => (await state()) === 'paused')
    await call.rtp.receives(25)
    call.rtp.press('2')
    await until('it goes on', async () => (await state()) === 'recording')
    await endedCall('+15550100184')
    const [recording] = await ready(id)
    const { left } = await channels(recording)
    const said = Array.from(
      { length: Math.floor(left.length / ms(100)) },
      (_, index) =>
        tonesIn(left.subarray(ms(100) * index, ms(100) * (index + 1)), [callerTone]).length,
    )
    expect(said.slice(2, 6)).toEqual([0, 0, 0, 0])
    expect(said.slice(6).filter((is) => is === 1).length).toBeGreaterThan(4)
    const { path } = await centre.asAdmin<Call>('GET', `/v1/calls/${id}`)
    expect(path.find(({ kind }) => kind === 'menu')?.outcome).toBe('entered')
  })

  it('pauses, resumes and ends it where the flow says so', async () => {
    await answering('+15550100183', {
      start: start('record'),
      record: record('on', 'first'),
      first: say('This is recorded.', 'pause'),
      pause: record('pause', 'second'),
      second: say('This is not recorded.', 'resume'),
      resume: record('resume', 'third'),
      third: say('This is recorded.', 'off'),
      off: record('off', 'fourth'),
      fourth: say('This is not recorded.', 'end'),
    })
    await called('+15550100183')
    const id = await endedCall('+15550100183')
    const [recording, ...others] = await ready(id)
    expect(others).toEqual([])
    const { left } = await channels(recording)
    // What the caller says goes on all the time: silence is where it is paused.
    let said = ''
    for (let at = 0; at + ms(100) <= left.length; at += ms(100)) {
      said += tonesIn(left.subarray(at, at + ms(100)), [callerTone]).length > 0 ? 'x' : '.'
    }
    // A busy machine leaves gaps as well, but none so long.
    expect(said.replaceAll(/^\.+|\.+$/g, '').match(/\.{5,}/g)).toHaveLength(1)
    const { path, startedAt, endedAt } = await centre.asAdmin<Call>('GET', `/v1/calls/${id}`)
    expect(path.filter(({ kind }) => kind === 'record_call')).toHaveLength(4)
    const lastedMs = Date.parse(endedAt ?? '') - Date.parse(startedAt)
    expect(recording?.durationMs).toBeLessThan(lastedMs - 1000)
  })
})
