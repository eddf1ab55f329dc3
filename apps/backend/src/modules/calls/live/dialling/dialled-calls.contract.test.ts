import type { Call, CallAction, Recording } from '@iris/contracts'
import { toneLevel, type ScriptedPhone } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  callerTone,
  colleagueTone,
  hearsMusic,
  openCallCentre,
  supervisorTone,
  until,
} from '../../../../testing/call-centre.ts'

const OUTSIDE = '+15550107777'

let centre: CallCentre
let ada: Awaited<ReturnType<CallCentre['agent']>>
let ben: Awaited<ReturnType<CallCentre['agent']>>
let sofia: Awaited<ReturnType<CallCentre['agent']>>
let carrier: ScriptedPhone

beforeAll(async () => {
  centre = await openCallCentre({ IRIS_PARK_SECONDS: '6' })
  const { id } = await centre.queue('Support')
  await centre.asAdmin('PATCH', `/v1/queues/${id}`, { wrapUpMs: 0, ringTimeoutMs: 6000 })
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
  sofia = await centre.agent('supervisor@demo.test')
  carrier = await centre.carrier()
})
afterAll(() => centre.close())
beforeEach(async () => {
  await ada.choose({ kind: 'not_ready', reason: 'back_office' })
  await ben.choose({ kind: 'available' })
})
afterEach(async () => {
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  await ben.choose({ kind: 'not_ready', reason: 'break' })
})

/** Ada has called somebody outside, who talks with her. */
async function talk() {
  const call = await ada.phone.call(OUTSIDE)
  const outside = await carrier.nextCall()
  await outside.answer()
  outside.rtp.say(callerTone)
  await call.hears('200')
  call.rtp.say(agentTone)
  await outside.rtp.hears([agentTone])
  await until('the call is connected', async () => {
    return (await centre.calls('live'))[0]?.state === 'connected'
  })
  const [{ id } = { id: '' }] = await centre.calls('live')
  const act = (action: CallAction) => ada.act(id, action)
  return { id, call, outside, act }
}

async function recordOf(id: string): Promise<Call> {
  await until('the call has its record', async () => (await ada.call(id)).state === 'ended')
  return ada.call(id)
}

describe('a call that an agent dials out of after-call work', () => {
  it('is refused until they have said what came of the contact, where that is required', async () => {
    const { id: queueId, wrapUp } = await centre.queue('Support')
    const set = (body: object) => centre.asAdmin('PATCH', `/v1/queues/${queueId}`, body)
    await set({ wrapUp: { ...wrapUp, mode: 'mandatory', dispositionRequired: true } })
    await ada.choose({ kind: 'available' })
    await ben.choose({ kind: 'not_ready', reason: 'break' })
    const caller = await centre.callSupport(await centre.caller())
    const taken = await ada.accept()
    await ada.becomes('in_call')
    caller.hangup()
    await taken.hears('BYE')
    await ada.becomes('wrap_up')
    const refused = await ada.phone.call(OUTSIDE)
    await refused.hears('603')
    const { agent, contact } = await ada.desk()
    expect(agent.state.kind).toBe('wrap_up')
    const dispositionId = wrapUp.dispositions.find(({ children }) => children.length === 0)?.id
    const choice = { dispositionId, note: '' }
    await ada.send('PUT', `/v1/me/contacts/${contact?.callId}/disposition`, choice)
    const { call, outside } = await talk()
    outside.hangup()
    await call.hears('BYE')
    await set({ wrapUp })
  })
})

