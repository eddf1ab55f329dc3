import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatNameAddress, parseNameAddress, parseNameAddresses } from './name-address.ts'

describe('parseNameAddress', () => {
  it.each([
    ['"J Rosenberg \\\\\\"" <sip:jdrosen@example.com> ; tag = 98asjd8', 'J Rosenberg \\"'],
    ['caller<sip:caller@example.com>;tag=323', 'caller'],
    ["token1~` token2'+_ <sip:mundane@example.com>;tag=1", "token1~` token2'+_"],
    ['"Comma, and <bracket>" <sip:a@example.com>;tag=1', 'Comma, and <bracket>'],
    ['Bell, Alexander <sip:a.g.bell@example.com>;tag=43', 'Bell, Alexander'],
  ])('reads the name in %s', (octets, displayName) => {
    const address = parseNameAddress(octets)
    expect(address?.displayName).toBe(displayName)
    expect(address?.parameters.get('tag')).toBeTruthy()
  })

  it('gives every parameter to the header where there are no brackets', () => {
    const address = parseNameAddress('sip:caller@example.net;tag=5')
    expect(address).toMatchObject({ uri: 'sip:caller@example.net' })
    expect(address?.parameters.get('tag')).toBe('5')
  })

  it('leaves parameters within brackets to the URI', () => {
    const address = parseNameAddress('<sip:a@example.com;lr>;q=0.5')
    expect([...(address?.parameters ?? [])]).toEqual([['q', '0.5']])
  })

  it('reads names that are not UTF-8 as Latin-1', () => {
    expect(parseNameAddress('"Jos\u00e9" <sip:a@b>')?.displayName).toBe('José')
    expect(parseNameAddress('"Jos\u00c3\u00a9" <sip:a@b>')?.displayName).toBe('José')
  })

  it.each([
    '"Mr. J. User <sip:j.user@example.com>',
    '<sip:a@b',
    '"x" y <sip:a@b>',
    'sip:user@example.com?Route=%3Csip:x%3E',
    '<sip:a@b> tag=1',
    '',
  ])('refuses %j', (octets) => {
    expect(parseNameAddress(octets)).toBeUndefined()
  })

  it('gives back any name that was written', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20, unit: 'binary' }), (name) => {
        const clean = name.toWellFormed().replaceAll(/\p{Cc}/gu, ' ')
        const address = parseNameAddress(formatNameAddress('sip:a@b', name.toWellFormed()))
        expect(address?.displayName ?? '').toBe(clean)
      }),
    )
  })
})

describe('parseNameAddresses', () => {
  it('splits at commas outside quotes and brackets only', () => {
    const addresses = parseNameAddresses(['"a,b" <sip:a@x>, <sip:b,c@x>;q=1', 'sip:d@x'])
    expect(addresses?.map((address) => address.uri)).toEqual(['sip:a@x', 'sip:b,c@x', 'sip:d@x'])
  })

  it('refuses the whole list for one bad value', () => {
    expect(parseNameAddresses(['<sip:a@x>, <sip:'])).toBeUndefined()
  })
})
