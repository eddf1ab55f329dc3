import { FlowDocument } from '@iris/contracts'
import { validateFlow } from '@iris/flow'
import { freshDatabase, type FreshDatabase } from '@iris/platform/testing'
import { sql } from 'kysely'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrationFolders } from '../ground.ts'
import type { Tables } from '../tables.ts'

const name = '0079_flow_schema_2.sql'
const here = fileURLToPath(new URL('.', import.meta.url))
const tenant = '01968ae3-4c00-7000-8000-000000000001'
const queue = '01968ae3-4c00-7000-8000-000000000002'
const box = '01968ae3-4c00-7000-8000-000000000003'
const flow = '01968ae3-4c00-7000-8000-000000000004'

/** As a flow was kept before. */
const before = {
  schema: 1,
  nodes: {
    start: { kind: 'start', exits: { next: 'menu' }, position: { x: 0, y: 8 } },
    menu: {
      kind: 'menu',
      label: 'Main menu',
      text: 'For sales, press 1.',
      choices: [{ key: '1', label: 'Sales' }],
      noInputMs: 5000,
      tries: 3,
      bargeIn: true,
      exits: { key_1: 'sales', no_input: 'box', no_match: 'box', error: 'end' },
    },
    sales: {
      kind: 'enqueue',
      queueId: queue,
      priority: 0,
      maxWaitMs: null,
      exits: { answered: null, timeout: null, error: 'end' },
    },
    box: { kind: 'voicemail', boxId: box, exits: { left: null, error: 'end' } },
    end: { kind: 'hang_up', exits: {} },
  },
}

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

it('makes flows of schema 1 into such of schema 2, with their queues and boxes by name', async () => {
  const migration = await readFile(join(here, name), 'utf8')
  const document = await database.asSystem(async (tx) => {
    await sql`insert into tenants (id, name, country, time_zone) values (${tenant}, 'T', 'DE', 'UTC')`.execute(
      tx,
    )
    await sql`insert into queues (id, tenant_id, name, ring_timeout_ms, wrap_up_ms, announce_every_ms)
      values (${queue}, ${tenant}, 'Sales', 20000, 0, 0)`.execute(tx)
    await sql`insert into voicemail_boxes (id, tenant_id, name, greeting, max_ms, silence_end_ms)
      values (${box}, ${tenant}, 'Night', 'Hello', 60000, 3000)`.execute(tx)
    await sql`insert into flows (id, tenant_id, name, latest_version) values (${flow}, ${tenant}, 'Main', 1)`.execute(
      tx,
    )
    await sql`insert into flow_versions (tenant_id, flow_id, version, document, created_by)
      values (${tenant}, ${flow}, 1, ${JSON.stringify(before)}, 'Ada')`.execute(tx)
    await sql.raw(migration).execute(tx)
    const { rows } = await sql<{ document: unknown }>`select document from flow_versions`.execute(
      tx,
    )
    return FlowDocument.parse(rows[0]?.document)
  })
  expect(document.blocks['start']).toMatchObject({ at: { x: 0, y: 8 }, settings: {} })
  expect(document.blocks['menu']).toMatchObject({
    kind: 'menu',
    name: 'Main menu',
    settings: { text: 'For sales, press 1.', tries: 3 },
    exits: { key_1: 'sales' },
  })
  expect(document.blocks['sales']?.settings).toEqual({
    queue: 'Sales',
    priority: 0,
    maxWaitMs: null,
  })
  expect(document.blocks['box']?.settings).toEqual({ box: 'Night' })
  expect(document.blocks['end']?.kind).toBe('end')
  const known = { queue: new Set(['sales']), voicemail_box: new Set(['night']) }
  expect(validateFlow(document, known)).toEqual([])
})
