import Holidays from 'date-holidays'
import { dateOf, dayOf } from './civil-date.ts'
import type { Holiday, HolidaysOf } from './holidays-of.ts'

/** A code and what it is called. */
export interface Named {
  readonly code: string
  readonly name: string
}

/**
 * The public holidays of a country that begin in a year, from the `date-holidays` package: all of whole days, with
 * those taken in lieu of one that falls on a weekend. What is worked out once is kept.
 */
export const holidaysOf: HolidaysOf = (country, region, year) => {
  const key = `${country}/${region ?? ''}/${year}`
  const known = years.get(key)
  if (known !== undefined) return known
  const found = isYear(year) ? lookUp(country, region, year) : []
  // Countries and years are typed in by people, so a limit is enough; the order of leaving does not matter.
  if (years.size >= 500) years.clear()
  years.set(key, found)
  return found
}

const years = new Map<string, readonly Holiday[]>()

/** Every country whose holidays are known, by ISO 3166-1 alpha-2; names in a language (ISO 639-1) where there is one. */
export function countries(language = 'en'): Named[] {
  return named(new Holidays().getCountries(language))
}

/** The parts of a country that have holidays of their own; empty where there are none. */
export function regions(country: string, language = 'en'): Named[] {
  return named(new Holidays().getStates(country, language))
}

/** The package knows rules for these; far from them the moon's calendars are guesses. */
function isYear(year: number): boolean {
  return Number.isInteger(year) && year >= 1900 && year <= 2200
}

function lookUp(country: string, region: string | undefined, year: number): Holiday[] {
  const known = new Holidays(country, region ?? '', { types: ['public'] })
  const [own, ...others] = known.getLanguages()
  const names = new Map<string, string[]>()
  for (const language of others) {
    for (const { rule, date, name } of known.getHolidays(year, language)) {
      const key = `${rule} ${date}`
      names.set(key, [...(names.get(key) ?? []), name])
    }
  }
  return known.getHolidays(year, own).flatMap(({ rule, date, name, start, end }) => {
    const other = [...new Set(names.get(`${rule} ${date}`))].filter((each) => each !== name)
    const holiday = { name, ...(other.length > 0 && { names: other }) }
    return datesFrom(date, end.getTime() - start.getTime()).map((day) => ({
      date: day,
      ...holiday,
    }))
  })
}

/**
 * The whole days of a holiday that begins at a local date and time. Half days, such as the afternoon before a feast,
 * are no holidays to a calendar. A 23-hour day is a whole one.
 */
function datesFrom(begins: string, lastsMs: number): string[] {
  if (!/^\d{4}-\d{2}-\d{2} 00:00/.test(begins)) return []
  const first = dayOf(begins.slice(0, 10))
  const days = Math.floor(lastsMs / 86_400_000 + 0.1)
  return Array.from({ length: days }, (_, index) => dateOf(first + index))
}

function named(byCode: Readonly<Record<string, string>> | undefined): Named[] {
  return Object.entries(byCode ?? {})
    .map(([code, name]) => ({ code, name }))
    .sort((one, other) => one.name.localeCompare(other.name))
}
