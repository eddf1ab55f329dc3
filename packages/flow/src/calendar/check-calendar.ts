import { type Calendar, Calendar as schema } from './calendar.ts'
import type { HolidaysOf } from './holidays-of.ts'
import { isNamed } from './day-plan.ts'
import { everOpens } from './opening.ts'

/** What is probably not meant, with the way to the part of the calendar it is about. */
export type CalendarProblem = { readonly path: readonly (string | number)[] } & (
  | { readonly kind: 'unknown_time_zone'; readonly timeZone: string }
  | { readonly kind: 'never_opens' }
  | { readonly kind: 'empty_span'; readonly at: string }
  | { readonly kind: 'closure_ends_first'; readonly from: string; readonly to: string }
  | { readonly kind: 'region_without_country'; readonly region: string }
  | { readonly kind: 'holiday_without_country'; readonly holiday: string }
  | { readonly kind: 'second_override'; readonly day: string }
)

/** Everything that is odd about a calendar, whichever year it is. It changes nothing about when it is open. */
export function checkCalendar(calendar: Calendar): CalendarProblem[] {
  return [
    ...problemsOfZone(calendar),
    ...(everOpens(calendar) ? [] : [{ kind: 'never_opens' as const, path: ['open'] }]),
    ...problemsOfSpans(calendar),
    ...problemsOfHolidays(calendar),
    ...problemsOfOverrides(calendar),
    ...problemsOfClosures(calendar),
  ]
}

/** Names of holidays, in `without` and in overrides, that no holiday of the years has. */
export function unknownHolidays(
  { holidays: { country, region, without, overrides } }: Calendar,
  years: readonly number[],
  holidaysOf: HolidaysOf,
): string[] {
  if (country === undefined) return []
  const known = years.flatMap((year) => holidaysOf(country, region, year))
  const named = overrides.flatMap((override) => ('holiday' in override ? [override.holiday] : []))
  return [...without.filter((name) => !isDate(name)), ...named].filter(
    (name) => !known.some((holiday) => isNamed(holiday, name)),
  )
}

function problemsOfZone({ timeZone }: Calendar): CalendarProblem[] {
  const isKnown = schema.shape.timeZone.safeParse(timeZone).success
  return isKnown ? [] : [{ kind: 'unknown_time_zone', timeZone, path: ['timeZone'] }]
}

function problemsOfSpans({ open, holidays: { overrides } }: Calendar): CalendarProblem[] {
  const ofWeek = open.flatMap((span, index) => emptySpan(span, ['open', index]))
  const ofOverrides = overrides.flatMap((override, index) =>
    'hours' in override
      ? override.hours.flatMap((span, nth) =>
          emptySpan(span, ['holidays', 'overrides', index, 'hours', nth]),
        )
      : [],
  )
  return [...ofWeek, ...ofOverrides]
}

function emptySpan(
  { from, to }: { from: string; to: string },
  path: (string | number)[],
): CalendarProblem[] {
  return from === to ? [{ kind: 'empty_span', at: from, path }] : []
}

function problemsOfHolidays({
  holidays: { country, region, without, overrides },
}: Calendar): CalendarProblem[] {
  if (country !== undefined) return []
  const ofRegion: CalendarProblem[] =
    region === undefined
      ? []
      : [{ kind: 'region_without_country', region, path: ['holidays', 'region'] }]
  const ofWithout = without.map((holiday, index) => ({
    kind: 'holiday_without_country' as const,
    holiday,
    path: ['holidays', 'without', index],
  }))
  const ofOverrides = overrides.flatMap((override, index) =>
    'holiday' in override
      ? [
          {
            kind: 'holiday_without_country' as const,
            holiday: override.holiday,
            path: ['holidays', 'overrides', index],
          },
        ]
      : [],
  )
  return [...ofRegion, ...ofWithout, ...ofOverrides]
}

/** Of two overrides for one day the first counts. */
function problemsOfOverrides({ holidays: { overrides } }: Calendar): CalendarProblem[] {
  const days = overrides.map((override) =>
    'date' in override ? override.date : override.holiday.toLowerCase(),
  )
  return days.flatMap((day, index) =>
    days.indexOf(day) < index
      ? [{ kind: 'second_override' as const, day, path: ['holidays', 'overrides', index] }]
      : [],
  )
}

function problemsOfClosures({ closures }: Calendar): CalendarProblem[] {
  return closures.flatMap(({ from, to }, index) =>
    from < to ? [] : [{ kind: 'closure_ends_first' as const, from, to, path: ['closures', index] }],
  )
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
}
