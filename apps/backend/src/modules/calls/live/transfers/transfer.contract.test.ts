import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  agentTone,
  callerTone,
  colleagueTone,
  hearsMusic,
  until,
} from '../../../../testing/call-centre.ts'
import { openSupportDesk, type SupportDesk } from '../../../../testing/support-desk.ts'
import { stopRing, whoStopped } from '../../../../testing/stopped-ring.ts'

let desk: SupportDesk
let centre: SupportDesk['centre']
let ada: SupportDesk['ada']
let ben: SupportDesk['ben']
let sales: string

beforeAll(async () => {
  desk = await openSupportDesk({ queue: { wrapUpMs: 30_000, ringTimeoutMs: 6000 } })
  ;({ centre, ada, ben } = desk)
  sales = (await centre.queue('Sales')).id
})
afterAll(() => centre.close())
beforeEach(() => ada.choose({ kind: 'available' }))
afterEach(() => desk.rest())

const toBen = () => ({ kind: 'agent', agentId: ben.id }) as const

describe('a blind transfer to an agent', () => {
  it('brings the caller to them, with music meanwhile, and the agent to wrap-up', async () => {
    const { id, call, taken } = await desk.talk()
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
    const record = await desk.recordOf(id)
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
    const { id, call } = await desk.talk()
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
    const { id, call } = await desk.talk()
    await ben.choose({ kind: 'available' })
    await ada.act(id, { kind: 'transfer', to: toBen() })
    const ringing = await ben.phone.nextCall()
    ringing.ring()
    call.hangup()
    await ringing.hears('CANCEL')
    await ben.becomes('available')
  })

  it('fails as if they had turned it down when a supervisor stops their ring', async () => {
    const { id, call } = await desk.talk()
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
    const { id, call, taken } = await desk.talk()
    await expect(ada.act(id, { kind: 'transfer', to: toBen() })).rejects.toThrow('not available')
    await expect(ben.act(id, { kind: 'transfer', to: toBen() })).rejects.toThrow('forbidden')
    await call.rtp.hears([agentTone])
    call.hangup()
    await taken.hears('BYE')
  })
})

describe('a blind transfer to a queue', () => {
  it('lets the caller wait there, and the agent of that queue takes them', async () => {
    const { id, call, taken } = await desk.talk()
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
    const record = await desk.recordOf(id)
    expect(record?.path.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'menu Main menu',
      'queue Support',
      'agent Ada Morgan',
      'queue Sales',
      expect.stringMatching(/^agent Ben/),
    ])
  })
})
