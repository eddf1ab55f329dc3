import type { PartyQuality } from '@iris/contracts'
import { describe, expect, test } from 'vitest'
import { qualityWords, worstParty } from './quality-words.ts'

const party = (more: Partial<PartyQuality> = {}): PartyQuality => ({
  grade: 'good',
  mos: 4.3,
  received: { packets: 500, lost: 1, lostPercent: 0.2, jitterMs: 13.6 },
  sent: null,
  roundTripMs: null,
  ...more,
})

describe('the quality of a party', () => {
  test('is a word and its figures', () => {
    expect(qualityWords(party())).toBe('Good · 0.2 % lost · 14 ms jitter')
  })

  test('has the figures of the worse direction, and the round trip where it is known', () => {
    const sent = { packets: 500, lost: 31, lostPercent: 6.234, jitterMs: 2 }
    expect(qualityWords(party({ grade: 'fair', sent, roundTripMs: 85 }))).toBe(
      'Fair · 6.2 % lost · 14 ms jitter · 85 ms round trip',
    )
  })
})

describe('the worst party', () => {
  test('is the one with the lower score, or the only one known', () => {
    expect(worstParty(null)).toBeUndefined()
    expect(worstParty({ caller: party(), agent: null })?.party).toBe('caller')
    expect(worstParty({ caller: party(), agent: party({ mos: 3.1 }) })?.party).toBe('agent')
    expect(worstParty({ caller: party({ mos: 3 }), agent: party({ mos: 3.1 }) })?.party).toBe(
      'caller',
    )
  })
})
