import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LegId, Trunk } from '../port.ts'
import { openEmbeddedRig, passwordOf, type EmbeddedRig } from '../testing/embedded-rig.ts'
import { CARRIERS, openSippCarrier, type SippCarrier } from '../testing/sipp-carrier.ts'
import { VoiceWitness } from '../testing/voice-witness.ts'

const FROM = { user: '+15550100100' }
const NUMBER = '+15550107777'
const WELL = { exitCode: 0, errors: '' }
const hungUp = (leg: LegId) => ({
  kind: 'leg.ended',
  leg,
  cause: 'NORMAL_CLEARING',
  by: 'party',
})

describe('a trunk to a carrier (sipp)', () => {
  let rig: EmbeddedRig
  let witness: VoiceWitness
  const carriers: SippCarrier[] = []

  beforeEach(async () => {
    rig = await openEmbeddedRig({ privateTrunks: true })
    witness = new VoiceWitness(rig.port)
  })

  afterEach(async () => {
    await rig.close()
    await Promise.all(carriers.splice(0).map((carrier) => carrier.stop()))
  })

  async function trunkTo(scenario: string, changes: Partial<Trunk> = {}): Promise<SippCarrier> {
    const carrier = await openSippCarrier(scenario)
    await rig.port.openTrunk({
      id: 'carrier',
      host: '127.0.0.1',
      port: carrier.port,
      registers: false,
      numberFormat: 'e164',
      ...changes,
    })
    return carrier
  }

  function call(): Promise<LegId> {
    return rig.port.originate({
      to: { kind: 'trunk', trunk: 'carrier', number: NUMBER },
      from: FROM,
      ringTimeoutMs: 20_000,
    })
  }

  it('carries a call, and is seen to be up', async () => {
    const carrier = await trunkTo(CARRIERS.takes)
    expect(await witness.next('trunk.changed')).toMatchObject({ state: { kind: 'up' } })
    const leg = await call()
    await witness.next('leg.ringing')
    expect(await witness.next('leg.ended')).toEqual(hungUp(leg))
    expect(await carrier.stop()).toEqual(WELL)
  })

  it.each([
    [undefined, '0 8 101'],
    [['G722', 'PCMA'] as const, '9 8 101'],
    [['opus', 'PCMU'] as const, '111 0 101 110'],
  ])('offers its codecs %j as %s', async (codecs, payloadTypes) => {
    const scenario = CARRIERS.takesWhenOffered(payloadTypes)
    const carrier = await trunkTo(scenario, codecs && { codecs })
    const leg = await call()
    expect(await witness.next('leg.ended')).toEqual(hungUp(leg))
    expect(await carrier.stop()).toEqual(WELL)
  })

  it.each([
    ['the server', CARRIERS.challenges('iris', 'carrier secret')],
    ['a server of old, that knows no qop', CARRIERS.challenges('iris', 'carrier secret', '')],
    ['a proxy', CARRIERS.challengesAsProxy],
  ])('proves who we are to %s', async (_, scenario) => {
    const credentials = { username: 'iris', password: 'carrier secret' }
    const carrier = await trunkTo(scenario, { credentials })
    const leg = await call()
    expect(await witness.next('leg.ended')).toEqual(hungUp(leg))
    expect(await carrier.stop()).toEqual(WELL)
  })

  it('acknowledges the ringing of a carrier that requires it', async () => {
    const carrier = await trunkTo(CARRIERS.ringsReliably)
    const leg = await call()
    await witness.next('leg.ringing')
    expect(await witness.next('leg.answered')).toMatchObject({ leg })
    expect(await witness.next('leg.ended')).toEqual(hungUp(leg))
    expect(await carrier.stop()).toEqual(WELL)
  })

  it('is refused with a wrong password, which is tried once', async () => {
    await trunkTo(CARRIERS.challenges('iris', 'right'), {
      credentials: { username: 'iris', password: 'wrong' },
    })
    await call()
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'CALL_REJECTED', by: 'failure' })
  })

  it('says that the carrier has no way', async () => {
    const carrier = await trunkTo(CARRIERS.refuses(503))
    await call()
    const end = await witness.next('leg.ended')
    expect(end).toMatchObject({ cause: 'NORMAL_TEMPORARY_FAILURE', by: 'failure' })
    expect(await carrier.stop()).toEqual(WELL)
  })

  it('gives up a carrier that says nothing for 2 s, and cancels the call once it wakes', async () => {
    const carrier = await trunkTo(CARRIERS.sleeps)
    const startedAt = performance.now()
    await call()
    const end = await witness.next('leg.ended')
    expect(end).toMatchObject({ cause: 'RECOVERY_ON_TIMER_EXPIRE', by: 'failure' })
    expect(performance.now() - startedAt).toBeGreaterThan(1950)
    // Well before the transaction itself gives up, after 32 s (RFC 3261 §17.1.1.2).
    expect(performance.now() - startedAt).toBeLessThan(20_000)
    expect(await carrier.stop()).toEqual(WELL)
  })
})