describe('a call that an agent dialled', () => {
  it('is talked over with a colleague, to and fro, together, and left to them', async () => {
    const { id, call, outside, act } = await talk()
    await act({ kind: 'consult', to: { kind: 'agent', agentId: ben.id } })
    const asked = await ben.accept(colleagueTone)
    await call.rtp.hears([colleagueTone], [callerTone])
    await hearsMusic(outside.rtp)
    await act({ kind: 'swap' })
    await call.rtp.hears([callerTone], [colleagueTone])
    await hearsMusic(asked.rtp)
    await act({ kind: 'merge' })
    await outside.rtp.hears([agentTone, colleagueTone])
    await call.rtp.hears([callerTone, colleagueTone])
    await asked.rtp.hears([callerTone, agentTone])
    await act({ kind: 'complete' })
    await call.hears('BYE')
    await asked.rtp.hears([callerTone], [agentTone])
    await outside.rtp.hears([colleagueTone], [agentTone])
    await ada.becomes('not_ready')
    expect(await ben.call(id)).toMatchObject({ agent: { id: ben.id }, queue: null })
    asked.hangup()
    await outside.hears('BYE')
    await ben.becomes('available')
    const { path, endedBy } = await recordOf(id)
    expect(endedBy).toBe('agent')
    expect(path.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'Ada Morgan transferred',
      'Ben Okafor completed',
    ])
  })

  it('is given to a queue, and has its wrap-up there', async () => {
    const { id, call, outside, act } = await talk()
    const { id: queueId } = await centre.queue('Support')
    await centre.asAdmin('PATCH', `/v1/queues/${queueId}`, { wrapUpMs: 30_000 })
    await act({ kind: 'transfer', to: { kind: 'queue', queueId } })
    await call.hears('BYE')
    const taken = await ben.accept(colleagueTone)
    await outside.rtp.hears([colleagueTone], [agentTone])
    // They hear each other before it is written down that the call is his, and may be read by him.
    await ben.becomes('in_call')
    expect(await ben.call(id)).toMatchObject({ queue: { name: 'Support' }, direction: 'outbound' })
    taken.hangup()
    await outside.hears('BYE')
    await ben.becomes('wrap_up')
    await ben.finishWrapUp()
    await centre.asAdmin('PATCH', `/v1/queues/${queueId}`, { wrapUpMs: 0 })
  })

  it('is listened to, whispered into and joined by a supervisor', async () => {
    const { id, call, outside } = await talk()
    await sofia.act(id, { kind: 'supervise', mode: 'monitor' })
    const supervisor = await sofia.accept(supervisorTone)
    await supervisor.rtp.hears([callerTone, agentTone])
    await call.rtp.hears([callerTone], [supervisorTone])
    await sofia.act(id, { kind: 'supervise', mode: 'whisper' })
    await call.rtp.hears([callerTone, supervisorTone])
    await outside.rtp.hears([agentTone], [supervisorTone])
    await sofia.act(id, { kind: 'supervise', mode: 'barge' })
    await outside.rtp.hears([agentTone, supervisorTone])
    await sofia.act(id, { kind: 'stop_supervising' })
    await supervisor.hears('BYE')
    outside.hangup()
    await call.hears('BYE')
  })

  it('is recorded by hand, one party a channel', async () => {
    const { id, call, outside } = await talk()
    const started = await ada.send<Recording>('POST', `/v1/calls/${id}/recording`, {
      action: 'start',
    })
    await outside.rtp.receives(75)
    outside.hangup()
    await call.hears('BYE')
    await hearsBothParties(started.id)
  })

  it('is recorded by the rule of the number it shows', async () => {
    const { items } = await centre.asAdmin<{ items: { id: string }[] }>('GET', '/v1/numbers')
    const number = `/v1/numbers/${items[0]!.id}`
    await centre.asAdmin('PATCH', number, { record: 'on' })
    const { id, call, outside } = await talk()
    await outside.rtp.receives(75)
    outside.hangup()
    await call.hears('BYE')
    const list = await centre.asAdmin<{ items: Recording[] }>('GET', `/v1/calls/${id}/recordings`)
    await hearsBothParties(list.items[0]!.id)
    await centre.asAdmin('PATCH', number, { record: 'off' })
  })

  it('goes on after the agent’s browser died and came back', async () => {
    const { id, call, outside } = await talk()
    await ada.line.break()
    await call.media.close()
    await hearsMusic(outside.rtp)
    ada = await centre.agent('agent1@demo.test')
    const back = await ada.accept()
    await outside.rtp.hears([agentTone])
    await back.rtp.hears([callerTone])
    back.hangup()
    await outside.hears('BYE')
    const { path } = await recordOf(id)
    expect(path.map(({ outcome }) => outcome)).toEqual(['connection_lost', 'completed'])
  })
})

