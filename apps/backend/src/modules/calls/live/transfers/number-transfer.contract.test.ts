import type { Call, CallAction } from '@iris/contracts'
import type { PhoneCall, ScriptedPhone } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  agentTone,
  callerTone,
  colleagueTone,
  hearsMusic,
  supervisorTone,
  until,
} from '../../../../testing/call-centre.ts'
import { openSupportDesk, type SupportDesk } from '../../../../testing/support-desk.ts'

const CALLED = '+15550100100'
const OUTSIDE = '+15550107777'
/** The same as people of the demo's country dial it. */
const DIALLED = '(555) 010-7777'
const toNumber = { kind: 'number', number: DIALLED } as const

let desk: SupportDesk
let centre: SupportDesk['centre']
let ada: SupportDesk['ada']
let ben: SupportDesk['ben']
let sofia: SupportDesk['ada']
let carrier: ScriptedPhone

beforeAll(async () => {
  desk = await openSupportDesk({ queue: { wrapUpMs: 30_000, ringTimeoutMs: 6000 } })
  ;({ centre, ada, ben } = desk)
  sofia = await centre.agent('supervisor@demo.test')
  carrier = await centre.carrier({ maxChannels: 1 })
})
afterAll(() => centre.close())
beforeEach(() => ada.choose({ kind: 'available' }))
afterEach(() => desk.rest())

/** A caller whom Ada talks with. */
async function talk() {
  const talking = await desk.talk()
  return { ...talking, act: (action: CallAction) => ada.act(talking.id, action) }
}

/** The number that is called takes the call, and says its tone. */
async function takenOutside(): Promise<PhoneCall> {
  const outside = await carrier.nextCall()
  outside.ring()
  await outside.answer()
  outside.rtp.say(colleagueTone)
  return outside
}

/** The same, with the caller given to a number outside. */
async function forwarded() {
  const talking = await talk()
  await talking.act({ kind: 'transfer', to: toNumber })
  await talking.taken.hears('BYE')
  const outside = await takenOutside()
  await talking.call.rtp.hears([colleagueTone], [agentTone])
  await outside.rtp.hears([callerTone])
  await until('the number has the caller', async () => {
    const call = await liveCall(talking.id)
    return call?.state === 'connected' && call.agent === null
  })
  return { ...talking, outside }
}

/** The same, with Ada asking the number aside. */
async function consultation() {
  const talking = await talk()
  await talking.act({ kind: 'consult', to: toNumber })
  const outside = await takenOutside()
  await talking.taken.rtp.hears([colleagueTone], [callerTone])
  await consultIs(talking.id, 'aside')
  return { ...talking, outside }
}

const liveCall = async (id: string) => (await centre.calls('live')).find((one) => one.id === id)

const consultIs = (id: string, state: string) =>
  until(`the consult is ${state}`, async () => (await ada.call(id)).consult?.state === state)

const stationsOf = ({ path }: Call) =>
  path.flatMap(({ kind, name, outcome }) =>
    kind === 'agent' || kind === 'number' ? [`${name} ${outcome}`] : [],
  )

describe('a blind transfer to a number outside', () => {
  it('leaves caller and number together, with music meanwhile, and the agent in wrap-up', async () => {
    const { id, call, taken, act } = await talk()
    await act({ kind: 'transfer', to: toNumber })
    await taken.hears('BYE')
    await ada.becomes('wrap_up')
    const outside = await carrier.nextCall()
    expect(outside.offered?.uri).toContain(`sip:${OUTSIDE}@`)
    expect(outside.offered?.from.uri).toContain(`sip:${CALLED}@`)
    outside.ring()
    await hearsMusic(call.rtp)
    await outside.answer()
    outside.rtp.say(colleagueTone)
    await call.rtp.hears([colleagueTone], [agentTone])
    await outside.rtp.hears([callerTone], [agentTone])
    outside.hangup()
    await call.hears('BYE')
    const record = await desk.recordOf(id)
    expect(record).toMatchObject({ cause: 'NORMAL_CLEARING', endedBy: 'callee', agent: null })
    expect(record.queue?.name).toBe('Support')
    expect(stationsOf(record)).toEqual(['Ada Morgan transferred', '(555) 010-7777 completed'])
  })

  it('ends with the caller, and the trunk’s channel is free for the next', async () => {
    const { id, call, outside } = await forwarded()
    call.hangup()
    await outside.hears('BYE')
    expect(await desk.recordOf(id)).toMatchObject({ endedBy: 'caller' })
    await ada.finishWrapUp()
    const next = await forwarded()
    next.call.hangup()
    await next.outside.hears('BYE')
  })

  it('that is not taken brings the caller back to the queue', async () => {
    const { id, call, taken, act } = await talk()
    await act({ kind: 'transfer', to: toNumber })
    await taken.hears('BYE')
    ;(await carrier.nextCall()).respond({ status: 486 })
    await ben.choose({ kind: 'available' })
    await ben.accept(colleagueTone)
    await call.rtp.hears([colleagueTone])
    call.hangup()
    expect(stationsOf(await desk.recordOf(id))).toEqual([
      'Ada Morgan transferred',
      '(555) 010-7777 busy',
      'Ben Okafor caller_hung_up',
    ])
  })

  it('is given up when the caller hangs up while it rings', async () => {
    const { call, taken, act } = await talk()
    await act({ kind: 'transfer', to: toNumber })
    await taken.hears('BYE')
    const outside = await carrier.nextCall()
    outside.ring()
    call.hangup()
    await outside.hears('CANCEL')
  })

  it('is listened to and joined by a supervisor, who cannot whisper, and ended by them', async () => {
    const { id, call, outside } = await forwarded()
    await sofia.act(id, { kind: 'supervise', mode: 'monitor' })
    const supervisor = await sofia.accept(supervisorTone)
    await supervisor.rtp.hears([callerTone, colleagueTone])
    await expect(sofia.act(id, { kind: 'supervise', mode: 'whisper' })).rejects.toThrow('whisper')
    await sofia.act(id, { kind: 'supervise', mode: 'barge' })
    await call.rtp.hears([colleagueTone, supervisorTone])
    await outside.rtp.hears([callerTone, supervisorTone])
    await expect(ada.act(id, { kind: 'hangup' })).rejects.toThrow('forbidden')
    await sofia.act(id, { kind: 'hangup' })
    await Promise.all([call.hears('BYE'), outside.hears('BYE'), supervisor.hears('BYE')])
    expect(await desk.recordOf(id)).toMatchObject({ endedBy: 'supervisor' })
  })

  it('is refused where it is no number, and nothing changes', async () => {
    const { call, taken, act } = await talk()
    const to = { kind: 'number', number: 'the boss' } as const
    await expect(act({ kind: 'transfer', to })).rejects.toThrow('no telephone number')
    await expect(act({ kind: 'consult', to })).rejects.toThrow('no telephone number')
    await call.rtp.hears([agentTone])
    taken.hangup()
    await call.hears('BYE')
  })
})

