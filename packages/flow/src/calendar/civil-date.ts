/**
 * Dates of the Gregorian calendar as days counted from 1 January 1970, and back. The arithmetic is that of Howard
 * Hinnant's "chrono-Compatible Low-Level Date Algorithms": years begin in March, so that the leap day comes last.
 */

const daysOf400Years = 146_097

/** Of YYYY-MM-DD. */
export function dayOf(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const marchYear = month > 2 ? year : year - 1
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * daysOf400Years + dayOfEra - daysUntil1970
}

/** YYYY-MM-DD. */
export function dateOf(day: number): string {
  const counted = day + daysUntil1970
  const era = Math.floor(counted / daysOf400Years)
  const dayOfEra = counted - era * daysOf400Years
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365)
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const dayOfMonth = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  return [String(year).padStart(4, '0'), twoDigits(month), twoDigits(dayOfMonth)].join('-')
}

/** 1 Monday to 7 Sunday (ISO 8601). */
export function weekdayOf(day: number): number {
  // 1 January 1970 was a Thursday.
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** From 1 March of the year 0. */
const daysUntil1970 = 719_468

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
