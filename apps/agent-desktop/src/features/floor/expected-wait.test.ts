import { describe, expect, test } from 'vitest'
import { errorText, worthText } from './expected-wait.ts'

const error = (meanAbsoluteS: number) => ({ meanAbsoluteS, coverage: 0.87, of: 340 })

describe('what an expected wait is worth', () => {
  test('is told in seconds while they are few, then in minutes', () => {
    expect(errorText(error(40))).toBe('± 40 s')
    expect(errorText(error(125))).toBe('± 2:05')
  })

  test('says how often the range held', () => {
    const text = worthText(100, error(40), 'en')
    expect(text).toContain('Off by 40 s on average')
    expect(text).toContain('87% of the last 340')
  })

  test('is said to be unknown until it is known, and differently where the wait itself is', () => {
    expect(errorText(null)).toBe('± ?')
    expect(worthText(100, null, 'en')).toContain('once enough callers have waited')
    expect(worthText(null, error(40), 'en')).toContain('Nobody can know now')
  })
})
