import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { DatabaseError } from '../database-error.ts'
import type { PostgresBinaries } from './binaries.ts'
import { serverEnvironment, superuser } from './cluster.ts'
import { openLogFile, readLogFile } from './log-file.ts'
import {
  isRunning,
  parsePostmasterFile,
  readPostmasterFile,
  servesFolder,
} from './postmaster-file.ts'
import type { Launcher } from './server-user.ts'

/** A running server. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Whether it was running already: left behind by a process that was killed. */
  readonly found: boolean
}

export interface ServerPlace {
  readonly binaries: PostgresBinaries
  readonly folder: string
  readonly launcher: Launcher
  readonly password: string
  readonly settings: Readonly<Record<string, string>>
  readonly logPath: string
  /** The port to use; a free one where none is given. */
  readonly port?: number
}

const stepMs = 25
/** Recovery reads back at most `max_wal_size` of log, so this is long. */
const readyWithinMs = 5 * 60_000
/** The processes of a killed server end as soon as they next look, which is at once, or after a checkpoint. */
const leftoversGoWithinMs = 30_000
const fastStopWithinMs = 30_000
const immediateStopWithinMs = 5_000

/**
 * Takes over the server that already works on the folder, or starts one, and waits until it answers.
 * @throws DatabaseError `cannot-start` with the end of the server's own log
 */
export async function runPostmaster(place: ServerPlace): Promise<Postmaster> {
  return (await takeOver(place)) ?? startPostmaster(place)
}

/** The server at work on a data folder, answering or not. */
export async function findServer(folder: string): Promise<Postmaster | undefined> {
  const file = parsePostmasterFile((await readPostmasterFile(folder)) ?? '')
  if (!file || !(await servesFolder(file.pid, folder))) return undefined
  return { pid: file.pid, port: file.port, found: true }
}

/** Takes a server over; one that cannot be used as it is, is ended. */
async function takeOver(place: ServerPlace): Promise<Postmaster | undefined> {
  const server = await findServer(place.folder)
  if (!server || (await waitUntilReady(server, place.password)) === 'ended') return undefined
  if (place.port === undefined || place.port === server.port) return server
  await stopPostmaster(server)
  return undefined
}

async function startPostmaster(place: ServerPlace): Promise<Postmaster> {
  const giveUpAt = Date.now() + leftoversGoWithinMs
  for (;;) {
    const port = place.port ?? (await freePort())
    const log = await openLogFile(place.logPath)
    const logFrom = (await log.stat()).size
    const pid = await spawnServer(place, port, log.fd).finally(() => log.close())
    const postmaster = { pid, port, found: false }
    if ((await waitUntilReady(postmaster, place.password)) === 'ready') return postmaster
    const said = await readLogFile(place.logPath, logFrom)
    if (!passes(said) || Date.now() > giveUpAt) {
      throw new DatabaseError('cannot-start', `PostgreSQL did not start: ${lastFatal(said)}`)
    }
    await pause(stepMs * 4)
  }
}

/** Whether the reason for not starting goes by itself: a port just taken, or a killed server's processes still ending. */
function passes(said: string): boolean {
  return /could not bind|shared memory block .* still in use|lock file ".*" already exists/.test(
    said,
  )
}

/** The reason among what the server said; that it refused us while it was starting is none. */
function lastFatal(said: string): string {
  const lines = said.trim().split('\n')
  const fatal = lines.filter(
    (line) =>
      /FATAL|PANIC/.test(line) && !/system is (starting|shutting|in recovery|not)/.test(line),
  )
  return (fatal.at(-1) ?? lines.at(-1) ?? '').replace(/^.*(FATAL|PANIC):\s*/, '')
}

async function spawnServer(place: ServerPlace, port: number, logFd: number): Promise<number> {
  const settings = Object.entries({ ...place.settings, port: String(port) })
  const { command, args, options } = place.launcher(place.binaries.postgres, [
    '-D',
    place.folder,
    ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ])
  const child = spawn(command, args, {
    ...options,
    cwd: '/',
    env: { ...serverEnvironment, ...(await ignoringStaleFile(place.folder)) },
    // A session of its own: Ctrl+C in our terminal reaches us, and we end the server in order.
    detached: true,
    stdio: ['ignore', logFd, logFd],
  })
  child.unref()
  const { pid } = child
  if (pid !== undefined) return pid
  const cause = await new Promise((resolve) => child.once('error', resolve))
  throw new DatabaseError('cannot-start', `PostgreSQL cannot be run: ${String(cause)}`, { cause })
}

/**
 * A stale `postmaster.pid` can name a process id that another program has been given since; PostgreSQL takes that one
 * for its predecessor and refuses. It passes over the id in this variable (which pg_ctl uses so), and still checks by
 * the shared memory that nothing of an old server is left.
 */
async function ignoringStaleFile(folder: string): Promise<Record<string, string>> {
  const file = parsePostmasterFile((await readPostmasterFile(folder)) ?? '')
  if (!file || (await servesFolder(file.pid, folder))) return {}
  return { PG_GRANDPARENT_PID: String(file.pid) }
}

async function waitUntilReady(
  postmaster: Postmaster,
  password: string,
): Promise<'ready' | 'ended'> {
  const giveUpAt = Date.now() + readyWithinMs
  let lastRefusal: unknown
  let refusals = 0
  let finalRefusals = 0
  // Twice: the first may come from a stranger who was given the port before our server could take it, and then ends.
  while (Date.now() < giveUpAt && finalRefusals < 2) {
    if (!(await isRunning(postmaster.pid))) return 'ended'
    const client = superuserClient(postmaster.port, password)
    try {
      await client.connect()
      return 'ready'
    } catch (cause) {
      lastRefusal = cause
      finalRefusals += isFinal(cause) ? 1 : 0
    } finally {
      await client.end().catch(() => undefined)
    }
    await pause(Math.min(stepMs * ++refusals, 250))
  }
  throw new DatabaseError('cannot-start', `PostgreSQL does not answer: ${String(lastRefusal)}`, {
    cause: lastRefusal,
  })
}

/** A wrong password stays wrong; "starting up", "shutting down" and a closed port pass. */
function isFinal(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code.startsWith('28')
}

/** A connection with all rights, to the database every server has. */
export function superuserClient(port: number, password: string): Client {
  return new Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  })
}

/**
 * Stops the server: connections are cut, what was committed is written out. One that takes too long for that is stopped
 * at once and recovers on its next start.
 */
export async function stopPostmaster({ pid }: Postmaster): Promise<void> {
  if (await endsAfter(pid, 'SIGINT', fastStopWithinMs)) return
  if (await endsAfter(pid, 'SIGQUIT', immediateStopWithinMs)) return
  throw new DatabaseError('unavailable', `PostgreSQL (process ${pid}) does not stop.`)
}

async function endsAfter(pid: number, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + withinMs
  try {
    process.kill(pid, signal)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause
  }
  while (await isRunning(pid)) {
    if (Date.now() > giveUpAt) return false
    await pause(stepMs)
  }
  return true
}

async function freePort(): Promise<number> {
  const probe = createServer()
  return new Promise((resolve, reject) => {
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port)
        else reject(new Error('The free port has no number.'))
      })
    })
  })
}
