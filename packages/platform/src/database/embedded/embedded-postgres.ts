import { randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { loadSecretFile } from '../../keys/master-key.ts'
import type { Logger } from '../../logging/logger.ts'
import { npmBinaries, type PostgresBinaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { lockFolder } from './folder-lock.ts'
import { rotateLogFile } from './log-file.ts'
import { isRunning } from './postmaster-file.ts'
import {
  findServer,
  runPostmaster,
  stopPostmaster,
  superuserClient,
  type Postmaster,
  type ServerPlace,
} from './postmaster.ts'
import { serverSettings } from './settings.ts'

/** A PostgreSQL of our own. */
export interface EmbeddedPostgres {
  /** The address Iris works at: a role that owns its database and is no superuser. */
  readonly url: string
  /** The server's process, which changes when it had to be started again. */
  pid(): number
  /** Stops the server, with everything committed on the disk, and gives the data folder up. */
  close(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string
  readonly logger: Logger
  /** Programs other than those npm installed, for tests. */
  readonly binaries?: PostgresBinaries
  /** Settings beside ours, for tests. */
  readonly settings?: Readonly<Record<string, string>>
}

const watchEveryMs = 500
const rotateEveryMs = 10 * 60_000
const startEndsWithinMs = 5_000
const restartPausesMs = [200, 1_000, 5_000]

/**
 * Starts PostgreSQL with its data in `<dataDir>/postgres`, on a free port of the loopback address, making the data on
 * the first start. A server left behind by a killed process is taken over; one that dies is started again, at the same
 * address.
 * @throws DatabaseError `in-use`, `cannot-start`
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const lock = await lockFolder(options.dataDir)
  const dataDir = await realpath(options.dataDir)
  try {
    const place = await preparePlace(dataDir, options)
    const server = await runPostmaster(place)
    if (server.found) options.logger.info({ pid: server.pid }, 'took over the running PostgreSQL')
    await ensureDatabase(server.port, place.password)
    const keeper = keepRunning({ ...place, port: server.port }, server, options.logger)
    return {
      url: `postgres://${owner}:${place.password}@127.0.0.1:${server.port}/${owner}`,
      pid: keeper.pid,
      close: () => keeper.stop().finally(() => lock.release()),
    }
  } catch (cause) {
    await stopServerOf(dataDir).catch((error: unknown) =>
      options.logger.error({ error }, 'PostgreSQL could not be stopped'),
    )
    await lock.release()
    throw cause
  }
}

/**
 * Stops the server that a killed process left behind in a data folder, if there is one.
 * @throws DatabaseError `in-use`
 */
export async function stopAbandonedPostgres(dataDir: string): Promise<void> {
  const lock = await lockFolder(dataDir)
  try {
    await stopServerOf(await realpath(dataDir))
  } finally {
    await lock.release()
  }
}

async function stopServerOf(dataDir: string): Promise<void> {
  const server = await findServer(join(dataDir, 'postgres'))
  if (server) await stopPostmaster(server)
}

async function preparePlace(
  dataDir: string,
  options: EmbeddedPostgresOptions,
): Promise<ServerPlace> {
  const binaries = options.binaries ?? (await npmBinaries())
  const folder = join(dataDir, 'postgres')
  const logPath = join(dataDir, 'postgres.log')
  const password = await loadSecretFile(dataDir, 'postgres.password', () =>
    randomBytes(24).toString('base64url'),
  )
  await rotateLogFile(logPath)
  const launcher = await ensureCluster({ binaries, folder, password })
  const settings = { ...serverSettings(), ...options.settings }
  return { binaries, folder, launcher, password, settings, logPath }
}

/** The role and the database of Iris. The role may make roles and databases, but is not the superuser. */
const owner = 'iris'

async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = superuserClient(port, password)
  await client.connect()
  try {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      `select exists (select from pg_roles where rolname = '${owner}') as role,
              exists (select from pg_database where datname = '${owner}') as database`,
    )
    if (!rows[0]?.role) {
      const secret = client.escapeLiteral(password)
      await client.query(`create role ${owner} login createdb createrole password ${secret}`)
    }
    if (!rows[0]?.database) await client.query(`create database ${owner} owner ${owner}`)
  } finally {
    await client.end()
  }
}

/** Looks after the server: starts it again when it dies, keeps its log bounded, and stops it in the end. */
function keepRunning(place: ServerPlace, first: Postmaster, logger: Logger) {
  let server = first
  const stopping = new AbortController()
  let busy: Promise<void> | undefined

  async function look(): Promise<void> {
    if (await isRunning(server.pid)) return
    logger.error({ pid: server.pid }, 'PostgreSQL ended unexpectedly; starting it again')
    for (let attempt = 0; !stopping.signal.aborted; attempt++) {
      try {
        server = await runPostmaster(place)
        logger.info({ pid: server.pid }, 'PostgreSQL runs again')
        return
      } catch (error) {
        logger.error({ error }, 'PostgreSQL could not be started again; trying on')
        await wait(restartPausesMs[Math.min(attempt, restartPausesMs.length - 1)])
      }
    }
  }

  const wait = (ms = 0) => pause(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
  const watch = setInterval(() => {
    busy ??= look().finally(() => (busy = undefined))
  }, watchEveryMs)
  const rotate = setInterval(() => {
    rotateLogFile(place.logPath).catch((error: unknown) =>
      logger.warn({ error }, 'the log of PostgreSQL could not be rotated'),
    )
  }, rotateEveryMs)
  watch.unref()
  rotate.unref()

  return {
    pid: () => server.pid,
    async stop() {
      stopping.abort()
      clearInterval(watch)
      clearInterval(rotate)
      // A start that is going on may take minutes to recover; what it started is stopped all the same.
      await Promise.race([busy, pause(startEndsWithinMs, undefined, { ref: false })])
      await stopPostmaster((await findServer(place.folder)) ?? server)
    },
  }
}
