import type { Call, Trunk } from '@iris/contracts'
import { CARRIERS, openSippCarrier, type ScriptedPhone } from '@iris/telephony/testing'
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
let ada: Awaited<ReturnType<CallCentre['agent']>>
let carrier: ScriptedPhone
let trunk: Trunk

beforeAll(async () => {
  centre = await openCallCentre()
  ada = await centre.agent('agent1@demo.test')
  carrier = await centre.caller('carrier')
  trunk = await addTrunk(Number(/:(\d+)$/.exec(carrier.uri)?.[1]))
})
afterAll(() => centre.close())
afterEach(async () => {
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
})

async function addTrunk(port: number): Promise<Trunk> {
  const settings = { name: `T${port}`, host: '127.0.0.1', port, callsPerSecond: 100 }
  const made = await centre.asAdmin<Trunk>('POST', '/v1/trunks', settings)
  await until('the trunk is open', async () => {
    const asked = centre.asAdmin('POST', `/v1/trunks/${made.id}/test`, {})
    return (await asked.catch(() => undefined)) !== undefined
  })
  return made
}

/** The latest call, once it has its record. */
async function latest(): Promise<Call> {
  await until('no call is live', async () => (await centre.calls('live')).length === 0)
  const [call] = await centre.calls('ended')
  if (!call) throw new Error('There is no call')
  return call
}

describe('an agent who dials a number outside', () => {
  it('hears it ring, talks, and is what they were before', async () => {
    await ada.choose({ kind: 'not_ready', reason: 'back_office' })
    const call = await ada.phone.call(OUTSIDE)
    const outside = await carrier.nextCall()
    expect(outside.offered?.from.uri).toBe(`sip:${OWN}@127.0.0.1`)
    expect(call.heard).not.toContain('180')
    outside.ring()
    await call.hears('180')
    await ada.becomes('in_call')
    expect((await ada.desk()).contact).toMatchObject({
      direction: 'outbound',
      from: { value: OUTSIDE },
      number: { value: OWN },
      queue: null,
    })
    await outside.answer()
    outside.rtp.say(callerTone)
    await call.hears('200')
    call.rtp.say(agentTone)
    await outside.rtp.hears([agentTone], [callerTone])
    await call.rtp.hears([callerTone], [agentTone])
    await until('the call is connected', async () => {
      return (await centre.calls('live'))[0]?.state === 'connected'
    })
    outside.hangup()
    await call.hears('BYE')
    await ada.becomes('not_ready')
    expect(await latest()).toMatchObject({
      direction: 'outbound',
      from: { value: OWN },
      number: { value: OUTSIDE },
      agent: { name: 'Ada Morgan' },
      queue: null,
      cause: 'NORMAL_CLEARING',
      endedBy: 'callee',
      path: [{ kind: 'agent', name: 'Ada Morgan', outcome: 'completed' }],
    })
  })

  it('hears what the network says before anybody answers', async () => {
    const call = await ada.phone.call(OUTSIDE)
    const outside = await carrier.nextCall()
    await outside.speakEarly()
    outside.rtp.say(425)
    await call.hears('183')
    await call.rtp.hears([425])
    expect(call.heard).not.toContain('200')
    await outside.answer()
    outside.rtp.say(callerTone)
    await call.hears('200')
    call.rtp.say(agentTone)
    await outside.rtp.hears([agentTone])
    await call.rtp.hears([callerTone], [425])
    outside.hangup()
    await call.hears('BYE')
    expect(await latest()).toMatchObject({ cause: 'NORMAL_CLEARING', endedBy: 'callee' })
  })

  it('hears why nobody can be reached, and hangs up', async () => {
    const call = await ada.phone.call(OUTSIDE)
    const outside = await carrier.nextCall()
    await outside.speakEarly()
    outside.rtp.say(950)
    await call.rtp.hears([950])
    call.cancel()
    await outside.hears('CANCEL')
    await latest()
    await until('no room is left', () => Promise.resolve(centre.role.voice.load().rooms === 0))
  })

  it('dials the national way, and is told that the number is busy', async () => {
    const call = await ada.phone.call('5550107777')
    const outside = await carrier.nextCall()
    expect(outside.offered?.uri).toContain(`sip:${OUTSIDE}@`)
    outside.respond({ status: 486 })
    await call.hears('486')
    expect(await latest()).toMatchObject({ cause: 'USER_BUSY', endedBy: 'callee', path: [] })
  })

  it('hangs up while it rings, and the call outside is cancelled', async () => {
    const call = await ada.phone.call(OUTSIDE)
    const outside = await carrier.nextCall()
    outside.ring()
    await call.hears('180')
    call.cancel()
    await outside.hears('CANCEL')
    await call.hears('487')
    expect(await latest()).toMatchObject({ cause: 'ORIGINATOR_CANCEL', endedBy: 'agent' })
  })

  it('hangs up at once, and nobody is called', async () => {
    const before = (await centre.calls('ended')).length
    const call = await ada.phone.call(OUTSIDE)
    await call.hears('100', 2)
    call.cancel()
    await call.hears('487')
    await until('the call is over or never was', async () => {
      const all = await centre.calls()
      return all.every(({ state }) => state === 'ended') && all.length - before <= 1
    })
    await ada.becomes('not_ready')
    if (carrier.isCalled) (await carrier.nextCall()).respond({ status: 487 })
  })

  it('lets a supervisor give it up while it rings', async () => {
    const call = await ada.phone.call(OUTSIDE)
    const outside = await carrier.nextCall()
    outside.ring()
    await call.hears('180')
    const [live] = await centre.calls('live')
    await centre.asAdmin('POST', `/v1/calls/${live!.id}/actions`, { kind: 'hangup' })
    await call.hears('487')
    await outside.hears('CANCEL')
    expect(await latest()).toMatchObject({ cause: 'ORIGINATOR_CANCEL', endedBy: 'supervisor' })
  })

  it('reaches a number of its own centre in the house', async () => {
    const before = (await centre.calls('ended')).length
    const call = await ada.phone.call('5550100100')
    await call.hears('200')
    await call.rtp.receives(10)
    call.hangup()
    const [record] = await centre.records(before + 1)
    expect(record).toMatchObject({ direction: 'inbound', number: { value: OWN } })
    expect(carrier.isCalled).toBe(false)
  })

  it('hangs up after the talk', async () => {
    const call = await ada.phone.call(OUTSIDE)
    const outside = await carrier.nextCall()
    await outside.answer()
    await call.hears('200')
    await until('the call is connected', async () => {
      return (await centre.calls('live'))[0]?.state === 'connected'
    })
    call.hangup()
    await outside.hears('BYE')
    expect(await latest()).toMatchObject({ cause: 'NORMAL_CLEARING', endedBy: 'agent' })
  })

  it('is turned down while in a call', async () => {
    const call = await ada.phone.call(OUTSIDE)
    const outside = await carrier.nextCall()
    outside.ring()
    await call.hears('180')
    const before = (await centre.calls()).length
    const second = await ada.phone.call('+15550106666')
    await second.hears('603')
    expect(await centre.calls()).toHaveLength(before)
    call.cancel()
    await call.hears('487')
  })
})

