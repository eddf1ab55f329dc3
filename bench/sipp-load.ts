import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Calls that sipp makes over UDP on this machine. */
export interface SippLoad {
  /** Where it calls. */
  readonly port: number
  /** Calls a second, all in all, and at once. */
  readonly rate: number
  readonly calls: number
  readonly atOnce: number
  /** Its arguments for what a call is: `-sf` with a file, or `-sn` with a scenario of its own. */
  readonly scenario: readonly string[]
  /** Ends it after so long, whatever is left. */
  readonly withinSeconds?: number
  /** From then on nobody calls any more; calls that are up go on to their end. */
  readonly enough?: AbortSignal
}

export interface SippOutcome {
  readonly successful: number
  readonly failed: number
  readonly seconds: number
  /** From INVITE to 200, in milliseconds, where the scenario times it. */
  readonly answerMs: readonly number[]
}

/** Makes the calls and waits until all have ended. */
export async function runSipp(load: SippLoad): Promise<SippOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'iris-sipp-'))
  const began = performance.now()
  const options = {
    '-i': '127.0.0.1',
    '-r': String(load.rate),
    '-m': String(load.calls),
    '-l': String(load.atOnce),
    '-rtt_freq': '100',
    '-fd': '1',
    ...(load.withinSeconds !== undefined && { '-timeout': `${load.withinSeconds}s` }),
  }
  const traces = ['-nostdin', '-trace_rtt', '-trace_stat']
  const args = [...load.scenario, ...traces, ...Object.entries(options).flat()]
  try {
    const sipp = spawn('sipp', [`127.0.0.1:${load.port}`, ...args], {
      cwd: folder,
      stdio: 'ignore',
    })
    load.enough?.addEventListener('abort', () => sipp.kill('SIGUSR1'))
    await once(sipp, 'exit')
    const seconds = (performance.now() - began) / 1000
    return { ...(await readCounts(folder)), seconds, answerMs: await readAnswerTimes(folder) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A telephone that takes every call, by sipp. */
export async function openSippAnswerer(): Promise<{ port: number; stop: () => Promise<void> }> {
  const port = await freePort()
  const args = ['-sn', 'uas', '-i', '127.0.0.1', '-p', String(port), '-nostdin']
  const sipp = spawn('sipp', args, { cwd: tmpdir(), stdio: 'ignore' })
  await once(sipp, 'spawn')
  await untilBound(port)
  return { port, stop: () => stopProcess(sipp) }
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

export async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  const closed = once(socket, 'close')
  socket.close()
  await closed
  return port
}

/** Waits until somebody has taken the port. Rejects when nobody does in 10 s. */
export async function untilBound(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = createSocket('udp4')
    const taken = Promise.race([
      once(socket, 'error').then(() => true),
      once(socket, 'listening').then(() => false),
    ])
    socket.bind(port, '127.0.0.1')
    const isTaken = await taken
    socket.close()
    if (isTaken) return
    await sleep(100)
  }
  throw new Error(`Nobody listens at port ${port}`)
}

async function readCounts(folder: string): Promise<{ successful: number; failed: number }> {
  const name = (await readdir(folder)).find((one) => !one.includes('rtt') && one.endsWith('.csv'))
  const lines = (await readFile(join(folder, name ?? ''), 'utf8')).trim().split('\n')
  const names = (lines[0] ?? '').split(';')
  const last = (lines.at(-1) ?? '').split(';')
  const count = (column: string) => Number(last[names.indexOf(column)])
  return { successful: count('SuccessfulCall(C)'), failed: count('FailedCall(C)') }
}

async function readAnswerTimes(folder: string): Promise<number[]> {
  const name = (await readdir(folder)).find((one) => one.includes('rtt'))
  if (name === undefined) return []
  const lines = (await readFile(join(folder, name), 'utf8')).trim().split('\n').slice(1)
  return lines.map((line) => Number(line.split(';')[1]))
}