describe('a consult with a number outside', () => {
  it('goes aside, back and forth, together, and to the number, each hearing whom they should', async () => {
    const { id, call, taken, act, outside } = await consultation()
    await outside.rtp.hears([agentTone], [callerTone])
    await hearsMusic(call.rtp)
    expect((await ada.call(id)).consult?.party).toEqual({
      kind: 'number',
      number: { value: OUTSIDE, display: '(555) 010-7777' },
    })
    await act({ kind: 'swap' })
    await taken.rtp.hears([callerTone], [colleagueTone])
    await hearsMusic(outside.rtp)
    await act({ kind: 'merge' })
    await call.rtp.hears([agentTone, colleagueTone])
    await taken.rtp.hears([callerTone, colleagueTone])
    await outside.rtp.hears([callerTone, agentTone])
    await act({ kind: 'complete' })
    await taken.hears('BYE')
    await call.rtp.hears([colleagueTone], [agentTone])
    await outside.rtp.hears([callerTone], [agentTone])
    await ada.becomes('wrap_up')
    call.hangup()
    await outside.hears('BYE')
    expect(stationsOf(await desk.recordOf(id))).toEqual([
      'Ada Morgan transferred',
      '(555) 010-7777 caller_hung_up',
    ])
  })

  it('that is cancelled lets the number go', async () => {
    const { call, taken, act, outside } = await consultation()
    await act({ kind: 'cancel' })
    await outside.hears('BYE')
    await call.rtp.hears([agentTone])
    await taken.rtp.hears([callerTone], [colleagueTone])
    taken.hangup()
    await call.hears('BYE')
  })

  it('that is given up while it rings cancels the call outside', async () => {
    const { id, call, taken, act } = await talk()
    await act({ kind: 'consult', to: toNumber })
    const outside = await carrier.nextCall()
    outside.ring()
    await taken.rtp.hears([480])
    await consultIs(id, 'ringing')
    await act({ kind: 'cancel' })
    await outside.hears('CANCEL')
    await call.rtp.hears([agentTone])
    taken.hangup()
    await call.hears('BYE')
  })

  it('that is busy, or hangs up, brings the agent back to the caller', async () => {
    const { id, call, taken, act } = await talk()
    await act({ kind: 'consult', to: toNumber })
    ;(await carrier.nextCall()).respond({ status: 486 })
    await until('the number is busy', async () => {
      const { consult, path } = await ada.call(id)
      return consult === null && path.at(-1)?.outcome === 'busy'
    })
    await call.rtp.hears([agentTone])
    await act({ kind: 'consult', to: toNumber })
    const outside = await takenOutside()
    await consultIs(id, 'aside')
    await hearsMusic(call.rtp)
    outside.hangup()
    await call.rtp.hears([agentTone])
    await taken.rtp.hears([callerTone], [colleagueTone])
    taken.hangup()
    await call.hears('BYE')
    expect(stationsOf(await desk.recordOf(id))).toEqual([
      'Ada Morgan completed',
      '(555) 010-7777 busy',
      '(555) 010-7777 completed',
    ])
  })

  it('leaves the caller to the number when the agent hangs up, ringing or taken', async () => {
    const { call, taken, act } = await talk()
    await act({ kind: 'consult', to: toNumber })
    const outside = await carrier.nextCall()
    outside.ring()
    await taken.rtp.hears([480])
    taken.hangup()
    await ada.becomes('wrap_up')
    await outside.answer()
    outside.rtp.say(colleagueTone)
    await call.rtp.hears([colleagueTone])
    await outside.rtp.hears([callerTone])
    outside.hangup()
    await call.hears('BYE')
    await ada.finishWrapUp()

    const second = await consultation()
    second.taken.hangup()
    await second.call.rtp.hears([colleagueTone])
    await second.outside.rtp.hears([callerTone])
    second.call.hangup()
    await second.outside.hears('BYE')
  })

  it('loses the number without a goodbye, and the agent is back with the caller', async () => {
    const { id, call, taken, outside } = await consultation()
    await outside.media.close()
    const isOver = async () => (await ada.call(id)).consult === null
    await until('the loss is noticed', isOver, 25_000)
    await call.rtp.hears([agentTone])
    taken.hangup()
    await call.hears('BYE')
    expect(stationsOf(await desk.recordOf(id))).toContain('(555) 010-7777 connection_lost')
  })
})
