import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedRig, passwordOf, type EmbeddedRig } from '../testing/embedded-rig.ts'
import { LOOPBACK_CERTIFICATE } from '../testing/loopback-certificate.ts'
import { openPlainMedia } from '../testing/phone-media.ts'
import { ScriptedPhone } from '../testing/scripted-phone.ts'
import { requestText } from '../testing/sip-text.ts'
import { runSipp, SCENARIOS } from '../testing/sipp.ts'
import { StreamLine } from '../testing/stream-line.ts'
import { VoiceWitness } from '../testing/voice-witness.ts'

const HOST = '127.0.0.1'
const WELL = { exitCode: 0, errors: '' }
const { cert } = LOOPBACK_CERTIFICATE

describe('SIP over TCP and TLS', () => {
  let rig: EmbeddedRig
  let witness: VoiceWitness
  const phones: ScriptedPhone[] = []

  beforeEach(async () => {
    rig = await openEmbeddedRig({
      tcp: true,
      tls: { port: 0, ...LOOPBACK_CERTIFICATE, ca: cert },
      digestAlgorithms: ['MD5', 'SHA-256'],
    })
    witness = new VoiceWitness(rig.port)
  })

  afterEach(async () => {
    await Promise.all(phones.splice(0).map((phone) => phone.close()))
    await rig.close()
  })

  async function openPhone(transport: 'tcp' | 'tls', user = '15550001') {
    const server =
      transport === 'tcp'
        ? { host: HOST, port: rig.port.sipPort }
        : { host: HOST, port: rig.port.sipTlsPort ?? 0, ca: cert }
    const line = await StreamLine.open(server)
    const media = { domain: 'iris.test', media: {}, openMedia: openPlainMedia }
    const phone = new ScriptedPhone(line, { user, ...media })
    phones.push(phone)
    return phone
  }

  /** sipp over TCP, one connection for all calls. */
  const overTcp = (scenario: string, more: { calls?: number; arguments?: string[] } = {}) =>
    runSipp({
      scenario,
      server: { host: HOST, port: rig.port.sipPort },
      rate: 40,
      ...more,
      arguments: ['-t', 't1', ...(more.arguments ?? [])],
    })

  it('carry sipp calls, twenty over one connection', async () => {
    rig.port.on('leg.incoming', ({ leg, via }) => {
      expect(via).toBe('tcp')
      void rig.port.ring(leg)
      void rig.port.answer(leg)
    })
    expect(await overTcp(SCENARIOS.call, { calls: 20 })).toEqual(WELL)
    await expect.poll(() => rig.port.load().legs).toBe(0)
    expect(witness.kinds().filter((kind) => kind === 'leg.ended')).toHaveLength(20)
    await expect.poll(() => rig.port.held).toMatchObject({ sessions: 0, connections: 0 })
  })

  it('carry a sipp call that is cancelled, and a registration', async () => {
    rig.port.on('leg.incoming', ({ leg }) => void rig.port.ring(leg))
    expect(await overTcp(SCENARIOS.cancel)).toEqual(WELL)
    const register = SCENARIOS.register(200, 'alice', passwordOf('alice'))
    expect(await overTcp(register, { arguments: ['-s', 'alice'] })).toEqual(WELL)
    await witness.next('user.registered')
    // The way to the user is gone with the connection.
    expect(await witness.next('user.unregistered')).toMatchObject({ user: 'alice' })
  })

  it.each(['tcp', 'tls'] as const)(
    'carry a call by %s that we hang up, with audio',
    async (way) => {
      const phone = await openPhone(way)
      const call = await phone.call('100')
      const { leg, via } = await witness.next('leg.incoming')
      expect(via).toBe(way)
      await rig.port.answer(leg)
      await rig.port.play(leg, { kind: 'tone', hz: [440], durationMs: 3000 })
      await call.rtp.hears([440])
      await rig.port.hangup(leg, 'NORMAL_CLEARING')
      await call.hears('BYE')
    },
  )

  it.each(['tcp', 'tls'] as const)('reach a user by the connection of its %s', async (way) => {
    const phone = await openPhone(way, 'bob')
    await phone.register(passwordOf('bob'))
    const to = { kind: 'user', user: 'bob' } as const
    const leg = await rig.port.originate({ to, from: { user: '1' }, ringTimeoutMs: 15_000 })
    const call = await phone.nextCall()
    await call.answer()
    expect(await witness.next('leg.answered')).toMatchObject({ leg })
    call.hangup()
    expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'party' })
  })

  it.each([
    ['tcp', (there: EmbeddedRig) => `sip:100@${HOST}:${there.port.sipPort};transport=tcp`],
    ['tls', (there: EmbeddedRig) => `sip:100@${HOST}:${there.port.sipTlsPort};transport=tls`],
    ['tls', (there: EmbeddedRig) => `sips:100@${HOST}:${there.port.sipTlsPort}`],
  ])('call another engine by %s, and are hung up by it', async (way, uri) => {
    const there = await openEmbeddedRig({ tcp: true, tls: { port: 0, ...LOOPBACK_CERTIFICATE } })
    try {
      const hears = new VoiceWitness(there.port)
      const to = { kind: 'address', uri: uri(there) } as const
      const leg = await rig.port.originate({ to, from: { user: '7' }, ringTimeoutMs: 15_000 })
      const incoming = await hears.next('leg.incoming')
      expect(incoming).toMatchObject({ via: way, to: '100', from: { user: '7' } })
      await there.port.answer(incoming.leg)
      expect(await witness.next('leg.answered')).toMatchObject({ leg })
      await there.port.hangup(incoming.leg, 'NORMAL_CLEARING')
      expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'party' })
    } finally {
      await there.close()
    }
  })

  it('trust no other engine whose certificate nobody vouches for', async () => {
    const wary = await openEmbeddedRig({ tls: { port: 0, ...LOOPBACK_CERTIFICATE } })
    try {
      const hears = new VoiceWitness(wary.port)
      const to = { kind: 'address', uri: `sips:100@${HOST}:${rig.port.sipTlsPort}` } as const
      await wary.port.originate({ to, from: { user: '7' }, ringTimeoutMs: 15_000 })
      expect(await hears.next('leg.ended')).toMatchObject({ by: 'failure' })
      expect(witness.kinds()).not.toContain('leg.incoming')
    } finally {
      await wary.close()
    }
  })

  it('go on with a call by a new connection, once the first has closed', async () => {
    const phone = await openPhone('tcp')
    const call = await phone.call('100')
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    await call.hears('200')
    await phone.line.close()
    await expect.poll(() => rig.port.held.connections).toBe(0)
    const other = await openPhone('tcp')
    call.moveTo(other)
    call.hangup()
    expect(await witness.next('leg.ended')).toMatchObject({ leg, cause: 'NORMAL_CLEARING' })
  })

  it('end a call that rings when its connection closes', async () => {
    const phone = await openPhone('tcp')
    await phone.call('100')
    const { leg } = await witness.next('leg.incoming')
    await phone.line.close()
    expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'failure' })
  })

  it('answer where the caller listens, when its connection has closed', async () => {
    const server = createServer()
    server.listen(0, HOST)
    await once(server, 'listening')
    const address = server.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const socket = connect({ host: HOST, port: rig.port.sipPort })
    await once(socket, 'connect')
    const via = `SIP/2.0/TCP ${HOST}:${port}`
    const contact = `<sip:caller@${HOST}:${port};transport=tcp>`
    socket.write(requestText({ method: 'INVITE', via, contact, body: 'v=0\r\n' }))
    const { leg } = await witness.next('leg.incoming')
    const called = once(server, 'connection')
    socket.destroy()
    expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'failure' })
    const [back]: Socket[] = await called
    const [answer] = await once(back!, 'data')
    expect(String(answer)).toMatch(/^SIP\/2\.0 487 /)
    back!.destroy()
    server.close()
  })

  it('show life to a connection that asks for it', async () => {
    const socket = connect({ host: HOST, port: rig.port.sipPort })
    await once(socket, 'connect')
    socket.write('\r\n\r\n')
    const [pong] = await once(socket, 'data')
    expect(String(pong)).toBe('\r\n')
    socket.destroy()
  })
})
