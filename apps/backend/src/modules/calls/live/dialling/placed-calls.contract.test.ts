import type { Call, Flow, Trunk } from '@iris/contracts'
import { CARRIERS, openSippCarrier, type SippCarrier } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  callerTone,
  type CallCentre,
  openCallCentre,
  until,
} from '../../../../testing/call-centre.ts'

const OUTSIDE = '+15550107777'
const OWN = '+15550100100'

let centre: CallCentre
let flow: Flow
const carriers: SippCarrier[] = []

beforeAll(async () => {
  centre = await openCallCentre()
  const { items } = await centre.asAdmin<{ items: Flow[] }>('GET', '/v1/flows')
  const published = items.find(({ publishedVersion }) => publishedVersion !== null)
  if (!published) throw new Error('No flow is published')
  flow = published
  const { id } = await centre.queue('Support')
  await centre.asAdmin('PATCH', `/v1/queues/${id}`, { wrapUpMs: 0 })
})
afterAll(() => centre.close())
afterEach(async () => {
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  const { items } = await centre.asAdmin<{ items: Trunk[] }>('GET', '/v1/trunks')
  for (const { id } of items) await centre.asAdmin('DELETE', `/v1/trunks/${id}`)
  await Promise.all(carriers.splice(0).map((carrier) => carrier.stop()))
})

async function addTrunk(name: string, port: number, more: object = {}): Promise<Trunk> {
  const trunk = { name, host: '127.0.0.1', port, callsPerSecond: 100, ...more }
  const made = await centre.asAdmin<Trunk>('POST', '/v1/trunks', trunk)
  await until('the trunk is open', async () => {
    const answer = await centre
      .asAdmin('POST', `/v1/trunks/${made.id}/test`, {})
      .catch(() => undefined)
    return answer !== undefined
  })
  return made
}

/** A trunk to a carrier played by sipp. */
async function addCarrier(name: string, scenario: string, more: object = {}): Promise<SippCarrier> {
  const carrier = await openSippCarrier(scenario)
  carriers.push(carrier)
  await addTrunk(name, carrier.port, more)
  return carrier
}

const place = (more: object = {}): Promise<Call> =>
  centre.asAdmin<Call>('POST', '/v1/calls', { to: OUTSIDE, flowId: flow.id, ...more })

async function recordOf({ id }: Call): Promise<Call> {
  const read = () => centre.asAdmin<Call>('GET', `/v1/calls/${id}`)
  await until('the call has ended', async () => (await read()).state === 'ended')
  return read()
}

