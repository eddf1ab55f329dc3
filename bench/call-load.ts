import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CentreProcess } from '../e2e/fixtures/centre-process.ts'
import { cpuSince, cpuTimeOf } from './cpu-time.ts'
import { type Figure, ms, percentile } from './figures.ts'

const scenario = fileURLToPath(new URL('scenarios/menu-and-queue.xml', import.meta.url))

/** 20 calls a second through menu and queue, about 100 at a time, from sipp over UDP. */
export async function measureCallLoad(centre: CentreProcess, seconds: number): Promise<Figure[]> {
  const rate = 20
  const calls = rate * seconds
  const folder = await mkdtemp(join(tmpdir(), 'iris-sipp-'))
  const cpuBefore = cpuTimeOf(centre.pid, centre.dataDir)
  const outcome = await runSipp(folder, centre.sipPort, { rate, calls })
  const cpu = cpuSince(cpuBefore, cpuTimeOf(centre.pid, centre.dataDir))
  const answerMs = await readAnswerTimes(folder)
  await rm(folder, { recursive: true, force: true })
  const per = (spent: number) => `${(spent / calls).toFixed(1)} ms`
  return [
    { name: 'calls', value: `${outcome.successful} of ${calls}`, target: 'no failure' },
    { name: 'INVITE to 200, p50', value: ms(percentile(answerMs, 0.5)) },
    { name: 'INVITE to 200, p99', value: ms(percentile(answerMs, 0.99)) },
    { name: 'CPU a call, backend', value: per(cpu.backend) },
    { name: 'CPU a call, media', value: per(cpu.media) },
    { name: 'CPU a call, database', value: per(cpu.database) },
  ]
}

async function runSipp(folder: string, port: number, load: { rate: number; calls: number }) {
  const options = {
    '-sf': scenario,
    '-i': '127.0.0.1',
    '-r': String(load.rate),
    '-m': String(load.calls),
    '-l': '140',
    '-rtt_freq': '100',
    '-fd': '1000',
  }
  const args = [
    `127.0.0.1:${port}`,
    '-nostdin',
    '-trace_rtt',
    '-trace_stat',
    ...Object.entries(options).flat(),
  ]
  const sipp = spawn('sipp', args, { cwd: folder, stdio: 'ignore' })
  await once(sipp, 'exit')
  const statistics = (await readdir(folder)).find(
    (name) => !name.includes('rtt') && name.endsWith('.csv'),
  )
  const lines = (await readFile(join(folder, statistics ?? ''), 'utf8')).trim().split('\n')
  const column = (lines[0] ?? '').split(';').indexOf('SuccessfulCall(C)')
  return { successful: Number((lines.at(-1) ?? '').split(';')[column]) }
}

async function readAnswerTimes(folder: string): Promise<number[]> {
  const file = (await readdir(folder)).find((name) => name.includes('rtt'))
  const lines = (await readFile(join(folder, file ?? ''), 'utf8')).trim().split('\n').slice(1)
  return lines.map((line) => Number(line.split(';')[1]))
}
