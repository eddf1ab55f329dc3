import type { Call, Flow } from '@iris/contracts'
import { inTurn, spoken } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, callerTone, hearsMusic, until } from '../../../../testing/call-centre.ts'
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
  }, 30_000)

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
  }, 40_000)
})
