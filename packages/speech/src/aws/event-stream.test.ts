import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amazonCodec, amazonEvent } from '../testing/stt-doubles.ts'
import { decodeEvent, encodeEvent } from './event-stream.ts'

const headers = fc.dictionary(
  fc.stringMatching(/^[:a-z-]{1,20}$/).filter((name) => name !== '__proto__'),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  { maxKeys: 5 },
)

describe('event-stream messages', () => {
  it('of ours are read by Amazon’s own codec', () => {
    fc.assert(
      fc.property(headers, fc.uint8Array({ maxLength: 200 }), (headers, body) => {
        const read = amazonCodec.decode(encodeEvent({ headers, body }))
        const values = Object.entries(read.headers).map(([name, { value }]) => [name, value])
        expect(Object.fromEntries(values)).toEqual({ ...headers })
        expect([...read.body]).toEqual([...body])
      }),
    )
  })

  it('of Amazon’s are read by ours', () => {
    fc.assert(
      fc.property(headers, fc.string({ unit: 'grapheme' }), (headers, body) => {
        const read = decodeEvent(Buffer.from(amazonEvent({ ...headers }, body)))
        expect(read.headers).toEqual({ ...headers })
        expect(Buffer.from(read.body).toString()).toBe(body)
      }),
    )
  })

  it('that were changed on the way, or are no messages at all, are refused', () => {
    const whole = Buffer.from(encodeEvent({ headers: { a: 'b' }, body: Buffer.from('hello') }))
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(whole)
        changed[at] = (changed[at] ?? 0) ^ change
        expect(() => decodeEvent(changed)).toThrow('event')
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(() => decodeEvent(Buffer.from(bytes))).toThrow('event')
      }),
    )
  })
})
