import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseError as PgError, type Client } from 'pg'
import type { Logger } from '../logging/logger.ts'
import { DatabaseError } from './database-error.ts'
import { explainFailure } from './connection-failure.ts'

/** A migration as its file says it. */
export interface Migration {
  readonly name: string
  readonly sql: string
  /** SHA-256 of the text, in hex. */
  readonly checksum: string
}

const fileName = /^\d{4}_[a-z0-9_]+\.sql$/
/** How long a start waits for another process that is migrating, and a migration for a table that is in use. */
const waitForOthersMs = 120_000
const waitForTablesMs = 15_000

/**
 * Reads the migrations of the folders, folder by folder, each in the order of its numbers. Files are named
 * `0001_name.sql`; a name stands in one folder only, and a number once in a folder.
 * @throws DatabaseError `migration` on a name that breaks these rules
 */
export async function readMigrations(folders: readonly string[]): Promise<Migration[][]> {
  const sets = await Promise.all(folders.map(readFolder))
  const names = sets.flat().map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    refuse(`${twice} stands in two folders of migrations; give one another name.`)
  return sets
}

async function readFolder(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  for (const [index, name] of names.entries()) {
    if (!fileName.test(name))
      refuse(`${join(folder, name)} is not named like 0001_what_it_does.sql.`)
    if (names[index - 1]?.slice(0, 4) === name.slice(0, 4)) {
      refuse(`Two migrations in ${folder} are numbered ${name.slice(0, 4)}.`)
    }
  }
  return Promise.all(names.map((name) => readMigration(folder, name)))
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  // Git may turn line ends around on checkout; that is no edit.
  const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

/**
 * Brings the database up to the migrations, forward only: each in a transaction of its own together with its record,
 * one process at a time.
 * @throws DatabaseError `migration` when an applied migration was edited or is unknown (the database is newer than this
 * program), when one was slipped in before an applied one, or when one fails
 */
export async function migrate(
  client: Client,
  sets: readonly (readonly Migration[])[],
  logger: Logger,
): Promise<void> {
  await client.query(`set lock_timeout = ${waitForOthersMs}`)
  await client.query(`select pg_advisory_lock(hashtext('iris migrations'))`)
  try {
    const applied = await readApplied(client)
    for (const migration of pendingOf(sets, applied)) {
      await apply(client, migration)
      logger.info({ migration: migration.name }, 'migrated the database')
    }
  } finally {
    await client
      .query(`select pg_advisory_unlock(hashtext('iris migrations'))`)
      .catch(() => undefined)
  }
}

async function readApplied(client: Client): Promise<Map<string, string>> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `select to_regclass('public.schema_migrations') is not null as there`,
  )
  if (!found[0]?.there) {
    // Row-level security without a policy: tenants see nothing of it.
    await client.query(
      `create table public.schema_migrations (
         name text primary key,
         checksum text not null,
         applied_at timestamptz not null default now()
       );
       alter table public.schema_migrations enable row level security`,
    )
  }
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from public.schema_migrations',
  )
  return new Map(rows.map(({ name, checksum }) => [name, checksum]))
}

/** The migrations still to be applied, in order. */
export function pendingOf(
  sets: readonly (readonly Migration[])[],
  applied: ReadonlyMap<string, string>,
): Migration[] {
  const known = new Set(sets.flat().map(({ name }) => name))
  const unknown = [...applied.keys()].filter((name) => !known.has(name))
  if (unknown.length > 0) {
    refuse(
      `The database is newer than this program: it has the migration ${unknown.join(', ')}. Start the version that made it, or a later one.`,
    )
  }
  return sets.flatMap((set) => pendingOfSet(set, applied))
}

function pendingOfSet(
  set: readonly Migration[],
  applied: ReadonlyMap<string, string>,
): Migration[] {
  const edited = set.find(({ name, checksum }) => (applied.get(name) ?? checksum) !== checksum)
  if (edited) {
    refuse(
      `The migration ${edited.name} was edited after this database had applied it. Restore it, and make the change in a new migration.`,
    )
  }
  const firstPending = set.findIndex(({ name }) => !applied.has(name))
  if (firstPending === -1) return []
  const pending = set.slice(firstPending)
  const overtaken = pending.find(({ name }) => applied.has(name))
  if (overtaken) {
    refuse(
      `The migration ${pending[0]?.name} comes before ${overtaken.name}, which this database has applied already. Give it a later number.`,
    )
  }
  return pending
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query(`begin; set local lock_timeout = ${waitForTablesMs}`)
  try {
    await client.query(sql)
    await client.query('insert into public.schema_migrations (name, checksum) values ($1, $2)', [
      name,
      checksum,
    ])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback').catch(() => undefined)
    const explained = explainFailure(cause)
    if (explained instanceof DatabaseError) throw explained
    throw new DatabaseError('migration', `${name}${lineOf(sql, cause)}: ${messageOf(cause)}`, {
      cause,
    })
  }
}

/** Where in the file a statement failed: PostgreSQL counts characters from 1. */
function lineOf(sql: string, cause: unknown): string {
  const position = cause instanceof PgError ? Number(cause.position) : Number.NaN
  return Number.isInteger(position) ? `, line ${sql.slice(0, position).split('\n').length}` : ''
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function refuse(message: string): never {
  throw new DatabaseError('migration', message)
}
