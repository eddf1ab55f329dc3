import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Baresip, type BaresipOptions } from '../testing/baresip.ts'
import { openEmbeddedRig, type EmbeddedRig } from '../testing/embedded-rig.ts'
import { VoiceWitness } from '../testing/voice-witness.ts'

describe('the embedded driver and baresip', () => {
  let rig: EmbeddedRig
  let witness: VoiceWitness
  const opened: Baresip[] = []

  beforeEach(async () => {
    rig = await openEmbeddedRig({ tcp: true })
    witness = new VoiceWitness(rig.port)
  })

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((baresip) => baresip.close()))
    await rig.close()
  })

  async function start(options: BaresipOptions): Promise<Baresip> {
    const baresip = await Baresip.start(options)
    opened.push(baresip)
    return baresip
  }

  /** What a leg says, heard by a second party in the same room. */
  async function saidBy(leg: string): Promise<(hz: number) => Promise<true>> {
    const listener = await rig.openPhone()
    const call = await listener.call('listen')
    const { leg: listening } = await witness.next('leg.incoming')
    await rig.port.answer(listening)
    const room = await rig.port.openRoom()
    await rig.port.join(room, leg, 'caller')
    await rig.port.join(room, listening, 'agent')
    return (hz) => call.rtp.hears([hz])
  }

  it('hear each other when it calls', async () => {
    const dial = `sip:100@127.0.0.1:${rig.port.sipPort}`
    const baresip = await start({ saysHz: 1000, dial, seconds: 30 })
    const { leg } = await witness.next('leg.incoming')
    await rig.port.ring(leg)
    await rig.port.answer(leg)
    await rig.port.play(leg, { kind: 'tone', hz: [440], durationMs: 60_000 })
    const says = await saidBy(leg)
    expect(await says(1000)).toBe(true)
    expect(await baresip.hears(440)).toBe(true)
    await baresip.hangup()
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'NORMAL_CLEARING', by: 'party' })
  })

  it('hear each other when it is called', async () => {
    const baresip = await start({ saysHz: 900, seconds: 30 })
    const to = { kind: 'address', uri: baresip.uri } as const
    const leg = await rig.port.originate({ to, from: { user: '100' }, ringTimeoutMs: 15_000 })
    expect(await witness.next('leg.answered')).toMatchObject({ leg })
    await rig.port.play(leg, { kind: 'tone', hz: [620], durationMs: 60_000 })
    const says = await saidBy(leg)
    expect(await says(900)).toBe(true)
    expect(await baresip.hears(620)).toBe(true)
    await rig.port.hangup(leg, 'NORMAL_CLEARING')
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'NORMAL_CLEARING', by: 'us' })
  })

  it('hear each other over TCP', async () => {
    const dial = `sip:100@127.0.0.1:${rig.port.sipPort};transport=tcp`
    const baresip = await start({ saysHz: 1000, dial, seconds: 30 })
    const { leg, via } = await witness.next('leg.incoming')
    expect(via).toBe('tcp')
    await rig.port.answer(leg)
    await rig.port.play(leg, { kind: 'tone', hz: [440], durationMs: 60_000 })
    expect(await baresip.hears(440)).toBe(true)
    await baresip.hangup()
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'NORMAL_CLEARING', by: 'party' })
  })

  it.each(['G722', 'opus'] as const)('hear each other in %s', async (codec) => {
    const dial = `sip:100@127.0.0.1:${rig.port.sipPort}`
    const baresip = await start({ saysHz: 1000, dial, seconds: 30, codec })
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    await rig.port.play(leg, { kind: 'tone', hz: [440], durationMs: 60_000 })
    const says = await saidBy(leg)
    expect(await says(1000)).toBe(true)
    expect(await baresip.hears(440)).toBe(true)
    await baresip.hangup()
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'NORMAL_CLEARING', by: 'party' })
  })

  it('hold a call and go on with it', async () => {
    const dial = `sip:100@127.0.0.1:${rig.port.sipPort}`
    const baresip = await start({ saysHz: 1000, dial, seconds: 30 })
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    await baresip.isConnected()
    await baresip.hold()
    expect(await witness.next('leg.held')).toMatchObject({ leg })
    await baresip.resume()
    expect(await witness.next('leg.resumed')).toMatchObject({ leg })
    const says = await saidBy(leg)
    expect(await says(1000)).toBe(true)
  })

  it('agree on a call that it hangs up', async () => {
    const dial = `sip:100@127.0.0.1:${rig.port.sipPort}`
    const baresip = await start({ saysHz: 1000, dial, seconds: 30 })
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    await baresip.isConnected()
    await baresip.hangup()
    expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'party' })
  })

  it('agree that the call is over when it is closed', async () => {
    const dial = `sip:100@127.0.0.1:${rig.port.sipPort}`
    const baresip = await start({ saysHz: 1000, dial, seconds: 30 })
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    await baresip.isConnected()
    await baresip.close()
    // Killed, it would be missed by its silence only, 15 s later.
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'NORMAL_CLEARING', by: 'party' })
  })

  it('carries out a transfer that we ask it for', async () => {
    const baresip = await start({ saysHz: 900, seconds: 30 })
    const to = { kind: 'address', uri: baresip.uri } as const
    const leg = await rig.port.originate({ to, from: { user: '100' }, ringTimeoutMs: 15_000 })
    await witness.next('leg.answered')
    const target = `sip:200@127.0.0.1:${rig.port.sipPort}`
    await rig.port.refer(leg, { kind: 'address', uri: target })
    const made = await witness.next('leg.incoming')
    expect(made.to).toBe('200')
    await rig.port.answer(made.leg)
    const says = await saidBy(made.leg)
    expect(await says(900)).toBe(true)
  })

  it('agree on a transfer that it asks for', async () => {
    const dial = `sip:100@127.0.0.1:${rig.port.sipPort}`
    const baresip = await start({ saysHz: 1000, dial, seconds: 30 })
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    await baresip.isConnected()
    await baresip.transfer('sip:200@127.0.0.1')
    expect(await witness.next('leg.refer_requested')).toMatchObject({ target: { user: '200' } })
    await rig.port.acceptRefer(leg)
    await rig.port.tellRefer(leg, { kind: 'connected' })
    // It takes that for the end of its part.
    expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'party' })
  })

  it('hear each other over SRTP, whoever calls', async () => {
    const dial = `sip:100@127.0.0.1:${rig.port.sipPort}`
    const caller = await start({ saysHz: 1000, dial, seconds: 30, srtp: true })
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    const called = await start({ saysHz: 900, seconds: 30, srtp: true })
    const to = { kind: 'address', uri: called.uri, media: 'srtp' } as const
    const other = await rig.port.originate({ to, from: { user: '100' }, ringTimeoutMs: 15_000 })
    await witness.next('leg.answered')
    const room = await rig.port.openRoom()
    await rig.port.join(room, leg, 'caller')
    await rig.port.join(room, other, 'agent')
    expect(await caller.hears(900)).toBe(true)
    expect(await called.hears(1000)).toBe(true)
  })

  it('have no call when it insists on SRTP and we offer none', async () => {
    const called = await start({ saysHz: 900, seconds: 30, srtp: true })
    const to = { kind: 'address', uri: called.uri } as const
    await rig.port.originate({ to, from: { user: '100' }, ringTimeoutMs: 15_000 })
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'INCOMPATIBLE_DESTINATION' })
  })
})
