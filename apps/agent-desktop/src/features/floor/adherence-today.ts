import type { IntervalRow } from '@iris/contracts'

const dayMs = 86_400_000

/** Adherence by agent, of rows by agent and day: those of the day that runs. Who has no schedule today is not in it. */
export function adherenceToday(
  rows: readonly Pick<IntervalRow, 'from' | 'agentId' | 'rates'>[],
  nowMs: number,
): ReadonlyMap<string, number> {
  return new Map(
    rows.flatMap(({ from, agentId, rates: { adherence } }) => {
      const isToday = Date.parse(from) > nowMs - dayMs
      return isToday && agentId !== null && adherence !== null ? [[agentId, adherence]] : []
    }),
  )
}
