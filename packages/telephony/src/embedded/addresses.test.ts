import { describe, expect, it } from 'vitest'
import { MemoryFlow } from '../testing/sip-bench.ts'
import { parseNameAddress } from '../sip/name-address.ts'
import { addressOfHop, findUdpAddress } from './addresses.ts'

describe('findUdpAddress', () => {
  it.each([
    ['sip:1@127.0.0.1:5070', { address: '127.0.0.1', port: 5070 }],
    ['sip:1@192.0.2.1;transport=udp', { address: '192.0.2.1', port: 5060 }],
    ['sip:1@[2001:db8::1]', 'unknown-host'],
    ['sips:1@192.0.2.1', 'not-sip-over-udp'],
    ['sip:1@192.0.2.1;transport=tls', 'not-sip-over-udp'],
    ['sip:1@192.0.2.1:0', 'not-sip-over-udp'],
    ['tel:+15550100', 'not-sip-over-udp'],
    ['nonsense', 'not-sip-over-udp'],
    // Longer than a name may be, so that nobody is asked.
    [`sip:1@${'a'.repeat(64)}.invalid`, 'unknown-host'],
  ])('finds %s', async (uri, expected) => {
    expect(await findUdpAddress(uri, 4)).toEqual(expected)
  })

  it('looks names up', async () => {
    expect(await findUdpAddress('sip:1@localhost:5080', 4)).toEqual({
      address: '127.0.0.1',
      port: 5080,
    })
  })
})

describe('addressOfHop', () => {
  const hop = (uri: string, remoteAddress: string) => {
    const flow = new MemoryFlow('udp', 'UDP')
    const cameBy = { ...flow, remoteAddress } as unknown as MemoryFlow
    return addressOfHop(parseNameAddress(`<${uri}>`)!, cameBy)
  }

  it('goes where the peer says', () => {
    expect(hop('sip:a@198.51.100.7:5062', '198.51.100.9')).toEqual({
      address: '198.51.100.7',
      port: 5062,
    })
    expect(hop('sip:a@10.0.0.7', '10.0.0.9')).toEqual({ address: '10.0.0.7', port: 5060 })
  })

  it('goes back the way it came to names, and to those behind a NAT', () => {
    expect(hop('sip:a@sbc.example.com', '198.51.100.9')).toBeUndefined()
    expect(hop('sip:a@192.168.1.20:5060', '198.51.100.9')).toBeUndefined()
    expect(hop('sip:a@[2001:db8::1]', '198.51.100.9')).toBeUndefined()
    expect(hop('tel:+1555', '198.51.100.9')).toBeUndefined()
  })
})
