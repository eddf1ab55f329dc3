import { describe, expect, it } from 'vitest'
import { overlapped, shiftChecks, type ShiftForm, shiftFormOf, shiftOf } from './shift-form.ts'

const zone = 'Europe/Berlin'
const night: ShiftForm = { activity: 'work', date: '2026-11-26', from: '22:00', to: '06:00' }

describe('a shift that is filled in', () => {
  it('is by the clocks of the centre, and may end on the next day', () => {
    const shift = shiftOf(night, zone)
    expect(shift).toEqual({
      activity: 'work',
      from: '2026-11-26T21:00:00.000Z',
      to: '2026-11-27T05:00:00.000Z',
    })
    expect(shiftFormOf(shift, zone)).toEqual(night)
  })

  it('has an hour more in the night in which clocks are put back', () => {
    const { from, to } = shiftOf({ ...night, date: '2026-10-24' }, zone)
    expect(Date.parse(to) - Date.parse(from)).toBe(9 * 3_600_000)
  })

  it('says which field is not filled in', () => {
    expect(shiftChecks.date?.('')).toBe('Choose a day.')
    expect(shiftChecks.from?.('')).toBe('Write a time such as 09:00.')
    expect(shiftChecks.to?.('17:00')).toBe('')
  })

  it('overlaps what it has an instant in common with, not what it touches', () => {
    const shift = shiftOf(night, zone)
    const next = { activity: 'break', from: shift.to, to: '2026-11-27T06:00:00.000Z' } as const
    expect(overlapped(shift, [next])).toBeUndefined()
    const within = { ...next, from: '2026-11-27T04:59:00.000Z' }
    expect(overlapped(shift, [next, within])).toBe(within)
  })
})
