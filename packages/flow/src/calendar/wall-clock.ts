/** What the clocks of a place show. */
export interface WallClock {
  /** YYYY-MM-DD */
  readonly date: string
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number
  /** Since midnight. */
  readonly minute: number
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** `undefined` for a zone that is not known, or an instant beyond all calendars. */
export function wallClock(timeZone: string, at: number): WallClock | undefined {
  const format = formatFor(timeZone)
  if (format === undefined || !Number.isFinite(at) || Math.abs(at) > latestInstant) return undefined
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    weekday: weekdays.indexOf(part('weekday')) + 1,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  }
}

/** ECMA-262 §21.4.1.1: no time value lies further from 1970. */
const latestInstant = 8.64e15

/** Making a format costs about 50 times what using it does. There are some 600 zones at most. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatFor(timeZone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formats.set(timeZone, format)
    return format
  } catch {
    return undefined
  }
}
