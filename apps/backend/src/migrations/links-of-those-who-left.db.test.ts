import { freshDatabase, type FreshDatabase } from '@iris/platform/testing'
import { sql } from 'kysely'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrationFolders } from '../ground.ts'
import type { Tables } from '../tables.ts'

const name = '0113_links_of_those_who_left.sql'
const here = fileURLToPath(new URL('.', import.meta.url))
const tenant = '01968ae3-4c00-7000-8000-000000000001'

/** Whoever made a link, and what becomes of it. */
const makers = [
  { name: 'stays', roles: '{agent,supervisor}', disabled: false, revoked: false, because: null },
  {
    name: 'left',
    roles: '{owner}',
    disabled: true,
    revoked: false,
    because: 'maker_disabled',
  },
  { name: 'moved', roles: '{agent}', disabled: false, revoked: false, because: 'maker_role' },
  { name: 'revoked', roles: '{agent}', disabled: true, revoked: true, because: 'asked' },
]

let folder: string
let database: FreshDatabase<Tables>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iris-migrations-'))
  for (const file of await readdir(here)) {
    if (file.endsWith('.sql') && file < name) await cp(join(here, file), join(folder, file))
  }
  database = await freshDatabase<Tables>([migrationFolders[0] ?? '', folder])
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

it('ends links whose makers had left before, and leaves those of others', async () => {
  const migration = await readFile(join(here, name), 'utf8')
  const found = await database.asSystem(async (tx) => {
    await sql`insert into tenants (id, name, country, time_zone) values (${tenant}, 'T', 'DE', 'UTC')`.execute(
      tx,
    )
    for (const maker of makers) {
      await sql`with made as (
          insert into users (id, tenant_id, email, name, roles, password_hash, disabled_at)
          values (gen_random_uuid(), ${tenant}, ${maker.name}, ${maker.name}, ${maker.roles}::text[], '',
            case when ${maker.disabled} then now() end)
          returning id
        )
        insert into wallboard_links (id, tenant_id, name, secret_hash, created_by, expires_at, revoked_by, revoked_at)
        select gen_random_uuid(), ${tenant}, ${maker.name}, '', id, now() + interval '1 hour',
          case when ${maker.revoked} then id end, case when ${maker.revoked} then now() end
        from made`.execute(tx)
    }
    await sql.raw(migration).execute(tx)
    return tx
      .selectFrom('wallboard_links')
      .select(['name', 'revoked_because as because'])
      .orderBy('created_at')
      .execute()
  })
  const expected = makers.map((maker) => ({ name: maker.name, because: maker.because }))
  expect(found).toHaveLength(expected.length)
  expect(found).toEqual(expect.arrayContaining(expected))
})
