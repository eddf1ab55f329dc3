import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enterFakeBrowser, leaveFakeBrowser, pass } from './testing/fake-browser.ts'
import { FakeStream } from './testing/fake-webrtc.ts'
import type { FakeMediaDevices } from './testing/fake-webrtc.ts'
import { inCall, peerConnection, sentTrack } from './testing/open-phone.ts'
import { audioSdp } from './testing/sip-server.ts'
import type { SipServer } from './testing/sip-server.ts'

let server: SipServer
let devices: FakeMediaDevices

beforeEach(() => ({ server, devices } = enterFakeBrowser()))
afterEach(leaveFakeBrowser)

describe('a call', () => {
  it('hands on what the other side says, until it is over', async () => {
    const { phone, call } = await inCall(server)
    const heard: unknown[] = []
    phone.on('remote-stream', (stream) => heard.push(stream))
    const stream = new FakeStream()
    peerConnection().hear(stream)
    expect(phone.remoteStream).toBe(stream)
    call.request('BYE')
    await server.take(200)
    expect(heard).toEqual([stream, null])
  })

  it('mutes its own copy of the microphone only', async () => {
    const { phone } = await inCall(server)
    phone.setMuted(true)
    expect(sentTrack().enabled).toBe(false)
    expect(devices.given[0]!.tracks[0]!.enabled).toBe(true)
    phone.setMuted(false)
    expect(sentTrack().enabled).toBe(true)
  })

  it('is held and resumed by re-INVITE, and stays muted over it', async () => {
    const { phone } = await inCall(server)
    phone.setMuted(true)
    phone.hold()
    await pass(1)
    const hold = await server.take('INVITE')
    expect(hold.body).toContain('a=sendonly')
    expect(phone.current).toMatchObject({ hold: 'holding' })
    hold.reply(200, { Contact: '<sip:server@127.0.0.1>' }, audioSdp.replace('sendrecv', 'recvonly'))
    await server.take('ACK')
    await pass(1)
    expect(phone.current).toMatchObject({ hold: 'held' })
    phone.resume()
    await pass(1)
    const resume = await server.take('INVITE')
    expect(resume.body).toContain('a=sendrecv')
    resume.reply(200, { Contact: '<sip:server@127.0.0.1>' }, audioSdp)
    await pass(1)
    expect(phone.current).toMatchObject({ hold: 'none', muted: true })
    expect(sentTrack().enabled).toBe(false)
  })

  it('shows that the other side holds', async () => {
    const { phone, call } = await inCall(server)
    call.request('INVITE', { Contact: '<sip:s@s>' }, audioSdp.replace('sendrecv', 'sendonly'))
    await pass(60)
    call.request('ACK')
    await pass(1)
    expect(phone.current).toMatchObject({ remoteHeld: true, hold: 'none' })
    call.request('INVITE', { Contact: '<sip:s@s>' }, audioSdp)
    await pass(60)
    expect(phone.current).toMatchObject({ remoteHeld: false })
  })

  it('sends keys with the audio', async () => {
    const { phone } = await inCall(server)
    const { dtmf } = peerConnection().senders[0]!
    dtmf.toneBuffer = '1'
    expect(phone.sendKey('2')).toBeNull()
    expect(dtmf.sent).toEqual(['12'])
  })

  it('sends keys by INFO where the audio carries none', async () => {
    const { phone } = await inCall(server)
    peerConnection().senders[0]!.dtmf.canInsertDTMF = false
    phone.sendKey('#')
    const info = await server.take('INFO')
    expect(info.header('Content-Type')).toBe('application/dtmf-relay')
    expect(info.body).toBe('Signal=#\r\nDuration=100\r\n')
  })

  it('is hung up here', async () => {
    const { phone } = await inCall(server)
    const track = sentTrack()
    phone.hangUp()
    await server.take('BYE')
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'you-hung-up' })
    expect(track.readyState).toBe('ended')
    expect(peerConnection().connectionState).toBe('closed')
    expect(devices.given[0]!.tracks[0]!.readyState).toBe('live')
  })

  it('is hung up there', async () => {
    const { phone, call } = await inCall(server)
    call.request('BYE')
    await server.take(200)
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'they-hung-up' })
    expect(phone.clear()).toBeNull()
    expect(phone.current.kind).toBe('idle')
  })

  it('shows when its audio is interrupted, and ends when it is lost', async () => {
    const { phone } = await inCall(server)
    peerConnection().become('disconnected')
    expect(phone.current).toMatchObject({ kind: 'in-call', audio: 'interrupted' })
    peerConnection().become('connected')
    expect(phone.current).toMatchObject({ kind: 'in-call', audio: 'flowing' })
    peerConnection().become('failed')
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'no-audio-path' })
    await server.take('BYE')
  })

  it('goes on with another microphone when the one in use is unplugged', async () => {
    devices.inputs = [{ id: 'headset', label: 'Headset' }]
    const { phone } = await inCall(server)
    phone.setMuted(true)
    devices.inputs = [{ id: 'built-in', label: 'Built-in' }]
    devices.given[0]!.tracks[0]!.end()
    await pass(1)
    expect(sentTrack().label).toBe('Built-in')
    expect(sentTrack().enabled).toBe(false)
    phone.setMuted(false)
    expect(sentTrack().enabled).toBe(true)
  })

  it('ends with the phone', async () => {
    const { phone, microphone } = await inCall(server)
    phone.stop()
    await server.take('BYE')
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'phone-stopped' })
    expect(microphone.state.kind).toBe('off')
    await pass(3000)
    expect(server.isConnected).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not handed over or replaced by others', async () => {
    const { phone, call } = await inCall(server)
    call.request('REFER', { 'Refer-To': '<sip:elsewhere@test>', Contact: '<sip:s@s>' })
    await server.take(202)
    const notified = [await server.take('NOTIFY'), await server.take('NOTIFY')]
    expect(notified.map(({ body }) => body)).toEqual([
      expect.stringContaining('100'),
      expect.stringContaining('603'),
    ])
    expect(phone.current.kind).toBe('in-call')
  })
})

