import { describe, expect, test } from 'vitest'
import { webSocketUrl } from './phone-store.ts'

describe('the address of the phone’s connection', () => {
  test('is as secure as the page', () => {
    expect(webSocketUrl('/sip', { protocol: 'http:', host: '127.0.0.1:3000' })).toBe(
      'ws://127.0.0.1:3000/sip',
    )
    expect(webSocketUrl('/sip', { protocol: 'https:', host: 'iris.test' })).toBe(
      'wss://iris.test/sip',
    )
  })
})
