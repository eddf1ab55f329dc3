import type { BoardQueue, Rates, Totals } from '@iris/contracts'
import type { StatusHue } from '@iris/ui'

/** What all the queues on show come to together: totals add up, rates are worked out anew. */
export interface Sum {
  readonly waiting: number
  readonly callbacks: number
  /** RFC 3339; `null` where nobody waits. */
  readonly oldestSince: string | null
  readonly agents: BoardQueue['agents']
  readonly totals: Pick<
    Totals,
    'offered' | 'answered' | 'answeredInTime' | 'abandoned' | 'abandonedLate' | 'waitMs'
  >
  readonly rates: Pick<Rates, 'serviceLevel' | 'abandonRate' | 'averageSpeedOfAnswerMs'>
  /** Weighted by what was asked of each. */
  readonly targetPercent: number
}

const counted = [
  'offered',
  'answered',
  'answeredInTime',
  'abandoned',
  'abandonedLate',
  'waitMs',
] as const

/**
 * Agents are those of each queue, so one who answers two counts twice here: pass `agents` where they are known apart.
 * The formulas are those of `docs/metrics.md`.
 */
export function sumOf(queues: readonly BoardQueue[], agents?: BoardQueue['agents']): Sum {
  const totals = { ...emptyTotals }
  const byState = { available: 0, busy: 0, notReady: 0, signedIn: 0 }
  let targets = 0
  for (const queue of queues) {
    for (const key of counted) totals[key] += queue.interval.totals[key]
    for (const key of ['available', 'busy', 'notReady', 'signedIn'] as const) {
      byState[key] += queue.agents[key]
    }
    targets += queue.targetPercent
  }
  const oldest = queues.flatMap(({ oldestSince }) => (oldestSince === null ? [] : [oldestSince]))
  return {
    waiting: queues.reduce((sum, { waiting }) => sum + waiting, 0),
    callbacks: queues.reduce((sum, { callbacks }) => sum + callbacks, 0),
    oldestSince: oldest.toSorted()[0] ?? null,
    agents: agents ?? byState,
    totals,
    rates: {
      serviceLevel: share(totals.answeredInTime, totals.answered + totals.abandonedLate),
      abandonRate: share(totals.abandoned, totals.answered + totals.abandoned),
      averageSpeedOfAnswerMs: share(totals.waitMs, totals.answered),
    },
    targetPercent: queues.length === 0 ? 80 : targets / queues.length,
  }
}

const emptyTotals = {
  offered: 0,
  answered: 0,
  answeredInTime: 0,
  abandoned: 0,
  abandonedLate: 0,
  waitMs: 0,
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** Green at or over the target, amber within five points of it, red beyond; grey where nothing is known. */
export function levelHue(level: number | null, targetPercent: number): StatusHue {
  if (level === null) return 'offline'
  const percent = level * 100
  if (percent >= targetPercent) return 'available'
  return percent >= targetPercent - 5 ? 'warning' : 'stop'
}

/** Green below three quarters of what may be waited, amber up to it, red beyond. */
export function waitHue(waitedMs: number | null, limitMs: number): StatusHue {
  if (waitedMs === null) return 'offline'
  if (waitedMs >= limitMs) return 'stop'
  return waitedMs >= 0.75 * limitMs ? 'warning' : 'available'
}

/** "83 %", or a dash where there is nothing to divide by. */
export function percentText(value: number | null, locale: string): string {
  if (value === null) return '–'
  return value.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 0 })
}
