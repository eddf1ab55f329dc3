import { dateOf, dayOf, weekdayOf } from './civil-date.ts'

/** What a clock on the wall shows. */
export interface WallClock {
  /** YYYY-MM-DD */
  readonly date: string
  /** The same in days since 1 January 1970. */
  readonly day: number
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number
  /** Since midnight, whole. */
  readonly minute: number
}

export const dayMs = 86_400_000

/**
 * What clocks in a time zone show at an instant (ms since 1970). `undefined` for a zone that is not known, and
 * outside the years 1000 to 9999.
 */
export function wallClock(timeZone: string, at: number): WallClock | undefined {
  const offset = offsetAt(timeZone, at)
  if (offset === undefined) return undefined
  const local = at + offset
  const day = Math.floor(local / dayMs)
  const minute = Math.floor((local - day * dayMs) / 60_000)
  return { date: dateOf(day), day, weekday: weekdayOf(day), minute }
}

/** How far clocks in the zone are ahead of UTC, in ms. */
export function offsetAt(timeZone: string, at: number): number | undefined {
  const zone = zoneOf(timeZone)
  if (zone === undefined || !(at >= earliest && at < latest)) return undefined
  const slot = Math.floor(at / slotMs)
  if (zone.last?.slot === slot) return zone.last.offset
  const offset = readOffset(zone.format, at)
  if (at >= slotsHoldFrom) zone.last = { slot, offset }
  return offset
}

/** A day of slack on either side keeps every local date within four digits. */
const earliest = dayOf('1000-01-02') * dayMs
const latest = dayOf('9999-12-31') * dayMs

/** Since Liberia left its own time in January 1972, clocks change at whole minutes only (IANA tzdata). */
const slotMs = 60_000
const slotsHoldFrom = dayOf('1973-01-01') * dayMs

/** `GMT`, `GMT+01:00` or, long ago, `GMT-00:44:30` at the end of what the format writes. */
function readOffset(format: Intl.DateTimeFormat, at: number): number {
  const [, sign, ...parts] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(at)) ?? []
  const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0))
  return (sign === '-' ? -1000 : 1000) * (hours * 3600 + minutes * 60 + seconds)
}

interface Zone {
  readonly format: Intl.DateTimeFormat
  /** The answer given last: calls come in the order of time. */
  last?: { readonly slot: number; readonly offset: number }
}

/** Making a format costs about 50 times what using it does. There are some 600 zones at most. */
const zones = new Map<string, Zone>()

function zoneOf(timeZone: string): Zone | undefined {
  const known = zones.get(timeZone)
  if (known !== undefined) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      timeZoneName: 'longOffset',
    })
    const zone = { format }
    zones.set(timeZone, zone)
    return zone
  } catch {
    return undefined
  }
}
