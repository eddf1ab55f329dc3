import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Client } from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { freshDatabase } from './fresh-database.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface Tables {
  notes: { text: string }
}

async function migrations(statement = 'create table notes (text text)'): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, '0001_notes.sql'), statement)
  return folder
}

async function namesOfDatabases(): Promise<string[]> {
  const client = new Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  onTestFinished(() => client.end())
  const { rows } = await client.query<{ datname: string }>('select datname from pg_database')
  return rows.map(({ datname }) => datname)
}

test('gives each caller a migrated database of its own', async () => {
  const folder = await migrations()
  const [first, second] = await Promise.all([
    freshDatabase<Tables>(folder),
    freshDatabase<Tables>(folder),
  ])
  onTestFinished(() => first.close())
  onTestFinished(() => second.close())
  await first.asSystem((tx) => tx.insertInto('notes').values({ text: 'mine' }).execute())
  const count = (tx: Parameters<Parameters<typeof first.asSystem>[0]>[0]) =>
    tx
      .selectFrom('notes')
      .select(sql<number>`count(*)`.as('count'))
      .executeTakeFirstOrThrow()
  expect(await first.asSystem(count)).toEqual({ count: 1 })
  expect(await second.asSystem(count)).toEqual({ count: 0 })
})

test('makes another template for other migrations', async () => {
  const wider = await freshDatabase(
    await migrations('create table notes (text text, at timestamptz)'),
  )
  onTestFinished(() => wider.close())
  const { rows } = await wider.asSystem((tx) => sql`select at from notes`.execute(tx))
  expect(rows).toEqual([])
})

test('drops the database when it is closed', async () => {
  const database = await freshDatabase(await migrations())
  const name = new URL(database.url).pathname.slice(1)
  expect(await namesOfDatabases()).toContain(name)
  await database.close()
  expect(await namesOfDatabases()).not.toContain(name)
})
