import { framesOf } from './frame.ts'

/** A stretch of speech in frames; `to` is exclusive. */
interface Burst {
  readonly from: number
  readonly to: number
}

export interface Hearing {
  readonly bursts: readonly Burst[]
  /** How far speech stands out of what else is heard, in dB. */
  readonly contrastDb: number
}

/** What is quieter is not speech, however quiet the line. */
const quietestSpeechDb = -50
/** Speech that stands out less cannot be told from noise. */
const leastContrastDb = 9
/** Where between the noise and the loudest the line is drawn. */
const threshold = 0.45
/** A pause that short is within a word or between two. */
const joined = framesOf(200)
const shortestBurst = framesOf(80)

/**
 * Finds speech among levels, of frames that are no tones (`undefined` for those that are). The line between noise and
 * speech is drawn anew with all that is known by now, so the noise need not be known before somebody speaks.
 */
export function hearingOf(levels: readonly (number | undefined)[]): Hearing {
  const known = levels.filter((level) => level !== undefined).sort((a, b) => a - b)
  const floor = share(known, 0.12)
  const peak = share(known, 0.97)
  const contrastDb = peak - floor
  if (contrastDb < leastContrastDb || peak < quietestSpeechDb) return { bursts: [], contrastDb }
  const line = Math.max(quietestSpeechDb, floor + threshold * contrastDb)
  const bursts = joinedRuns(levels, (level) => level !== undefined && level > line)
  return { bursts: bursts.filter(({ from, to }) => to - from >= shortestBurst), contrastDb }
}

function share(sorted: readonly number[], part: number): number {
  return sorted[Math.floor((sorted.length - 1) * part)] ?? 0
}

function joinedRuns<Item>(items: readonly Item[], isIn: (item: Item) => boolean): Burst[] {
  const runs: Burst[] = []
  for (const [at, item] of items.entries()) {
    if (!isIn(item)) continue
    const last = runs.at(-1)
    if (last && at - last.to <= joined) runs[runs.length - 1] = { from: last.from, to: at + 1 }
    else runs.push({ from: at, to: at + 1 })
  }
  return runs
}
