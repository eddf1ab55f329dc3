import type { Transaction } from 'kysely'
import { setTimeout as pause } from 'node:timers/promises'
import { Client, type Pool } from 'pg'
import type { Logger } from '../logging/logger.ts'
import { ensureAppRole, refuseForcedSecurity } from './app-role.ts'
import { explainFailure } from './connection-failure.ts'
import { connectionConfig, openPool } from './connection-pool.ts'
import { DatabaseError } from './database-error.ts'
import { collectingEffects, type Database } from './database.ts'
import { startEmbeddedPostgres } from './embedded/embedded-postgres.ts'
import { migrate, readMigrations } from './migrations.ts'
import { openNotices, type Notices } from './notices.ts'
import { kyselyOn } from './transaction-driver.ts'

export interface DatabaseOptions {
  /** A PostgreSQL 15 or later; its user owns the database. Without it, one is started in `dataDir`. */
  readonly url?: string | undefined
  readonly dataDir?: string | undefined
  /** Folders of `0001_name.sql` files, applied in this order. */
  readonly migrations: string | readonly string[]
  /** The role tenants' transactions run as; migrations grant it its rights by this name. `iris_app` by default. */
  readonly appRole?: string
  /** 20 by default. One more is used for notices. */
  readonly maxConnections?: number
  /** How long one statement may take, 15 s by default, and wait for a lock, 5 s. */
  readonly statementTimeoutMs?: number
  readonly lockTimeoutMs?: number
  /** How long work waits for a connection before it is refused as `busy`; 5 s by default. */
  readonly waitForConnectionMs?: number
  /** How long `close` lets running transactions go on; 5 s by default. */
  readonly closeWithinMs?: number
  readonly logger: Logger
}

const oldestVersion = 150_000
const pingWithinMs = 1_000
const startUpWithinMs = 60_000
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Opens the database, migrated and ready: the one at `url`, else our own in `dataDir`.
 * @throws DatabaseError naming what is wrong and what to do; nothing is left running then
 */
export async function openDatabase<Tables>(options: DatabaseOptions): Promise<Database<Tables>> {
  const migrations = await readMigrations([options.migrations].flat())
  const server = await reachServer(options)
  try {
    const appRole = options.appRole ?? 'iris_app'
    await prepare(server.url, async (client) => {
      await refuseOldServer(client)
      await ensureAppRole(client, appRole)
      await migrate(client, migrations, options.logger)
      await refuseForcedSecurity(client)
    })
    return databaseOn<Tables>(server, appRole, options)
  } catch (cause) {
    await server.close()
    throw cause
  }
}

interface Server {
  readonly url: string
  close(): Promise<void>
}

async function reachServer({ url, dataDir, logger }: DatabaseOptions): Promise<Server> {
  if (url !== undefined) return { url, close: () => Promise.resolve() }
  if (dataDir !== undefined) return startEmbeddedPostgres({ dataDir, logger })
  throw new DatabaseError('unsuitable', 'Neither DATABASE_URL nor a data folder is given.')
}

/** Runs the work of a start on a connection of its own, without the limits that requests have. */
async function prepare(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = await connectWhenUp(url)
  try {
    await work(client)
  } catch (error) {
    throw explainFailure(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Connects; waits for a server that says it is starting up or recovering. */
async function connectWhenUp(url: string): Promise<Client> {
  const giveUpAt = Date.now() + startUpWithinMs
  for (;;) {
    const client = new Client(connectionConfig(url, 'start'))
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (cause) {
      await client.end().catch(() => undefined)
      const startsUp = cause instanceof Error && 'code' in cause && cause.code === '57P03'
      if (!startsUp || Date.now() > giveUpAt) throw explainFailure(cause)
      await pause(100)
    }
  }
}

async function refuseOldServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ number: number; name: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
  )
  const version = rows[0]
  if (!version || version.number < oldestVersion) {
    throw new DatabaseError(
      'unsuitable',
      `PostgreSQL ${version?.name} is too old: Iris needs 15 or later.`,
    )
  }
}

function databaseOn<Tables>(
  server: Server,
  appRole: string,
  options: DatabaseOptions,
): Database<Tables> {
  const { logger } = options
  const pool = openPool({
    url: server.url,
    maxConnections: options.maxConnections ?? 20,
    statementTimeoutMs: options.statementTimeoutMs ?? 15_000,
    lockTimeoutMs: options.lockTimeoutMs ?? 5_000,
    waitForConnectionMs: options.waitForConnectionMs ?? 5_000,
    logger,
  })
  const notices = openNotices(server.url, logger)
  let closing: Promise<void> | undefined

  async function transact<Result>(
    begin: string,
    work: (tx: Transaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    if (closing) throw new DatabaseError('closed', 'The database was closed.')
    const { result, effects } = await kyselyOn<Tables>(pool, begin)
      .transaction()
      .execute((tx) => collectingEffects(tx, work))
    for (const effect of effects) runEffect(effect, logger)
    return result
  }

  function beginAs(tenantId: string, begin: string): string {
    if (!uuid.test(tenantId)) throw new DatabaseError('bad-tenant', 'A tenant’s id is a UUID.')
    return `${begin}; select set_config('role', '${appRole}', true), set_config('app.tenant_id', '${tenantId}', true)`
  }

  return {
    asTenant: async (tenantId, work) => transact(beginAs(tenantId, 'begin'), work),
    readAsTenant: async (tenantId, work) =>
      transact(beginAs(tenantId, 'begin isolation level repeatable read read only'), work),
    asSystem: (work) => transact('begin', work),
    async listen(channel, onNotice, onGap) {
      if (closing) throw new DatabaseError('closed', 'The database was closed.')
      return notices.listen(channel, { onNotice, onGap })
    },
    ping: () => ping(pool),
    close: () => (closing ??= closeAll({ pool, notices, server }, options)),
  }
}

function runEffect(effect: () => void, logger: Logger): void {
  const failed = (error: unknown) => logger.error({ error }, 'an effect after a commit failed')
  try {
    // An effect may be an async function all the same.
    Promise.resolve<unknown>(effect()).catch(failed)
  } catch (error) {
    failed(error)
  }
}

async function ping(pool: Pool): Promise<void> {
  const waiting = new AbortController()
  const late = pause(pingWithinMs, undefined, { signal: waiting.signal }).then(() => {
    throw new DatabaseError('unavailable', 'The database did not answer within a second.')
  })
  try {
    await Promise.race([pool.query('select 1'), late])
  } catch (error) {
    throw explainFailure(error)
  } finally {
    waiting.abort()
    late.catch(() => undefined)
  }
}

async function closeAll(
  { pool, notices, server }: { pool: Pool; notices: Notices; server: Server },
  { closeWithinMs = 5_000, logger }: DatabaseOptions,
): Promise<void> {
  const waiting = new AbortController()
  const late = pause(closeWithinMs, true, { signal: waiting.signal }).catch(() => false)
  await notices.close()
  if (await Promise.race([pool.end().then(() => false), late])) {
    logger.warn({}, 'closed the database while transactions were running')
  }
  waiting.abort()
  await server.close()
}
