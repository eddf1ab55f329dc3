import { describe, expect, it } from 'vitest'
import { meanOpinion, qualityOf } from './quality.ts'

const perfect = { lostPercent: 0, jitterMs: 0, roundTripMs: 0 }
const received = { packets: 1000, lost: 0, jitterMs: 0 }

describe('the mean opinion of a direction', () => {
  it('is 4.41 when nothing is wrong', () => {
    expect(meanOpinion(perfect)).toBeCloseTo(4.41, 2)
  })

  it.each([
    // R = 93.2 − 95 · 1 / 26.1 = 89.56; − 95 · 5 / 30.1 = 77.42; − 95 · 20 / 45.1 = 51.07
    [1, 4.32],
    [5, 3.92],
    [20, 2.64],
  ])('with %d %% lost is %d', (lostPercent, mos) => {
    expect(meanOpinion({ ...perfect, lostPercent })).toBeCloseTo(mos, 1)
  })

  it.each([
    // Mouth to ear 160 ms: hardly felt. 400 ms: R falls by 23.5, as figure 1 of G.114 has it.
    [200, 4.4],
    [680, 3.6],
  ])('with a round trip of %d ms is %d', (roundTripMs, mos) => {
    expect(meanOpinion({ ...perfect, roundTripMs })).toBeCloseTo(mos, 1)
  })

  it('is lower for what a codec adds to a delay that is heard', () => {
    const far = { ...perfect, roundTripMs: 500 }
    const scores = (['PCMU', 'G722', 'opus'] as const).map((codec) =>
      meanOpinion({ ...far, codec }),
    )
    expect(scores).toEqual(scores.toSorted((one, other) => other - one))
    expect(new Set(scores).size).toBe(3)
  })

  it('never leaves the scale', () => {
    expect(meanOpinion({ lostPercent: 100, jitterMs: 500, roundTripMs: 5000 })).toBe(1)
  })
})

describe('the quality of a leg', () => {
  it('is that of its worse direction', () => {
    const sent = { packets: 1000, lost: 50, jitterMs: 0 }
    const { mos } = qualityOf({ received, sent, roundTripMs: 0 })
    expect(mos).toBeCloseTo(3.92, 1)
    expect(qualityOf({ received: sent, sent: received, roundTripMs: 0 }).mos).toBe(mos)
  })

  it('is that since an earlier time, if one is given', () => {
    const earlier = { received: { packets: 500, lost: 100, jitterMs: 9 } }
    const later = { received: { packets: 1000, lost: 110, jitterMs: 3 } }
    const unknown = { sent: undefined, roundTripMs: undefined }
    expect(qualityOf({ ...later, ...unknown }, { ...earlier, ...unknown })).toMatchObject({
      received: { packets: 500, lost: 10, lostPercent: 2, jitterMs: 3 },
    })
  })
})
