import { openVoiceEngine, type VoiceEngine } from '../../../../roles/voice-engine.ts'
import type { PhoneCall } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, expect, describe, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  callerTone,
  hearsMusic,
  openCallCentre,
  until,
} from '../../../../testing/call-centre.ts'

let centre: CallCentre
let ada: Awaited<ReturnType<CallCentre['agent']>>
let ben: Awaited<ReturnType<CallCentre['agent']>>
let engine: VoiceEngine
let supportId: string

type Held = 'openRoom' | 'join agent' | 'join consulted'

/** What the next such command waits for, once. */
let held: { readonly command: Held; readonly first: () => Promise<void> } | undefined

/** The engine, each of whose commands may have to wait. */
function holding(voice: VoiceEngine): VoiceEngine {
  return new Proxy(voice, {
    get(target, name) {
      const command: unknown = Reflect.get(target, name)
      if (typeof command !== 'function') return command
      return (...given: unknown[]): unknown => {
        const called = name === 'join' ? `join ${String(given[2])}` : name
        if (held?.command !== called) return Reflect.apply(command, target, given)
        const { first } = held
        held = undefined
        return first().then(() => Reflect.apply(command, target, given))
      }
    },
  })
}

beforeAll(async () => {
  centre = await openCallCentre({}, async (config, parts) => {
    engine = await openVoiceEngine(config, parts)
    return holding(engine)
  })
  const { id, routing } = await centre.queue('Support')
  supportId = id
  const ringAll = { routing: { ...routing, method: 'ring_all' } }
  await centre.asAdmin('PATCH', `/v1/queues/${id}`, { wrapUpMs: 30_000, ...ringAll })
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
})
afterAll(() => centre.close())
afterEach(async () => {
  held = undefined
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  for (const agent of [ada, ben]) {
    await agent.finishWrapUp().catch(() => undefined)
    await agent.choose({ kind: 'not_ready', reason: 'break' })
  }
})

/** Takes the call up, and hangs up when the engine is given a command, which is carried out afterwards. */
async function answerUntil(command: Held, phone: PhoneCall): Promise<void> {
  const ended = Promise.withResolvers<void>()
  const stopListening = engine.on('leg.answered', ({ leg }) => {
    stopListening()
    engine.on('leg.ended', (end) => {
      if (end.leg === leg) ended.resolve()
    })
    const first = () => {
      phone.hangup()
      return ended.promise
    }
    held = { command, first }
  })
  await phone.answer()
  await ended.promise
}

const stateOf = async (id: string) => (await ada.call(id)).state
const isBackInLine = (id: string) =>
  until('the caller waits', async () => (await stateOf(id)) === 'queued')

/** A caller whom Ada talks with, and Ben available. */
async function talk() {
  await ada.choose({ kind: 'available' })
  const call = await centre.callSupport(await centre.caller())
  const taken = await ada.accept()
  await call.rtp.hears([agentTone])
  await ada.becomes('in_call')
  const [{ id } = { id: '' }] = await centre.calls('live')
  await ben.choose({ kind: 'available' })
  return { id, call, taken }
}

/** A caller whom Ada has given to Ben, whose phone rings. Ben is on a break then. */
async function givenToBen() {
  const { id, call, taken } = await talk()
  await ada.act(id, { kind: 'transfer', to: { kind: 'agent', agentId: ben.id } })
  await taken.hears('BYE')
  const ringing = await ben.phone.nextCall()
  ringing.ring()
  await until('the caller is given away', async () => (await stateOf(id)) === 'transferring')
  await ben.choose({ kind: 'not_ready', reason: 'break' })
  return { id, call, ringing }
}

describe('a colleague who takes a caller and hangs up at once', () => {
  it.each(['openRoom', 'join agent'] as const)(
    'before they talk has rejected them (%s)',
    async (command) => {
      const { id, call, ringing } = await givenToBen()
      await answerUntil(command, ringing)
      await isBackInLine(id)
      await ben.becomes('not_ready')
      await call.rtp.receives(20)
      await hearsMusic(call.rtp)
      call.hangup()
    },
  )

  it('as soon as they talk ends the call', async () => {
    const { id, call, ringing } = await givenToBen()
    await ringing.answer()
    await until('the talk has begun', async () => (await stateOf(id)) === 'connected')
    ringing.hangup()
    await call.hears('BYE')
    await ben.becomes('wrap_up')
  })

  it('before they are asked for advice has turned it down', async () => {
    const { id, call, taken } = await talk()
    await ada.act(id, { kind: 'consult', to: { kind: 'agent', agentId: ben.id } })
    const ringing = await ben.phone.nextCall()
    ringing.ring()
    await until('it rings', async () => (await ada.call(id)).consult?.state === 'ringing')
    await answerUntil('join consulted', ringing)
    await ben.becomes('available')
    await until('nobody is asked', async () => (await ada.call(id)).consult === null)
    await taken.rtp.hears([callerTone])
    call.hangup()
  })

  it('leaves a parked caller parked, with music', async () => {
    const { id, call } = await talk()
    await ada.act(id, { kind: 'park' })
    await until('the caller is parked', async () => (await stateOf(id)) === 'parked')
    await ben.act(id, { kind: 'pick_up' })
    await answerUntil('openRoom', await ben.phone.nextCall())
    await ben.becomes('available')
    await call.rtp.receives(20)
    await hearsMusic(call.rtp)
    expect(await stateOf(id)).toBe('parked')
    call.hangup()
  })
})

describe('an agent who accepts an offer and hangs up at once', () => {
  it('has rejected it: the caller waits on with music, no longer than they may', async () => {
    const limits = (await centre.queue('Support')).limits
    const set = (maxWaitMs: number | null) =>
      centre.asAdmin('PATCH', `/v1/queues/${supportId}`, { limits: { ...limits, maxWaitMs } })
    await set(10_000)
    await ada.choose({ kind: 'available' })
    const call = await centre.callSupport(await centre.caller())
    const ringing = await ada.phone.nextCall()
    ringing.ring()
    await ada.choose({ kind: 'not_ready', reason: 'break' })
    await answerUntil('openRoom', ringing)
    await ada.becomes('not_ready')
    await call.rtp.receives(20)
    await hearsMusic(call.rtp)
    const state = async () => (await centre.calls('live'))[0]?.state
    expect(await state()).toBe('queued')
    await until('they have waited too long', async () => (await state()) !== 'queued', 20_000)
    call.hangup()
    await set(null)
  })

  it('leaves the others ringing whom it was offered to as well', async () => {
    await Promise.all([ada, ben].map((agent) => agent.choose({ kind: 'available' })))
    const call = await centre.callSupport(await centre.caller())
    const [atAdas, atBens] = await Promise.all([ada.phone.nextCall(), ben.phone.nextCall()])
    for (const ringing of [atAdas, atBens]) ringing.ring()
    await ada.choose({ kind: 'not_ready', reason: 'break' })
    await answerUntil('openRoom', atAdas)
    await ada.becomes('not_ready')
    await atBens.answer()
    atBens.rtp.say(agentTone)
    await call.rtp.hears([agentTone])
    await ben.becomes('in_call')
    call.hangup()
  })
})
