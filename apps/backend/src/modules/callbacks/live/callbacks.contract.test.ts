import type { Callback, Call, IrisEvent, Queue, TenantNumber } from '@iris/contracts'
import type { PhoneCall } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, callerTone, until } from '../../../testing/call-centre.ts'
import { type LedCalls, openLedCalls } from '../../../testing/led-calls.ts'

const number = '+15550100177'
const customerTone = 1700

let led: LedCalls
let centre: LedCalls['centre']
let support: Queue
let ada: Awaited<ReturnType<LedCalls['centre']['agent']>>
const events: IrisEvent[] = []

beforeAll(async () => {
  led = await openLedCalls()
  ;({ centre } = led)
  centre.ground.bus.watch((event) => {
    if (event.type.startsWith('callback.') || event.type === 'contact.queued') events.push(event)
  })
  support = await centre.queue('Support')
  await centre.asAdmin('PATCH', `/v1/queues/${support.id}`, { wrapUpMs: 0, announceEveryMs: 0 })
  const body = { number, answerUrl: `${led.hooks.origin}/wait` }
  await centre.asAdmin<TenantNumber>('POST', '/v1/numbers', body)
  ada = await centre.agent('agent1@demo.test')
})
afterAll(() => led.close())
afterEach(async () => {
  await ada.choose({ kind: 'not_ready', reason: 'break' })
  // One whose customer is being called, or whose call has just ended, cannot be cancelled at this moment.
  await until('no callback is left', async () => {
    const left = await callbacks()
    for (const { id } of left) {
      await centre.asAdmin('DELETE', `/v1/callbacks/${id}`).catch(() => undefined)
    }
    return left.length === 0
  })
  await led.quiet()
})

const callbacks = async (state: 'open' | 'over' = 'open') =>
  (await centre.asAdmin<{ items: Callback[] }>('GET', `/v1/callbacks?state=${state}`)).items

const kinds = (id: string) =>
  events.flatMap(({ type, payload }) =>
    type.startsWith('callback.') && 'callbackId' in payload && payload.callbackId === id
      ? [type]
      : [],
  )

/** Somebody calls, waits, presses 1 to be called back, and hangs up; gives the callback. */
async function asksToBeCalled(from: string, wish: object = {}): Promise<Callback> {
  const call = await waits(from, wish)
  call.rtp.press('1')
  await until('the callback is asked for', async () =>
    (await callbacks()).some((one) => one.number.value === from),
  )
  call.hangup()
  const asked = (await callbacks()).find((one) => one.number.value === from)
  if (!asked) throw new Error('It is not there any more.')
  return asked
}

/** Somebody who waits on the line, with a callback on offer. */
async function waits(from: string, wish: object = {}): Promise<PhoneCall> {
  const offers = [{ key: '1', action: 'callback', sayText: 'To be called back, press 1.' }]
  led.hooks.answer('/wait', ({ body }) =>
    body['reason'] === 'started'
      ? [
          {
            kind: 'enqueue',
            queueId: support.id,
            treatment: { offers },
            actionUrl: `${led.hooks.origin}/wait`,
          },
        ]
      : [
          { kind: 'callback', queueId: support.id, retryAfterMs: 1000, ...wish },
          { kind: 'say', text: 'We will call you back.', loop: 20 },
        ],
  )
  const before = events.length
  const call = await (await centre.caller(from)).call(number)
  await call.hears('200')
  call.rtp.say(callerTone)
  await until('the caller waits', async () =>
    events.slice(before).some(({ type }) => type === 'contact.queued'),
  )
  return call
}

