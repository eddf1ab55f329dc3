import type { Call, Flow } from '@iris/contracts'
import { inTurn, spoken } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  callerTone,
  hearsMusic,
  supervisorTone,
  until,
} from '../../../../testing/call-centre.ts'
import { hearsWords, type LedCalls, openLedCalls } from '../../../../testing/led-calls.ts'

const SECOND = '+15550108888'

let led: LedCalls
let centre: LedCalls['centre']

beforeAll(async () => {
  led = await openLedCalls()
  ;({ centre } = led)
  const { id } = await centre.queue('Support')
  await centre.asAdmin('PATCH', `/v1/queues/${id}`, { wrapUpMs: 0 })
})
afterAll(() => led.close())
afterEach(() => led.quiet())

const never = { kind: 'say', text: 'Never.' }
const kindsOf = ({ path }: Call) => path.map(({ kind }) => kind)

describe('a verb that transfers', () => {
  it('gives the call to a flow, which goes on as if it had answered', async () => {
    const { items } = await centre.asAdmin<{ items: Flow[] }>('GET', '/v1/flows')
    const to = { flowId: items[0]?.id }
    const { placed, call } = await led.taken({ verbs: [{ kind: 'transfer', to }, never] })
    await hearsWords(call)
    await led.at(placed, 'menu')
    call.hangup()
    expect((await led.recordOf(placed)).path.at(-1)).toMatchObject({ kind: 'menu' })
  })

  it('gives the call to a queue, and ends it when the agent has left', async () => {
    const { id: queueId } = await centre.queue('Support')
    const ada = await centre.agent('agent1@demo.test')
    const { placed, call } = await led.taken({
      verbs: [{ kind: 'transfer', to: { queueId } }, never],
    })
    await hearsMusic(call.rtp)
    await ada.choose({ kind: 'available' })
    call.rtp.say(callerTone)
    const desk = await ada.accept()
    await call.rtp.hears([agentTone], [callerTone])
    desk.hangup()
    await call.hears('BYE')
    const record = await led.recordOf(placed)
    expect(record).toMatchObject({ agent: { id: ada.id }, endedBy: 'agent' })
    expect(kindsOf(record)).toEqual(['queue', 'agent'])
    await ada.choose({ kind: 'offline' })
  })

  it('gives the call to an agent, who is free again when it has ended', async () => {
    const ada = await centre.agent('agent1@demo.test')
    await ada.choose({ kind: 'available' })
    const { placed, call } = await led.taken({
      verbs: [{ kind: 'transfer', to: { agentId: ada.id } }, never],
    })
    call.rtp.say(callerTone)
    const desk = await ada.accept()
    await call.rtp.hears([agentTone], [callerTone])
    await desk.rtp.hears([callerTone], [agentTone])
    await ada.becomes('in_call')
    call.hangup()
    await desk.hears('BYE')
    await led.recordOf(placed)
    await ada.becomes('available')
    await ada.choose({ kind: 'offline' })
  })
})

describe('a verb that dials', () => {
  it('connects whoever presses the key, and nobody else', async () => {
    const dial = { kind: 'dial', to: [{ number: SECOND }], acceptOnKey: '1' }
    const { call } = await led.taken({ verbs: [dial] })
    const other = await led.carrier.nextCall()
    await other.answer()
    other.rtp.say(agentTone)
    await other.rtp.receives(20)
    other.rtp.press('1')
    await call.rtp.hears([agentTone])
    call.hangup()
    await other.hears('BYE')
  })

  it('lets go of whoever presses nothing, and says why there was no talk', async () => {
    const dial = { kind: 'dial', to: [{ number: SECOND }], acceptOnKey: '1' }
    const { placed, call } = await led.taken({ verbs: [dial] })
    const other = await led.carrier.nextCall()
    await other.answer()
    await until('it is let go', async () => other.heard.includes('BYE'), 20_000)
    expect(await led.resultOf(placed)).toMatchObject({ outcome: 'failed', talkMs: 0 })
    await call.hears('BYE')
  })

  it('goes on to the next where a machine has answered', async () => {
    const greeting = await spoken(
      'You have reached the mailbox of John Miller. Please leave a message.',
    )
    const hello = await spoken('Hello?')
    const PERSON = '+15550108889'
    const dial = {
      kind: 'dial',
      to: [{ number: SECOND }, { number: PERSON }],
      refuseMachines: true,
    }
    const { placed, call } = await led.taken({ verbs: [dial] })
    const mailbox = await led.carrier.nextCall()
    await mailbox.answer()
    mailbox.rtp.sayOnce(inTurn(300, greeting))
    const person = await led.carrier.nextCall()
    await mailbox.hears('BYE')
    await person.answer()
    person.rtp.sayOnce(inTurn(300, hello))
    call.rtp.say(callerTone)
    await person.rtp.hears([callerTone])
    person.hangup()
    expect(await led.resultOf(placed)).toMatchObject({
      outcome: 'answered',
      answeredBy: { number: PERSON },
    })
    await call.hears('BYE')
  })
})

