import { describe, expect, it } from 'vitest'
import { displayNumber, readDialled, readNumber } from './display.ts'

describe('numbers', () => {
  it('are shown the national way at home and the international way abroad', () => {
    expect(displayNumber('+15550100100', 'US').display).toBe('(555) 010-0100')
    expect(displayNumber('+15550100100', 'DE').display).toBe('+1 555 010 0100')
    expect(displayNumber('+4930123456', 'DE').display).toBe('030 123456')
  })

  it('stay as they came when they are none', () => {
    expect(displayNumber('reception', 'US')).toEqual({ value: 'reception', display: 'reception' })
    expect(displayNumber('', 'US').display).toBe('Withheld')
  })

  it('are read however the network writes them', () => {
    for (const dialled of ['+15550100100', '15550100100', '0015550100100', '+1 (555) 010-0100']) {
      expect(readDialled(dialled)).toBe('+15550100100')
    }
    for (const dialled of ['', 'alice', '+0123456789', '12', '+1234567890123456']) {
      expect(readDialled(dialled)).toBeUndefined()
    }
  })
})

describe('a number that somebody dials', () => {
  it.each([
    ['5550107777', 'US', '+15550107777'],
    ['(555) 010-7777', 'US', '+15550107777'],
    ['15550107777', 'US', '+15550107777'],
    ['011493012345678', 'US', '+493012345678'],
    ['+493012345678', 'US', '+493012345678'],
    ['00493012345678', 'DE', '+493012345678'],
    ['03012345678', 'DE', '+493012345678'],
  ])('%s in %s is %s', (dialled, country, number) => {
    expect(readNumber(dialled, country)).toBe(number)
  })

  it.each(['911', '100', '*72', 'support', ''])('is none where %j is dialled', (dialled) => {
    expect(readNumber(dialled, 'US')).toBeUndefined()
  })
})
