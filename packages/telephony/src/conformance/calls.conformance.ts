import { expect, it } from 'vitest'
import type { Cause } from '../port.ts'
import { FROM, type Setup } from './setup.ts'

export function describeCallsToUs(setup: Setup): void {
  it('tells who calls, and what was dialled', async () => {
    const phone = await setup.rig.openPhone({ user: '15551234', displayName: 'Ada' })
    const call = await phone.call('100')
    const incoming = await setup.witness.next('leg.incoming')
    expect(incoming).toMatchObject({
      from: { user: '15551234', displayName: 'Ada' },
      to: '100',
      via: 'udp',
      source: '127.0.0.1',
      callId: call.callId,
    })
    expect(incoming.user).toBeUndefined()
  })

  it('rings, is answered, and hears what is played at once', async () => {
    const { port } = setup
    const { call, leg } = await setup.calling()
    await port.ring(leg)
    await call.hears('180')
    await port.answer(leg)
    await port.play(leg, { kind: 'tone', hz: [440], durationMs: 3000 })
    await call.hears('200')
    await expect(call.rtp.hears([440])).resolves.toBe(true)
  })

  it('hears what is played before it is answered, where that is wanted', async () => {
    const { port } = setup
    const { call, leg } = await setup.calling()
    await port.ring(leg, { earlyMedia: true })
    await call.hears('183')
    await port.play(leg, { kind: 'tone', hz: [440], durationMs: 10_000 })
    await call.rtp.hears([440])
    expect(call.heard).not.toContain('200')
    await port.answer(leg)
    await call.hears('200')
    await port.play(leg, { kind: 'tone', hz: [620], durationMs: 3000 })
    await call.rtp.hears([620], [440])
  })

  it('is heard, and hears, in a room before it is answered', async () => {
    const { port } = setup
    const early = await setup.calling()
    await port.ring(early.leg, { earlyMedia: true })
    const other = await setup.connected({ user: '15550002' })
    const room = await port.openRoom()
    await port.join(room, early.leg, 'caller')
    await port.join(room, other.leg, 'agent')
    early.call.rtp.say(440)
    other.call.rtp.say(1000)
    await early.call.rtp.hears([1000])
    await other.call.rtp.hears([440])
    await port.hangup(early.leg, 'USER_BUSY')
    await early.call.hears('486')
  })

  it.each<[Cause, string]>([
    ['USER_BUSY', '486'],
    ['CALL_REJECTED', '603'],
    ['UNALLOCATED_NUMBER', '404'],
  ])('is refused for %s with %s', async (cause, status) => {
    const { call, leg } = await setup.calling()
    await setup.port.hangup(leg, cause)
    await call.hears(status)
    expect(await setup.witness.next('leg.ended')).toEqual({
      kind: 'leg.ended',
      leg,
      cause,
      by: 'us',
    })
  })

  it('is hung up by us', async () => {
    const { call, leg } = await setup.connected()
    await setup.port.hangup(leg, 'NORMAL_CLEARING')
    await call.hears('BYE')
    const ended = await setup.witness.next('leg.ended')
    expect(ended).toMatchObject({ leg, cause: 'NORMAL_CLEARING', by: 'us' })
    await setup.port.hangup(leg, 'NORMAL_CLEARING')
  })

  it('is hung up by the party', async () => {
    const { call, leg } = await setup.connected()
    call.hangup()
    const ended = await setup.witness.next('leg.ended')
    expect(ended).toMatchObject({ leg, cause: 'NORMAL_CLEARING', by: 'party' })
  })

  it('is given up by the party', async () => {
    const { call, leg } = await setup.calling()
    await call.hears('100')
    call.cancel()
    await call.hears('487')
    const ended = await setup.witness.next('leg.ended')
    expect(ended).toMatchObject({ leg, cause: 'ORIGINATOR_CANCEL', by: 'party' })
  })

  it('ends when its description cannot be agreed on', async () => {
    const phone = await setup.rig.openPhone()
    const call = await phone.call('100', {
      body: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 96\r\na=rtpmap:96 nothing/8000\r\n',
    })
    const { leg } = await setup.witness.next('leg.incoming')
    await expect(setup.port.answer(leg)).rejects.toMatchObject({ kind: 'gone' })
    await call.hears('488')
    const ended = await setup.witness.next('leg.ended')
    expect(ended).toMatchObject({ cause: 'INCOMPATIBLE_DESTINATION', by: 'failure' })
  })

  it('is answered once only, and takes nothing before', async () => {
    const { leg } = await setup.calling()
    const { port } = setup
    await expect(port.play(leg, { kind: 'silence', durationMs: 20 })).rejects.toMatchObject({
      kind: 'wrong-state',
    })
    await port.answer(leg)
    await expect(port.answer(leg)).rejects.toMatchObject({ kind: 'wrong-state' })
    await expect(port.ring(leg)).rejects.toMatchObject({ kind: 'wrong-state' })
  })

  it('is gone once it has ended', async () => {
    const { call, leg } = await setup.connected()
    call.hangup()
    await setup.witness.next('leg.ended')
    const { port } = setup
    const room = await port.openRoom()
    const silence = { kind: 'silence', durationMs: 20 } as const
    const commands = [
      port.ring(leg),
      port.answer(leg),
      port.play(leg, silence),
      port.stop(leg),
      port.sendDtmf(leg, '1'),
      port.join(room, leg, 'caller'),
      port.leave(leg),
    ]
    const outcomes = await Promise.allSettled(commands)
    expect(outcomes.map((outcome) => 'reason' in outcome && outcome.reason.kind)).toEqual(
      commands.map(() => 'gone'),
    )
  })
}

