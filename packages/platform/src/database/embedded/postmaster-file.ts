import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a server says of itself in `postmaster.pid` (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*). */
export interface PostmasterFile {
  readonly pid: number
  readonly dataFolder: string
  readonly port: number
}

/** Reads the file's text; `undefined` for a file that is not yet, or no longer, whole. */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  const dataFolder = lines[1]
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port) || port <= 0) return undefined
  return dataFolder ? { pid, dataFolder, port } : undefined
}

export async function readPostmasterFile(dataFolder: string): Promise<string | undefined> {
  return readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => undefined)
}

/** Whether a process is a server working on this data folder, judged by its command line. */
export async function servesFolder(pid: number, dataFolder: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return text.includes(`\0-D\0${dataFolder}\0`)
  }
  const { stdout } = await run('ps', ['-o', 'args=', '-ww', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }))
  return `${stdout.trim()} `.includes(` -D ${dataFolder} `)
}

/** Whether a process runs: a dead one whom nobody has buried yet does not. */
export async function isRunning(pid: number): Promise<boolean> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // The state stands after the command's name, which is in brackets and may hold anything (proc_pid_stat(5)).
    const state = stat.slice(stat.lastIndexOf(')') + 2)[0]
    return state !== undefined && state !== 'Z' && state !== 'X'
  }
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
