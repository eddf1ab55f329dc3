import type { Call, Conference, Participant } from '@iris/contracts'
import type { ScriptedPhone } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  callerTone,
  hearsMusic,
  openCallCentre,
  until,
} from '../../../testing/call-centre.ts'
import { stopRing, whoStopped } from '../../../testing/stopped-ring.ts'

const outside = '+15550107777'
const outsideTone = 1700

let centre: CallCentre
let carrier: ScriptedPhone
let ada: Awaited<ReturnType<CallCentre['agent']>>
let sofia: Awaited<ReturnType<CallCentre['agent']>>

beforeAll(async () => {
  centre = await openCallCentre()
  carrier = await centre.carrier({ maxChannels: 3 })
  ada = await centre.agent('agent1@demo.test')
  sofia = await centre.agent('supervisor@demo.test')
})
afterAll(() => centre.close())
beforeEach(() => ada.choose({ kind: 'available' }))
afterEach(async () => {
  const { items } = await sofia.send<{ items: Conference[] }>('GET', '/v1/conferences?state=live')
  for (const { id } of items) await act(id, { kind: 'end' }).catch(() => undefined)
  await until('nothing is left', async () => {
    const { legs, rooms } = centre.role.voice.load()
    return legs === 0 && rooms === 0 && centre.role.conferences.size === 0
  })
  await until('every call has its record', async () => (await centre.calls('live')).length === 0)
})

const toNumber = { to: { kind: 'number', number: outside } }
const toAda = () => ({ to: { kind: 'agent', agentId: ada.id } })

const open = (name: string, participants: object[], rules: object = {}) =>
  sofia.send<Conference>('POST', '/v1/conferences', { name, participants, ...rules })

const add = (id: string, participant: object) =>
  sofia.send<Participant>('POST', `/v1/conferences/${id}/participants`, participant)

const act = (id: string, action: object) =>
  sofia.send('POST', `/v1/conferences/${id}/actions`, action)

const read = (id: string) => sofia.send<Conference>('GET', `/v1/conferences/${id}`)

async function reasonOf(id: string, index = 0): Promise<Participant['reason'] | undefined> {
  const participant = async () => (await read(id)).participants[index]
  await until('they have left', async () => (await participant())?.state === 'left')
  return (await participant())?.reason
}

async function recordOf(participant: Pick<Participant, 'callId'> | undefined): Promise<Call> {
  const call = () => centre.asAdmin<Call>('GET', `/v1/calls/${participant?.callId}`)
  await until('the call is recorded', async () => (await call()).endedAt !== null)
  return call()
}

/** An agent and a number outside, who hear each other. */
async function talk(name: string) {
  const conference = await open(name, [toAda(), toNumber])
  const taken = await ada.accept()
  const call = await carrier.nextCall()
  await call.answer()
  call.rtp.say(outsideTone)
  await call.rtp.hears([agentTone])
  await taken.rtp.hears([outsideTone])
  return { id: conference.id, taken, call }
}

