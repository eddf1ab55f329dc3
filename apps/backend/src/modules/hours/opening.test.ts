import { Calendar } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { isOpenAt, openingOf } from './opening.ts'

const week = (from: string, to: string, more: object = {}) =>
  Calendar.parse({
    timeZone: 'Europe/Berlin',
    open: [{ days: [1, 2, 3, 4, 5], from, to }],
    ...more,
  })
const wednesday = (time: string) => Date.parse(`2026-03-04T${time}:00+01:00`)
const iso = (text: string) => new Date(text).toISOString()

describe('opening times', () => {
  it('that are none are always open', () => {
    expect(openingOf([], wednesday('03:00'))).toEqual({ isOpen: true, until: null, because: null })
  })

  it('are open while any of them is, until the last of those in a row closes', () => {
    const both = [week('09:00', '12:00'), week('11:00', '17:00')]
    expect(openingOf(both, wednesday('10:00'))).toEqual({
      isOpen: true,
      until: iso('2026-03-04T17:00:00+01:00'),
      because: null,
    })
    const apart = [week('09:00', '12:00'), week('13:00', '17:00')]
    expect(openingOf(apart, wednesday('10:00')).until).toBe(iso('2026-03-04T12:00:00+01:00'))
  })

  it('that are all closed open with the first of them', () => {
    const apart = [week('13:00', '17:00'), week('09:00', '12:00')]
    expect(openingOf(apart, wednesday('08:00'))).toEqual({
      isOpen: false,
      until: iso('2026-03-04T09:00:00+01:00'),
      because: null,
    })
  })

  it('say which holiday or closure keeps them closed, and never open again where nothing does', () => {
    const inventory = {
      closures: [{ from: '2026-03-04T00:00', to: '2026-03-05T00:00', title: 'Inventory' }],
    }
    expect(openingOf([week('09:00', '17:00', inventory)], wednesday('10:00'))).toEqual({
      isOpen: false,
      until: iso('2026-03-05T09:00:00+01:00'),
      because: 'Inventory',
    })
    const never = Calendar.parse({})
    expect(openingOf([never], wednesday('10:00')).until).toBeNull()
  })

  it('round the clock never close, also where two calendars share the day', () => {
    const days = [1, 2, 3, 4, 5, 6, 7]
    const night = Calendar.parse({ open: [{ days, from: '18:00', to: '06:00' }] })
    const day = Calendar.parse({ open: [{ days, from: '06:00', to: '18:00' }] })
    expect(openingOf([night, day], wednesday('10:00'))).toMatchObject({ isOpen: true, until: null })
  })

  it('are asked by calls without until when', () => {
    const calendars = [week('09:00', '12:00'), week('13:00', '17:00')]
    expect(isOpenAt(calendars, wednesday('11:59'))).toBe(true)
    expect(isOpenAt(calendars, wednesday('12:30'))).toBe(false)
    expect(isOpenAt([], wednesday('12:30'))).toBe(true)
  })
})