describe('a placed call', () => {
  it('runs its flow once it is taken, brings an agent and the called together, and is written down', async () => {
    const carrier = await centre.caller('carrier')
    await addTrunk('Main', Number(/:(\d+)$/.exec(carrier.uri)?.[1]))
    const ada = await centre.agent('agent1@demo.test')
    await ada.choose({ kind: 'available' })
    const placed = await place()
    expect(placed).toMatchObject({
      direction: 'outbound',
      state: 'ringing',
      number: { value: OUTSIDE },
      endedAt: null,
    })
    const call = await carrier.nextCall()
    expect(call.offered?.from.uri).toBe(`sip:${OWN}@127.0.0.1`)
    call.ring()
    await call.answer()
    call.rtp.say(callerTone)
    await call.rtp.until('hears the menu', () =>
      call.rtp.latestAudio().some((sample) => sample > 500),
    )
    call.rtp.press('2')
    const taken = await ada.accept()
    await call.rtp.hears([agentTone], [callerTone])
    await taken.rtp.hears([callerTone], [agentTone])
    call.hangup()
    await taken.hears('BYE')
    const record = await recordOf(placed)
    expect(record).toMatchObject({
      direction: 'outbound',
      from: { value: OWN },
      number: { value: OUTSIDE },
      cause: 'NORMAL_CLEARING',
      endedBy: 'callee',
      agent: { name: 'Ada Morgan' },
    })
    expect(record.answeredAt).not.toBeNull()
    await ada.becomes('available')
    await ada.choose({ kind: 'offline' })
  })

  it('shows what it asks for, and is placed once for one key', async () => {
    const carrier = await centre.caller('carrier')
    await addTrunk('Main', Number(/:(\d+)$/.exec(carrier.uri)?.[1]), {
      callerIds: [OWN, '+15550100155'],
    })
    const key = `k-${Date.now()}`
    const body = { to: OUTSIDE, flowId: flow.id, from: '+15550100155' }
    const [first, second] = [
      await centre.asAdminOnce<Call>(key, 'POST', '/v1/calls', body),
      await centre.asAdminOnce<Call>(key, 'POST', '/v1/calls', body),
    ]
    expect(second.id).toBe(first.id)
    const call = await carrier.nextCall()
    expect(call.offered?.from.uri).toBe('sip:+15550100155@127.0.0.1')
    await centre.asAdmin('DELETE', `/v1/calls/${first.id}`)
    call.ring()
    await call.hears('CANCEL')
    expect(await recordOf(first)).toMatchObject({
      cause: 'ORIGINATOR_CANCEL',
      endedBy: 'system',
      answeredAt: null,
    })
  })

  it('is ended by request, however often that is asked', async () => {
    const carrier = await centre.caller('carrier')
    await addTrunk('Main', Number(/:(\d+)$/.exec(carrier.uri)?.[1]))
    const placed = await place()
    const call = await carrier.nextCall()
    await call.answer()
    await call.hears('ACK')
    await until('it is up', async () => (await centre.calls('live'))[0]?.state === 'in_flow')
    await centre.asAdmin('DELETE', `/v1/calls/${placed.id}`)
    await call.hears('BYE')
    expect(await recordOf(placed)).toMatchObject({ cause: 'NORMAL_CLEARING', endedBy: 'system' })
    await centre.asAdmin('DELETE', `/v1/calls/${placed.id}`)
  })

  it('is ended when its time is over', async () => {
    const carrier = await centre.caller('carrier')
    await addTrunk('Main', Number(/:(\d+)$/.exec(carrier.uri)?.[1]))
    const placed = await place({ timeLimitMs: 1000 })
    const call = await carrier.nextCall()
    await call.answer()
    await call.hears('BYE')
    expect(await recordOf(placed)).toMatchObject({ cause: 'NORMAL_CLEARING', endedBy: 'system' })
  })

  it.each([
    [486, 'USER_BUSY', 'callee'],
    [404, 'UNALLOCATED_NUMBER', 'system'],
    [603, 'CALL_REJECTED', 'callee'],
    [503, 'NORMAL_TEMPORARY_FAILURE', 'system'],
  ])('that comes to %i is recorded as %s', async (status, cause, endedBy) => {
    await addCarrier('Only', CARRIERS.refuses(status))
    const record = await recordOf(await place())
    expect(record).toMatchObject({ cause, endedBy, answeredAt: null, path: [] })
  })

  it('that nobody answers is given up after its time', async () => {
    const carrier = await centre.caller('carrier')
    await addTrunk('Main', Number(/:(\d+)$/.exec(carrier.uri)?.[1]))
    const placed = await place({ ringTimeoutMs: 5000 })
    const call = await carrier.nextCall()
    call.ring()
    await until('it is given up', async () => call.heard.includes('CANCEL'))
    expect(await recordOf(placed)).toMatchObject({ cause: 'NO_ANSWER', endedBy: 'system' })
  })

  it('is refused where no trunk may carry it', async () => {
    await expect(place()).rejects.toThrow('there is none in use')
    await addTrunk('Main', 5999)
    await expect(place({ from: '+15559999999' })).rejects.toThrow('No trunk allows this number')
  })
})

