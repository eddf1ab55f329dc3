import { type AgentTime, noTotals, type Rates, type Totals } from '@iris/contracts'

export type Figure = keyof Totals

/** Every figure that is added up; the longest wait is not: of several it is the longest. */
export const figures = Object.keys(noTotals) as Figure[]

/** Totals of both together. Order does not matter. */
export function addTotals(one: Totals, other: Partial<Totals>): Totals {
  const sum = { ...one }
  for (const figure of figures) {
    const more = other[figure] ?? 0
    sum[figure] = figure === 'longestWaitMs' ? Math.max(one[figure], more) : one[figure] + more
  }
  return sum
}

/** What follows from totals (docs/metrics.md); `null` where it would divide by nothing. */
export function ratesOf(totals: Totals, time: AgentTime | null = null): Rates {
  const { answered, answeredInTime, abandoned, abandonedLate, handled } = totals
  return {
    serviceLevel: share(answeredInTime, answered + abandonedLate),
    abandonRate: share(abandoned, answered + abandoned),
    averageSpeedOfAnswerMs: mean(totals.waitMs, answered),
    averageHandleMs: mean(totals.talkMs + totals.holdMs + totals.wrapUpMs, handled),
    occupancy: time && share(time.occupiedMs, time.occupiedMs + time.idleMs),
    adherence: time && share(time.adherentMs, time.scheduledMs),
  }
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

function mean(sumMs: number, count: number): number | null {
  return count === 0 ? null : Math.round(sumMs / count)
}
