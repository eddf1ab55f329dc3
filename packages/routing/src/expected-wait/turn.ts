/** When somebody's turn comes: gamma distributed, with the mean and so many stages (its shape). */
export interface Turn {
  readonly meanMs: number
  readonly stages: number
}

/**
 * When the turn comes of whoever is the `steps`-th to be taken, by agents who come free every `perStepMs` together, while
 * those ahead abandon at `abandonRate` (a share of them each ms). The queue-length predictor of an M/M/s+M queue: the sum
 * of the times between departures, each of which the remaining ones ahead hasten (Whitt, Predicting Queueing Delays,
 * Management Science 45, 1999; Ibrahim and Whitt, QL_a, 2009). The sum is an integral by midpoints, so that a long line
 * costs what a short one does.
 */
export function turnOf(steps: number, perStepMs: number, abandonRate: number): Turn {
  if (abandonRate * perStepMs * steps < 1e-6) return { meanMs: steps * perStepMs, stages: steps }
  const ownRate = 1 / perStepMs
  const lastRate = ownRate + abandonRate / 2
  const firstRate = ownRate + (steps - 0.5) * abandonRate
  const meanMs = perStepMs + Math.log(firstRate / lastRate) / abandonRate
  const variance = perStepMs ** 2 + (1 / lastRate - 1 / firstRate) / abandonRate
  return { meanMs, stages: meanMs ** 2 / variance }
}

/**
 * How many standard deviations a wait is from what was to be expected: the normal score of a gamma distribution
 * (Wilson and Hilferty, The Distribution of Chi-square, 1931), within 1 % of the exact one even for a single stage.
 */
export function scoreOf(waitMs: number, { meanMs, stages }: Turn): number {
  if (meanMs <= 0) return waitMs <= 0 ? 0 : Infinity
  return 3 * Math.sqrt(stages) * (Math.cbrt(waitMs / meanMs) - 1 + 1 / (9 * stages))
}

/** The wait of a score, in ms. */
export function waitOf(score: number, { meanMs, stages }: Turn): number {
  return meanMs * Math.max(0, 1 - 1 / (9 * stages) + score / (3 * Math.sqrt(stages))) ** 3
}
