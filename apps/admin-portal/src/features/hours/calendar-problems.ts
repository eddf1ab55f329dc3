import type { CalendarDraft, CalendarLibrary, CalendarProblem } from '@iris/app-frame/calendar'
import { hoursWords } from './hours-words.ts'

/** Something wrong with a part of a calendar, by the part's JSON Pointer. */
export interface PlacedProblem extends CalendarProblem {
  readonly at: string
}

type Odd = ReturnType<CalendarLibrary['checkCalendar']>[number]

/** Errors while it is no calendar; once it is one, what is probably not meant. */
export function problemsOf(
  calendar: CalendarDraft,
  { Calendar, checkCalendar }: Pick<CalendarLibrary, 'Calendar' | 'checkCalendar'>,
): PlacedProblem[] {
  const { data, error } = Calendar.safeParse(calendar)
  if (!data) {
    return (error?.issues ?? []).map(({ path, message, code }) => ({
      at: pointerOf(path),
      severity: 'error',
      message: code === 'invalid_union' ? hoursWords('problem.override') : message,
    }))
  }
  return checkCalendar(data).map((odd) => ({
    at: pointerOf(odd.path),
    severity: 'warning',
    message: wordsFor(odd),
  }))
}

function wordsFor(odd: Odd): string {
  switch (odd.kind) {
    case 'empty_span':
      return hoursWords('problem.empty_span', { at: odd.at })
    case 'holiday_without_country':
      return hoursWords('problem.holiday_without_country', { holiday: odd.holiday })
    case 'second_override':
      return hoursWords('problem.second_override', { day: odd.day })
    case 'unknown_time_zone':
    case 'never_opens':
    case 'closure_ends_first':
    case 'region_without_country':
      return hoursWords(`problem.${odd.kind}`)
  }
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part)}`).join('')
}
