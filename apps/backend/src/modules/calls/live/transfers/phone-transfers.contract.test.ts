import type { PhoneCall, ScriptedPhone } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { agentTone, callerTone, colleagueTone, until } from '../../../../testing/call-centre.ts'
import { openSupportDesk, type SupportDesk } from '../../../../testing/support-desk.ts'

const OUTSIDE = '+15550107777'

let desk: SupportDesk
let centre: SupportDesk['centre']
let ada: SupportDesk['ada']
let ben: SupportDesk['ben']
let carrier: ScriptedPhone

beforeAll(async () => {
  desk = await openSupportDesk({ queue: { ringTimeoutMs: 6000 } })
  ;({ centre, ada, ben } = desk)
  carrier = await centre.carrier()
})
afterAll(() => centre.close())
beforeEach(() => ada.choose({ kind: 'available' }))
afterEach(() => desk.rest())

/** A caller whom Ada talks with. */
async function talk() {
  const talking = await desk.talk()
  await talking.taken.rtp.hears([callerTone])
  return talking
}

/** What became of a transfer that a phone asked for: that it was refused, or the last news of it. */
const news = (call: PhoneCall) => call.transferNews.at(-1)

describe('an agent’s phone that asks to transfer (REFER)', () => {
  it('gives the caller to a colleague by name, and is told that it has', async () => {
    const { id, call, taken } = await talk()
    await ben.choose({ kind: 'available' })
    taken.refer('sip:ben.okafor@iris.internal')
    await taken.hears('202')
    await taken.hears('BYE')
    expect(taken.transferNews).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 200 OK'])
    const next = await ben.accept(colleagueTone)
    await call.rtp.hears([colleagueTone], [agentTone])
    await next.rtp.hears([callerTone])
    await ada.becomes('available')
    call.hangup()
    const { path } = await desk.recordOf(id)
    expect(path.filter(({ kind }) => kind === 'agent').map(({ outcome }) => outcome)).toEqual([
      'transferred',
      'caller_hung_up',
    ])
  })

  it('gives the caller to a queue', async () => {
    const { id, call, taken } = await talk()
    await ada.choose({ kind: 'not_ready', reason: 'break' })
    taken.refer('sip:sales@iris.internal')
    await taken.hears('BYE')
    await until('the caller waits', async () => {
      const live = (await centre.calls('live')).find((one) => one.id === id)
      return live?.queue?.name === 'Sales'
    })
    call.hangup()
  })

  it('gives the caller to a number outside', async () => {
    const { call, taken } = await talk()
    taken.refer(`sip:${OUTSIDE}@iris.internal`)
    await taken.hears('BYE')
    const outside = await carrier.nextCall()
    expect(outside.offered?.uri).toContain(`sip:${OUTSIDE}@`)
    await outside.answer()
    outside.rtp.say(colleagueTone)
    await call.rtp.hears([colleagueTone])
    outside.hangup()
    await call.hears('BYE')
  })

  it('is refused what cannot be, and the talk goes on', async () => {
    const { call, taken } = await talk()
    taken.refer('sip:nobody@iris.internal')
    await taken.hears('404')
    taken.refer('sip:ben.okafor@iris.internal')
    await taken.hears('486')
    taken.refer('sip:ben.okafor@iris.internal', taken)
    await taken.hears('603')
    expect(news(taken)).toBeUndefined()
    await call.rtp.hears([agentTone])
    await taken.rtp.hears([callerTone])
    taken.hangup()
    await call.hears('BYE')
  })
})

describe('nobody else', () => {
  it('is connected elsewhere: not the caller, at the centre’s cost', async () => {
    const { call, taken } = await talk()
    call.refer(`sip:${OUTSIDE}@127.0.0.1`)
    await call.hears('603')
    expect(carrier.isCalled).toBe(false)
    await taken.rtp.hears([callerTone])
    call.hangup()
    await taken.hears('BYE')
  })

  it('nor a caller in the menu, nor one whom an agent has dialled', async () => {
    const phone = await centre.caller()
    const waiting = await phone.call('+15550100100')
    await waiting.hears('200')
    waiting.refer(`sip:${OUTSIDE}@127.0.0.1`)
    await waiting.hears('603')
    waiting.hangup()

    const call = await ada.phone.call('+15550106666')
    const outside = await carrier.nextCall()
    await outside.answer()
    await call.hears('200')
    outside.refer(`sip:${OUTSIDE}@127.0.0.1`)
    await outside.hears('603')
    call.hangup()
    await outside.hears('BYE')
  })
})

describe('another phone of the agent that wants the place of the first (Replaces)', () => {
  it('has the talk, and the first is let go', async () => {
    const { id, call, taken } = await talk()
    const second = await ada.phone.call('talk', {
      headers: [`Replaces: ${taken.replaces}`, 'Require: replaces'],
    })
    await second.hears('200')
    second.rtp.say(colleagueTone)
    await taken.hears('BYE')
    await call.rtp.hears([colleagueTone], [agentTone])
    await second.rtp.hears([callerTone])
    expect(await ada.call(id)).toMatchObject({ state: 'connected', agent: { id: ada.id } })
    second.hangup()
    await call.hears('BYE')
    const { path, endedBy } = await desk.recordOf(id)
    expect(path.filter(({ kind }) => kind === 'agent')).toHaveLength(1)
    expect(endedBy).toBe('agent')
  })

  it('is refused to somebody else, and the talk goes on', async () => {
    const { call, taken } = await talk()
    const headers = [`Replaces: ${taken.replaces}`, 'Require: replaces']
    const others = await ben.phone.call('talk', { headers })
    await others.hears('403')
    const stranger = await centre.caller('+15550100177')
    const strangers = await stranger.call('talk', { headers })
    await strangers.hears('403')
    // The caller's own leg belongs to no user of ours; it is nobody's to take all the same.
    const ofCaller = [`Replaces: ${call.replaces}`, 'Require: replaces']
    const callers = await stranger.call('talk', { headers: ofCaller })
    await callers.hears('603')
    const agents = await ben.phone.call('talk', { headers: ofCaller })
    await agents.hears('603')
    await call.rtp.hears([agentTone])
    await taken.rtp.hears([callerTone])
    taken.hangup()
    await call.hears('BYE')
  })
})
