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
      ringTimeoutMs: 5000,
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