describe('people who are called into a conference', () => {
  it('hear each other once they have come; the first hears music until then', async () => {
    const conference = await open('Weekly', [toAda(), toNumber])
    const taken = await ada.accept()
    expect(taken.offered?.from.displayName).toBe('Weekly')
    await hearsMusic(taken.rtp)
    await ada.becomes('in_call')
    expect(await ada.desk()).toMatchObject({
      agent: { state: { kind: 'in_call' } },
      contact: { from: { display: 'Weekly' }, inConference: true },
    })
    const call = await carrier.nextCall()
    call.ring()
    const waiting = await read(conference.id)
    expect(waiting.participants.map(({ state }) => state)).toEqual(['in', 'ringing'])
    await call.answer()
    call.rtp.say(outsideTone)
    await call.rtp.hears([agentTone], [outsideTone])
    await taken.rtp.hears([outsideTone], [agentTone])

    const second = await add(conference.id, { to: { kind: 'number', number: '(555) 010-7778' } })
    expect(second).toMatchObject({ state: 'ringing', label: '(555) 010-7778' })
    const late = await carrier.nextCall()
    await late.answer()
    late.rtp.say(callerTone)
    await late.rtp.hears([agentTone, outsideTone])
    await taken.rtp.hears([callerTone, outsideTone])

    call.hangup()
    late.hangup()
    expect(await reasonOf(conference.id, 1)).toBe('hung_up')
    await hearsMusic(taken.rtp)
    taken.hangup()
    await until('it has ended', async () => (await read(conference.id)).state === 'ended')
    await ada.becomes('available')
    const [first, other] = (await read(conference.id)).participants
    expect(await recordOf(first)).toMatchObject({
      agent: { name: 'Ada Morgan' },
      number: { value: 'Weekly' },
      cause: 'NORMAL_CLEARING',
      endedBy: 'agent',
    })
    expect(await recordOf(other)).toMatchObject({
      direction: 'outbound',
      number: { value: outside },
      endedBy: 'callee',
    })
    expect((await ada.calls())[0]?.id).toBe(first?.callId)
  })

  it('who do not come are noted, and a conference nobody comes to ends', async () => {
    const conference = await open('Nobody', [toNumber])
    const call = await carrier.nextCall()
    call.respond({ status: 486 })
    expect(await reasonOf(conference.id)).toBe('not_reached')
    await until('it has ended', async () => (await read(conference.id)).state === 'ended')
    const [participant] = (await read(conference.id)).participants
    expect(await recordOf(participant)).toMatchObject({ cause: 'USER_BUSY', answeredAt: null })
  })

  it('keep it open for each other: one who declines at once ends it for nobody', async () => {
    const third = { to: { kind: 'number', number: '+15550107779' } }
    const conference = await open('Kept', [toNumber, third])
    const [first, second] = [await carrier.nextCall(), await carrier.nextCall()]
    first.respond({ status: 486 })
    await until('that is noted', async () => {
      return (await read(conference.id)).participants.some(({ state }) => state === 'left')
    })
    await second.answer()
    await hearsMusic(second.rtp)
    expect((await read(conference.id)).state).toBe('running')
    second.hangup()
  })

  it('are not rung any longer once they are removed, or the conference has ended', async () => {
    const conference = await open('Removed', [toAda(), toNumber])
    const taken = await ada.accept()
    const call = await carrier.nextCall()
    call.ring()
    const [, outsider] = conference.participants
    await act(conference.id, { kind: 'remove', participantId: outsider?.id })
    await call.hears('CANCEL')
    expect(await reasonOf(conference.id, 1)).toBe('removed')

    await add(conference.id, toNumber)
    const again = await carrier.nextCall()
    again.ring()
    await act(conference.id, { kind: 'end' })
    await again.hears('CANCEL')
    await taken.hears('BYE')
    expect(await recordOf(outsider)).toMatchObject({ cause: 'ORIGINATOR_CANCEL' })
    await ada.becomes('available')
  })

  it('are hung up when they are removed', async () => {
    const { id, taken, call } = await talk('Out')
    const [, outsider] = (await read(id)).participants
    await act(id, { kind: 'remove', participantId: outsider?.id })
    await call.hears('BYE')
    expect(await recordOf(outsider)).toMatchObject({ endedBy: 'supervisor' })
    taken.hangup()
  })

  it('are hung up when their call is ended', async () => {
    const { id, taken, call } = await talk('Hang up')
    const [, outsider] = (await read(id)).participants
    await centre.asAdmin('DELETE', `/v1/calls/${outsider?.callId}`)
    await call.hears('BYE')
    expect(await reasonOf(id, 1)).toBe('hung_up')
    taken.hangup()
  })

  it('come in when they were called before it was locked, and muted where they are to be', async () => {
    const conference = await open('Locked', [toAda(), { ...toNumber, muted: true }])
    const taken = await ada.accept()
    const call = await carrier.nextCall()
    // A carrier from which nothing comes for two seconds is taken for gone.
    call.ring()
    await hearsMusic(taken.rtp)
    await act(conference.id, { kind: 'lock' })
    await until('it is locked', async () => (await read(conference.id)).locked)
    await call.answer()
    call.rtp.say(outsideTone)
    await call.rtp.hears([agentTone])
    await taken.rtp.hearsSilence()
    await expect(add(conference.id, toNumber)).rejects.toThrow('locked')
    call.hangup()
    taken.hangup()
  })

  it('and whose agent declines leave that one free', async () => {
    const conference = await open('Declined', [toAda()])
    const offer = await ada.phone.nextCall()
    expect((await ada.desk()).agent.state.kind).toBe('offering')
    offer.respond({ status: 603 })
    expect(await reasonOf(conference.id)).toBe('not_reached')
    await ada.becomes('available')
  })
  it('and whose agent’s ring a supervisor stops leave that one free', async () => {
    const conference = await open('Stopped', [toAda()])
    const offer = await ada.phone.nextCall()
    offer.ring()
    await stopRing(centre, ada.id, conference.participants[0]?.callId ?? '')
    await offer.hears('CANCEL')
    expect(await reasonOf(conference.id)).toBe('not_reached')
    await ada.becomes('available')
    expect(await whoStopped(centre, ada.id)).toMatchObject({ name: expect.any(String) })
  })
})
