import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { inject } from 'vitest'
import type { Database } from '../database/database.ts'
import { readMigrations } from '../database/migrations.ts'
import { openDatabase, type DatabaseOptions } from '../database/open-database.ts'
import { silentLogger } from './silent-logger.ts'

/** A database of a test file's own. Closing it drops it. */
export interface FreshDatabase<Tables> extends Database<Tables> {
  /** Where it is, for a second connection or another process. */
  readonly url: string
}

export interface FreshDatabaseOptions extends Partial<
  Omit<DatabaseOptions, 'url' | 'dataDir' | 'migrations'>
> {
  /** The server to make it on; the one of the test run by default. Its user must own what it makes. */
  readonly server?: string
}

/**
 * A new, migrated database: a clone of a template that the first caller with these migrations makes, which takes some
 * 30 ms. Needs the Vitest project's global set-up `postgres-for-tests.ts`.
 * @param migrations folders, as `openDatabase` takes them
 */
export async function freshDatabase<Tables>(
  migrations: string | readonly string[],
  options: FreshDatabaseOptions = {},
): Promise<FreshDatabase<Tables>> {
  const { server = inject('postgresUrl'), ...rest } = options
  const template = await ensureTemplate(server, migrations)
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`))
  const url = urlOf(server, name)
  const database = await openDatabase<Tables>({ logger: silentLogger, ...rest, url, migrations })
  return {
    ...database,
    url,
    async close() {
      await database.close()
      await onServer(server, (client) => drop(client, name))
    },
  }
}

const notOurs = '42501'
const dropWithinMs = 10_000

/** Drops a database. One that the server itself is vacuuming at the moment is let go by it soon, and not at our word. */
async function drop(client: Client, name: string): Promise<void> {
  const endsAt = performance.now() + dropWithinMs
  for (;;) {
    try {
      await client.query(`drop database if exists ${name} with (force)`)
      return
    } catch (error) {
      if (!isRefusal(error) || performance.now() > endsAt) throw error
      await pause(100)
    }
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === notOurs

/** The template's name tells what is in it, so that one made by another test file serves too. */
async function ensureTemplate(
  server: string,
  migrations: string | readonly string[],
): Promise<string> {
  const files = (await readMigrations([migrations].flat())).flat()
  const content = files.map(({ name, checksum }) => `${name} ${checksum}`).join('\n')
  const name = `template_${createHash('sha256').update(content).digest('hex').slice(0, 24)}`
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [name])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await makeTemplate(client, server, { name, migrations })
  })
  return name
}

async function makeTemplate(
  client: Client,
  server: string,
  template: { name: string; migrations: string | readonly string[] },
): Promise<void> {
  const draft = `${template.name}_draft`
  await drop(client, draft)
  await client.query(`create database ${draft} template template0`)
  const database = await openDatabase({
    url: urlOf(server, draft),
    migrations: template.migrations,
    logger: silentLogger,
  })
  await database.close()
  await client.query(`alter database ${draft} rename to ${template.name}`)
}

async function onServer(server: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}
