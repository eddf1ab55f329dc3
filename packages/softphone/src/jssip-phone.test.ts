import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PhoneOptions } from './phone.ts'
import { enterFakeBrowser, leaveFakeBrowser, pass } from './testing/fake-browser.ts'
import { FakePeerConnection } from './testing/fake-webrtc.ts'
import type { FakeMediaDevices } from './testing/fake-webrtc.ts'
import {
  agent1,
  inCall,
  openGuest,
  openPhone,
  openRegistered,
  peerConnection,
  sentTrack,
} from './testing/open-phone.ts'
import { ServerCall } from './testing/sip-server.ts'
import type { SipServer } from './testing/sip-server.ts'

let server: SipServer
let devices: FakeMediaDevices

beforeEach(() => ({ server, devices } = enterFakeBrowser()))
afterEach(leaveFakeBrowser)

describe('an offer', () => {
  const headers = {
    'X-Iris-Call': 'c1',
    'X-Iris-Number': '+15550100100',
    'X-Iris-Queue': 'Größe',
    'X-Iris-Waiting-Since': '2026-11-20T09:30:00.000Z',
    'X-Iris-Offer-Expires': '2026-11-20T09:30:20.000Z',
  }

  it('rings with caller, number, queue and time waited', async () => {
    const { phone } = await openRegistered(server)
    server.invite(headers)
    await server.take(180)
    expect(phone.current).toMatchObject({
      kind: 'offered',
      offer: {
        caller: { address: '+15550100199', name: 'Ada' },
        callId: 'c1',
        number: '+15550100100',
        queue: 'Größe',
        waitingSince: '2026-11-20T09:30:00.000Z',
        expiresAt: '2026-11-20T09:30:20.000Z',
      },
    })
  })

  it('is accepted with the microphone that was kept ready', async () => {
    const { phone, calls } = await inCall(server)
    expect(calls).toEqual(['offered', 'connecting', 'in-call'])
    expect(phone.current).toMatchObject({ kind: 'in-call', muted: false, audio: 'flowing' })
    expect(devices.asked).toHaveLength(1)
    expect(sentTrack().readyState).toBe('live')
    expect(devices.given[0]!.tracks[0]).not.toBe(sentTrack())
  })

  it('is answered 50 ms after the first candidate, though gathering goes on', async () => {
    const { phone } = await openRegistered(server)
    server.invite()
    await server.take(180)
    phone.accept()
    await pass(45)
    expect(server.count(200)).toBe(0)
    await pass(10)
    expect(server.count(200)).toBe(1)
    expect(peerConnection().iceGatheringState).toBe('gathering')
  })

  it('is declined with 603', async () => {
    const { phone } = await openRegistered(server)
    server.invite()
    await server.take(180)
    phone.reject()
    await server.take(603)
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'you-declined' })
  })

  it.each([
    [{}, 'caller-gave-up'],
    [{ Reason: 'SIP;cause=200;text="Call completed elsewhere"' }, 'taken-elsewhere'],
  ])('goes when it is taken back with %o', async (headers, cause) => {
    const { phone } = await openRegistered(server)
    const call = server.invite()
    await server.take(180)
    call.request('CANCEL', headers)
    await server.take(487)
    expect(phone.current).toMatchObject({ kind: 'ended', cause })
  })

  it('is refused when nobody takes it in time', async () => {
    const { phone } = await openRegistered(server, { noAnswerTimeoutMs: 20_000 })
    server.invite()
    await server.take(180)
    await pass(20_000)
    await server.take(408)
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'not-taken-in-time' })
  })

  it('is turned away with 486 when there is a call', async () => {
    const { phone } = await inCall(server)
    const before = phone.current
    server.invite()
    await server.take(486)
    expect(phone.current).toBe(before)
  })

  it('goes with the connection, and the next one rings', async () => {
    const { phone } = await openRegistered(server)
    server.invite()
    await server.take(180)
    server.breakConnection()
    await pass(1)
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'connection-lost' })
    await pass(1000)
    server.invite()
    await server.take(180)
    expect(phone.current.kind).toBe('offered')
  })

  it('is not accepted without a microphone, and says why', async () => {
    devices.refuses = 'NotAllowedError'
    const { phone, microphone } = await openRegistered(server)
    expect(microphone.state.kind).toBe('denied')
    server.invite()
    await server.take(180)
    phone.accept()
    await server.take(480)
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'microphone-denied' })
  })

  it('ends when its audio does not come up', async () => {
    const { phone } = await openRegistered(server)
    const call = server.invite()
    await server.take(180)
    phone.accept()
    await pass(60)
    await call.confirm()
    await pass(20_000)
    await server.take('BYE')
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'no-audio-path' })
  })
})

