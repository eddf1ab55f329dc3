import { describe, expect, it } from 'vitest'
import { parseVia } from './via.ts'

describe('parseVia', () => {
  it.each([
    [
      'SIP/2.0/UDP 192.0.2.2:5061;branch=z9hG4bK1;rport',
      { transport: 'UDP', host: '192.0.2.2', port: 5061, branch: 'z9hG4bK1' },
    ],
    [
      'SIP  / 2.0  / TCP     spindle.example.com   ; branch  =   z9hG4bK9ikj8',
      { transport: 'TCP', host: 'spindle.example.com', branch: 'z9hG4bK9ikj8' },
    ],
    [
      'sip/2.0/ws df7jal23ls0d.invalid;branch=z9hG4bK56',
      { transport: 'WS', host: 'df7jal23ls0d.invalid' },
    ],
    ['SIP/2.0/UDP [2001:db8::9:1]:5060;branch=z9', { host: '[2001:db8::9:1]', port: 5060 }],
    ['SIP/2.0/UDP [2001:db8::9:1];branch=z9', { host: '[2001:db8::9:1]' }],
    ['SIP/7.0/UDP c.example.com;branch=z9', { version: '7.0', host: 'c.example.com' }],
    ['SIP/2.0/UNKNOWN t5.example.com : 5060;branch=z9', { transport: 'UNKNOWN', port: 5060 }],
  ])('reads %s', (octets, expected) => {
    expect(parseVia(octets)).toMatchObject(expected)
  })

  it.each([
    'HTTP/2.0/UDP a;branch=z9',
    'SIP/2.0/UDP',
    'SIP/2.0 a',
    'SIP/2.0/UDP a b;branch=z9',
    'SIP/2.0/UDP a:b:c;branch=z9',
  ])('refuses %s', (octets) => {
    expect(parseVia(octets)).toBeUndefined()
  })
})
