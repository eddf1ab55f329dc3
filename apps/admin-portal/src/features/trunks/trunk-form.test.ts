import type { Trunk } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { changeOf, formOf } from './trunk-form.ts'

const trunk: Trunk = {
  id: '01968ae3-4c00-7000-8000-000000000001',
  name: 'Main',
  enabled: true,
  host: 'sip.example.com',
  port: 5061,
  transport: 'tls',
  media: 'srtp',
  codecs: ['PCMA', 'PCMU'],
  domain: null,
  username: 'iris',
  hasPassword: true,
  registers: true,
  addresses: ['203.0.113.7', '198.51.100.0/24'],
  prefixes: ['+1'],
  priority: 1,
  pricePerMinute: 0.012,
  callerIds: ['+15550100100'],
  defaultCallerId: null,
  maxChannels: 20,
  callsPerSecond: 2,
  numberFormat: 'digits',
  health: { kind: 'unknown' },
  createdAt: '2026-11-20T09:30:00.000Z',
}

describe('a trunk that is filled in and sent', () => {
  it('is what it was, where nothing was changed', () => {
    const { id: _id, hasPassword: _has, health: _health, createdAt: _at, ...settings } = trunk
    expect(changeOf(formOf(trunk), trunk)).toEqual(settings)
  })

  it('has lists of one entry a line, and numbers without the marks people write', () => {
    const form = {
      ...formOf(undefined),
      addresses: ' 203.0.113.7 \n\n198.51.100.0/24,192.0.2.1',
      prefixes: '+49 30\n+1',
      defaultCallerId: '+1 (555) 010-0100',
    }
    expect(changeOf(form, undefined)).toMatchObject({
      addresses: ['203.0.113.7', '198.51.100.0/24', '192.0.2.1'],
      prefixes: ['+4930', '+1'],
      defaultCallerId: '+15550100100',
    })
  })

  it('leaves the port to the carrier where none is written, and encrypts audio with TLS only', () => {
    expect(changeOf({ ...formOf(trunk), port: ' ' }, trunk).port).toBeNull()
    const plain = changeOf({ ...formOf(trunk), transport: 'tcp' }, trunk)
    expect(plain).toMatchObject({ transport: 'tcp', media: 'rtp' })
  })

  it('keeps its password unless another is written, and loses it with the user name', () => {
    expect(changeOf(formOf(trunk), trunk)).not.toHaveProperty('password')
    const other = changeOf({ ...formOf(trunk), password: 'new' }, trunk)
    expect(other.password).toBe('new')
    const none = changeOf({ ...formOf(trunk), username: ' ' }, trunk)
    expect(none).toMatchObject({ username: null, password: null })
  })
})
