/**
 * What scores waits really had, lately: weights by score, and the shares at which the interval is cut so that it holds
 * what it should. Plain data.
 */
export interface Calibration {
  readonly weights: readonly number[]
  readonly lowShare: number
  readonly highShare: number
}

/** A wait that ended: whoever was `answered` waited so long, of others it is only known that they would have waited longer. */
export interface ScoredWait {
  readonly score: number
  readonly answered: boolean
}

/** What concerns the lower and the upper end of an interval. */
interface Misses {
  readonly low: number
  readonly high: number
}

const bins = 64
const reach = 8
const width = (2 * reach) / bins
const priorWeight = 20
/** Of each wait, every later one takes so much of its weight. */
const forgets = 1 / 1000
/** How fast the cuts follow what was missed (Gibbs and Candès, Adaptive Conformal Inference, 2021). */
const adapts = 0.001
const missedInAll = 0.1
const missedEachSide = missedInAll / 2

/** Waits are as theory says, until they are known better. */
export const uncalibrated: Calibration = {
  weights: Array.from({ length: bins }, (_, bin) => {
    const middle = middleOf(bin)
    return (priorWeight * width * Math.exp(-(middle ** 2) / 2)) / Math.sqrt(2 * Math.PI)
  }),
  lowShare: missedEachSide,
  highShare: 1 - missedEachSide,
}

/** The score below which the share of all lies. */
export function scoreBelow({ weights }: Calibration, share: number): number {
  let left = share * sum(weights)
  for (const [bin, weight] of weights.entries()) {
    if (weight > 0 && left <= weight) return -reach + (bin + left / weight) * width
    left -= weight
  }
  return reach
}

/** The share of all that lies below a score. */
export function shareBelow({ weights }: Calibration, score: number): number {
  const at = positionOf(score)
  const bin = Math.min(bins - 1, Math.floor(at))
  const below = sum(weights.slice(0, bin)) + (weights[bin] ?? 0) * (at - bin)
  return below / sum(weights)
}

/** Whether the wait is below or above an interval of scores: 0 or 1, and between them where it is not known. */
export function missesOf(calibration: Calibration, wait: ScoredWait, interval: Misses): Misses {
  const { low, high } = interval
  if (wait.answered) return { low: wait.score < low ? 1 : 0, high: wait.score > high ? 1 : 0 }
  const share = shareBelow(calibration, wait.score)
  const longer = Math.max(1 - share, 1e-9)
  return {
    low: Math.max(0, shareBelow(calibration, low) - share) / longer,
    high: wait.score > high ? 1 : Math.min(1, (1 - shareBelow(calibration, high)) / longer),
  }
}

/** Learns from a wait. One whose end was not seen counts for those that were longer, in their shares (Efron, 1967). */
export function calibrate(calibration: Calibration, wait: ScoredWait, missed: Misses): Calibration {
  const kept = calibration.weights.map((weight) => weight * (1 - forgets))
  const added = wait.answered ? atScore(wait.score) : beyond(kept, wait.score)
  return {
    weights: kept.map((weight, bin) => weight + (added[bin] ?? 0)),
    lowShare: clamp(calibration.lowShare + adapts * (missedEachSide - missed.low), 0.002, 0.2),
    highShare: clamp(
      calibration.highShare + adapts * (missed.low + missed.high - missedInAll),
      0.8,
      0.998,
    ),
  }
}

/** What waits longer than a score came to: scores with their shares, 1 in sum. */
export function scoresBeyond(
  { weights }: Calibration,
  score: number,
): { score: number; share: number }[] {
  return beyond(weights, score).flatMap((share, bin) =>
    share > 0 ? [{ score: Math.max(score, middleOf(bin)), share }] : [],
  )
}

function atScore(score: number): number[] {
  const added = Array.from({ length: bins }, () => 0)
  added[Math.min(bins - 1, Math.floor(positionOf(score)))] = 1
  return added
}

function beyond(weights: readonly number[], score: number): number[] {
  const at = positionOf(score)
  const bin = Math.min(bins - 1, Math.floor(at))
  const right = weights.map((weight, index) => {
    if (index < bin) return 0
    return index === bin ? weight * (1 - (at - bin)) : weight
  })
  const total = sum(right)
  return total > 0 ? right.map((weight) => weight / total) : atScore(reach)
}

/** Where a score lies among the bins, from 0 to their number. */
function positionOf(score: number): number {
  return clamp((score + reach) / width, 0, bins)
}

function middleOf(bin: number): number {
  return -reach + (bin + 0.5) * width
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
