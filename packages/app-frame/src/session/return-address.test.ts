import { describe, expect, test } from 'vitest'
import { returnAddress } from './return-address.ts'

describe('the way back after sign-in', () => {
  test('is the page that was asked for', () => {
    expect(returnAddress('/calls/7?number=5')).toBe('/calls/7?number=5')
  })

  test.each([
    undefined,
    null,
    '',
    ['/a', '/b'],
    'https://elsewhere.test',
    '//elsewhere.test',
    '/\\x',
  ])('never leaves the app: %j leads to the start page', (next) => {
    expect(returnAddress(next)).toBe('/')
  })
})
