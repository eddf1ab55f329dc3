import { afterEach, describe, expect, it } from 'vitest'
import { openDnsServer, type DnsRecord, type DnsServer } from '../../testing/dns-server.ts'
import { ManualClock } from '../../testing/manual-clock.ts'
import { locate, type Target } from './locate.ts'
import { openNames } from './names.ts'

const A = (address: string): DnsRecord => ({ kind: 'A', address })
const SRV = (target: string, port: number, priority = 10, weight = 0): DnsRecord => ({
  kind: 'SRV',
  target,
  port,
  priority,
  weight,
})
const NAPTR = (order: number, service: string, replacement: string): DnsRecord => ({
  kind: 'NAPTR',
  order,
  preference: 50,
  service,
  replacement,
})

describe('locating a SIP server by name', () => {
  let server: DnsServer
  const clock = new ManualClock()

  afterEach(async () => {
    await server.close()
  })

  async function finder(zone: Record<string, readonly DnsRecord[]>) {
    server = await openDnsServer(zone)
    const names = openNames({ clock, servers: [server.address] })
    return async (target: Target, random = () => 0.5) => {
      const transports = ['UDP', 'TCP', 'TLS'] as const
      const hops = await locate(target, { names, family: 4, transports, random })
      return hops.map((hop) => `${hop.transport} ${hop.address}:${hop.port}`)
    }
  }

  it('takes an address as it is, asking nobody', async () => {
    const find = await finder({})
    expect(await find({ host: '192.0.2.1' })).toEqual(['UDP 192.0.2.1:5060'])
    expect(await find({ host: '192.0.2.1', transport: 'TLS' })).toEqual(['TLS 192.0.2.1:5061'])
    expect(await find({ host: '2001:db8::1' })).toEqual([])
    expect(server.asked).toEqual([])
  })

  it('asks for addresses only where a port is named (RFC 3263 §4.2)', async () => {
    const find = await finder({ 'carrier.test': [A('192.0.2.1'), A('192.0.2.2')] })
    const hops = await find({ host: 'carrier.test', port: 5080, transport: 'TCP' })
    expect(hops.toSorted()).toEqual(['TCP 192.0.2.1:5080', 'TCP 192.0.2.2:5080'])
    expect(server.asked).toEqual(['A carrier.test'])
  })

  it('follows what the domain says of itself, in its order, over what is spoken here', async () => {
    const find = await finder({
      'carrier.test': [
        NAPTR(20, 'SIP+D2U', '_sip._udp.carrier.test'),
        NAPTR(10, 'SIPS+D2T', 'secure.carrier.test'),
        NAPTR(5, 'SIP+D2S', '_sip._sctp.carrier.test'),
      ],
      'secure.carrier.test': [SRV('a.carrier.test', 5071)],
      '_sip._udp.carrier.test': [SRV('b.carrier.test', 5072)],
      'a.carrier.test': [A('192.0.2.1')],
      'b.carrier.test': [A('192.0.2.2')],
    })
    const hops = await find({ host: 'carrier.test' })
    expect(hops).toEqual(['TLS 192.0.2.1:5071', 'UDP 192.0.2.2:5072'])
  })

  it('asks for the services of one transport where that is told', async () => {
    const find = await finder({
      '_sips._tcp.carrier.test': [
        SRV('b.carrier.test', 5061, 20),
        SRV('a.carrier.test', 5071, 10),
        SRV('gone.carrier.test', 5061, 5),
      ],
      'a.carrier.test': [A('192.0.2.1')],
      'b.carrier.test': [A('192.0.2.2')],
    })
    const hops = await find({ host: 'carrier.test', transport: 'TLS' })
    expect(hops).toEqual(['TLS 192.0.2.1:5071', 'TLS 192.0.2.2:5061'])
    expect(server.asked).not.toContain('NAPTR carrier.test')
  })

  it('falls back on the name itself where it has no services', async () => {
    const find = await finder({ 'carrier.test': [A('192.0.2.1')] })
    expect(await find({ host: 'carrier.test' })).toEqual(['UDP 192.0.2.1:5060'])
    expect(await find({ host: 'carrier.test', transport: 'TLS' })).toEqual(['TLS 192.0.2.1:5061'])
    expect(await find({ host: 'nobody.test' })).toEqual([])
  })

  it('finds names of the machine itself', async () => {
    const find = await finder({})
    expect(await find({ host: 'localhost', port: 5080 })).toEqual(['UDP 127.0.0.1:5080'])
  })

  it('shares calls out by weight (RFC 2782)', async () => {
    const find = await finder({
      '_sip._udp.carrier.test': [
        SRV('a.carrier.test', 5060, 10, 25),
        SRV('b.carrier.test', 5060, 10, 75),
      ],
      'a.carrier.test': [A('192.0.2.1')],
      'b.carrier.test': [A('192.0.2.2')],
    })
    let firsts = 0
    for (let step = 0; step < 100; step += 1) {
      const chances = [step / 100, 0]
      const [first] = await find({ host: 'carrier.test', transport: 'UDP' }, () => chances.shift()!)
      if (first === 'UDP 192.0.2.1:5060') firsts += 1
    }
    expect(firsts).toBeGreaterThan(22)
    expect(firsts).toBeLessThan(28)
  })

  it('keeps an answer for its time, and an old one while nobody answers', async () => {
    const find = await finder({ 'carrier.test': [A('192.0.2.1')] })
    const target = { host: 'carrier.test', port: 5060 }
    await find(target)
    await find(target)
    expect(server.asked).toHaveLength(1)
    server.set('carrier.test', [A('192.0.2.9')])
    clock.advance(31_000)
    expect(await find(target)).toEqual(['UDP 192.0.2.9:5060'])
    server.fallSilent()
    clock.advance(31_000)
    expect(await find(target)).toEqual(['UDP 192.0.2.9:5060'])
  })
})
