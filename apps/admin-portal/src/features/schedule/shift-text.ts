import type { Shift } from '@iris/contracts'
import { formatLocale } from '@iris/app-frame'
import { scheduleWords } from './schedule-words.ts'

/** "Thu, 26 Nov", by the clocks of a zone. */
export function dayText(iso: string, timeZone: string): string {
  return format(iso, { weekday: 'short', day: 'numeric', month: 'short', timeZone })
}

/** "09:00 – 17:00", by the clocks of a zone. */
export function timesText({ from, to }: Shift, timeZone: string): string {
  const clock = { hour: 'numeric', minute: '2-digit', timeZone } as const
  return scheduleWords('span', { from: format(from, clock), to: format(to, clock) })
}

/** "Work, Thu, 26 Nov, 09:00 – 17:00": which shift of several it is. */
export function shiftText(shift: Shift, timeZone: string): string {
  return scheduleWords('shift', {
    activity: scheduleWords(`activities.${shift.activity}`),
    day: dayText(shift.from, timeZone),
    time: timesText(shift, timeZone),
  })
}

function format(iso: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(formatLocale.value, options).format(new Date(iso))
}
