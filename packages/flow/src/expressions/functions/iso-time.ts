/** ISO 8601 with a zone, so that an instant is meant. */
const form =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(?:Z|([+-])(\d{2}):(\d{2}))$/

/** The instant of an ISO 8601 time in ms since 1970; undefined for what is none, such as the 30th of February. */
export function instantOf(written: string): number | undefined {
  const found = form.exec(written)
  if (found === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((digits: string | undefined) => Number(digits ?? 0))
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
  const [zoneHours, zoneMinutes] = [Number(found[9] ?? 0), Number(found[10] ?? 0)]
  if (!isDay || hour > 23 || minute > 59 || second > 59) return undefined
  if (zoneHours > 23 || zoneMinutes > 59) return undefined
  const behindUtc = (found[8] === '-' ? 1 : -1) * (zoneHours * 60 + zoneMinutes)
  const minutes = daysSince1970(year, month, day) * 1440 + hour * 60 + minute + behindUtc
  return minutes * 60_000 + second * 1000 + Math.trunc(Number(found[7] ?? 0) * 1000)
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** By the Gregorian calendar, also before it was in use. Years begin in March here, so that the leap day is the last. */
function daysSince1970(year: number, month: number, day: number): number {
  const from = month > 2 ? year : year - 1
  const sinceMarch = (month + 9) % 12
  const leapDays = Math.floor(from / 4) - Math.floor(from / 100) + Math.floor(from / 400)
  return from * 365 + leapDays + Math.floor((153 * sinceMarch + 2) / 5) + day - 1 - 719_468
}