describe('nobody else reaches a trunk', () => {
  it('not a caller from the network', async () => {
    const stranger = await centre.caller('+15550100199')
    const call = await stranger.call(OUTSIDE)
    await call.hears('404')
    expect(carrier.isCalled).toBe(false)
  })

  it('not one who claims to be an agent, without proof', async () => {
    const stranger = await centre.caller(ada.phone.options.user)
    const call = await stranger.call(OUTSIDE)
    await call.hears('404')
    expect(carrier.isCalled).toBe(false)
  })

  it('not a guest from the web', async () => {
    const guest = await centre.guest()
    const call = await guest.call(OUTSIDE)
    await call.hears('404')
    expect(carrier.isCalled).toBe(false)
  })
})

describe('a centre whose trunk says where its calls come from', () => {
  afterEach(async () => {
    await centre.asAdmin('PATCH', `/v1/trunks/${trunk.id}`, { addresses: [] })
  })

  it('takes calls from there, and none from elsewhere', async () => {
    await centre.asAdmin('PATCH', `/v1/trunks/${trunk.id}`, { addresses: ['203.0.113.0/24'] })
    const phone = await centre.caller()
    const refused = await phone.call(OWN)
    await refused.hears('603')
    await centre.asAdmin('PATCH', `/v1/trunks/${trunk.id}`, { addresses: ['127.0.0.0/8'] })
    const before = (await centre.calls('ended')).length
    const taken = await phone.call(OWN)
    await taken.hears('200')
    taken.hangup()
    const [record] = await centre.records(before + 1)
    expect(record).toMatchObject({ direction: 'inbound', cause: 'NORMAL_CLEARING' })
  })
})

describe('a carrier that has no way', () => {
  it('is told to the agent, where there is no other', async () => {
    await centre.asAdmin('PATCH', `/v1/trunks/${trunk.id}`, { enabled: false })
    const broken = await openSippCarrier(CARRIERS.refuses(503))
    const other = await addTrunk(broken.port)
    const call = await ada.phone.call(OUTSIDE)
    await call.hears('503')
    expect(await latest()).toMatchObject({ cause: 'NORMAL_TEMPORARY_FAILURE', endedBy: 'system' })
    await centre.asAdmin('DELETE', `/v1/trunks/${other.id}`)
    await broken.stop()
    const second = await ada.phone.call(OUTSIDE)
    await second.hears('502')
    expect((await latest()).cause).toBe('DESTINATION_OUT_OF_ORDER')
  })
})
