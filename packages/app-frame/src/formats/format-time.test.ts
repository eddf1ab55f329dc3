import { describe, expect, test } from 'vitest'
import { formatClockTime, formatMoment } from './format-time.ts'

const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 5, 9).toISOString()
const now = new Date(2026, 10, 20, 15).getTime()

describe('a moment', () => {
  test('of today is its time', () => {
    expect(formatMoment(at(20, 9), now)).toBe('9:05 AM')
  })

  test('of the night before is yesterday, however few hours ago', () => {
    const early = new Date(2026, 10, 20, 0, 30).getTime()
    expect(formatMoment(at(19, 23), early)).toBe('yesterday, 11:05 PM')
  })

  test('of earlier has its date, and of another year its year', () => {
    expect(formatMoment(at(3, 9), now)).toBe('Nov 3, 9:05 AM')
    expect(formatMoment(new Date(2025, 0, 2, 9, 5).toISOString(), now)).toBe('Jan 2, 2025, 9:05 AM')
  })

  test('has seconds where they matter', () => {
    expect(formatClockTime(at(20, 9))).toBe('9:05:09 AM')
  })
})
