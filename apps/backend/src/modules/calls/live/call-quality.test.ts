import type { PartyQuality } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { QualityBook, saysOther } from './call-quality.ts'

const way = (change: object = {}) => ({
  packets: 250,
  lost: 0,
  lostPercent: 0.2,
  jitterMs: 5,
  ...change,
})
const party = (change: Partial<PartyQuality> = {}): PartyQuality => ({
  grade: 'good',
  mos: 4.3,
  received: way(),
  sent: null,
  roundTripMs: null,
  ...change,
})

describe('how a party is heard', () => {
  it('is told when it is known at all, and not again while it stays', () => {
    expect(saysOther(null, party())).toBe(true)
    const close = { received: way({ lostPercent: 0.9, jitterMs: 12 }), mos: 4.25 }
    expect(saysOther(party(), party(close))).toBe(false)
  })

  it.each([
    ['another grade', { grade: 'fair' }],
    ['a round trip that was not known', { roundTripMs: 20 }],
    ['more loss', { received: way({ lostPercent: 1.5 }) }],
    ['more jitter the other way', { sent: way({ jitterMs: 30 }) }],
  ] as const)('is told again with %s', (_, change) => {
    expect(saysOther(party(), party(change))).toBe(true)
  })

  it('is told again with another round trip', () => {
    expect(saysOther(party({ roundTripMs: 20 }), party({ roundTripMs: 90 }))).toBe(true)
    expect(saysOther(party({ roundTripMs: 20 }), party({ roundTripMs: 40 }))).toBe(false)
  })
})

describe('the book of a call', () => {
  it('holds nothing before anything was measured, and forgets an agent who went', () => {
    const book = new QualityBook()
    expect(book.record).toBeNull()
    const received = { packets: 250, lost: 20, lostPercent: 8, jitterMs: 4 }
    expect(book.note('agent', { received, mos: 3.5 })).toBe(true)
    expect(book.record).toMatchObject({ caller: null, agent: { grade: 'poor', sent: null } })
    book.forgetAgent()
    expect(book.record).toBeNull()
    expect(book.note('caller', { received, mos: 3.8, roundTripMs: 12 })).toBe(true)
    expect(book.record?.caller).toMatchObject({ grade: 'fair', roundTripMs: 12 })
  })
})
