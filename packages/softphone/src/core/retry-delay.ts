const stepsMs = [200, 500, 1000, 2000]

/**
 * How long to wait before the `attempt`th try in a row, in milliseconds: short enough that a phone is back within 5 s of
 * the centre, and spread by up to a fifth either way so that not all phones come at once.
 *
 * @param attempt counted from 1
 * @param chance a number from 0 up to 1
 */
export function retryDelayMs(attempt: number, chance: number): number {
  const stepMs = stepsMs[Math.min(attempt, stepsMs.length) - 1] ?? 0
  return Math.round(stepMs * (0.8 + 0.4 * chance))
}
