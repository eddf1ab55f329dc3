import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock, type Clock } from '../sip/clock.ts'
import { openEmbeddedRig, passwordOf, type EmbeddedRig } from '../testing/embedded-rig.ts'
import { CARRIERS, openSippCarrier } from '../testing/sipp-carrier.ts'
import { runSipp, SCENARIOS } from '../testing/sipp.ts'
import { VoiceWitness } from '../testing/voice-witness.ts'

const WELL = { exitCode: 0, errors: '' }
/** sipp hides repeated answers from its scenarios unless told not to. */
const SEES_REPETITIONS = { arguments: ['-nr'] }
/** For which sessions are refreshed after a second, not after three quarters of a minute. */
const HASTY: Clock = {
  now: systemClock.now,
  after: (delayMs, run) => systemClock.after(delayMs === 45_000 ? 1000 : delayMs, run),
}

describe('the embedded driver and sipp', () => {
  let rig: EmbeddedRig
  let witness: VoiceWitness
  let run: (
    scenario: string,
    options?: { calls?: number; rate?: number; arguments?: string[] },
  ) => ReturnType<typeof runSipp>

  beforeEach(async () => {
    // sipp knows MD5 only, and reads the first challenge only.
    rig = await openEmbeddedRig({ digestAlgorithms: ['MD5', 'SHA-256'] })
    witness = new VoiceWitness(rig.port)
    const server = { host: '127.0.0.1', port: rig.port.sipPort }
    run = (scenario, options = {}) => runSipp({ scenario, server, ...options })
  })

  afterEach(async () => {
    await rig.close()
  })

  /** Takes every call, at once. */
  function answerAll(): void {
    rig.port.on('leg.incoming', ({ leg }) => {
      void rig.port.ring(leg)
      void rig.port.answer(leg)
    })
  }

  it('carry a call', async () => {
    answerAll()
    expect(await run(SCENARIOS.call)).toEqual(WELL)
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'NORMAL_CLEARING', by: 'party' })
  })

  it('carry twenty calls at once, and nothing is left of them', async () => {
    answerAll()
    expect(await run(SCENARIOS.call, { calls: 20, rate: 40 })).toEqual(WELL)
    await expect.poll(() => rig.port.load()).toEqual({ legs: 0, rooms: 0, registrations: 0 })
    expect(rig.port.held.sessions).toBe(0)
    expect(witness.kinds().filter((kind) => kind === 'leg.ended')).toHaveLength(20)
  })

  it('agree on a call that is cancelled', async () => {
    rig.port.on('leg.incoming', ({ leg }) => void rig.port.ring(leg))
    expect(await run(SCENARIOS.cancel)).toEqual(WELL)
    expect(await witness.next('leg.ended')).toMatchObject({
      cause: 'ORIGINATOR_CANCEL',
      by: 'party',
    })
  })

  it('agree on a registration', async () => {
    const arguments_ = ['-s', 'alice']
    const right = SCENARIOS.register(200, 'alice', passwordOf('alice'))
    expect(await run(right, { arguments: arguments_ })).toEqual(WELL)
    expect(rig.port.registeredUsers()).toEqual(['alice'])
  })

  it('agree that a password is wrong', async () => {
    const wrong = SCENARIOS.register(403, 'alice', 'not-it')
    expect(await run(wrong, { arguments: ['-s', 'alice'] })).toEqual(WELL)
    expect(rig.port.registeredUsers()).toEqual([])
  })

  it('agree on a call that neither knows', async () => {
    expect(await run(SCENARIOS.unknownDialog)).toEqual(WELL)
  })

  it('take an INVITE that comes three times for one call', async () => {
    rig.port.on('leg.incoming', ({ leg }) => void rig.port.ring(leg))
    expect(await run(SCENARIOS.repeatedInvite, SEES_REPETITIONS)).toEqual(WELL)
    expect(witness.kinds().filter((kind) => kind === 'leg.incoming')).toHaveLength(1)
  })

  it('agree on how long a session may go unrefreshed', async () => {
    answerAll()
    expect(await run(SCENARIOS.sessionTimer)).toEqual(WELL)
  })

  it('stay in a call whose CANCEL came too late', async () => {
    answerAll()
    expect(await run(SCENARIOS.lateCancel)).toEqual(WELL)
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'NORMAL_CLEARING' })
  })

  it('hold a call and go on with it', async () => {
    answerAll()
    expect(await run(SCENARIOS.hold)).toEqual(WELL)
    const kinds = witness.kinds().filter((kind) => kind === 'leg.held' || kind === 'leg.resumed')
    expect(kinds).toEqual(['leg.held', 'leg.resumed'])
  })

  it('agree on a call that we hang up', async () => {
    const outcome = run(SCENARIOS.hungUp)
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    await rig.port.hangup(leg, 'NORMAL_CLEARING')
    expect(await outcome).toEqual(WELL)
    expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'us' })
  })

  it('agree on a transfer that it asks for', async () => {
    answerAll()
    const outcome = run(SCENARIOS.transfer)
    const { leg, target } = await witness.next('leg.refer_requested')
    expect(target.user).toBe('200')
    await rig.port.acceptRefer(leg)
    await rig.port.tellRefer(leg, { kind: 'connected' })
    expect(await outcome).toEqual(WELL)
  })

  it('carry audio both ways: what is said to it comes back', async () => {
    const outcome = run(SCENARIOS.echo, { arguments: ['-rtp_echo'] })
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    const phone = await rig.openPhone()
    const listening = await phone.call('listen')
    const { leg: listener } = await witness.next('leg.incoming')
    await rig.port.answer(listener)
    const room = await rig.port.openRoom()
    await rig.port.join(room, leg, 'sipp')
    await rig.port.join(room, listener, 'phone')
    await rig.port.play(leg, { kind: 'tone', hz: [620], durationMs: 3000 })
    await listening.rtp.hears([620])
    expect(await outcome).toEqual(WELL)
  })

  it('make sure of ringing where the caller requires it', async () => {
    rig.port.on('leg.incoming', ({ leg }) => void rig.port.ring(leg))
    const outcome = run(SCENARIOS.reliableRinging, SEES_REPETITIONS)
    const { leg } = await witness.next('leg.incoming')
    // The INVITE and the PRACK.
    await expect.poll(() => rig.port.held.serverTransactions).toBe(2)
    // It hangs up as soon as it is answered, and the word of that may come before answering is done.
    const [, told] = await Promise.allSettled([rig.port.answer(leg), outcome])
    expect(told).toMatchObject({ value: WELL })
  })

  it('get over offers that cross in a call to us', async () => {
    await rig.close()
    rig = await openEmbeddedRig({ clock: HASTY })
    witness = new VoiceWitness(rig.port)
    answerAll()
    const server = { host: '127.0.0.1', port: rig.port.sipPort }
    expect(await runSipp({ scenario: SCENARIOS.glare, server })).toEqual(WELL)
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'NORMAL_CLEARING', by: 'party' })
  })

  it('get over offers that cross in a call of ours, which we let pass longer', async () => {
    await rig.close()
    rig = await openEmbeddedRig({ clock: HASTY })
    witness = new VoiceWitness(rig.port)
    const carrier = await openSippCarrier(CARRIERS.glares)
    const to = { kind: 'address', uri: `sip:555@127.0.0.1:${carrier.port}` } as const
    const leg = await rig.port.originate({ to, from: { user: '100' }, ringTimeoutMs: 15_000 })
    await witness.next('leg.answered')
    const ended = await witness.next('leg.ended')
    expect(ended).toMatchObject({ leg, cause: 'NORMAL_CLEARING', by: 'party' })
    expect(await carrier.stop()).toEqual(WELL)
  })

  it('get over lost ACKs', async () => {
    answerAll()
    expect(await run(SCENARIOS.lostAck, SEES_REPETITIONS)).toEqual(WELL)
  })
})
