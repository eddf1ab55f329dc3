import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFiltered, periods, readFilters, requestFor, writeFilters } from './call-filters.ts'
import type { CallFilters } from './call-filters.ts'

const id = '01968ae3-4c00-7000-8000-000000000001'

const someFilters: fc.Arbitrary<CallFilters> = fc.record(
  {
    number: fc.string({ minLength: 1, maxLength: 40 }),
    state: fc.constantFrom('live' as const, 'ended' as const),
    queueId: fc.uuid(),
    agentId: fc.uuid(),
    period: fc.constantFrom(...periods),
  },
  { requiredKeys: [] },
)

describe('filters in the address', () => {
  test('come back as they were written', () => {
    fc.assert(
      fc.property(someFilters, (filters) => {
        const address = new URLSearchParams(writeFilters(filters))
        expect(readFilters(Object.fromEntries(address))).toEqual(filters)
      }),
    )
  })

  test('that somebody mistyped narrow nothing', () => {
    expect(
      readFilters({ state: 'dead', queue: 'x', agent: ['a', 'b'], period: 'eon', number: null }),
    ).toEqual({})
    expect(isFiltered({})).toBe(false)
    expect(isFiltered({ queueId: id })).toBe(true)
  })
})

describe('a period', () => {
  const now = new Date(2026, 10, 20, 15, 30).getTime()
  const midnight = (day: number) => new Date(2026, 10, day).toISOString()

  test.each([
    ['today', { from: midnight(20) }],
    ['yesterday', { from: midnight(19), to: midnight(20) }],
    ['week', { from: midnight(14) }],
    ['month', { from: new Date(2026, 9, 22).toISOString() }],
  ] as const)('of %s is asked for by the reader’s days', (period, span) => {
    expect(requestFor({ period }, now)).toEqual(span)
  })

  test('is the same request all day long', () => {
    const later = new Date(2026, 10, 20, 23, 59).getTime()
    expect(requestFor({ period: 'week', queueId: id }, now)).toEqual(
      requestFor({ period: 'week', queueId: id }, later),
    )
  })

  test('is as long in a week in which the clocks change', () => {
    const afterChange = new Date(2026, 10, 3, 12).getTime()
    const { from } = requestFor({ period: 'week' }, afterChange)
    expect(new Date(from ?? '').getHours()).toBe(0)
  })
})
