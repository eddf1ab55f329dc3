import { BoundedCache } from '../bounded-cache.ts'
import { Failure, type Outcome } from '../run.ts'
import { number, text, type ValueType } from '../types.ts'
import type { Value } from '../values.ts'
import { instantOf } from './iso-time.ts'
import { type FunctionSpec, type FunctionTable, mayTake, takes } from './function-spec.ts'

/** The calendar and clock of a time zone (IANA name); a failure where there is no such zone. */
const clocks = new BoundedCache<Intl.DateTimeFormat | Failure>(
  (timeZone) => {
    try {
      return new Intl.DateTimeFormat('en-GB', {
        timeZone,
        hourCycle: 'h23',
        weekday: 'short',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
      })
    } catch {
      return new Failure(`There is no time zone “${timeZone.slice(0, 40)}”.`)
    }
  },
  { most: 50, longestKey: 60 },
)

type Parts = Readonly<Partial<Record<Intl.DateTimeFormatPartTypes, string>>>

function instant(value: Value): number | Failure {
  const written = String(value).slice(0, 40)
  return instantOf(written) ?? new Failure(`“${written}” is not a time such as time.now.`)
}

function part(
  title: string,
  returns: ValueType,
  example: FunctionSpec['example'],
  of: (parts: Parts) => Value,
): FunctionSpec {
  return {
    title,
    parameters: [takes('time', 'text'), mayTake('zone', 'text')],
    returns,
    example,
    run: ([time = '', zone = 'UTC'], run): Outcome => {
      const at = instant(time)
      if (at instanceof Failure) return at
      const clock = clocks.get(String(zone))
      if (clock instanceof Failure) return clock
      // Reading a calendar takes as long as some hundred other things.
      const spent = run.spend(500)
      if (spent !== undefined) return spent
      return of(Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value])))
    },
  }
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

export const timeFunctions: FunctionTable = {
  hour: part(
    'The hour of a time, 0 to 23, in a time zone (UTC unless told)',
    number,
    ['hour("2026-11-20T09:30:00Z", "Europe/Berlin")', 10],
    ({ hour }) => Number(hour),
  ),
  minute: part(
    'The minute of a time, 0 to 59',
    number,
    ['minute("2026-11-20T09:30:00Z")', 30],
    ({ minute }) => Number(minute),
  ),
  weekday: part(
    'The day of the week, 1 (Monday) to 7 (Sunday)',
    number,
    ['weekday("2026-11-20T09:30:00Z")', 5],
    ({ weekday }) => weekdays.indexOf(weekday ?? '') + 1,
  ),
  date: part(
    'The day of a time, as 2026-11-20',
    text,
    ['date("2026-11-20T23:30:00Z", "Europe/Berlin")', '2026-11-21'],
    ({ year = '', month, day }) => `${year.padStart(4, '0')}-${month}-${day}`,
  ),
  secondsBetween: {
    title: 'How many seconds lie between two times; less than 0 where the second is earlier',
    parameters: [takes('from', 'text'), takes('to', 'text')],
    returns: number,
    example: ['secondsBetween("2026-11-20T09:30:00Z", "2026-11-20T09:31:30Z")', 90],
    run: ([from = '', to = '']) => {
      const begin = instant(from)
      const end = instant(to)
      if (begin instanceof Failure) return begin
      return end instanceof Failure ? end : (end - begin) / 1000
    },
  },
}
