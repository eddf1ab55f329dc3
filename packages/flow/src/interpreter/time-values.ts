import type { Values } from '../expressions/values.ts'
import { wallClock } from '../calendar/wall-clock.ts'

/** `{{ time }}` at an instant (ms since 1970) in a time zone; of one that is not known, as in UTC. */
export function timeValues(at: number, timeZone: string): Values {
  const clock = wallClock(timeZone, at) ?? wallClock('UTC', at)
  if (clock === undefined) return {}
  const { date, weekday, minute } = clock
  return { now: isoOf(at), date, weekday, hour: Math.floor(minute / 60), minute: minute % 60 }
}

/** RFC 3339 in UTC with milliseconds. */
export function isoOf(at: number): string {
  const date = wallClock('UTC', at)?.date ?? '1970-01-01'
  const ms = ((at % dayMs) + dayMs) % dayMs
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const time = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(two).join(':')
  return `${date}T${time}.${String(Math.floor(ms % 1000)).padStart(3, '0')}Z`
}

const dayMs = 86_400_000
