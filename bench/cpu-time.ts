import { readdirSync, readFileSync } from 'node:fs'

/** CPU time spent, in milliseconds, by what the centre is made of. */
export interface CpuTime {
  readonly backend: number
  readonly media: number
  readonly database: number
}

/** Linux counts in ticks of 10 ms. */
const msPerTick = 10

interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
  readonly cpuMs: number
}

/** What the processes of a centre hold in memory, in KiB. */
export type MemoryKb = Readonly<Record<keyof CpuTime, number>>

/** What the centre with this process id and data folder has spent so far. Linux only. */
export function cpuTimeOf(backendPid: number, dataDir: string): CpuTime {
  return overParts(backendPid, dataDir, ({ cpuMs }) => cpuMs)
}

/** What it holds in memory: what is its own, and its part of what several processes share. */
export function memoryOf(backendPid: number, dataDir: string): MemoryKb {
  return overParts(backendPid, dataDir, ({ pid }) => memoryKbOf(pid))
}

/** What one process has spent so far, in milliseconds. */
export function cpuOf(pid: number): number {
  return readProcess(pid)[0]?.cpuMs ?? 0
}

/** Likewise with all its children. */
export function cpuOfTree(pid: number): number {
  const processes = allProcesses()
  return [...readProcess(pid), ...below(processes, pid)].reduce((sum, { cpuMs }) => sum + cpuMs, 0)
}

/** The media processes of the backend with this id. */
export function mediaPids(backendPid: number): number[] {
  return mediaOf(allProcesses(), backendPid).map(({ pid }) => pid)
}

const mediaOf = (processes: readonly Process[], backendPid: number): Process[] =>
  below(processes, backendPid).filter(({ command }) => command.includes('media'))

function overParts(
  backendPid: number,
  dataDir: string,
  valueOf: (process: Process) => number,
): CpuTime {
  const processes = allProcesses()
  const postmaster = Number(
    readFileSync(`${dataDir}/postgres/postmaster.pid`, 'utf8').split('\n')[0],
  )
  const sum = (list: readonly Process[]) =>
    list.reduce((total, process) => total + valueOf(process), 0)
  return {
    backend: sum(processes.filter(({ pid }) => pid === backendPid)),
    media: sum(mediaOf(processes, backendPid)),
    database: sum([
      ...processes.filter(({ pid }) => pid === postmaster),
      ...below(processes, postmaster),
    ]),
  }
}

function allProcesses(): Process[] {
  return readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) ? readProcess(Number(name)) : [],
  )
}

function below(processes: readonly Process[], pid: number): Process[] {
  return processes
    .filter(({ parent }) => parent === pid)
    .flatMap((child) => [child, ...below(processes, child.pid)])
}

function memoryKbOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1])
  } catch {
    return 0
  }
}

export function cpuSince(before: CpuTime, after: CpuTime): CpuTime {
  return {
    backend: after.backend - before.backend,
    media: after.media - before.media,
    database: after.database - before.database,
  }
}

function readProcess(pid: number): Process[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // With those of children that have ended: a database connection is a process that comes and goes.
    const ticks = [11, 12, 13, 14].reduce((total, index) => total + Number(fields[index]), 0)
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return [{ pid, parent: Number(fields[1]), command, cpuMs: ticks * msPerTick }]
  } catch {
    return []
  }
}
