import type { CalendarDraft } from '@iris/app-frame/calendar'

export interface HoursForm {
  name: string
  calendar: CalendarDraft
}

/** What new opening times begin with: office hours by the clock of the centre, closed on its holidays. */
export function usualCalendar({
  country,
  timeZone,
}: {
  readonly country: string
  readonly timeZone: string
}): CalendarDraft {
  return {
    timeZone,
    open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
    holidays: { country, without: [], overrides: [] },
    closures: [],
    closedOn: [],
  }
}

/** Of opening times there are, or of new ones. */
export function hoursFormOf({ name, calendar }: HoursForm): HoursForm {
  return { name, calendar }
}
