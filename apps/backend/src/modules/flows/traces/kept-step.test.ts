import type { TraceEntry } from '@iris/flow'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keptStep, storableJson } from './kept-step.ts'

const step: TraceEntry = {
  visit: 1,
  block: 'ask',
  kind: 'gather',
  name: 'Ask for the card',
  enteredAt: 0,
  leftAt: 1500,
  outcome: 'next',
}

describe('a step that is kept', () => {
  test('has its times as text', () => {
    expect(keptStep(step)).toMatchObject({
      enteredAt: '1970-01-01T00:00:00.000Z',
      leftAt: '1970-01-01T00:00:01.500Z',
    })
    expect(keptStep({ ...step, leftAt: null, outcome: null }).leftAt).toBeNull()
  })

  test('has long values shortened, and a hundred of them at most', () => {
    const set = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [`v${n}`, 'x'.repeat(n === 0 ? 10_000 : 1)]),
    )
    const kept = keptStep({ ...step, set }).set ?? {}
    expect(Object.keys(kept)).toHaveLength(100)
    expect(String(kept['v0']).length).toBeLessThan(2010)
  })
})

describe('JSON that is stored', () => {
  test('says the same, but for what the database has no characters for', () => {
    const character = fc.nat(0xffff).map((code) => String.fromCharCode(code))
    const text = fc.string({ unit: character, maxLength: 20 })
    const backslashes = fc.constantFrom('\\u0000', '\\\\u0000', '\\', '\0', '\ud800', '\udc00\\')
    const value = fc.array(fc.oneof(text, backslashes, fc.jsonValue()))
    const property = fc.property(value, (parts) => {
      const json = storableJson(parts)
      expect(json).not.toMatch(/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/)
      const expected = JSON.stringify(parts, (_key, part: unknown) => replaced(part))
      expect(JSON.parse(json)).toEqual(JSON.parse(expected))
    })
    fc.assert(property, { numRuns: 200 })
  })
})

function replaced(part: unknown): unknown {
  if (typeof part === 'string') return part.toWellFormed().replaceAll('\0', '\ufffd')
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
  return Object.fromEntries(
    Object.entries(part).map(([key, value]: [string, unknown]) => [replaced(key), value]),
  )
}
