import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  callerTone,
  colleagueTone,
  hearsMusic,
  openCallCentre,
  until,
} from '../../../../testing/call-centre.ts'
import { stopRing, whoStopped } from '../../../../testing/stopped-ring.ts'

let centre: CallCentre
let ada: Awaited<ReturnType<CallCentre['agent']>>
let ben: Awaited<ReturnType<CallCentre['agent']>>
let sales: string

beforeAll(async () => {
  centre = await openCallCentre()
  const { id } = await centre.queue('Support')
  sales = (await centre.queue('Sales')).id
  await centre.asAdmin('PATCH', `/v1/queues/${id}`, { wrapUpMs: 30_000, ringTimeoutMs: 6000 })
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
})
afterAll(() => centre.close())
beforeEach(() => ada.choose({ kind: 'available' }))
afterEach(async () => {
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  for (const agent of [ada, ben]) {
    await agent.finishWrapUp().catch(() => undefined)
    await agent.choose({ kind: 'not_ready', reason: 'break' })
  }
})

/** A caller whom Ada talks with. */
async function talk() {
  const call = await centre.callSupport(await centre.caller())
  const taken = await ada.accept()
  await call.rtp.hears([agentTone])
  await ada.becomes('in_call')
  const [{ id } = { id: '' }] = await centre.calls('live')
  return { id, call, taken }
}
/** The record of a call, once it has ended. */
async function recordOf(id: string) {
  const isIt = (record: { id: string }) => record.id === id
  await until('the call is recorded', async () => (await centre.calls('ended')).some(isIt))
  return (await centre.calls('ended')).find(isIt)
}
const toBen = () => ({ kind: 'agent', agentId: ben.id }) as const

describe('a blind transfer to an agent', () => {
  it('brings the caller to them, with music meanwhile, and the agent to wrap-up', async () => {
    const { id, call, taken } = await talk()
    await ben.choose({ kind: 'available' })
    await ada.act(id, { kind: 'transfer', to: toBen() })
    await taken.hears('BYE')
    const ringing = await ben.phone.nextCall()
    ringing.ring()
    await ada.becomes('wrap_up')
    await ben.becomes('offering')
    expect(ringing.offered?.headers.get('x-iris-colleague')).toBe('Ada%20Morgan')
    await hearsMusic(call.rtp)
    await ringing.answer()
    ringing.rtp.say(colleagueTone)
    await call.rtp.hears([colleagueTone], [agentTone])
    await ringing.rtp.hears([callerTone])
    await ben.becomes('in_call')
    expect(await ben.call(id)).toMatchObject({ state: 'connected', agent: { id: ben.id } })
    ringing.hangup()
    await call.hears('BYE')
    await ben.becomes('wrap_up')
    const record = await recordOf(id)
    expect(record?.path.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'menu key_2',
      'queue answered',
      'agent transferred',
      'agent completed',
      'hang_up null',
    ])
    expect(record).toMatchObject({ endedBy: 'agent', agent: { id: ben.id } })
    expect((await ada.call(id)).path).toHaveLength(5)
    expect((await ada.calls()).map((call) => call.id)).toContain(id)
  })

  it('takes the caller back to the queue, in the place held before, when they do not answer', async () => {
    const { id, call } = await talk()
    const [before] = await centre.calls('live')
    await ben.choose({ kind: 'available' })
    await ada.act(id, { kind: 'transfer', to: toBen() })
    const ringing = await ben.phone.nextCall()
    ringing.ring()
    await ringing.hears('CANCEL')
    await ben.becomes('not_responding')
    await until('the caller waits', async () => (await centre.calls('live'))[0]?.state === 'queued')
    expect((await centre.calls('live'))[0]).toMatchObject({
      queue: { name: 'Support' },
      queuedAt: before?.queuedAt,
    })
    await ada.finishWrapUp()
    const again = await ada.accept()
    await call.rtp.hears([agentTone])
    call.hangup()
    await again.hears('BYE')
  })

  it('ends with a caller who hangs up meanwhile, and the colleague is available again', async () => {
    const { id, call } = await talk()
    await ben.choose({ kind: 'available' })
    await ada.act(id, { kind: 'transfer', to: toBen() })
    const ringing = await ben.phone.nextCall()
    ringing.ring()
    call.hangup()
    await ringing.hears('CANCEL')
    await ben.becomes('available')
  })

  it('fails as if they had turned it down when a supervisor stops their ring', async () => {
    const { id, call } = await talk()
    await ben.choose({ kind: 'available' })
    await ada.act(id, { kind: 'transfer', to: toBen() })
    const ringing = await ben.phone.nextCall()
    ringing.ring()
    await until(
      'the caller is given away',
      async () => (await ada.call(id)).state === 'transferring',
    )
    await ben.choose({ kind: 'not_ready', reason: 'lunch' })
    await stopRing(centre, ben.id, id)
    await ringing.hears('CANCEL')
    await ben.becomes('not_ready')
    await until('the caller waits', async () => (await ada.call(id)).state === 'queued')
    const steps = (await ada.call(id)).path.map(({ kind, outcome }) => `${kind} ${outcome}`)
    expect(steps.slice(-2)).toEqual(['agent rejected', 'queue null'])
    const by = await whoStopped(centre, ben.id)
    expect(by).toMatchObject({ name: expect.any(String) })
    expect((await ada.call(id)).path.at(-2)?.stoppedBy).toEqual(by)
    await hearsMusic(call.rtp)
    call.hangup()
  })

  it('is refused while they are not available, and nothing changes', async () => {
    const { id, call, taken } = await talk()
    await expect(ada.act(id, { kind: 'transfer', to: toBen() })).rejects.toThrow('not available')
    await expect(ben.act(id, { kind: 'transfer', to: toBen() })).rejects.toThrow('forbidden')
    await call.rtp.hears([agentTone])
    call.hangup()
    await taken.hears('BYE')
  })
})

describe('a blind transfer to a queue', () => {
  it('lets the caller wait there, and the agent of that queue takes them', async () => {
    const { id, call, taken } = await talk()
    await ada.act(id, { kind: 'transfer', to: { kind: 'queue', queueId: sales } })
    await taken.hears('BYE')
    await ada.becomes('wrap_up')
    await until('the caller waits', async () => (await centre.calls('live'))[0]?.state === 'queued')
    expect((await centre.calls('live'))[0]).toMatchObject({ queue: { name: 'Sales' } })
    await ben.choose({ kind: 'available' })
    const next = await ben.accept(colleagueTone)
    await call.rtp.hears([colleagueTone])
    call.hangup()
    await next.hears('BYE')
    const record = await recordOf(id)
    expect(record?.path.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'menu Main menu',
      'queue Support',
      'agent Ada Morgan',
      'queue Sales',
      expect.stringMatching(/^agent Ben/),
    ])
  })
})
