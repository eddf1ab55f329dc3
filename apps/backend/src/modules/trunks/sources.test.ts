import { describe, expect, it } from 'vitest'
import { CarrierAddresses } from './carrier-addresses.ts'
import { originOf } from './sources.ts'

const trunk = (id: string, addresses: string[], enabled = true) => ({ id, addresses, enabled })

describe('a call from an address', () => {
  const trunks = [
    trunk('one', ['203.0.113.7']),
    trunk('net', ['198.51.100.0/24', '2001:db8::/32']),
    trunk('off', ['192.0.2.1'], false),
    trunk('quiet', []),
  ]

  it.each([
    ['203.0.113.7', { kind: 'trunk', trunkId: 'one' }],
    ['198.51.100.255', { kind: 'trunk', trunkId: 'net' }],
    ['2001:db8:1::5', { kind: 'trunk', trunkId: 'net' }],
    ['203.0.113.8', { kind: 'stranger' }],
    ['192.0.2.1', { kind: 'stranger' }],
    ['2001:db9::1', { kind: 'stranger' }],
    ['', { kind: 'stranger' }],
  ] as const)('%s is of %j', (address, origin) => {
    expect(originOf(trunks, address)).toEqual(origin)
  })

  it('is anybody’s where no trunk in use says where its calls come from', () => {
    expect(originOf([], '203.0.113.7')).toEqual({ kind: 'anybody' })
    expect(originOf(trunks.slice(2), '203.0.113.7')).toEqual({ kind: 'anybody' })
  })
})

describe('the addresses of carriers', () => {
  it('are those of the trunks that are open', () => {
    const carriers = new CarrierAddresses()
    carriers.set('one', ['203.0.113.7', '198.51.100.0/24'])
    expect(carriers.has('198.51.100.9')).toBe(true)
    expect(carriers.has('192.0.2.1')).toBe(false)
    carriers.set('one', ['192.0.2.1'])
    expect(carriers.has('198.51.100.9')).toBe(false)
    carriers.delete('one')
    expect(carriers.has('192.0.2.1')).toBe(false)
  })
})
