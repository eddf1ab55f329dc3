import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LegId, Trunk } from '../port.ts'
import { systemClock } from '../sip/clock.ts'
import { openNames } from '../sip/location/names.ts'
import { openDnsServer, type DnsRecord, type DnsServer } from '../testing/dns-server.ts'
import { openEmbeddedRig, type EmbeddedRig } from '../testing/embedded-rig.ts'
import { CARRIER_CERTIFICATE, LOOPBACK_CERTIFICATE } from '../testing/loopback-certificate.ts'
import { CARRIERS, openSippCarrier } from '../testing/sipp-carrier.ts'
import { VoiceWitness } from '../testing/voice-witness.ts'

const NUMBER = '+15550107777'
const FROM = { user: '+15550100100' }
const HERE: DnsRecord = { kind: 'A', address: '127.0.0.1' }
const SRV = (port: number, priority = 10): DnsRecord => ({
  kind: 'SRV',
  port,
  priority,
  weight: 0,
  target: 'here.carrier.test',
})

describe('the way to a carrier', () => {
  let dns: DnsServer
  let rig: EmbeddedRig
  let witness: VoiceWitness
  const closing: (() => Promise<unknown>)[] = []

  beforeEach(async () => {
    dns = await openDnsServer({ 'here.carrier.test': [HERE], 'carrier.test': [HERE] })
    const names = openNames({ clock: systemClock, servers: [dns.address] })
    rig = await openEmbeddedRig({
      privateTrunks: true,
      names,
      tls: { port: 0, ...LOOPBACK_CERTIFICATE, ca: CARRIER_CERTIFICATE.cert },
    })
    witness = new VoiceWitness(rig.port)
  })

  afterEach(async () => {
    await rig.close()
    await Promise.all(closing.splice(0).map((close) => close()))
    await dns.close()
  })

  /** Another engine as the carrier, with a certificate for carrier.test. */
  async function openCarrier() {
    const carrier = await openEmbeddedRig({
      tcp: true,
      tls: { port: 0, ...CARRIER_CERTIFICATE },
    })
    closing.push(() => carrier.close())
    return { carrier, hears: new VoiceWitness(carrier.port) }
  }

  const trunk = (changes: Partial<Trunk>): Trunk => ({
    id: 'carrier',
    host: 'carrier.test',
    registers: false,
    numberFormat: 'e164',
    ...changes,
  })

  const call = (): Promise<LegId> =>
    rig.port.originate({
      to: { kind: 'trunk', trunk: 'carrier', number: NUMBER },
      from: FROM,
      ringTimeoutMs: 20_000,
    })

  it.each([
    ['tcp', 'rtp'],
    ['tls', 'rtp'],
    ['tls', 'srtp'],
  ] as const)('over %s with %s carries audio both ways by one connection', async (way, media) => {
    const { carrier, hears } = await openCarrier()
    const port = way === 'tcp' ? carrier.port.sipPort : carrier.port.sipTlsPort!
    await rig.port.openTrunk(trunk({ port, transport: way, media }))
    expect(await witness.next('trunk.changed')).toMatchObject({ state: { kind: 'up' } })
    const leg = await call()
    const incoming = await hears.next('leg.incoming')
    expect(incoming).toMatchObject({ via: way, to: NUMBER, from: FROM })
    await carrier.port.answer(incoming.leg)
    await witness.next('leg.answered')
    expect(rig.port.held.connections).toBe(1)
    expect(carrier.port.held.connections).toBe(1)
    // The carrier's caller is heard through both engines by a telephone of ours.
    await carrier.port.play(incoming.leg, { kind: 'tone', hz: [440], durationMs: 10_000 })
    const phone = await rig.openPhone({ user: '15550002222' })
    const other = await phone.call('100')
    const { leg: phoneLeg } = await witness.next('leg.incoming')
    await rig.port.answer(phoneLeg)
    const room = await rig.port.openRoom()
    await Promise.all([rig.port.join(room, leg, 'a'), rig.port.join(room, phoneLeg, 'b')])
    await other.rtp.hears([440])
    await carrier.port.hangup(incoming.leg, 'NORMAL_CLEARING')
    expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'party' })
  })

  it('is not taken over TLS where the certificate is for another name', async () => {
    const { carrier, hears } = await openCarrier()
    dns.set('impostor.test', [HERE])
    const port = carrier.port.sipTlsPort!
    await rig.port.openTrunk(trunk({ host: 'impostor.test', port, transport: 'tls' }))
    expect(await witness.next('trunk.changed')).toMatchObject({ state: { kind: 'down' } })
    await call()
    expect(await witness.next('leg.ended')).toMatchObject({ by: 'failure' })
    expect(hears.kinds()).toEqual([])
  })

  it('is what the domain says of itself: NAPTR, then SRV', async () => {
    const { carrier, hears } = await openCarrier()
    dns.set('carrier.test', [
      {
        kind: 'NAPTR',
        order: 1,
        preference: 1,
        service: 'SIPS+D2T',
        replacement: 's.carrier.test',
      },
      { kind: 'NAPTR', order: 2, preference: 1, service: 'SIP+D2U', replacement: 'u.carrier.test' },
    ])
    dns.set('s.carrier.test', [SRV(carrier.port.sipTlsPort!)])
    await rig.port.openTrunk(trunk({}))
    await call()
    expect(await hears.next('leg.incoming')).toMatchObject({ via: 'tls', to: NUMBER })
  })

  it('leads on to the next place when the first is silent, and stays there', async () => {
    const silent = await openSippCarrier(CARRIERS.sleeps)
    closing.push(() => silent.stop())
    const { carrier, hears } = await openCarrier()
    dns.set('_sip._udp.carrier.test', [SRV(silent.port, 1), SRV(carrier.port.sipPort, 2)])
    await rig.port.openTrunk(trunk({ transport: 'udp' }))
    const leg = await call()
    const { leg: first } = await hears.next('leg.incoming')
    await carrier.port.answer(first)
    expect(await witness.next('leg.answered')).toMatchObject({ leg })
    // The place that slept is not asked again.
    await call()
    await hears.next('leg.incoming')
    expect(await silent.invitations()).toBe(1)
    // It woke up to a CANCEL.
    expect(await silent.stop()).toEqual({ exitCode: 0, errors: '' })
  })

  it('leads on at once from a place that is out of service, or takes no connections', async () => {
    const full = await openSippCarrier(CARRIERS.refuses(503))
    closing.push(() => full.stop())
    const { carrier, hears } = await openCarrier()
    dns.set('_sip._udp.carrier.test', [SRV(full.port, 1), SRV(carrier.port.sipPort, 2)])
    await rig.port.openTrunk(trunk({ transport: 'udp' }))
    await call()
    await hears.next('leg.incoming')
    dns.set('_sip._tcp.carrier.test', [SRV(1, 1), SRV(carrier.port.sipPort, 2)])
    await rig.port.openTrunk(trunk({ transport: 'tcp' }))
    await call()
    expect(await hears.next('leg.incoming')).toMatchObject({ via: 'tcp' })
  })

  it('is registered again soon after its connection has closed', async () => {
    const { carrier, hears } = await openCarrier()
    const line = await openRelay(carrier.port.sipPort)
    closing.push(line.close)
    const { port } = line
    const credentials = { username: 'branch', password: carrier.passwordOf('branch') }
    const account = { domain: 'iris.test', registers: true, credentials }
    await rig.port.openTrunk(trunk({ port, transport: 'tcp', ...account }))
    await hears.next('user.registered')
    line.cut()
    await hears.next('user.unregistered')
    await hears.next('user.registered')
    await carrier.port.originate({
      to: { kind: 'user', user: 'branch' },
      from: FROM,
      ringTimeoutMs: 15_000,
    })
    expect(await witness.next('leg.incoming')).toMatchObject({ via: 'tcp' })
  })

  it('with encrypted audio wants TLS', async () => {
    const wish = trunk({ transport: 'udp', media: 'srtp' })
    await expect(rig.port.openTrunk(wish)).rejects.toThrow('Encrypted audio needs TLS')
  })
})

/** A connection with something in between that can cut it. */
async function openRelay(to: number) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const onward = connect(to, '127.0.0.1')
    for (const end of [socket, onward]) {
      sockets.add(end)
      end.on('error', () => undefined)
    }
    socket.pipe(onward).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    cut,
    async close(): Promise<void> {
      cut()
      server.close()
    },
  }
}