describe('a trunk', () => {
  let rig: EmbeddedRig
  let witness: VoiceWitness

  beforeEach(async () => {
    rig = await openEmbeddedRig({ privateTrunks: true })
    witness = new VoiceWitness(rig.port)
  })

  afterEach(async () => {
    await rig.close()
  })

  it('carries audio both ways, and tells the carrier who calls', async () => {
    const carrier = await rig.openPhone({ user: 'carrier' })
    await rig.port.openTrunk({ ...trunkAt(carrier.uri), numberFormat: 'digits' })
    const leg = await rig.port.originate({
      to: { kind: 'trunk', trunk: 'carrier', number: NUMBER },
      from: { user: '+15550100100', displayName: 'Acme' },
      ringTimeoutMs: 10_000,
    })
    const call = await carrier.nextCall()
    expect(call.offered?.uri).toMatch(/^sip:15550107777@127\.0\.0\.1:\d+$/)
    const caller = '"Acme" <sip:+15550100100@127.0.0.1>'
    expect(call.offered?.headers.get('from')).toMatch(
      new RegExp(`^${caller.replaceAll('+', '\\+')};tag=`),
    )
    expect(call.offered?.headers.get('p-asserted-identity')).toBe(caller)
    await call.answer()
    call.rtp.say(440)
    await witness.next('leg.answered')
    await rig.port.play(leg, { kind: 'tone', hz: [1000], durationMs: 10_000 })
    await call.rtp.hears([1000], [440])
    const agent = await rig.openPhone({ user: '15550002222' })
    const other = await agent.call('100')
    const { leg: agentLeg } = await witness.next('leg.incoming')
    await rig.port.answer(agentLeg)
    const room = await rig.port.openRoom()
    await Promise.all([rig.port.join(room, leg, 'callee'), rig.port.join(room, agentLeg, 'agent')])
    await rig.port.stop(leg)
    other.rtp.say(1800)
    await call.rtp.hears([1800], [440, 1000])
    await other.rtp.hears([440], [1800])
    await rig.port.hangup(leg, 'NORMAL_CLEARING')
    await call.hears('BYE')
  })

  it('into a private network is not taken unless that is allowed', async () => {
    const cautious = await openEmbeddedRig()
    const hears = new VoiceWitness(cautious.port)
    const carrier = await cautious.openPhone({ user: 'carrier' })
    await cautious.port.openTrunk(trunkAt(carrier.uri))
    expect(await hears.next('trunk.changed')).toMatchObject({
      state: { kind: 'down', reason: 'no-address' },
    })
    const to = { kind: 'trunk', trunk: 'carrier', number: NUMBER } as const
    await cautious.port.originate({ to, from: FROM, ringTimeoutMs: 15_000 })
    expect(await hears.next('leg.ended')).toMatchObject({ cause: 'DESTINATION_OUT_OF_ORDER' })
    await cautious.close()
  })

  it('that is not open has no way', async () => {
    const to = { kind: 'trunk', trunk: 'nobody', number: NUMBER } as const
    await rig.port.originate({ to, from: FROM, ringTimeoutMs: 15_000 })
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'DESTINATION_OUT_OF_ORDER' })
    await expect(rig.port.probeTrunk('nobody')).rejects.toMatchObject({ kind: 'gone' })
  })

  it.each([
    ['a host that is none', { host: 'not a host' }],
    ['port 0', { port: 0 }],
    ['a registration without credentials', { registers: true }],
  ])('with %s is refused', async (_, changes) => {
    const trunk = { ...trunkAt('sip:carrier@127.0.0.1:5060'), ...changes }
    await expect(rig.port.openTrunk(trunk)).rejects.toThrow(TypeError)
  })

  it('is seen to be down when nobody answers', async () => {
    const carrier = await openSippCarrier(CARRIERS.takes)
    const trunk = { ...trunkAt(`sip:carrier@127.0.0.1:${carrier.port}`) }
    await carrier.stop()
    await rig.port.openTrunk(trunk)
    expect(await rig.port.probeTrunk('carrier')).toEqual({ kind: 'down', reason: 'silence' })
  })

  describe('that registers at another Iris', () => {
    let registrar: EmbeddedRig

    beforeEach(async () => {
      registrar = await openEmbeddedRig()
    })

    afterEach(async () => {
      await registrar.close()
    })

    const account = (password: string): Trunk => ({
      ...trunkAt(`sip:x@127.0.0.1:${registrar.port.sipPort}`),
      domain: 'iris.test',
      registers: true,
      credentials: { username: 'branch', password },
    })

    it('is called there, by whatever number To names, and unregisters when it is closed', async () => {
      const registrarHears = new VoiceWitness(registrar.port)
      await rig.port.openTrunk(account(passwordOf('branch')))
      await registrarHears.next('user.registered')
      expect(await witness.next('trunk.changed')).toMatchObject({ state: { kind: 'up' } })
      await registrar.port.originate({
        to: { kind: 'user', user: 'branch' },
        from: FROM,
        ringTimeoutMs: 15_000,
      })
      const incoming = await witness.next('leg.incoming')
      expect(incoming).toMatchObject({ from: FROM, to: 'branch', source: '127.0.0.1' })
      await rig.port.answer(incoming.leg)
      await registrarHears.next('leg.answered')
      await rig.port.closeTrunk('carrier')
      await registrarHears.next('user.unregistered')
    })

    it('says that its password is wrong', async () => {
      await rig.port.openTrunk(account('not it'))
      expect(await witness.next('trunk.changed')).toMatchObject({
        state: { kind: 'down', reason: 'registration-refused', status: 403 },
      })
      expect(registrar.port.registeredUsers()).toEqual([])
    })
  })
})

function trunkAt(uri: string): Trunk {
  const port = Number(/:(\d+)$/.exec(uri)?.[1])
  return { id: 'carrier', host: '127.0.0.1', port, registers: false, numberFormat: 'e164' }
}
