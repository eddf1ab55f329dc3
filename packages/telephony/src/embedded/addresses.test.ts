import { describe, expect, it } from 'vitest'
import { MemoryFlow } from '../testing/sip-bench.ts'
import { parseNameAddress } from '../sip/name-address.ts'
import { addressOfHop, isPrivateAddress, targetOf } from './addresses.ts'

describe('the target of a SIP address', () => {
  it.each([
    ['sip:1@127.0.0.1:5070', { host: '127.0.0.1', port: 5070 }],
    ['sip:1@Carrier.test', { host: 'carrier.test' }],
    ['sip:1@[2001:db8::1]', { host: '2001:db8::1' }],
    ['sip:1@192.0.2.1;transport=udp', { host: '192.0.2.1', transport: 'UDP' }],
    ['sip:1@192.0.2.1:5081;transport=TLS', { host: '192.0.2.1', port: 5081, transport: 'TLS' }],
    ['sips:1@192.0.2.1', { host: '192.0.2.1', transport: 'TLS' }],
    ['sips:1@192.0.2.1;transport=tcp', { host: '192.0.2.1', transport: 'TLS' }],
    ['sips:1@192.0.2.1;transport=udp', undefined],
    ['sip:1@192.0.2.1;transport=sctp', undefined],
    ['tel:+15550100', undefined],
    ['nonsense', undefined],
  ])('of %s is told', (uri, expected) => {
    expect(targetOf(uri)).toEqual(expected)
  })
})

describe('an address that means nothing outside its network', () => {
  it.each([
    '10.1.2.3',
    '127.0.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    '::ffff:10.0.0.1',
    'fe80::1',
  ])('is %s', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
  })

  it.each(['203.0.113.7', '8.8.8.8', '2001:db8::1'])('is not %s', (address) => {
    expect(isPrivateAddress(address)).toBe(false)
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
