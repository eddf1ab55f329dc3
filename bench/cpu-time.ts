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

/** What the centre with this process id and data folder has spent so far. Linux only. */
export function cpuTimeOf(backendPid: number, dataDir: string): CpuTime {
  const processes = readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) ? readProcess(Number(name)) : [],
  )
  const below = (pid: number): Process[] =>
    processes
      .filter(({ parent }) => parent === pid)
      .flatMap((child) => [child, ...below(child.pid)])
  const postmaster = Number(
    readFileSync(`${dataDir}/postgres/postmaster.pid`, 'utf8').split('\n')[0],
  )
  const sum = (list: readonly Process[]) => list.reduce((total, { cpuMs }) => total + cpuMs, 0)
  return {
    backend: sum(processes.filter(({ pid }) => pid === backendPid)),
    media: sum(below(backendPid).filter(({ command }) => command.includes('media'))),
    database: sum([...processes.filter(({ pid }) => pid === postmaster), ...below(postmaster)]),
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
