import { formatLocale } from '../words/locale.ts'
import { frameWords } from '../frame-words.ts'

const dayMs = 86_400_000

/** A moment as people say it: `10:32`, `yesterday, 10:32`, `3 Nov, 10:32`. In the reader's time zone. */
export function formatMoment(iso: string, nowMs: number): string {
  const date = new Date(iso)
  const time = format(date, { hour: 'numeric', minute: '2-digit' })
  const daysAgo = Math.round((startOfDay(new Date(nowMs)) - startOfDay(date)) / dayMs)
  if (daysAgo === 0) return time
  if (daysAgo === 1) return frameWords('time.yesterdayAt', { time })
  const year =
    date.getFullYear() === new Date(nowMs).getFullYear() ? {} : { year: 'numeric' as const }
  return `${format(date, { day: 'numeric', month: 'short', ...year })}, ${time}`
}

/** The time of day with seconds: `10:32:07`. */
export function formatClockTime(iso: string): string {
  return format(new Date(iso), { hour: 'numeric', minute: '2-digit', second: '2-digit' })
}

/** The whole of it with the zone, for whoever points at a shorter one. */
export function formatExactly(iso: string): string {
  return format(new Date(iso), {
    dateStyle: 'full',
    timeStyle: 'long',
  })
}

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(formatLocale.value, options).format(date)
}

/** Midnight in the reader's zone. */
export function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
