import type { ScriptedPhone } from '@iris/telephony/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  callerTone,
  colleagueTone,
  hearsMusic,
  until,
} from '../../../../testing/call-centre.ts'
import { openSupportDesk, type SupportDesk } from '../../../../testing/support-desk.ts'

let desk: SupportDesk
let centre: SupportDesk['centre']
let ada: SupportDesk['ada']
let ben: SupportDesk['ben']
let carrier: ScriptedPhone

beforeAll(async () => {
  const settings = {
    IRIS_PARK_SECONDS: '1',
    IRIS_CONSULT_SECONDS: '4',
    IRIS_FORWARD_SECONDS: '4',
  }
  desk = await openSupportDesk({ settings })
  ;({ centre, ada, ben } = desk)
  carrier = await centre.carrier()
})
afterAll(() => centre.close())

/** A caller whom Ada talks with. */
async function talk() {
  await ada.choose({ kind: 'available' })
  const talking = await desk.talk()
  return { ...talking, queuedAt: (await ada.call(talking.id)).queuedAt }
}

describe('a caller whom nobody picks up', () => {
  it('goes back to the queue, in the place held there, and the slot is free', async () => {
    const { id, queuedAt, call, taken } = await talk()
    await ada.choose({ kind: 'not_ready', reason: 'break' })
    await ada.act(id, { kind: 'park' })
    await taken.hears('BYE')
    await until('the caller waits', async () => (await centre.calls('live'))[0]?.state === 'queued')
    const [waiting] = await centre.calls('live')
    expect(waiting).toMatchObject({ queuedAt, queue: { name: 'Support' } })
    expect(waiting?.path.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'menu key_2',
      'queue answered',
      'agent parked',
      'park timeout',
      'queue null',
    ])
    expect(await centre.asAdmin('GET', '/v1/parked-calls')).toEqual({ items: [] })
    await ada.choose({ kind: 'available' })
    const again = await ada.accept()
    await call.rtp.hears([agentTone])
    call.hangup()
    await again.hears('BYE')
    await ada.becomes('available')
  })
})

describe('a caller who is left with music for too long during a consult', () => {
  it('gets the agent back, and the colleague is free', async () => {
    const { id, call, taken } = await talk()
    await ben.choose({ kind: 'available' })
    await ada.act(id, { kind: 'consult', to: { kind: 'agent', agentId: ben.id } })
    const asked = await ben.accept(colleagueTone)
    await taken.rtp.hears([colleagueTone])
    await hearsMusic(call.rtp)
    await asked.hears('BYE')
    await call.rtp.hears([agentTone])
    await taken.rtp.hears([callerTone], [colleagueTone])
    await ben.becomes('available')
    call.hangup()
    await taken.hears('BYE')
  })

  it('is not, in a conference, where nobody is left', async () => {
    await ben.choose({ kind: 'not_ready', reason: 'break' })
    const { id, call, taken } = await talk()
    await ben.choose({ kind: 'available' })
    await ada.act(id, { kind: 'consult', to: { kind: 'agent', agentId: ben.id } })
    const asked = await ben.accept(colleagueTone)
    await until('they talk', () =>
      ada.act(id, { kind: 'merge' }).then(
        () => true,
        () => false,
      ),
    )
    await call.rtp.hears([agentTone, colleagueTone])
    // Longer than the four seconds: 50 packets a second.
    await call.rtp.receives(225)
    await call.rtp.hears([agentTone, colleagueTone])
    call.hangup()
    await taken.hears('BYE')
    await asked.hears('BYE')
  })
})

describe('a caller who was given to a number outside', () => {
  it('does not talk there for ever', async () => {
    const { id, call, taken } = await talk()
    const to = { kind: 'number', number: '+15550107777' } as const
    await ada.act(id, { kind: 'transfer', to })
    await taken.hears('BYE')
    const outside = await carrier.nextCall()
    await outside.answer()
    outside.rtp.say(colleagueTone)
    await call.rtp.hears([colleagueTone])
    await call.hears('BYE')
    await outside.hears('BYE')
    const record = async () => (await centre.calls('ended')).find((one) => one.id === id)
    await until('the call is recorded', async () => (await record()) !== undefined)
    expect(await record()).toMatchObject({ cause: 'NORMAL_CLEARING', endedBy: 'system' })
  })
})