describe('a caller who asked to be called back', () => {
  it('is called once an agent has accepted, and they talk; it is a call like any other', async () => {
    const asked = await asksToBeCalled('+15550101001', { name: 'Grace' })
    expect(asked).toMatchObject({ state: 'waiting', attempts: 0, callerName: 'Grace' })
    await led.quiet()
    await ada.choose({ kind: 'available' })
    const rung = await ada.phone.nextCall()
    expect(rung.offered?.from.displayName).toBe('Callback to Grace, (555) 010-1001')
    expect(rung.offered?.headers.get('x-iris-callback')).toBe(asked.id)
    await rung.answer()
    rung.rtp.say(agentTone)
    const customer = await led.carrier.nextCall()
    customer.ring()
    await rung.rtp.hears([440, 480])
    expect((await callbacks())[0]).toMatchObject({ state: 'dialling', attempts: 1 })
    await customer.answer()
    customer.rtp.say(customerTone)
    await Promise.all([rung.rtp.hears([customerTone]), customer.rtp.hears([agentTone])])
    customer.hangup()
    await rung.hears('BYE')
    await until('it is over', async () => (await callbacks()).length === 0)
    const [over] = await callbacks('over')
    expect(over).toMatchObject({ id: asked.id, state: 'done', outcome: 'answered', attempts: 1 })
    const record = await centre.asAdmin<Call>('GET', `/v1/calls/${over?.callId}`)
    expect(record).toMatchObject({
      direction: 'outbound',
      number: { value: '+15550101001' },
      queue: { id: support.id },
      agent: { id: ada.id },
      cause: 'NORMAL_CLEARING',
    })
    await expect.poll(() => kinds(asked.id)).toEqual(['callback.requested', 'callback.done'])
  })

  it('keeps the place: comes before a younger caller on the line', async () => {
    const asked = await asksToBeCalled('+15550101002')
    const younger = await waits('+15550101003')
    await ada.choose({ kind: 'available' })
    const first = await ada.phone.nextCall()
    expect(first.offered?.headers.get('x-iris-callback')).toBe(asked.id)
    await first.answer()
    const customer = await led.carrier.nextCall()
    await customer.answer()
    customer.hangup()
    await first.hears('BYE')
    await ada.accept()
    await younger.rtp.hears([agentTone])
    younger.hangup()
  })

  it('keeps the older place where the same number asks twice', async () => {
    const first = await asksToBeCalled('+15550101004')
    const second = await asksToBeCalled('+15550101004')
    expect(second).toMatchObject({ id: first.id, waitingSince: first.waitingSince })
    expect(await callbacks()).toHaveLength(1)
  })
})

describe('somebody who does not answer when called back', () => {
  it('is called again after the interval, in the same place, and no more after the last time', async () => {
    const asked = await asksToBeCalled('+15550101005', { attempts: 2 })
    await ada.choose({ kind: 'available' })
    for (const status of [486, 480]) {
      const rung = await ada.phone.nextCall()
      await rung.answer()
      const customer = await led.carrier.nextCall()
      customer.respond({ status })
      await rung.hears('BYE')
      await ada.becomes('available')
    }
    await until('it is over', async () => (await callbacks()).length === 0)
    const [over] = await callbacks('over')
    expect(over).toMatchObject({ id: asked.id, state: 'failed', attempts: 2 })
    expect(over?.waitingSince).toBe(asked.waitingSince)
    await expect
      .poll(() => kinds(asked.id))
      .toEqual([
        'callback.requested',
        'callback.attempted',
        'callback.due',
        'callback.attempted',
        'callback.failed',
      ])
  })
})

describe('an agent who is rung for a callback', () => {
  it('and turns it down is free of it; it keeps its place, and nobody was called', async () => {
    const asked = await asksToBeCalled('+15550101006')
    await ada.choose({ kind: 'available' })
    const rung = await ada.phone.nextCall()
    rung.respond({ status: 486 })
    await until('it waits again', async () => (await callbacks())[0]?.state === 'waiting')
    expect((await callbacks())[0]).toMatchObject({ id: asked.id, attempts: 0 })
    await ada.becomes('available')
  })

  it('is not rung any more once it is cancelled', async () => {
    const asked = await asksToBeCalled('+15550101007')
    await ada.choose({ kind: 'available' })
    const rung = await ada.phone.nextCall()
    rung.ring()
    await until('it is offered', async () => (await callbacks())[0]?.state === 'offered')
    await centre.asAdmin('DELETE', `/v1/callbacks/${asked.id}`)
    await rung.hears('CANCEL')
    await ada.becomes('available')
    expect(await callbacks()).toEqual([])
    await expect.poll(() => kinds(asked.id)).toEqual(['callback.requested', 'callback.cancelled'])
  })

  it('and hangs up before they answer stops their telephone, and it is tried again', async () => {
    const asked = await asksToBeCalled('+15550101008', { retryAfterMs: 600_000 })
    await ada.choose({ kind: 'available' })
    const rung = await ada.phone.nextCall()
    await rung.answer()
    const customer = await led.carrier.nextCall()
    customer.ring()
    await rung.rtp.hears([440, 480])
    const refused = centre.asAdmin('DELETE', `/v1/callbacks/${asked.id}`)
    await expect(refused).rejects.toThrow('being called')
    rung.hangup()
    await customer.hears('CANCEL')
    await until('it waits again', async () => (await callbacks())[0]?.state === 'waiting')
    expect((await callbacks())[0]).toMatchObject({ attempts: 1, outcome: 'agent_left' })
  })
})
