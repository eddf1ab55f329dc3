import type { Activity, Shift } from '@iris/contracts'
import type { FormOptions } from '@iris/app-frame'
import { scheduleWords } from './schedule-words.ts'
import { addDays, clockAt, instantOf } from './zoned-time.ts'

/** A shift as it is filled in, by the clocks of the centre. */
export interface ShiftForm {
  activity: Activity
  /** YYYY-MM-DD */
  date: string
  /** HH:MM */
  from: string
  /** HH:MM; at or before `from` it is that of the next day. */
  to: string
}

export const shiftChecks: FormOptions<ShiftForm, Shift>['checks'] = {
  date: (date) => (Number.isNaN(Date.parse(date)) ? scheduleWords('dateMissing') : ''),
  from: timeProblem,
  to: timeProblem,
}

function timeProblem(time: string): string {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? '' : scheduleWords('timeMissing')
}

export function shiftFormOf({ activity, from, to }: Shift, timeZone: string): ShiftForm {
  const begins = clockAt(Date.parse(from), timeZone)
  return {
    activity,
    date: begins.date,
    from: begins.time,
    to: clockAt(Date.parse(to), timeZone).time,
  }
}

export function shiftOf({ activity, date, from, to }: ShiftForm, timeZone: string): Shift {
  const lastDate = to <= from ? addDays(date, 1) : date
  const iso = (day: string, time: string) =>
    new Date(instantOf({ date: day, time }, timeZone)).toISOString()
  return { activity, from: iso(date, from), to: iso(lastDate, to) }
}

/** The first of some shifts that a shift overlaps. */
export function overlapped(shift: Shift, others: readonly Shift[]): Shift | undefined {
  return others.find(
    ({ from, to }) =>
      Date.parse(from) < Date.parse(shift.to) && Date.parse(shift.from) < Date.parse(to),
  )
}
