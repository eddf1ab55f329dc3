import { describe, expect, it } from 'vitest'
import { MemoryFlow } from '../testing/sip-bench.ts'
import { parseNameAddress } from '../sip/name-address.ts'
import { addressOfHop, findSipAddress, findUdpAddress } from './addresses.ts'

describe('findUdpAddress', () => {
  it.each([
    ['sip:1@127.0.0.1:5070', { transport: 'UDP', address: '127.0.0.1', port: 5070 }],
    ['sip:1@192.0.2.1;transport=udp', { transport: 'UDP', address: '192.0.2.1', port: 5060 }],
    ['sip:1@[2001:db8::1]', 'unknown-host'],
    ['sips:1@192.0.2.1', 'no-transport'],
    ['sip:1@192.0.2.1;transport=tls', 'no-transport'],
    ['sip:1@192.0.2.1:0', 'no-transport'],
    ['tel:+15550100', 'no-transport'],
    ['nonsense', 'no-transport'],
    // Longer than a name may be, so that nobody is asked.
    [`sip:1@${'a'.repeat(64)}.invalid`, 'unknown-host'],
  ])('finds %s', async (uri, expected) => {
    expect(await findUdpAddress(uri, 4)).toEqual(expected)
  })

  it('looks names up', async () => {
    expect(await findUdpAddress('sip:1@localhost:5080', 4)).toEqual({
      transport: 'UDP',
      address: '127.0.0.1',
      port: 5080,
    })
  })
})

describe('findSipAddress', () => {
  const transports = new Set(['UDP', 'TCP', 'TLS'] as const)

  it.each([
    ['sip:1@192.0.2.1', { transport: 'UDP', port: 5060 }],
    ['sip:1@192.0.2.1;transport=tcp', { transport: 'TCP', port: 5060 }],
    ['sip:1@192.0.2.1:5081;transport=TLS', { transport: 'TLS', port: 5081 }],
    ['sips:1@192.0.2.1', { transport: 'TLS', port: 5061 }],
    ['sips:1@192.0.2.1;transport=tcp', { transport: 'TLS', port: 5061 }],
  ])('reaches %s', async (uri, expected) => {
    expect(await findSipAddress(uri, { family: 4, transports })).toMatchObject(expected)
  })

  it.each(['sips:1@192.0.2.1;transport=udp', 'sip:1@192.0.2.1;transport=sctp'])(
    'reaches %s by nothing',
    async (uri) => {
      expect(await findSipAddress(uri, { family: 4, transports })).toBe('no-transport')
    },
  )
})

describe('addressOfHop', () => {
  const hop = (uri: string, remoteAddress: string) => {
    const flow = new MemoryFlow('udp', 'UDP')
    const cameBy = { ...flow, remoteAddress } as unknown as MemoryFlow
    return addressOfHop(parseNameAddress(`<${uri}>`)!, cameBy)
  }

  it('goes where the peer says', () => {
    expect(hop('sip:a@198.51.100.7:5062', '198.51.100.9')).toEqual({
      transport: 'UDP',
      address: '198.51.100.7',
      port: 5062,
    })
    expect(hop('sip:a@10.0.0.7', '10.0.0.9')).toMatchObject({ address: '10.0.0.7', port: 5060 })
  })

  it('goes back the way it came to names, and to those behind a NAT', () => {
    expect(hop('sip:a@sbc.example.com', '198.51.100.9')).toBeUndefined()
    expect(hop('sip:a@192.168.1.20:5060', '198.51.100.9')).toBeUndefined()
    expect(hop('sip:a@[2001:db8::1]', '198.51.100.9')).toBeUndefined()
    expect(hop('tel:+1555', '198.51.100.9')).toBeUndefined()
  })
})
