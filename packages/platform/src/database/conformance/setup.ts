import { sql, type Generated, type Transaction } from 'kysely'
import type { Database } from '../database.ts'
import type { DatabaseOptions } from '../open-database.ts'

export interface Tables {
  notes: { id: Generated<number>; tenant_id: string; text: string }
}
export type Tx = Transaction<Tables>

export const [ann, bob] = [
  '0190a000-0000-7000-8000-00000000000a',
  '0190a000-0000-7000-8000-00000000000b',
]

/** Opens the suite's one database, emptied, for a test. */
export type Open = (options?: Partial<DatabaseOptions>) => Promise<Database<Tables>>

export const write = (tenant: string, text: string) => (tx: Tx) =>
  tx.insertInto('notes').values({ tenant_id: tenant, text }).execute()

export const read = async (tx: Tx) => {
  const rows = await tx.selectFrom('notes').select('text').orderBy('id').execute()
  return rows.map(({ text }) => text)
}

export const ask = async (tx: Tx, question: string) =>
  (await sql<{ answer: unknown }>`select ${sql.raw(question)} as answer`.execute(tx)).rows[0]
    ?.answer

export const backend = (tx: Tx) => ask(tx, 'pg_backend_pid()')

export async function twoNotes(open: Open): Promise<Database<Tables>> {
  const database = await open()
  await database.asTenant(ann, write(ann, 'of ann'))
  await database.asTenant(bob, write(bob, 'of bob'))
  return database
}
