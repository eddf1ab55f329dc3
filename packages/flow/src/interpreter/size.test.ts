import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value, Values } from '../expressions/values.ts'
import { growthOf, sizeOf } from './size.ts'

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.constant(null),
  fc.array(fc.string(), { maxLength: 3 }),
)
const values: fc.Arbitrary<Values> = fc.dictionary(
  fc.constantFrom('a', 'b', '"', 'constructor', 'é'),
  value,
)

describe('the size of variables', () => {
  it('is that of their JSON, but for the outermost braces and the last comma', () => {
    fc.assert(
      fc.property(values, (all) => {
        const edge = Object.keys(all).length === 0 ? 2 : 1
        expect(sizeOf(all)).toBe(JSON.stringify(all).length - edge)
      }),
    )
  })

  it('grows by a change as much as the whole does', () => {
    fc.assert(
      fc.property(values, values, (before, change) => {
        expect(growthOf(before, change)).toBe(sizeOf({ ...before, ...change }) - sizeOf(before))
      }),
    )
  })
})
