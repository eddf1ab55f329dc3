import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeUser, parseUri } from './uri.ts'

describe('parseUri', () => {
  it('reads user, host, port, parameters and headers apart', () => {
    expect(parseUri('sip:alice:secret@Example.COM:5070;transport=UDP;lr?subject=x')).toEqual({
      kind: 'sip',
      secure: false,
      user: 'alice',
      host: 'example.com',
      port: 5070,
      parameters: new Map([
        ['transport', 'UDP'],
        ['lr', ''],
      ]),
      headers: 'subject=x',
    })
  })

  it.each([
    ['sips:1212@[2001:db8::1]:5061', { secure: true, host: '[2001:db8::1]', port: 5061 }],
    ['sip:user;par=u%40example.net@example.com', { user: 'user;par=u@example.net' }],
    ['sip:null-%00-null@example.com', { user: 'null-\0-null' }],
    ['sip:%Zf%zz@example.com', { user: '%Zf%zz' }],
    ['sip:%D0%98%D1%80%D0%B0@example.com', { user: 'Ира' }],
    ['sip:example.com', { host: 'example.com' }],
  ])('reads %s', (octets, expected) => {
    expect(parseUri(octets)).toMatchObject(expected)
  })

  it('reads a tel URI without its visual separators', () => {
    expect(parseUri('tel:+1-(555)-010.0100;phone-context=x')).toMatchObject({
      kind: 'tel',
      number: '+15550100100',
    })
  })

  it('names other schemes without looking into them', () => {
    expect(parseUri('soap.beep://192.0.2.103:3002')).toEqual({ kind: 'other', scheme: 'soap.beep' })
  })

  it.each([
    '',
    'sip:',
    'alice',
    '<sip:alice@example.com>',
    'sip: alice@example.com',
    'sip:alice @example.com',
    'sip:alice@exam ple.com',
    'sip:alice@example.com; lr',
    'sip:a@b@example.com',
    'sip:alice@example.com:99999',
    'sip:alice@[::1',
    'sip:alice@[zz]',
    'sip:al\r\nice@example.com',
  ])('refuses %j', (octets) => {
    expect(parseUri(octets)).toBeUndefined()
  })

  it('gives back any user that was escaped', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }), (user) => {
        const wellFormed = user.toWellFormed()
        const uri = parseUri(`sip:${escapeUser(wellFormed)}@example.com`)
        expect(uri).toMatchObject({ kind: 'sip', user: wellFormed })
      }),
    )
  })
})
