import type { CentreProcess } from '../e2e/fixtures/centre-process.ts'
import { callMenuAndQueue } from './call-load.ts'
import { mediaPids, memoryOf } from './cpu-time.ts'
import { type Figure, ms, percentile } from './figures.ts'
import { liveHeapKb } from './heap.ts'
import { setTimeout as pause } from 'node:timers/promises'

/** What is in memory at a time, in minutes since the start: each part's in KiB. */
interface Sample {
  readonly atMinutes: number
  readonly kb: Readonly<Record<string, number>>
}

const sampleMs = 5000
const heapSampleMs = 20_000
const toldEveryMs = 300_000
/** Caches, pools and compiled code fill up at first: a fifth of the time, and five minutes at most. */
const warmUpShare = 0.2
const mostWarmUpMinutes = 5

/**
 * 20 calls a second through menu and queue, 100 at a time, for so many minutes; and how memory goes meanwhile. What a
 * process holds goes up and down with what the system leaves it; what is alive in it after garbage was collected does not.
 */
export async function measureSoak(centre: CentreProcess, minutes: number): Promise<Figure[]> {
  const over = new AbortController()
  const began = performance.now()
  const clock = setInterval(() => {
    console.log(`  ${((performance.now() - began) / 60_000).toFixed(0)} minutes`)
  }, toldEveryMs)
  const [{ successful, answerMs }, held, alive] = await Promise.all([
    callMenuAndQueue(centre.sipPort, minutes * 60).finally(() => over.abort()),
    sampled(sampleMs, over.signal, async () => memoryOf(centre.pid, centre.dataDir)),
    sampled(heapSampleMs, over.signal, () => heapsOf(centre)),
  ]).finally(() => clearInterval(clock))
  const calls = minutes * 60 * 20
  const warmUp = Math.min(mostWarmUpMinutes, minutes * warmUpShare)
  const warm = (samples: readonly Sample[]) =>
    samples.filter(({ atMinutes }) => atMinutes >= warmUp)
  const [heldWarm, aliveWarm] = [warm(held), warm(alive)]
  return [
    {
      name: 'calls',
      value: `${successful} of ${calls}: ${((successful / calls) * 100).toFixed(3)} %`,
      target: '≥ 99.99 %',
    },
    { name: 'INVITE to 200, p99', value: ms(percentile(answerMs, 0.99)) },
    ...['backend', 'media'].map((part) => ({
      name: `alive after garbage collection, ${part}`,
      value: trendOf(part, aliveWarm),
      target: '0 ± 1 %/h',
    })),
    ...['backend', 'media', 'database'].map((part) => ({
      name: `memory held, ${part}`,
      value: trendOf(part, heldWarm),
    })),
  ]
}

/** Measures now and then, until it is over. */
async function sampled(
  everyMs: number,
  over: AbortSignal,
  measure: () => Promise<Sample['kb']>,
): Promise<Sample[]> {
  const began = performance.now()
  const samples: Sample[] = []
  while (!over.aborted) {
    const atMinutes = (performance.now() - began) / 60_000
    samples.push({ atMinutes, kb: await measure() })
    await pause(everyMs, undefined, { signal: over }).catch(() => undefined)
  }
  return samples
}

/** One process after the other, as the inspector's port wants it. */
async function heapsOf({ pid }: CentreProcess): Promise<Sample['kb']> {
  const backend = await liveHeapKb(pid)
  let media = 0
  for (const one of mediaPids(pid)) media += await liveHeapKb(one)
  return { backend, media }
}

/** The mean, and how it grows in an hour, with twice the standard error. */
function trendOf(part: string, samples: readonly Sample[]): string {
  const points = samples.map(({ atMinutes, kb }) => [atMinutes, kb[part] ?? 0] as const)
  const { mean, slope, error } = regression(points)
  const perHour = (value: number) => (((value * 60) / mean) * 100).toFixed(1)
  return `${(mean / 1024).toFixed(1)} MB, ${perHour(slope)} ± ${perHour(error)} %/h`
}

/** The mean of y, its slope by least squares, and twice the standard error of that. */
function regression(points: readonly (readonly [x: number, y: number])[]) {
  const count = points.length
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count
  const mean = points.reduce((sum, [, y]) => sum + y, 0) / count
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - mean), 0) / spread
  const residual = points.reduce((sum, [x, y]) => sum + (y - mean - slope * (x - meanX)) ** 2, 0)
  return { mean, slope, error: 2 * Math.sqrt(residual / (count - 2) / spread) }
}
