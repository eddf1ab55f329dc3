import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepest, TooDeepError, valueOf } from './value.ts'

describe('a value', () => {
  it('is what JSON says, where it can be kept as it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const json: unknown = JSON.parse(text)
        fc.pre(!/__proto__|\\u0000|\\ud[89a-f]/i.test(text))
        expect(JSON.stringify(valueOf(json))).toBe(JSON.stringify(json))
      }),
    )
  })

  it('holds nothing that PostgreSQL refuses, and never changes what objects inherit', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
        const value = valueOf(JSON.parse(text))
        expect(JSON.stringify(value)).not.toMatch(/\\u0000|(?<!\\)\\ud[89a-f]/i)
      }),
    )
    const hostile: unknown = JSON.parse('{"__proto__":{"admin":true},"constructor":{"a":1}}')
    expect(valueOf(hostile)).toEqual({ constructor: { a: 1 } })
  })

  it('is nested so deep and no deeper', () => {
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
    expect(JSON.stringify(valueOf(nested(deepest)))).toHaveLength(2 * deepest)
    expect(() => valueOf(nested(deepest + 1))).toThrow(TooDeepError)
  })

  it('has texts, names and figures changed', () => {
    const change = (text: string) => text.replaceAll('12345', '#')
    expect(valueOf({ a12345: ['12345', 9_123_459, 7] }, change)).toEqual({ 'a#': ['#', '9#9', 7] })
  })
})
