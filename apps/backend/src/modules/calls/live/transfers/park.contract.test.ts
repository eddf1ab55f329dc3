import type { ParkedCall } from '@iris/contracts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callerTone, colleagueTone, hearsMusic, until } from '../../../../testing/call-centre.ts'
import { openSupportDesk, type SupportDesk } from '../../../../testing/support-desk.ts'

let desk: SupportDesk
let centre: SupportDesk['centre']
let ada: SupportDesk['ada']
let ben: SupportDesk['ben']

beforeAll(async () => {
  desk = await openSupportDesk()
  ;({ centre, ada, ben } = desk)
})
afterAll(() => centre.close())
beforeEach(async () => {
  await ada.choose({ kind: 'available' })
  await ben.choose({ kind: 'not_ready', reason: 'break' })
})
afterEach(() => desk.noCallIsLeft())

const parked = async () =>
  (await centre.asAdmin<{ items: ParkedCall[] }>('GET', '/v1/parked-calls')).items

/** A caller whom Ada has parked. */
async function parkedCall() {
  const { id, call, taken } = await desk.talk()
  await ada.act(id, { kind: 'park' })
  await taken.hears('BYE')
  await hearsMusic(call.rtp)
  await until('the call is parked', async () => (await parked()).length === 1)
  return { id, call }
}

describe('a parked caller', () => {
  it('hears music in a slot of their own until somebody picks them up', async () => {
    const { id, call } = await parkedCall()
    await ada.becomes('available')
    expect(await parked()).toMatchObject([
      {
        callId: id,
        slot: 1,
        from: { value: '+15550100199' },
        queue: { name: 'Support' },
        parkedBy: { name: 'Ada Morgan' },
      },
    ])
    await ben.act(id, { kind: 'pick_up' })
    const picked = await ben.accept(colleagueTone)
    expect(picked.offered?.headers.get('x-iris-asked-for')).toBe('pick-up')
    await call.rtp.hears([colleagueTone])
    await picked.rtp.hears([callerTone])
    await until('the slot is free', async () => (await parked()).length === 0)
    expect(await ben.call(id)).toMatchObject({ state: 'connected', agent: { id: ben.id } })
    call.hangup()
    await picked.hears('BYE')
    await ben.becomes('not_ready')
    const record = (await centre.calls('ended')).find((one) => one.id === id)
    expect(record?.path.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'menu key_2',
      'queue answered',
      'agent parked',
      'park picked_up',
      'agent caller_hung_up',
    ])
  })

  it('stays parked when whoever wanted them does not take the phone up', async () => {
    const { id, call } = await parkedCall()
    await ben.act(id, { kind: 'pick_up' })
    const ringing = await ben.phone.nextCall()
    ringing.respond({ status: 486 })
    await ben.becomes('not_ready')
    await hearsMusic(call.rtp)
    await ben.act(id, { kind: 'pick_up' })
    const picked = await ben.accept(colleagueTone)
    await call.rtp.hears([colleagueTone])
    call.hangup()
    await picked.hears('BYE')
  })

  it('is picked up by one of two who want them; the other is free again', async () => {
    const { id, call } = await parkedCall()
    await ben.act(id, { kind: 'pick_up' })
    const ringing = await ben.phone.nextCall()
    await ada.act(id, { kind: 'pick_up' })
    await ada.becomes('available')
    await ringing.answer()
    ringing.rtp.say(colleagueTone)
    await call.rtp.hears([colleagueTone])
    call.hangup()
    await ringing.hears('BYE')
  })

  it('who hangs up frees the slot, and whoever was being rung', async () => {
    const { id, call } = await parkedCall()
    await ben.act(id, { kind: 'pick_up' })
    const ringing = await ben.phone.nextCall()
    ringing.ring()
    call.hangup()
    await ringing.hears('CANCEL')
    await ben.becomes('not_ready')
    await until('the slot is free', async () => (await parked()).length === 0)
    await expect(ben.act(id, { kind: 'pick_up' })).rejects.toThrow('conflict')
  })
})
