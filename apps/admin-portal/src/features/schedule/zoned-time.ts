const dayMs = 86_400_000

/** What clocks show: a date (YYYY-MM-DD) and a time (HH:MM). */
export interface ClockTime {
  readonly date: string
  readonly time: string
}

/** What clocks in a time zone show at an instant, in ms since 1970. */
export function clockAt(atMs: number, timeZone: string): ClockTime {
  const local = new Date(atMs + offsetAt(atMs, timeZone)).toISOString()
  return { date: local.slice(0, 10), time: local.slice(11, 16) }
}

/**
 * The instant at which clocks in a time zone show a date and a time, in ms since 1970. What they show twice, as they are put
 * back, is the first; what they leave out, as they are put forward, is as much later.
 */
export function instantOf({ date, time }: ClockTime, timeZone: string): number {
  const local = Date.parse(`${date}T${time}:00Z`)
  const before = local - offsetAt(local - dayMs, timeZone)
  const after = local - offsetAt(local + dayMs, timeZone)
  const shows = (atMs: number) => atMs + offsetAt(atMs, timeZone) === local
  return shows(before) || !shows(after) ? before : after
}

/** A date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10)
}

/** The Monday of a date's week (ISO 8601). */
export function mondayOf(date: string): string {
  return addDays(date, -((new Date(date).getUTCDay() + 6) % 7))
}

/** How far clocks are ahead of UTC, in ms: `GMT+05:30` is what the format ends in. */
function offsetAt(atMs: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  const [, sign, hours = '0', minutes = '0'] =
    /GMT([+-])(\d\d):(\d\d)/.exec(format.format(atMs)) ?? []
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000
  return sign === '-' ? -ms : ms
}
