import { describe, expect, it } from 'vitest'
import { Calendar } from './calendar.ts'
import { unknownHolidays } from './check-calendar.ts'
import { countries, holidaysOf, regions } from './holidays.ts'
import { opening } from './opening.ts'

const datesOf = (country: string, region: string | undefined, year: number) =>
  holidaysOf(country, region, year).map(({ date }) => date)

describe('holidaysOf', () => {
  it('knows the holidays of a country, and those of a part of it', () => {
    expect(datesOf('DE', undefined, 2026)).toEqual([
      '2026-01-01',
      '2026-04-03',
      '2026-04-06',
      '2026-05-01',
      '2026-05-14',
      '2026-05-25',
      '2026-10-03',
      '2026-12-25',
      '2026-12-26',
    ])
    expect(datesOf('DE', 'BY', 2026)).toContain('2026-01-06')
    expect(datesOf('DE', 'BE', 2026)).not.toContain('2026-01-06')
  })

  it('names each in the language of the country first, then in others', () => {
    const christmas = holidaysOf('DE', undefined, 2026).find(({ date }) => date.endsWith('12-25'))
    expect(christmas?.names).toContain('Christmas Day')
    expect(christmas?.name).not.toBe('Christmas Day')
  })

  it('counts the day taken in lieu of one that falls on a weekend', () => {
    // In 2026, 4 July is a Saturday.
    expect(datesOf('US', undefined, 2026)).toEqual(
      expect.arrayContaining(['2026-07-03', '2026-07-04']),
    )
  })

  it('names every day of a feast of several days, and leaves half days out', () => {
    expect(datesOf('TR', undefined, 2026)).toEqual(
      expect.arrayContaining(['2026-03-20', '2026-03-21', '2026-03-22']),
    )
    expect(datesOf('TR', undefined, 2026)).not.toContain('2026-03-23')
    // Youth Day is half a day, for some.
    expect(datesOf('CN', undefined, 2026)).not.toContain('2026-05-04')
  })

  it('leaves out days that are no public holidays', () => {
    expect(datesOf('GB', 'ENG', 2026)).not.toContain('2026-02-14')
  })

  it('answers the same array again', () => {
    expect(holidaysOf('FR', undefined, 2026)).toBe(holidaysOf('FR', undefined, 2026))
  })

  it.each([
    ['ZZ', undefined, 2026],
    ['__proto__', 'constructor', 2026],
    ['DE', 'NOWHERE', Number.NaN],
    ['DE', undefined, 1e9],
  ])('is empty for %s %s %s', (country, region, year) => {
    expect(holidaysOf(country, region, year)).toEqual([])
  })

  it('knows more than the holidays of one country', () => {
    const without = countries()
      .filter(({ code }) => datesOf(code, undefined, 2027).length < 3)
      .map(({ code }) => code)
    expect(without).toEqual([])
  }, 60_000)
})

describe('countries and regions', () => {
  it('are listed by name, in a language', () => {
    expect(countries()).toContainEqual({ code: 'DE', name: 'Germany' })
    expect(countries('de')).toContainEqual({ code: 'DE', name: 'Deutschland' })
    expect(regions('DE')).toContainEqual({ code: 'BY', name: 'Bayern' })
    expect(regions('ZZ')).toEqual([])
  })

  it('are all what a calendar takes', () => {
    for (const country of countries()) {
      for (const region of [undefined, ...regions(country.code)]) {
        const holidays = { country: country.code, ...(region && { region: region.code }) }
        expect(Calendar.safeParse({ holidays }).error, JSON.stringify(holidays)).toBeUndefined()
      }
    }
  })
})

describe('with a calendar', () => {
  it('closes on a real holiday and tells a name that is none', () => {
    const calendar = Calendar.parse({
      timeZone: 'Europe/Berlin',
      open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
      holidays: { country: 'DE', region: 'BY', without: ['Epiphany', 'Pancake Day'] },
    })
    const thursday = Date.parse('2026-05-14T10:00:00Z')
    expect(opening(calendar, thursday, holidaysOf)).toMatchObject({
      open: false,
      reason: 'holiday',
      until: Date.parse('2026-05-15T07:00:00Z'),
    })
    expect(unknownHolidays(calendar, [2026, 2027], holidaysOf)).toEqual(['Pancake Day'])
  })
})
