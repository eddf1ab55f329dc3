import type { TenantNumber, Voicemail, VoicemailBox } from '@iris/contracts'
import { channelsOfWav, type PhoneCall, tone, tonesIn, wavFile } from '@iris/telephony/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  callerTone,
  openCallCentre,
  until,
} from '../../../testing/call-centre.ts'

const number = '+15550100173'
const greetingHz = 900
const beepHz = 1400

let centre: CallCentre
let ada: Awaited<ReturnType<CallCentre['agent']>>
let box: VoicemailBox
/** The call of the test before, which may have failed. */
let last: PhoneCall | undefined

beforeAll(async () => {
  centre = await openCallCentre()
  ada = await centre.agent('agent1@demo.test')
  box = await centre.asAdmin<VoicemailBox>('POST', '/v1/voicemail-boxes', {
    name: 'Ada',
    agentId: ada.id,
  })
  await centre.asAdmin<TenantNumber>('POST', '/v1/numbers', { number, voicemailBoxId: box.id })
  for (const hz of [callerTone, agentTone]) await leaveMessage(hz)
})
afterAll(() => centre.close())

const messages = async () =>
  (await centre.asAdmin<{ items: Voicemail[] }>('GET', '/v1/voicemails')).items

async function leaveMessage(hz: number): Promise<void> {
  const before = (await messages()).length
  const call = await (await centre.caller()).call(number)
  await call.hears('200')
  await call.rtp.hears([beepHz])
  call.rtp.say(hz)
  await call.rtp.receives(150)
  call.rtp.press('#')
  await call.hears('BYE')
  await until('the message is there', async () => (await messages()).length === before + 1)
}

/** Has Ada's phone rung for the box, and takes it up. */
async function rung(): Promise<PhoneCall> {
  last?.hangup()
  const ringing = ada.phone.nextCall()
  await ada.send('POST', `/v1/voicemail-boxes/${box.id}/ring`)
  const call = await ringing
  await call.answer()
  last = call
  return call
}

it('an agent hears new messages by phone, deletes one and keeps the other', async () => {
  const call = await rung()
  await call.rtp.receives(20)
  call.rtp.press('1')
  await call.rtp.receives(50)
  // Skips who it is from, which is read out digit by digit.
  call.rtp.press('0')
  await call.rtp.hears([callerTone], [agentTone])
  call.rtp.press('1')
  await call.rtp.receives(100)
  call.rtp.press('0')
  await call.rtp.hears([agentTone], [callerTone])
  call.rtp.press('2')
  await until('one is left, and it was heard', async () => {
    const left = await messages()
    return left.length === 1 && left[0]?.heardAt !== null
  })
  call.hangup()
  const audit = await centre.asAdmin<{ items: { action: string; detail: object }[] }>(
    'GET',
    '/v1/audit?limit=100',
  )
  const played = audit.items.filter(({ action }) => action === 'voicemail.played')
  expect(played).toMatchObject([{ detail: { by: 'phone' } }, { detail: { by: 'phone' } }])
})

it('an agent records a greeting by phone, hears it, and callers hear it from then on', async () => {
  const call = await rung()
  await call.rtp.receives(20)
  call.rtp.press('2')
  await call.rtp.hears([beepHz])
  call.rtp.say(greetingHz)
  await call.rtp.receives(100)
  call.rtp.press('#')
  call.rtp.say()
  await call.rtp.hears([greetingHz])
  call.rtp.press('1')
  const own = async () =>
    (await ada.send<{ items: VoicemailBox[] }>('GET', '/v1/voicemail-boxes')).items[0]
  await until('the greeting is kept', async () => (await own())?.greetingAudio !== null)
  call.hangup()
  const { bytes } = await centre.audio(`/v1/voicemail-boxes/${box.id}/greeting/audio`)
  const { left } = channelsOfWav(bytes)
  expect(tonesIn(left.subarray(4000, 12_000), [greetingHz, beepHz])).toEqual([greetingHz])
  const caller = await (await centre.caller()).call(number)
  await caller.hears('200')
  await caller.rtp.hears([greetingHz])
  caller.hangup()
})

it('hanging up while a greeting is recorded changes nothing', async () => {
  const path = `/v1/voicemail-boxes/${box.id}/greeting/audio`
  await centre.upload(path, wavFile(tone(2500, 1000), 'pcm16'))
  const call = await rung()
  await call.rtp.receives(20)
  call.rtp.press('2')
  await call.rtp.hears([beepHz])
  call.rtp.say(greetingHz)
  await call.rtp.receives(100)
  call.hangup()
  await until('the leg is gone', async () => (await centre.calls('live')).length === 0)
  const { left } = channelsOfWav((await centre.audio(path)).bytes)
  expect(tonesIn(left, [2500, greetingHz])).toEqual([2500])
})

it('a phone is not rung while calls may come to it, for others’ boxes, or where there is none', async () => {
  const path = `/v1/voicemail-boxes/${box.id}/ring`
  await ada.choose({ kind: 'available' })
  await expect(ada.send('POST', path)).rejects.toThrow('Not ready')
  await ada.choose({ kind: 'not_ready', reason: 'back_office' })
  const ben = await centre.agent('agent2@demo.test')
  await expect(ben.send('POST', path)).rejects.toThrow('not_found')
  await expect(centre.asAdmin('POST', path)).rejects.toThrow('phone is not ready')
})
