import { fileURLToPath } from 'node:url'
import type { CentreProcess } from '../e2e/fixtures/centre-process.ts'
import { cpuSince, cpuTimeOf } from './cpu-time.ts'
import { type Figure, ms, percentile } from './figures.ts'
import { runSipp, type SippOutcome } from './sipp-load.ts'

const scenario = fileURLToPath(new URL('scenarios/menu-and-queue.xml', import.meta.url))
const rate = 20

/** 20 calls a second through menu and queue, about 100 at a time, from sipp over UDP. */
export async function measureCallLoad(centre: CentreProcess, seconds: number): Promise<Figure[]> {
  const calls = rate * seconds
  const cpuBefore = cpuTimeOf(centre.pid, centre.dataDir)
  const { successful, answerMs } = await callMenuAndQueue(centre.sipPort, seconds)
  const cpu = cpuSince(cpuBefore, cpuTimeOf(centre.pid, centre.dataDir))
  const per = (spent: number) => `${(spent / calls).toFixed(1)} ms`
  return [
    { name: 'calls', value: `${successful} of ${calls}`, target: 'no failure' },
    { name: 'INVITE to 200, p50', value: ms(percentile(answerMs, 0.5)) },
    { name: 'INVITE to 200, p99', value: ms(percentile(answerMs, 0.99)) },
    { name: 'CPU a call, backend', value: per(cpu.backend) },
    { name: 'CPU a call, media', value: per(cpu.media) },
    { name: 'CPU a call, database', value: per(cpu.database) },
  ]
}

/** Lets callers come at 20 a second for so long, each for 5 s: 100 at a time. */
export async function callMenuAndQueue(port: number, seconds: number): Promise<SippOutcome> {
  const load = { port, rate, calls: rate * seconds, atOnce: 140, withinSeconds: seconds + 120 }
  return await runSipp({ ...load, scenario: ['-sf', scenario] })
}
