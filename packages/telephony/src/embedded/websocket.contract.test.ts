import { once } from 'node:events'
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openEmbeddedRig, type EmbeddedRig } from '../testing/embedded-rig.ts'
import { openPlainMedia } from '../testing/phone-media.ts'
import { requestText } from '../testing/sip-text.ts'
import { VoiceWitness } from '../testing/voice-witness.ts'
import type { EmbeddedVoiceOptions } from './options.ts'

const FROM = { user: '100' }

describe('the embedded driver over WebSocket', () => {
  let rig: EmbeddedRig
  let witness: VoiceWitness

  async function reopen(changes: Partial<EmbeddedVoiceOptions> = {}) {
    await rig.close()
    rig = await openEmbeddedRig(changes)
    witness = new VoiceWitness(rig.port)
  }

  beforeEach(async () => {
    rig = await openEmbeddedRig()
    witness = new VoiceWitness(rig.port)
  })

  afterEach(async () => {
    await rig.close()
  })

  /** A browser whose user calls in, and is answered. */
  async function browserCall(user = 'alice') {
    const { phone, line } = await rig.openBrowserPhone(user)
    const call = await phone.call('100')
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    await call.hears('200')
    return { phone, line, call, leg }
  }

  it('takes a call from a browser whose user authenticates, with audio both ways', async () => {
    const { phone } = await rig.openBrowserPhone('guest-1')
    const call = await phone.call('100')
    const incoming = await witness.next('leg.incoming')
    expect(incoming).toMatchObject({ user: 'guest-1', via: 'websocket', to: '100' })
    expect(call.heard).toContain('401')
    const { leg } = incoming
    await rig.port.answer(leg)
    await rig.port.play(leg, { kind: 'tone', hz: [440], durationMs: 60_000 })
    await call.rtp.hears([440])
    const other = await rig.openPhone()
    const otherCall = await other.call('100')
    const { leg: otherLeg } = await witness.next('leg.incoming')
    await rig.port.answer(otherLeg)
    const room = await rig.port.openRoom()
    await rig.port.stop(leg)
    await rig.port.join(room, leg, 'agent')
    await rig.port.join(room, otherLeg, 'caller')
    call.rtp.say(500)
    otherCall.rtp.say(700)
    await otherCall.rtp.hears([500], [700])
    await call.rtp.hears([700], [440, 500])
  })

  it('calls a registered browser with our offer', async () => {
    const { phone } = await rig.openBrowserPhone('bob')
    await phone.register()
    expect(rig.port.load().registrations).toBe(1)
    const to = { kind: 'user', user: 'bob' } as const
    const leg = await rig.port.originate({ to, from: FROM, ringTimeoutMs: 15_000 })
    const call = await phone.nextCall()
    call.ring()
    await witness.next('leg.ringing')
    await call.answer()
    expect(await witness.next('leg.answered')).toMatchObject({ leg })
    await rig.port.play(leg, { kind: 'tone', hz: [620], durationMs: 60_000 })
    await call.rtp.hears([620])
    await rig.port.hangup(leg, 'NORMAL_CLEARING')
    await call.hears('BYE')
  })

  it('lets a browser hold, resume, and press keys', async () => {
    const { call, leg } = await browserCall()
    call.hold()
    expect(await witness.next('leg.held')).toMatchObject({ leg })
    call.resume()
    await witness.next('leg.resumed')
    call.rtp.press('4')
    expect(await witness.next('leg.dtmf')).toMatchObject({ key: '4' })
    call.pressByInfo('2')
    expect(await witness.next('leg.dtmf')).toMatchObject({ key: '2' })
    await rig.port.sendDtmf(leg, '7')
    await call.rtp.receivesKeys('7')
  })

  it('refuses a transfer at once where nobody listens to the wish', async () => {
    const deaf = await openEmbeddedRig()
    const answered = new Promise<void>((resolve, reject) => {
      deaf.port.on('leg.incoming', ({ leg }) => deaf.port.answer(leg).then(resolve, reject))
    })
    const { phone } = await deaf.openBrowserPhone('alice')
    const call = await phone.call('100')
    await answered
    call.refer('sip:200@iris.test')
    await call.hears('603')
    await deaf.close()
  })

  it('hears a browser ask to connect two of its calls with each other', async () => {
    const { phone, call, leg } = await browserCall()
    const second = await phone.call('200')
    const { leg: secondLeg } = await witness.next('leg.incoming')
    await rig.port.answer(secondLeg)
    await second.hears('200')
    call.refer('sip:200@iris.test', second)
    const asked = await witness.next('leg.refer_requested')
    expect(asked).toMatchObject({ leg, target: { user: '200' }, replaces: secondLeg })
    await rig.port.acceptRefer(leg)
    await rig.port.tellRefer(leg, { kind: 'connected' })
    await call.hears('NOTIFY', 2)
    expect(call.transferNews).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 200 OK'])
  })

  it('passes a key that comes by INFO on to those who hear the browser', async () => {
    const { call, leg } = await browserCall()
    const phone = await rig.openPhone()
    const other = await phone.call('100')
    const { leg: otherLeg } = await witness.next('leg.incoming')
    await rig.port.answer(otherLeg)
    const room = await rig.port.openRoom()
    await rig.port.join(room, leg, 'agent')
    await rig.port.join(room, otherLeg, 'carrier')
    call.pressByInfo('3')
    expect(await other.rtp.receivesKeys('3')).toBe(true)
  })

  it('lets a guest call but not register', async () => {
    const { phone } = await rig.openBrowserPhone('guest-2')
    await expect(phone.register()).rejects.toThrow('Not registered')
    expect(rig.port.registeredUsers()).toEqual([])
  })

  it('sees a tab that vanishes in a call', async () => {
    const { line, call, leg } = await browserCall()
    await call.rtp.receives(5)
    call.rtp.mute()
    await line.break()
    const ended = await witness.next('leg.ended')
    expect(ended).toMatchObject({ kind: 'leg.ended', leg, cause: 'MEDIA_TIMEOUT', by: 'failure' })
  })

  it('sees a tab that closes in a call', async () => {
    const { line, call } = await browserCall()
    await call.media.close()
    await line.break()
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'MEDIA_TIMEOUT', by: 'failure' })
  })

  it('sees a tab that vanishes while it rings', async () => {
    const { phone, line } = await rig.openBrowserPhone('bob')
    await phone.register()
    const to = { kind: 'user', user: 'bob' } as const
    const leg = await rig.port.originate({ to, from: FROM, ringTimeoutMs: 60_000 })
    const call = await phone.nextCall()
    call.ring()
    await witness.next('leg.ringing')
    await line.break()
    const ended = await witness.next('leg.ended')
    expect(ended).toMatchObject({ leg, cause: 'MEDIA_TIMEOUT', by: 'failure' })
    expect(await witness.next('user.unregistered')).toMatchObject({ user: 'bob' })
  })

  it('sees a caller who vanishes before being answered', async () => {
    const { phone, line } = await rig.openBrowserPhone('alice')
    await phone.call('100')
    const { leg } = await witness.next('leg.incoming')
    await line.break()
    expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'failure' })
  })

  it('keeps a call whose connection breaks while audio flows, and takes it up again', async () => {
    const { phone, line, call, leg } = await browserCall()
    await line.break()
    await rig.port.play(leg, { kind: 'tone', hz: [440], durationMs: 60_000 })
    await call.rtp.hears([440])
    await line.connect()
    await phone.register()
    await rig.port.hangup(leg, 'NORMAL_CLEARING')
    expect(await call.hears('BYE')).toBe(true)
    expect(await witness.next('leg.ended')).toMatchObject({ cause: 'NORMAL_CLEARING', by: 'us' })
  })

  it('takes a call up again with a request of it over a new connection', async () => {
    const { line, call, leg } = await browserCall('guest-3')
    await line.break()
    await line.connect()
    call.request('UPDATE')
    // The INVITE was answered by the first 200, the challenged UPDATE by the second.
    await call.hears('401', 2)
    await call.hears('200', 2)
    await rig.port.hangup(leg, 'NORMAL_CLEARING')
    expect(await call.hears('BYE')).toBe(true)
  })

  it('gives a call up whose connection does not come back', async () => {
    const legTiming = { reconnectMs: 400 }
    await reopen({ legTiming })
    const { line, leg } = await browserCall()
    await line.break()
    expect(await witness.next('leg.ended')).toMatchObject({ leg, cause: 'MEDIA_TIMEOUT' })
  })

  it('ends a call without audio, but not one on hold', async () => {
    await reopen({ legTiming: { silentMs: 1500 } })
    const held = await browserCall('guest-1')
    held.call.hold()
    await witness.next('leg.held')
    const silent = await browserCall('guest-2')
    held.call.rtp.mute()
    silent.call.rtp.mute()
    const ended = await witness.next('leg.ended')
    expect(ended).toMatchObject({ leg: silent.leg, cause: 'MEDIA_TIMEOUT', by: 'failure' })
    expect(await silent.call.hears('BYE')).toBe(true)
    expect(rig.port.load().legs).toBe(1)
  })

  it('ends a call of the network without audio', async () => {
    await reopen({ legTiming: { silentMs: 1500 } })
    const phone = await rig.openPhone()
    const call = await phone.call('100')
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    await call.hears('200')
    call.rtp.mute()
    expect(await witness.next('leg.ended')).toMatchObject({ leg, cause: 'MEDIA_TIMEOUT' })
    expect(await call.hears('BYE')).toBe(true)
  })

  it('ends the calls of a media process that dies, and takes new ones', async () => {
    const { call, leg } = await browserCall()
    await rig.port.play(leg, { kind: 'tone', hz: [440], durationMs: 60_000 })
    process.kill(rig.mediaPids.at(-1) ?? 0, 'SIGKILL')
    const ended = await witness.next('leg.ended')
    expect(ended).toMatchObject({ leg, cause: 'NORMAL_TEMPORARY_FAILURE', by: 'failure' })
    expect(witness.kinds().slice(-2)).toEqual(['playback.ended', 'leg.ended'])
    expect(await call.hears('BYE')).toBe(true)
    const isBack = () =>
      rig.port.openRoom().then(
        () => true,
        () => false,
      )
    await expect.poll(isBack, { timeout: 10_000 }).toBe(true)
    const next = await browserCall('bob')
    await rig.port.play(next.leg, { kind: 'tone', hz: [620], durationMs: 60_000 })
    expect(await next.call.rtp.hears([620])).toBe(true)
  })

  it('expels a user with every connection', async () => {
    const { phone, line } = await rig.openBrowserPhone('bob')
    await phone.register()
    const closed = line.closed()
    await rig.port.expel('bob')
    expect(await closed).toBe(1008)
    expect(await witness.next('user.unregistered')).toMatchObject({ user: 'bob' })
  })

  it('holds nothing of calls that are over', async () => {
    const { phone, line, call } = await browserCall()
    await phone.register()
    call.hangup()
    await witness.next('leg.ended')
    await line.break()
    await witness.next('user.unregistered')
    // What is left are answers that wait to be asked for again, and they run out.
    expect(rig.port.held).toMatchObject({ sessions: 0, webSockets: 0 })
    expect(rig.port.load()).toEqual({ legs: 0, rooms: 0, registrations: 0 })
  })

  it('answers a plain offer from a browser with plain audio', async () => {
    const { phone } = await rig.openBrowserPhone('alice', { openMedia: openPlainMedia })
    const call = await phone.call('100')
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    await rig.port.play(leg, { kind: 'tone', hz: [440], durationMs: 60_000 })
    expect(await call.rtp.hears([440])).toBe(true)
  })
})

