import { expect, it } from 'vitest'
import type { Trunk } from '../port.ts'
import type { ScriptedPhone } from '../testing/scripted-phone.ts'
import { FROM, type Setup } from './setup.ts'

const NUMBER = '+15550107777'

export function describeTrunks(setup: Setup): void {
  /** A carrier, and the trunk to it. */
  async function open(): Promise<{ carrier: ScriptedPhone; trunk: Trunk }> {
    const carrier = await setup.rig.openPhone({ user: 'carrier' })
    const port = Number(/:(\d+)$/.exec(carrier.uri)?.[1])
    const numberFormat = 'e164' as const
    const trunk = { id: 'one', host: '127.0.0.1', port, registers: false, numberFormat }
    await setup.port.openTrunk(trunk)
    return { carrier, trunk }
  }

  const call = (trunk: string) =>
    setup.port.originate({
      to: { kind: 'trunk', trunk, number: NUMBER },
      from: FROM,
      ringTimeoutMs: 15_000,
    })

  it('are seen to be up, and asked again when somebody wants to know', async () => {
    const { trunk } = await open()
    expect(await setup.witness.next('trunk.changed')).toEqual({
      kind: 'trunk.changed',
      trunk: trunk.id,
      state: { kind: 'up', roundTripMs: expect.any(Number) },
    })
    expect(await setup.port.probeTrunk(trunk.id)).toMatchObject({ kind: 'up' })
  })

  it('carry calls to numbers, with audio', async () => {
    const { carrier, trunk } = await open()
    const leg = await call(trunk.id)
    const taken = await carrier.nextCall()
    expect(taken.offered?.uri).toContain(`sip:${NUMBER}@`)
    taken.ring()
    expect(await setup.witness.next('leg.ringing')).toMatchObject({ leg })
    await taken.answer()
    expect(await setup.witness.next('leg.answered')).toMatchObject({ leg })
    await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 1000 })
    await taken.rtp.hears([500])
    taken.hangup()
    expect(await setup.witness.next('leg.ended')).toMatchObject({
      leg,
      cause: 'NORMAL_CLEARING',
      by: 'party',
    })
  })

  it('say what the network says of a number', async () => {
    const { carrier, trunk } = await open()
    await call(trunk.id)
    const taken = await carrier.nextCall()
    taken.respond({ status: 486 })
    expect(await setup.witness.next('leg.ended')).toMatchObject({ cause: 'USER_BUSY', by: 'party' })
  })

  it('follow a carrier to an address of its own, three times at most', async () => {
    const { carrier, trunk } = await open()
    const leg = await call(trunk.id)
    for (let times = 0; times < 3; times += 1) {
      const taken = await carrier.nextCall()
      const contact = `<sip:route${times};rn=1@127.0.0.1:1;transport=tcp>`
      taken.respond({ status: 302, contact })
    }
    const last = await carrier.nextCall()
    expect(last.offered?.uri).toBe(`sip:route2;rn=1@127.0.0.1:${trunk.port}`)
    last.respond({ status: 301, contact: '<sip:route3@127.0.0.1>' })
    expect(await setup.witness.next('leg.ended')).toMatchObject({ leg, by: 'failure' })
    expect(carrier.isCalled).toBe(false)
  })

  it('are followed in audio too', async () => {
    const { carrier, trunk } = await open()
    const leg = await call(trunk.id)
    const first = await carrier.nextCall()
    const contact = '<sip:nobody@192.0.2.1>;q=0.9, <sip:second@127.0.0.1>;q=0.5'
    first.respond({ status: 300, contact })
    const second = await carrier.nextCall()
    await second.answer()
    await setup.witness.next('leg.answered')
    await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 1000 })
    await second.rtp.hears([500])
  })

  it('never call an address elsewhere that a carrier sends them to', async () => {
    const { carrier, trunk } = await open()
    const elsewhere = await setup.rig.openPhone({ user: 'elsewhere' })
    const leg = await call(trunk.id)
    const taken = await carrier.nextCall()
    taken.respond({ status: 302, contact: `<${elsewhere.uri.replace('127.0.0.1', 'localhost')}>` })
    const end = await setup.witness.next('leg.ended')
    expect(end).toMatchObject({ leg, cause: 'DESTINATION_OUT_OF_ORDER', by: 'failure' })
    expect(elsewhere.isCalled).toBe(false)
  })

  it('tell the numbers that a carrier sends a call to, and call none of them', async () => {
    const { carrier, trunk } = await open()
    const leg = await call(trunk.id)
    const taken = await carrier.nextCall()
    const contact = '<tel:+1-555-010-9999>;q=0.2, <sip:+15550108888@127.0.0.1>'
    taken.respond({ status: 302, contact })
    expect(await setup.witness.next('leg.ended')).toEqual({
      kind: 'leg.ended',
      leg,
      cause: 'REDIRECTION_TO_NEW_DESTINATION',
      by: 'failure',
      redirectedTo: ['+15550108888', '+15550109999'],
    })
    expect(carrier.isCalled).toBe(false)
  })

  it('carry nothing once they are closed, but what they carry goes on', async () => {
    const { carrier, trunk } = await open()
    await call(trunk.id)
    const taken = await carrier.nextCall()
    await taken.answer()
    const { leg } = await setup.witness.next('leg.answered')
    await setup.port.closeTrunk(trunk.id)
    await setup.port.closeTrunk(trunk.id)
    await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 1000 })
    await taken.rtp.hears([500])
    const late = await call(trunk.id)
    expect(await setup.witness.next('leg.ended')).toMatchObject({
      leg: late,
      cause: 'DESTINATION_OUT_OF_ORDER',
    })
    await expect(setup.port.probeTrunk(trunk.id)).rejects.toMatchObject({ kind: 'gone' })
  })
}
