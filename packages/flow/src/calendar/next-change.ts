import type { Calendar } from './calendar.ts'
import type { DayPlan } from './day-plan.ts'
import { dayMs, offsetAt, wallClock } from './wall-clock.ts'

/** How days are planned, and read. */
export interface Days {
  readonly planOf: (day: number) => DayPlan
  readonly isOpen: (plan: DayPlan, minute: number) => boolean
}

const farthestMs = 366 * dayMs

/**
 * The first instant after `at` at which it is open where it was closed, or closed where it was open; `undefined` where
 * that is more than 366 days away.
 *
 * Nothing changes but at a minute some plan names, at midnight, or where clocks are put forward or back. So only those
 * are looked at, a day at a time: a year takes some 400 looks at the time zone.
 */
export function nextChange({ timeZone }: Calendar, at: number, days: Days): number | undefined {
  const now = wallClock(timeZone, at)
  if (now === undefined) return undefined
  const planned = remembered(days.planOf)
  const isOpenAt = (instant: number): boolean => {
    const clock = wallClock(timeZone, instant)
    return clock !== undefined && days.isOpen(planned(clock.day), clock.minute)
  }
  const was = days.isOpen(planned(now.day), now.minute)
  for (let day = now.day - 1; day <= now.day + 367; day += 1) {
    const changed = instantsAround(timeZone, day, planned).find(
      ({ instant, minute }) =>
        instant > at &&
        (minute === undefined ? isOpenAt(instant) : days.isOpen(planned(day), minute)) !== was,
    )
    // Near a change of clocks the days on either side were looked at too; theirs are found again in their turn.
    if (changed === undefined || changed.day > day) continue
    return changed.instant - at > farthestMs ? undefined : changed.instant
  }
  return undefined
}

interface Look {
  readonly instant: number
  readonly day: number
  /** Absent near a change of clocks, where the clock has to be asked. */
  readonly minute?: number
}

/** Where something may change on a day, in order. */
function instantsAround(
  timeZone: string,
  day: number,
  planned: (day: number) => DayPlan,
): readonly Look[] {
  const before = offsetAt(timeZone, day * dayMs - marginMs)
  const after = offsetAt(timeZone, (day + 1) * dayMs + marginMs)
  if (before === undefined || after === undefined) return []
  if (before === after) {
    return minutesOf(planned(day)).map((minute) => ({
      instant: day * dayMs + minute * 60_000 - before,
      day,
      minute,
    }))
  }
  const jump = jumpBetween(timeZone, day * dayMs - marginMs, (day + 1) * dayMs + marginMs)
  // Clocks put back shortly after midnight show the end of one day after the beginning of the next.
  const instants = [day - 1, day, day + 1].flatMap((each) =>
    minutesOf(planned(each)).flatMap((minute) => {
      const local = each * dayMs + minute * 60_000
      return [local - before, local - after].filter(
        (instant, which) => instant < jump === (which === 0),
      )
    }),
  )
  return [...instants, jump]
    .sort((one, other) => one - other)
    .map((instant) => ({ instant, day: wallClock(timeZone, instant)?.day ?? day }))
}

/** No clock is further from UTC than this, with a little to spare. */
const marginMs = 16 * 3_600_000

/** The first instant of a stretch at which clocks are as they are at its end. */
function jumpBetween(timeZone: string, from: number, to: number): number {
  const wanted = offsetAt(timeZone, to)
  let [early, late] = [from, to]
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2)
    if (offsetAt(timeZone, middle) === wanted) late = middle
    else early = middle
  }
  return late
}

function minutesOf(plan: DayPlan): number[] {
  const edges = [...plan.open, ...plan.shut].flatMap(({ from, to }) => [from, to])
  const within = [0, ...edges].filter((minute) => minute < 1440)
  return [...new Set(within)].sort((one, other) => one - other)
}

function remembered(planOf: (day: number) => DayPlan): (day: number) => DayPlan {
  const plans = new Map<number, DayPlan>()
  return (day) => {
    const known = plans.get(day)
    if (known !== undefined) return known
    const plan = planOf(day)
    plans.set(day, plan)
    return plan
  }
}