describe('a carrier that does not take a call', () => {
  it('with 503 leaves it to the next', async () => {
    const first = await addCarrier('First', CARRIERS.refuses(503), { priority: 1 })
    const second = await addCarrier('Second', CARRIERS.takes, { priority: 2 })
    const record = await recordOf(await place())
    expect(record).toMatchObject({ cause: 'NORMAL_CLEARING', endedBy: 'callee' })
    expect(await first.invitations()).toBe(1)
    expect(await second.invitations()).toBe(1)
  })

  it('with silence leaves it to the next in 2 s, and hears no more of the call', async () => {
    const first = await addCarrier('First', CARRIERS.sleeps, { priority: 1 })
    const second = await addCarrier('Second', CARRIERS.takes, { priority: 2 })
    // Which is waited for no longer than 10 s; the transaction itself gives up after 32 s (RFC 3261 §17.1.1.2).
    const record = await recordOf(await place())
    expect(record.cause).toBe('NORMAL_CLEARING')
    expect(await first.invitations()).toBe(1)
    expect(await second.invitations()).toBe(1)
    expect((await first.stop()).errors).toBe('')
  })

  it('once it has rung is the last: nobody is rung twice', async () => {
    await addCarrier('First', CARRIERS.ringsThenRefuses(503), { priority: 1 })
    const second = await addCarrier('Second', CARRIERS.takes, { priority: 2 })
    const record = await recordOf(await place())
    expect(record).toMatchObject({ cause: 'NORMAL_TEMPORARY_FAILURE', endedBy: 'system' })
    expect(await second.invitations()).toBe(0)
  })

  it('but sends it to another number has that called, by a trunk that carries it', async () => {
    const first = await addCarrier('First', CARRIERS.redirects('+493055501'), { prefixes: ['+1'] })
    const second = await addCarrier('Second', CARRIERS.takes, { prefixes: ['+4930'] })
    expect((await recordOf(await place())).cause).toBe('NORMAL_CLEARING')
    expect(await first.invitations()).toBe(1)
    expect(await second.invitations()).toBe(1)
  })

  it('but sends it to a number that no trunk carries has nobody called', async () => {
    const first = await addCarrier('First', CARRIERS.redirects('+90055501'), { prefixes: ['+1'] })
    expect((await recordOf(await place())).cause).toBe('DESTINATION_OUT_OF_ORDER')
    expect(await first.invitations()).toBe(1)
  })

  it('but sends it to itself is asked once', async () => {
    const first = await addCarrier('First', CARRIERS.redirects(OUTSIDE))
    await recordOf(await place())
    expect(await first.invitations()).toBe(1)
  })

  it('because the called is busy is the last too', async () => {
    await addCarrier('First', CARRIERS.refuses(486), { priority: 1 })
    const second = await addCarrier('Second', CARRIERS.takes, { priority: 2 })
    expect((await recordOf(await place())).cause).toBe('USER_BUSY')
    expect(await second.invitations()).toBe(0)
  })
})

describe('a trunk', () => {
  it('with one channel carries one call at once, and the next when that has ended', async () => {
    const carrier = await centre.caller('carrier')
    await addTrunk('Narrow', Number(/:(\d+)$/.exec(carrier.uri)?.[1]), { maxChannels: 1 })
    const first = await place()
    const call = await carrier.nextCall()
    call.ring()
    expect((await recordOf(await place())).cause).toBe('NORMAL_TEMPORARY_FAILURE')
    call.respond({ status: 486 })
    expect((await recordOf(first)).cause).toBe('USER_BUSY')
    const third = await place()
    const again = await carrier.nextCall()
    again.respond({ status: 486 })
    expect((await recordOf(third)).cause).toBe('USER_BUSY')
  })

  it('gets the password it was given, and shows it to nobody', async () => {
    const carrier = await addCarrier('Account', CARRIERS.challenges('iris', 'carrier secret'), {
      username: 'iris',
      password: 'carrier secret',
    })
    const record = await recordOf(await place())
    expect(record.cause).toBe('NORMAL_CLEARING')
    const list = await centre.asAdmin('GET', '/v1/trunks')
    expect(JSON.stringify(list)).not.toContain('carrier secret')
    const audit = await centre.asAdmin('GET', '/v1/audit')
    expect(JSON.stringify(audit)).not.toContain('carrier secret')
    expect((await carrier.stop()).errors).toBe('')
  })
})
