import type { Call, Callback, IrisEvent, Queue } from '@iris/contracts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, type CallCentre, openCallCentre, until } from '../../../testing/call-centre.ts'
import { speaks } from '../../../testing/flow-calls.ts'
import { endOffer } from '../../routing/offers.ts'

const customerTone = 1700
const events: IrisEvent[] = []

let centre: CallCentre
let carrier: Awaited<ReturnType<CallCentre['carrier']>>
let ada: Awaited<ReturnType<CallCentre['agent']>>
let ben: Awaited<ReturnType<CallCentre['agent']>>
let queue: Queue
let customers = 0

beforeAll(async () => {
  centre = await openCallCentre()
  carrier = await centre.carrier()
  centre.ground.bus.watch((event) => void events.push(event))
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
  queue = await centre.asAdmin<Queue>('POST', '/v1/queues', {
    name: 'Outreach',
    wrapUpMs: 0,
    callbacks: { first: 'customer', attempts: 2, retryAfterMs: 600_000 },
  })
  const agentIds = [ada.id, ben.id]
  await centre.asAdmin('PUT', `/v1/queues/${queue.id}/agents`, { agentIds })
})
afterAll(() => centre.close())
afterEach(async () => {
  for (const agent of [ada, ben]) await agent.choose({ kind: 'offline' })
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  // Of one whose call has just ended, that is written a moment later; until then it cannot be cancelled.
  await until('no callback is left', async () => {
    const left = await open()
    for (const { id } of left) {
      await centre.asAdmin('DELETE', `/v1/callbacks/${id}`).catch(() => undefined)
    }
    return left.length === 0
  })
})

const open = async () => (await centre.asAdmin<{ items: Callback[] }>('GET', '/v1/callbacks')).items

async function planned(): Promise<Callback> {
  customers += 1
  const number = `+1555010${String(1100 + customers)}`
  return centre.asAdmin('POST', '/v1/callbacks', { queueId: queue.id, number, name: 'Grace' })
}

const leftBy = ({ id }: { id: string }) =>
  events.flatMap((event) =>
    event.type === 'contact.left_queue' && event.payload.contactId === id
      ? [event.payload.outcome]
      : [],
  )

describe('a callback that rings the customer first', () => {
  it('keeps an agent, who is rung once the customer has answered, and hears them at once', async () => {
    const { id } = await planned()
    await ada.choose({ kind: 'available' })
    const customer = await carrier.nextCall()
    expect((await ada.desk()).agent.state.kind).toBe('offering')
    expect(await open()).toMatchObject([{ id, state: 'dialling', attempts: 1 }])
    await customer.answer()
    customer.rtp.say(customerTone)
    const rung = await ada.phone.nextCall()
    expect(rung.offered?.headers.get('x-iris-asked-for')).toBeDefined()
    await rung.answer()
    rung.rtp.say(agentTone)
    await Promise.all([rung.rtp.hears([customerTone]), customer.rtp.hears([agentTone])])
    customer.hangup()
    await rung.hears('BYE')
    await until('it is over', async () => (await open()).length === 0)
    const over = await centre.asAdmin<{ items: Callback[] }>('GET', '/v1/callbacks?state=over')
    expect(over.items[0]).toMatchObject({ id, state: 'done', outcome: 'answered' })
    const callId = over.items[0]?.callId ?? ''
    expect(await centre.asAdmin<Call>('GET', `/v1/calls/${callId}`)).toMatchObject({
      direction: 'outbound',
      queue: { id: queue.id },
      agent: { id: ada.id },
    })
    expect(leftBy({ id: callId })).toEqual(['answered'])
  })

  it('lets the agent go where the customer does not answer, and comes again later', async () => {
    await planned()
    await ada.choose({ kind: 'available' })
    const customer = await carrier.nextCall()
    customer.respond({ status: 486 })
    await ada.becomes('available')
    await until('it waits again', async () => (await open())[0]?.state === 'waiting')
    expect(await open()).toMatchObject([{ attempts: 1, outcome: 'busy' }])
    expect((await centre.calls('ended'))[0]).toMatchObject({ cause: 'USER_BUSY' })
  })

  it('keeps the customer on the line for the next agent where the first does not come', async () => {
    await planned()
    await ada.choose({ kind: 'available' })
    const customer = await carrier.nextCall()
    await ben.choose({ kind: 'available' })
    await customer.answer()
    await speaks(customer)
    const missed = await ada.phone.nextCall()
    missed.respond({ status: 486 })
    await ben.accept()
    await customer.rtp.hears([agentTone])
    customer.hangup()
  })

  it('stops the telephone of a customer whose agent has gone', async () => {
    await planned()
    await ada.choose({ kind: 'available' })
    const customer = await carrier.nextCall()
    customer.ring()
    const { tenantId } = events.find(({ type }) => type === 'call.started') ?? {}
    const [call] = await centre.calls('live')
    const contactId = call?.id ?? ''
    await centre.ground.doWork(tenantId ?? '', null, (work) =>
      endOffer(work, { contactId, agentId: ada.id }, { outcome: 'withdrawn' }),
    )
    await customer.hears('CANCEL')
    await until('it waits again', async () => (await open())[0]?.state === 'waiting')
    expect(await open()).toMatchObject([{ outcome: 'agent_left' }])
  })
})
