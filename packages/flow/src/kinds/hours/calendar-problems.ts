import type { Calendar } from '../../calendar/calendar.ts'
import { type CalendarProblem, checkCalendar } from '../../calendar/check-calendar.ts'
import type { SettingProblem } from '../kind.ts'

/** What is odd about opening hours, in words. */
export function problemsOfHours(calendar: Calendar): SettingProblem[] {
  return checkCalendar(calendar).map((problem) => ({
    severity: 'warning',
    setting: problem.path.map((part) => `/${part}`).join(''),
    message: inWords(problem),
  }))
}

function inWords(problem: CalendarProblem): string {
  switch (problem.kind) {
    case 'unknown_time_zone':
      return `is in a time zone that is not known, “${problem.timeZone}”, so it is always closed.`
    case 'never_opens':
      return 'never opens: no day has opening times.'
    case 'empty_span':
      return `opens and closes at ${problem.at}, which is no time at all.`
    case 'closure_ends_first':
      return `has a closing that ends (${problem.to}) before it begins (${problem.from}).`
    case 'region_without_country':
      return `names the region ${problem.region}, and no country.`
    case 'holiday_without_country':
      return `names the holiday “${problem.holiday}”, and no country that has it.`
    case 'second_override':
      return `says twice what happens on ${problem.day}; the first counts.`
  }
}