/** A recording has the one called on the left, and what they heard, the agent, on the right. */
async function hearsBothParties(recordingId: string): Promise<void> {
  const path = `/v1/recordings/${recordingId}/audio`
  await until('the recording is ready', async () => (await centre.audio(path)).response.ok)
  const { bytes } = await centre.audio(path)
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset + 44, (bytes.length - 44) >> 1)
  const channel = (offset: number) =>
    samples.filter((_, index) => index % 2 === offset).slice(-4000)
  expect(toneLevel(channel(0), callerTone)).toBeGreaterThan(1000)
  expect(toneLevel(channel(1), agentTone)).toBeGreaterThan(1000)
  expect(toneLevel(channel(0), agentTone)).toBeLessThan(200)
}

describe('a dialled call that the agent gives away and nobody takes', () => {
  it('comes back to that agent', async () => {
    const { id, call, outside, act } = await talk()
    await act({ kind: 'transfer', to: { kind: 'agent', agentId: ben.id } })
    await call.hears('BYE')
    const ringing = await ben.phone.nextCall()
    ringing.respond({ status: 486 })
    const back = await ada.accept()
    await outside.rtp.hears([agentTone])
    await back.rtp.hears([callerTone])
    await ada.becomes('in_call')
    await until('the call is hers again', async () => {
      const { state, agent } = await ada.call(id)
      return state === 'connected' && agent?.id === ada.id
    })
    outside.hangup()
    await back.hears('BYE')
    await ada.becomes('not_ready')
  })

  it('comes back from its parking place as well', async () => {
    const { call, outside, act } = await talk()
    await act({ kind: 'park' })
    await call.hears('BYE')
    await expect
      .poll(() => centre.asAdmin('GET', '/v1/parked-calls'))
      .toMatchObject({ items: [{ from: { value: OUTSIDE }, queue: null }] })
    await hearsMusic(outside.rtp)
    const back = await ada.accept()
    await outside.rtp.hears([agentTone])
    back.hangup()
    await outside.hears('BYE')
  })

  it('ends with a word when that agent is in another call by then', async () => {
    const { id, call, outside, act } = await talk()
    await act({ kind: 'transfer', to: { kind: 'agent', agentId: ben.id } })
    await call.hears('BYE')
    const ringing = await ben.phone.nextCall()
    const other = await ada.phone.call('+15550106666')
    const called = await carrier.nextCall()
    called.ring()
    await other.hears('180')
    ringing.respond({ status: 486 })
    await until('the other party was told', async () => outside.heard.includes('BYE'))
    expect(await recordOf(id)).toMatchObject({ endedBy: 'system' })
    expect(ada.phone.isCalled).toBe(false)
    other.cancel()
    await called.hears('CANCEL')
  })

  it('ends with a word when that agent does not take it either', async () => {
    const { id, call, outside, act } = await talk()
    await act({ kind: 'transfer', to: { kind: 'agent', agentId: ben.id } })
    await call.hears('BYE')
    ;(await ben.phone.nextCall()).respond({ status: 486 })
    ;(await ada.phone.nextCall()).respond({ status: 486 })
    await until('the other party was told', async () => outside.heard.includes('BYE'))
    await ada.becomes('not_ready')
    expect(await recordOf(id)).toMatchObject({ cause: 'NORMAL_CLEARING', endedBy: 'system' })
  })
})
