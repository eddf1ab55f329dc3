import type { CentreProcess } from '../e2e/fixtures/centre-process.ts'
import { callMenuAndQueue } from './call-load.ts'
import { type MemoryKb, memoryOf } from './cpu-time.ts'
import { type Figure, ms, percentile } from './figures.ts'

/** What is in memory at a time, in minutes since the start. */
interface Sample extends MemoryKb {
  readonly atMinutes: number
}

const sampleMs = 5000
/** Caches, pools and compiled code fill up at first: a fifth of the time, and five minutes at most. */
const warmUpShare = 0.2
const mostWarmUpMinutes = 5

/** 20 calls a second through menu and queue, 100 at a time, for so many minutes; and how memory goes meanwhile. */
export async function measureSoak(centre: CentreProcess, minutes: number): Promise<Figure[]> {
  const began = performance.now()
  const samples: Sample[] = []
  const clock = setInterval(() => {
    const atMinutes = (performance.now() - began) / 60_000
    samples.push({ atMinutes, ...memoryOf(centre.pid, centre.dataDir) })
    if (samples.length % 60 === 0) console.log(`  ${atMinutes.toFixed(0)} minutes`)
  }, sampleMs)
  const { successful, answerMs } = await callMenuAndQueue(centre.sipPort, minutes * 60)
  clearInterval(clock)
  const calls = minutes * 60 * 20
  const warmUp = Math.min(mostWarmUpMinutes, minutes * warmUpShare)
  const warm = samples.filter(({ atMinutes }) => atMinutes >= warmUp)
  return [
    {
      name: 'calls',
      value: `${successful} of ${calls}: ${((successful / calls) * 100).toFixed(3)} %`,
      target: '≥ 99.99 %',
    },
    { name: 'INVITE to 200, p99', value: ms(percentile(answerMs, 0.99)) },
    ...(['backend', 'media', 'database'] as const).map((part) => memoryFigure(part, warm)),
  ]
}

function memoryFigure(part: keyof MemoryKb, samples: readonly Sample[]): Figure {
  const { mean, slope, error } = regression(samples.map((one) => [one.atMinutes, one[part]]))
  const perHour = (value: number) => ((value * 60) / mean) * 100
  return {
    name: `memory, ${part}`,
    value: `${(mean / 1024).toFixed(0)} MB, ${perHour(slope).toFixed(1)} ± ${perHour(error).toFixed(1)} %/h`,
    target: '0 ± 1 %/h',
  }
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