describe('an outgoing call', () => {
  /** A guest that has called, and the call as the server sees it. */
  async function calling(options: Partial<PhoneOptions> = {}) {
    const opened = await openGuest(options)
    expect(opened.phone.call('+1 555 010-0100')).toBeNull()
    await pass(200)
    return { ...opened, invite: await server.take('INVITE') }
  }

  it('tries, rings, is taken and talks', async () => {
    const { phone, invite, calls } = await calling()
    expect(invite.uri).toBe('sip:+15550100100@test')
    expect(phone.current).toMatchObject({ kind: 'calling', stage: 'trying' })
    invite.reply(100)
    invite.reply(180, { Contact: '<sip:server@127.0.0.1>' })
    await pass(1)
    expect(phone.current).toMatchObject({ kind: 'calling', stage: 'ringing' })
    ServerCall.answering(server, invite)
    await server.take('ACK')
    expect(phone.current.kind).toBe('connecting')
    peerConnection().become('connected')
    expect(phone.current.kind).toBe('in-call')
    expect(calls).toEqual(['calling', 'calling', 'connecting', 'in-call'])
  })

  it('uses the microphone during the call only, when it is a guest’s', async () => {
    const { phone, microphone, invite } = await calling()
    expect(microphone.state.kind).toBe('ready')
    invite.reply(486)
    await pass(1)
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'busy' })
    expect(microphone.state.kind).toBe('off')
    expect(devices.given[0]!.tracks[0]!.readyState).toBe('ended')
  })

  it('is cancelled before it is taken', async () => {
    const { phone, invite } = await calling()
    invite.reply(180, { Contact: '<sip:server@127.0.0.1>' })
    await pass(1)
    phone.hangUp()
    await server.take('CANCEL')
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'you-cancelled' })
  })

  it('is not made when it is cancelled while the microphone is being asked for', async () => {
    const { phone } = await openGuest()
    phone.call('100')
    phone.hangUp()
    await pass(1000)
    expect(server.count('INVITE')).toBe(0)
    expect(FakePeerConnection.all).toHaveLength(0)
    expect(devices.given.every(({ tracks }) => tracks[0]!.readyState === 'ended')).toBe(true)
  })

  it('is not made without a microphone, and says why', async () => {
    devices.inputs = []
    const { phone } = await openGuest()
    phone.call('100')
    await pass(1)
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'microphone-missing' })
  })

  it('starts muted when it was muted before it was sent', async () => {
    const { phone } = await openGuest()
    phone.call('100')
    phone.setMuted(true)
    await pass(60)
    expect(sentTrack().enabled).toBe(false)
    ServerCall.answering(server, await server.take('INVITE'))
    await server.take('ACK')
    peerConnection().become('connected')
    expect(phone.current).toMatchObject({ kind: 'in-call', muted: true })
    expect(sentTrack().enabled).toBe(false)
  })

  it.each([
    [404, 'unknown-number'],
    [480, 'not-reachable'],
    [488, 'no-common-audio'],
    [503, 'centre-failed'],
    [603, 'declined'],
  ])('ends with %i as %s', async (status, cause) => {
    const { phone, invite } = await calling()
    invite.reply(status)
    await pass(1)
    expect(phone.current).toMatchObject({ kind: 'ended', cause })
  })

  it('ends when the connection breaks before it is taken', async () => {
    const { phone, invite } = await calling()
    invite.reply(180, { Contact: '<sip:server@127.0.0.1>' })
    await pass(1)
    server.breakConnection()
    await pass(1)
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'connection-lost' })
  })

  it('is made again with fresh credentials when a guest’s have lapsed', async () => {
    server.users.set('agent1', 'fresh')
    const passwords = ['lapsed', 'fresh']
    const { phone, invite } = await calling({
      credentials: async () => ({ ...agent1, password: passwords.shift() ?? 'none' }),
    })
    expect(passwords).toEqual([])
    ServerCall.answering(server, invite)
    await pass(1)
    expect(phone.current.kind).toBe('connecting')
  })

  it('is given up when fresh credentials are refused too', async () => {
    server.users.set('agent1', 'none of these')
    const { phone, credentials } = await openGuest()
    phone.call('100')
    await pass(2000)
    expect(credentials).toHaveBeenCalledTimes(2)
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'not-allowed' })
    expect(phone.line).toEqual({ kind: 'refused', reason: 'credentials' })
  })

  it('goes through the STUN servers it is given', async () => {
    await calling({ iceServers: [{ urls: 'stun:stun.test' }] })
    expect(peerConnection().configuration.iceServers).toEqual([{ urls: 'stun:stun.test' }])
  })

  it('goes through the TURN servers that came with its credentials', async () => {
    const turn = { urls: ['turn:turn.test'], username: '1795694400:a-1', credential: 'secret' }
    await calling({ credentials: async () => ({ ...agent1, iceServers: [turn] }) })
    expect(peerConnection().configuration.iceServers).toEqual([turn])
  })

  it('is refused while there is no line, and to what is no number', async () => {
    const { phone } = openPhone()
    expect(phone.call('100')).toBe('line-down')
    phone.start()
    await pass(1)
    expect(phone.call('call me')).toBe('bad-number')
    expect(phone.hangUp()).toBe('no-call')
  })
})