export function describeCallsWeMake(setup: Setup): void {
  async function originate(ringTimeoutMs = 5000) {
    const phone = await setup.rig.openPhone()
    const to = { kind: 'address', uri: phone.uri } as const
    const headers = { 'X-Iris-Call': 'abc' }
    const leg = await setup.port.originate({ to, from: FROM, headers, ringTimeoutMs })
    const call = await phone.nextCall()
    return { phone, leg, call }
  }

  it('shows who calls, rings, is answered, and carries audio', async () => {
    const { leg, call } = await originate()
    expect(call.offered?.headers.get('x-iris-call')).toBe('abc')
    expect(call.offered?.from.displayName).toBe('Iris')
    expect(call.offered?.from.address).toMatchObject({ user: FROM.user })
    call.ring()
    expect(await setup.witness.next('leg.ringing')).toEqual({ kind: 'leg.ringing', leg })
    await call.answer()
    expect(await setup.witness.next('leg.answered')).toEqual({ kind: 'leg.answered', leg })
    await setup.port.play(leg, { kind: 'tone', hz: [620], durationMs: 3000 })
    await call.rtp.hears([620])
  })

  it('is heard before it is answered, where its network speaks', async () => {
    const { leg, call } = await originate()
    await call.speakEarly()
    call.rtp.say(425)
    expect(await setup.witness.next('leg.ringing')).toEqual({ kind: 'leg.ringing', leg })
    expect(await setup.witness.next('leg.early_media')).toEqual({ kind: 'leg.early_media', leg })
    const waiting = await setup.connected({ user: '15550002' })
    const room = await setup.port.openRoom()
    await setup.port.join(room, leg, 'callee')
    await setup.port.join(room, waiting.leg, 'caller')
    await waiting.call.rtp.hears([425])
    expect(setup.witness.kinds()).not.toContain('leg.answered')
    await call.answer()
    expect(await setup.witness.next('leg.answered')).toEqual({ kind: 'leg.answered', leg })
    waiting.call.rtp.say(1000)
    await call.rtp.hears([1000])
    await waiting.call.rtp.hears([425])
  })

  it('that is refused after its network spoke has ended', async () => {
    const { leg, call } = await originate()
    await call.speakEarly()
    await setup.witness.next('leg.early_media')
    call.respond({ status: 404 })
    const ended = await setup.witness.next('leg.ended')
    expect(ended).toMatchObject({ leg, cause: 'UNALLOCATED_NUMBER' })
  })

  it.each<[number, Cause]>([
    [486, 'USER_BUSY'],
    [603, 'CALL_REJECTED'],
    [480, 'NO_USER_RESPONSE'],
  ])('is refused with %i', async (status, cause) => {
    const { leg, call } = await originate()
    call.respond({ status })
    const ended = await setup.witness.next('leg.ended')
    expect(ended).toEqual({ kind: 'leg.ended', leg, cause, by: 'party' })
  })

  it('is cancelled when nobody answers in time', async () => {
    const { leg, call } = await originate(300)
    call.ring()
    expect(await setup.witness.next('leg.ended')).toMatchObject({ leg, cause: 'NO_ANSWER' })
    await call.hears('CANCEL')
    await call.hears('ACK')
  })

  it('is cancelled by us', async () => {
    const { leg, call } = await originate()
    call.ring()
    await setup.witness.next('leg.ringing')
    await setup.port.hangup(leg, 'ORIGINATOR_CANCEL')
    await call.hears('CANCEL')
    const ended = await setup.witness.next('leg.ended')
    expect(ended).toMatchObject({ leg, cause: 'ORIGINATOR_CANCEL', by: 'us' })
  })

  it('is hung up by the party', async () => {
    const { leg, call } = await originate()
    await call.answer()
    await setup.witness.next('leg.answered')
    call.hangup()
    const ended = await setup.witness.next('leg.ended')
    expect(ended).toMatchObject({ leg, cause: 'NORMAL_CLEARING', by: 'party' })
  })

  it('ends where there is nobody to call', async () => {
    const to = { kind: 'user', user: 'nobody' } as const
    const leg = await setup.port.originate({ to, from: FROM, ringTimeoutMs: 1000 })
    const ended = await setup.witness.next('leg.ended')
    expect(ended).toMatchObject({ leg, cause: 'USER_NOT_REGISTERED', by: 'failure' })
  })

  it('ends where the address is none', async () => {
    const to = { kind: 'address', uri: 'mailto:someone@example.com' } as const
    const leg = await setup.port.originate({ to, from: FROM, ringTimeoutMs: 1000 })
    const ended = await setup.witness.next('leg.ended')
    expect(ended).toMatchObject({ leg, by: 'failure' })
  })

  it('carries no header that is not its own kind', async () => {
    const to = { kind: 'user', user: 'nobody' } as const
    const call = { to, from: FROM, ringTimeoutMs: 1000 }
    const headers = { Contact: '<sip:evil@example.com>' }
    await expect(setup.port.originate({ ...call, headers })).rejects.toBeInstanceOf(TypeError)
  })
}