describe('a call whose connection breaks', () => {
  it('goes on, and the server is asked whether it still knows it', async () => {
    const { phone } = await inCall(server)
    server.breakConnection()
    await pass(1)
    expect(phone.line.kind).toBe('reconnecting')
    expect(phone.current).toMatchObject({ kind: 'in-call', audio: 'flowing' })
    expect(phone.hold()).toBe('line-down')
    expect(phone.sendKey('1')).toBeNull()
    await pass(1000)
    const update = await server.take('UPDATE')
    expect(update.header('Contact')).toContain(server.contact)
    update.reply(200)
    await pass(1)
    expect(phone.line.kind).toBe('registered')
    expect(phone.current.kind).toBe('in-call')
    phone.hangUp()
    await server.take('BYE')
  })

  it('goes on where the server does not know UPDATE', async () => {
    const { phone } = await inCall(server)
    server.breakConnection()
    await pass(1000)
    ;(await server.take('UPDATE')).reply(501)
    await pass(1)
    expect(phone.current.kind).toBe('in-call')
  })

  it('ends when the server has forgotten it', async () => {
    const { phone } = await inCall(server)
    server.breakConnection()
    await pass(1000)
    ;(await server.take('UPDATE')).reply(481)
    await pass(1)
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'call-forgotten' })
    expect(peerConnection().connectionState).toBe('closed')
  })

  it('outlives it for as long as the audio flows', async () => {
    const { phone } = await inCall(server)
    server.accepts = false
    server.breakConnection()
    await pass(600_000)
    expect(phone.current).toMatchObject({ kind: 'in-call', audio: 'flowing' })
  })

  it('is hung up at once here, and there as soon as it can be', async () => {
    const { phone } = await inCall(server)
    server.accepts = false
    server.breakConnection()
    await pass(1)
    phone.hangUp()
    expect(phone.current).toMatchObject({ kind: 'ended', cause: 'you-hung-up' })
    expect(peerConnection().connectionState).toBe('closed')
    server.accepts = true
    await pass(3000)
    await server.take('BYE')
    expect(phone.line.kind).toBe('registered')
  })

  it('makes up for a hold that was under way', async () => {
    const { phone } = await inCall(server)
    phone.hold()
    await server.take('INVITE')
    server.breakConnection()
    await pass(1000)
    const again = await server.take('INVITE')
    expect(again.body).toContain('a=sendonly')
    again.reply(
      200,
      { Contact: '<sip:server@127.0.0.1>' },
      audioSdp.replace('sendrecv', 'recvonly'),
    )
    await pass(1)
    expect(phone.current).toMatchObject({ kind: 'in-call', hold: 'held' })
  })

  it('goes on when the phone is let in no more, and ends by BYE', async () => {
    const { phone, microphone } = await inCall(server)
    server.users.set('agent1', 'another')
    server.breakConnection()
    await pass(3000)
    expect(phone.line).toEqual({ kind: 'refused', reason: 'credentials' })
    expect(phone.current).toMatchObject({ kind: 'in-call', audio: 'flowing' })
    expect(microphone.state.kind).toBe('ready')
    phone.hangUp()
    await server.take('BYE')
    expect(microphone.state.kind).toBe('off')
    await pass(3000)
    expect(server.isConnected).toBe(false)
  })

  it('outlives an INFO that was under way', async () => {
    const { phone } = await inCall(server)
    peerConnection().senders[0]!.dtmf.canInsertDTMF = false
    phone.sendKey('5')
    await server.take('INFO')
    server.breakConnection()
    await pass(1000)
    expect(phone.current.kind).toBe('in-call')
  })
})
