const stepsMs = [250, 500, 1000, 2000, 4000, 8000]

/**
 * How long to wait before a try, in milliseconds. Half of it is chance, so that the browsers a restarted backend has
 * lost do not all come back at the same instant.
 *
 * @param failures tries that failed in a row, from 0
 * @param chance a number from 0 up to 1
 * @param leastMs what the server asked for, if it did
 */
export function retryDelayMs(failures: number, chance: number, leastMs = 0): number {
  const stepMs = stepsMs[Math.min(failures, stepsMs.length - 1)] ?? 0
  return Math.max(leastMs, Math.round(stepMs * (0.5 + chance / 2)))
}
