import type { Calendar, Opening } from '@iris/contracts'
import { opening, openingNow } from '@iris/flow/calendar'
import { holidaysOf } from '@iris/flow/holidays'

/** Spans that follow one another without a gap, at most so many. */
const mostLooks = 400

/**
 * Whether any of the calendars is open at an instant (ms since 1970), and until when that is so; always open without any.
 * `because` is the holiday or closure that keeps it closed.
 */
export function openingOf(calendars: readonly Calendar[], atMs: number): Opening {
  if (calendars.length === 0) return { isOpen: true, until: null, because: null }
  const looks = calendars.map((calendar) => opening(calendar, atMs, holidaysOf))
  const isOpen = looks.some(({ open }) => open)
  const untilMs = isOpen ? closesAt(calendars, atMs) : earliest(looks.map(({ until }) => until))
  return {
    isOpen,
    until: untilMs === undefined ? null : new Date(untilMs).toISOString(),
    because: isOpen ? null : (looks.find(({ title }) => title !== undefined)?.title ?? null),
  }
}

/** The same without until when: for calls, of which there are many. */
export function isOpenAt(calendars: readonly Calendar[], atMs: number): boolean {
  if (calendars.length === 0) return true
  return calendars.some((calendar) => openingNow(calendar, atMs, holidaysOf).open)
}

/** The first instant at which none is open any more; `undefined` where that is never, or too far away to be told. */
function closesAt(calendars: readonly Calendar[], fromMs: number): number | undefined {
  let atMs = fromMs
  for (let look = 0; look < mostLooks; look += 1) {
    const open = calendars
      .map((calendar) => opening(calendar, atMs, holidaysOf))
      .filter((each) => each.open)
    if (open.length === 0) return atMs
    const ends = open.map(({ until }) => until)
    if (ends.includes(undefined)) return undefined
    atMs = Math.max(...ends.filter((end) => end !== undefined))
  }
  return undefined
}

function earliest(instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((instant) => instant !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
