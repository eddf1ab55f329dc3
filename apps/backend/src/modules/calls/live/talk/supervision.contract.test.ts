import type { AuditEntry } from '@iris/contracts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { agentTone, callerTone, supervisorTone, until } from '../../../../testing/call-centre.ts'
import { openSupportDesk, type SupportDesk } from '../../../../testing/support-desk.ts'

let desk: SupportDesk
let centre: SupportDesk['centre']
let ada: SupportDesk['ada']
let ben: SupportDesk['ben']
let sofia: SupportDesk['ada']

beforeAll(async () => {
  desk = await openSupportDesk()
  ;({ centre, ada, ben } = desk)
  sofia = await centre.agent('supervisor@demo.test')
})
afterAll(() => centre.close())
beforeEach(() => ada.choose({ kind: 'available' }))
afterEach(() => desk.noCallIsLeft())

type Mode = 'monitor' | 'whisper' | 'barge'
const supervise = (id: string, mode: Mode) => sofia.act(id, { kind: 'supervise', mode })

/** The same, with Sofia's phone taken up. */
async function supervised(mode: Mode) {
  const talking = await desk.talk()
  await supervise(talking.id, mode)
  const listening = await sofia.accept(supervisorTone)
  await listening.rtp.hears([callerTone, agentTone])
  return { ...talking, listening }
}

describe('a supervisor', () => {
  it('hears both and is heard by nobody, by the agent alone, or by both, as the mode is', async () => {
    const { id, call, taken, listening } = await supervised('monitor')
    expect(listening.offered?.headers.get('x-iris-asked-for')).toBe('supervise')
    await call.rtp.receives(25)
    await call.rtp.hears([agentTone], [supervisorTone])
    await taken.rtp.hears([callerTone], [supervisorTone])

    await supervise(id, 'whisper')
    await taken.rtp.hears([callerTone, supervisorTone])
    await call.rtp.receives(25)
    await call.rtp.hears([agentTone], [supervisorTone])

    await supervise(id, 'barge')
    await call.rtp.hears([agentTone, supervisorTone])
    await taken.rtp.hears([callerTone, supervisorTone])
    await listening.rtp.hears([callerTone, agentTone])

    await supervise(id, 'monitor')
    await call.rtp.hears([agentTone], [supervisorTone])
    await taken.rtp.hears([callerTone], [supervisorTone])

    await sofia.act(id, { kind: 'stop_supervising' })
    await listening.hears('BYE')
    await call.rtp.hears([agentTone])
    await taken.rtp.hears([callerTone])
    call.hangup()
    await taken.hears('BYE')
  })

  it('is noted in the audit log', async () => {
    const { id, call, taken } = await supervised('monitor')
    call.hangup()
    await taken.hears('BYE')
    const { items } = await centre.asAdmin<{ items: AuditEntry[] }>('GET', '/v1/audit?limit=5')
    expect(items).toContainEqual(
      expect.objectContaining({
        action: 'call.supervise',
        target: id,
        actor: expect.objectContaining({ name: 'Sofia Lindqvist' }),
      }),
    )
  })

  it('who only listens is unknown to the agent; who speaks is not', async () => {
    const { id, call, taken } = await supervised('monitor')
    await expect
      .poll(async () => (await sofia.call(id)).supervision)
      .toMatchObject({ mode: 'monitor', state: 'joined' })
    expect((await ada.call(id)).supervision).toBeNull()
    await supervise(id, 'whisper')
    await until('the agent knows', async () => (await ada.call(id)).supervision !== null)
    expect((await ada.call(id)).supervision).toMatchObject({
      mode: 'whisper',
      supervisor: { name: 'Sofia Lindqvist' },
    })
    call.hangup()
    await taken.hears('BYE')
  })

  it('is offered nothing meanwhile, and is afterwards what they were before', async () => {
    await sofia.choose({ kind: 'not_ready', reason: 'meeting' })
    const { call, taken, listening } = await supervised('monitor')
    await sofia.becomes('in_call')
    call.hangup()
    await taken.hears('BYE')
    await listening.hears('BYE')
    await sofia.becomes('not_ready')
    expect((await sofia.desk()).agent.state).toMatchObject({ reason: 'meeting' })
  })

  it('who hangs up leaves the others talking', async () => {
    const { id, call, taken, listening } = await supervised('barge')
    listening.hangup()
    await until('nobody supervises', async () => (await sofia.call(id)).supervision === null)
    await call.rtp.hears([agentTone], [supervisorTone])
    call.hangup()
    await taken.hears('BYE')
  })

  it('who does not take the phone up leaves everything as it was', async () => {
    const { id, call, taken } = await desk.talk()
    await supervise(id, 'barge')
    const ringing = await sofia.phone.nextCall()
    ringing.respond({ status: 486 })
    await until('nobody supervises', async () => (await sofia.call(id)).supervision === null)
    await call.rtp.hears([agentTone])
    call.hangup()
    await taken.hears('BYE')
  })

  it('is let go when the agent gives the caller away', async () => {
    const { id, taken, call, listening } = await supervised('monitor')
    await ben.choose({ kind: 'available' })
    await ada.act(id, { kind: 'transfer', to: { kind: 'agent', agentId: ben.id } })
    await taken.hears('BYE')
    await listening.hears('BYE')
    const next = await ben.accept()
    await call.rtp.hears([agentTone])
    call.hangup()
    await next.hears('BYE')
    await ben.choose({ kind: 'offline' })
  })

  it('ends the call, which its record says', async () => {
    const before = (await centre.calls('ended')).length
    const { id, call, taken, listening } = await supervised('monitor')
    await sofia.act(id, { kind: 'hangup' })
    await call.hears('BYE')
    await taken.hears('BYE')
    await listening.hears('BYE')
    const [record] = await centre.records(before + 1)
    expect(record).toMatchObject({ id, endedBy: 'supervisor', cause: 'NORMAL_CLEARING' })
  })

  it('whose browser dies leaves the others talking', async () => {
    const { id, call, taken, listening } = await supervised('whisper')
    await sofia.line.break()
    await listening.media.close()
    await until('nobody supervises', async () => (await ada.call(id)).supervision === null, 15_000)
    await taken.rtp.hears([callerTone], [supervisorTone])
    call.hangup()
    await taken.hears('BYE')
    sofia = await centre.agent('supervisor@demo.test')
  })
})

describe('an agent', () => {
  it('may not listen to a colleague’s call', async () => {
    const { id, call, taken } = await desk.talk()
    await expect(ben.act(id, { kind: 'supervise', mode: 'monitor' })).rejects.toThrow('forbidden')
    call.hangup()
    await taken.hears('BYE')
  })
})