describe('a WebSocket to the embedded driver', () => {
  let rig: EmbeddedRig

  beforeEach(async () => {
    rig = await openEmbeddedRig({
      limits: {
        webSockets: {
          messages: { perSecond: 5, burst: 10 },
          unsentBytes: 1024 * 1024,
          connections: 3,
          connectionsPerAddress: 2,
          pingAfterMs: 100,
          deadAfterMs: 2000,
        },
      },
    })
  })

  afterEach(async () => {
    await rig.close()
  })

  async function open(options = {}): Promise<WebSocket> {
    const socket = new WebSocket(rig.webSocketUrl, 'sip', options)
    await once(socket, 'open')
    return socket
  }

  const options = (index: number) =>
    requestText({ method: 'OPTIONS', via: 'SIP/2.0/WS x.invalid', callId: `c${index}` })

  it('must speak SIP', async () => {
    const upgrade = request(rig.webSocketUrl.replace('ws:', 'http:'), {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Protocol': 'chat',
      },
    })
    upgrade.end()
    const [response] = await once(upgrade, 'response')
    expect(response.statusCode).toBe(400)
  })

  it('is one of a few from one address', async () => {
    await open()
    await open()
    const third = new WebSocket(rig.webSocketUrl, 'sip')
    const [error] = await once(third, 'error')
    expect(String(error)).toContain('503')
  })

  it('is answered, pinged when it is silent, and shown life when it asks', async () => {
    const socket = await open()
    const pinged = once(socket, 'ping')
    socket.send(options(1).toString())
    const [answer] = await once(socket, 'message')
    expect(String(answer)).toMatch(/^SIP\/2\.0 200 OK\r\n/)
    await pinged
    socket.send('\r\n\r\n')
    const [life] = await once(socket, 'message')
    expect(String(life)).toBe('\r\n')
  })

  it('is dead when it answers no ping', async () => {
    const socket = await open({ autoPong: false })
    const [code] = await once(socket, 'close')
    expect(code).toBe(1006)
    await expect.poll(() => rig.port.held.webSockets).toBe(0)
  })

  it('is closed when it says too much, and others go on', async () => {
    const noisy = await open()
    const other = await open()
    for (let index = 0; index < 20; index += 1) noisy.send(options(index))
    const [code] = await once(noisy, 'close')
    expect(code).toBe(1008)
    other.send(options(99))
    const [answer] = await once(other, 'message')
    expect(String(answer)).toMatch(/^SIP\/2\.0 200/)
  })

  it('is closed when a message is too large', async () => {
    const socket = await open()
    socket.send('x'.repeat(70_000))
    const [code] = await once(socket, 'close')
    expect(code).toBe(1009)
  })

  it('lives through nonsense', async () => {
    const socket = await open()
    socket.send('nonsense')
    socket.send(Buffer.from([0, 255, 13, 10, 13, 10]))
    socket.send('INVITE sip:x SIP/2.0\r\n\r\n')
    socket.send(options(1))
    const [answer] = await once(socket, 'message')
    expect(String(answer)).toMatch(/^SIP\/2\.0 200/)
  })

  it('is closed by the port with word of it', async () => {
    const socket = await open()
    const closed = once(socket, 'close')
    await rig.port.close()
    expect((await closed)[0]).toBe(1001)
  })
})