describe('a talk that a verb has begun', () => {
  it('with a number is connected and recorded by rule, and a supervisor can speak in it', async () => {
    const sofia = await centre.agent('supervisor@demo.test')
    await centre.asAdmin('PUT', '/v1/recording-policy', { rule: 'on', retentionDays: null })
    const verbs = [
      { kind: 'dial', to: [{ number: SECOND }] },
      { kind: 'say', text: 'Goodbye.' },
    ]
    const { placed, call } = await led.taken({ verbs })
    const other = await led.carrier.nextCall()
    await other.answer()
    call.rtp.say(callerTone)
    other.rtp.say(agentTone)
    await call.rtp.hears([agentTone])
    await until('it says so', async () => (await led.read(placed)).state === 'connected')
    await sofia.act(placed.id, { kind: 'supervise', mode: 'monitor' })
    const listening = await sofia.accept(supervisorTone)
    await listening.rtp.hears([callerTone, agentTone])
    await sofia.act(placed.id, { kind: 'supervise', mode: 'barge' })
    await other.rtp.hears([callerTone, supervisorTone])
    other.hangup()
    await listening.hears('BYE')
    await hearsWords(call)
    await call.hears('BYE')
    const record = await led.recordOf(placed)
    expect(record.path.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['dial', 'answered'],
      ['number', 'completed'],
      ['say', 'next'],
    ])
    const { items } = await centre.asAdmin<{ items: { agent: unknown }[] }>(
      'GET',
      `/v1/calls/${placed.id}/recordings`,
    )
    expect(items.map(({ agent }) => agent)).toEqual([null])
    await centre.asAdmin('PUT', '/v1/recording-policy', { rule: 'off', retentionDays: null })
  })

  it('with an agent is recorded by rule, and can be given to a colleague', async () => {
    const [ada, ben] = [
      await centre.agent('agent1@demo.test'),
      await centre.agent('agent2@demo.test'),
    ]
    await centre.asAdmin('PUT', '/v1/recording-policy', { rule: 'on', retentionDays: null })
    await ada.choose({ kind: 'available' })
    await ben.choose({ kind: 'available' })
    const verbs = [
      { kind: 'dial', to: [{ agentId: ada.id }] },
      { kind: 'say', text: 'Goodbye.' },
    ]
    const { placed, call } = await led.taken({ verbs })
    call.rtp.say(callerTone)
    const first = await ada.accept()
    await call.rtp.hears([agentTone])
    await until('Ada has it', async () => (await led.read(placed)).agent?.id === ada.id)
    await ada.act(placed.id, { kind: 'transfer', to: { kind: 'agent', agentId: ben.id } })
    await first.hears('BYE')
    const second = await ben.accept()
    await second.rtp.hears([callerTone])
    await until('Ben has it', async () => (await led.read(placed)).agent?.id === ben.id)
    second.hangup()
    await hearsWords(call)
    await call.hears('BYE')
    expect(await led.resultOf(placed)).toMatchObject({
      verb: 'dial',
      outcome: 'answered',
      answeredBy: { agentId: ada.id },
    })
    const { items } = await centre.asAdmin<{ items: { agent: { id: string } | null }[] }>(
      'GET',
      `/v1/calls/${placed.id}/recordings`,
    )
    expect(items.map(({ agent }) => agent?.id).toSorted()).toEqual([ada.id, ben.id].toSorted())
    await centre.asAdmin('PUT', '/v1/recording-policy', { rule: 'off', retentionDays: null })
    await ada.choose({ kind: 'offline' })
    await ben.choose({ kind: 'offline' })
  })

  it('ends when its time is over, and the list goes on', async () => {
    const verbs = [{ kind: 'dial', to: [{ number: SECOND }], timeLimitMs: 1000 }]
    const { placed, call } = await led.taken({ verbs })
    const other = await led.carrier.nextCall()
    await other.answer()
    await other.hears('BYE')
    expect(await led.resultOf(placed)).toMatchObject({ cause: 'ALLOTTED_TIMEOUT' })
    await call.hears('BYE')
  })

  it('gives way to what the call is to do now', async () => {
    const { placed, call } = await led.taken({
      verbs: [{ kind: 'dial', to: [{ number: SECOND }] }],
    })
    const other = await led.carrier.nextCall()
    await other.answer()
    await until('they talk', async () => (await led.read(placed)).state === 'connected')
    const now = { verbs: [{ kind: 'say', text: 'Something else.' }] }
    await centre.asAdmin('PATCH', `/v1/calls/${placed.id}`, now)
    await other.hears('BYE')
    await hearsWords(call)
    await call.hears('BYE')
    expect(kindsOf(await led.recordOf(placed))).toEqual(['dial', 'number', 'say'])
  })
})
