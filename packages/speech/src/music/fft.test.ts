import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inverse, transform } from './fft.ts'

const zeros = (length: number) => new Float64Array(length)

describe('the Fourier transform', () => {
  it('is what its definition says', () => {
    const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(values, values, (real, imaginary) => {
        const signal = { re: Float64Array.from(real), im: Float64Array.from(imaginary) }
        transform(signal)
        for (let k = 0; k < 16; k += 1) {
          let [re, im] = [0, 0]
          for (let n = 0; n < 16; n += 1) {
            const angle = (-2 * Math.PI * k * n) / 16
            re += real[n]! * Math.cos(angle) - imaginary[n]! * Math.sin(angle)
            im += real[n]! * Math.sin(angle) + imaginary[n]! * Math.cos(angle)
          }
          expect(signal.re[k]).toBeCloseTo(re, 9)
          expect(signal.im[k]).toBeCloseTo(im, 9)
        }
      }),
    )
  })

  it('comes back by its inverse', () => {
    const start = Float64Array.from({ length: 1024 }, (_, n) => Math.sin(n * n))
    const signal = { re: start.slice(), im: zeros(1024) }
    transform(signal)
    inverse(signal)
    for (const [n, value] of signal.re.entries()) expect(value).toBeCloseTo(start[n]!, 12)
    for (const value of signal.im) expect(value).toBeCloseTo(0, 12)
  })

  it('refuses a length that is no power of two', () => {
    expect(() => transform({ re: zeros(12), im: zeros(12) })).toThrow('power of two')
  })
})
