import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMuLaw, encodeMuLaw } from './mu-law.ts'

const encode = (linear: number) => encodeMuLaw(Float32Array.of(linear / 32_768))[0]!
const decode = (code: number) => decodeMuLaw(Uint8Array.of(code))[0]! * 32_768

describe('µ-law', () => {
  // From the decoder tables of ITU-T G.191 (the reference for G.711), scaled to 16 bits.
  it.each([
    [0xff, 0],
    [0xfe, 8],
    [0xf0, 120],
    [0xef, 132],
    [0xdf, 396],
    [0x8f, 16_764],
    [0x80, 32_124],
    [0x7e, -8],
    [0x00, -32_124],
  ])('code %i is %i', (code, linear) => {
    expect(decode(code)).toBe(linear)
    expect(encode(linear)).toBe(code)
  })

  it('gives every code back, the negative zero as zero', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code)
    const again = encodeMuLaw(decodeMuLaw(codes))
    expect([...again]).toEqual([...codes].map((code) => (code === 0x7f ? 0xff : code)))
  })

  it('takes what is out of range for the loudest there is', () => {
    expect([encode(40_000), encode(-40_000)]).toEqual([0x80, 0x00])
  })

  it('is never further off than half a step, which is some 3 % of the sample', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32_124, max: 32_124 }), (linear) => {
        const error = Math.abs(decode(encode(linear)) - linear)
        expect(error).toBeLessThanOrEqual(4 + Math.abs(linear) * 0.032)
      }),
    )
  })
})
