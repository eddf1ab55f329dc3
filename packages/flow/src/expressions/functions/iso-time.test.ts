import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf } from './iso-time.ts'

describe('instantOf', () => {
  it('reads any time as Date does', () => {
    const years = { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') }
    fc.assert(
      fc.property(fc.date({ ...years, noInvalidDate: true }), (date) => {
        expect(instantOf(date.toISOString())).toBe(date.getTime())
      }),
    )
  })

  it.each([
    ['2026-11-20T09:30Z', '2026-11-20T09:30:00Z'],
    ['2026-11-20T09:30:00+05:30', '2026-11-20T04:00:00Z'],
    ['2026-11-20T22:30:00-03:00', '2026-11-21T01:30:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ])('reads %s', (written, same) => {
    expect(instantOf(written)).toBe(new Date(same).getTime())
  })

  it.each([
    '2026-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T09:60:00Z',
    '2026-11-20T09:30:00+24:00',
    '2026-11-20T09:30:00',
    '2026-11-20',
    'now',
  ])('does not read %s', (written) => {
    expect(instantOf(written)).toBeUndefined()
  })
})
