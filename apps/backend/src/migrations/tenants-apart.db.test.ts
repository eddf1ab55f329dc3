import { block, flowOf } from '@iris/flow/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoFlow } from '../demo/demo-flow.ts'
import { requestCallback } from '../modules/callbacks/service.ts'
import { enterNode } from '../modules/calls/node.ts'
import { CallLedger, noteAgent } from '../modules/calls/live/ledger/ledger.ts'
import { noteOnCall } from '../modules/calls/notes.ts'
import { park } from '../modules/calls/parked-repository.ts'
import { TraceWriter } from '../modules/flows/traces/trace-writer.ts'
import { attendLeases } from '../modules/routing/lease.ts'
import { moveAgent } from '../modules/agents/service.ts'
import { leaveMail } from '../modules/mail/service.ts'
import { talkSheet } from '../modules/recordings/talk-sheet.ts'
import { awaitTranscript } from '../modules/voicemail/transcript-repository.ts'
import { messageSheet } from '../modules/voicemail/message-sheet.ts'
import { openTestCentre, type SignedInClient, type TestCentre } from '../testing/test-centre.ts'
import { insertDelivery } from '../modules/webhooks/repository.ts'
import { writeRoutingRows } from './testing/routing-rows.ts'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'

/** Tables that are nobody's: tenants can do nothing with them. */
const systemTables = new Set(['nodes', 'schema_migrations', 'bus_lanes'])
/** What tenants may read all of, and change nothing of: which consumers there are. */
const sharedTables = new Set(['bus_consumers'])

let centre: TestCentre
let victim: SignedInClient & { tenantId: string }
let intruder: SignedInClient & { tenantId: string }
let tables: string[]

beforeAll(async () => {
  centre = await openTestCentre()
  victim = await centre.newTenant('owner')
  intruder = await centre.newTenant('owner')
  for (const tenant of [victim, intruder]) await fillEveryTable(tenant)
  await attendLeases(centre.database, uuidv7())
  tables = await centre.database.asSystem(async (tx) => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
      order by relname`.execute(tx)
    return rows
      .map(({ name }) => name)
      .filter((name) => !systemTables.has(name) && !sharedTables.has(name))
  })
})
afterAll(() => centre.close())

/** Leads a tenant through enough of its life that every table has a row of it. */
async function fillEveryTable(tenant: SignedInClient & { tenantId: string }): Promise<void> {
  const { tenantId } = tenant
  const agentId = tenant.me.user.id
  await centre.bus.consume({
    name: 'one that fails, so that its deliveries stay',
    types: ['call.started'],
    handle: () => Promise.reject(new Error('as it should')),
  })
  const queue = await tenant.send<{ id: string }>(
    'POST',
    '/v1/queues',
    { name: 'Q' },
    { 'idempotency-key': 'k' },
  )
  await tenant.send('PUT', `/v1/queues/${queue.body.id}/agents`, { agentIds: [agentId] })
  const document = demoFlow({ sales: 'Q', support: 'Q' })
  const flow = await tenant.send<{ id: string }>('POST', '/v1/flows', { name: 'F', document })
  const at = `/v1/flows/${flow.body.id}`
  await tenant.send('POST', `${at}/publish`, {})
  await tenant.send('POST', `${at}/presence`, { tab: 'a', wants: 'edit' })
  const testCase = { given: {}, steps: [], expect: {} }
  await tenant.send('POST', `${at}/tests`, { name: 'T', case: testCase })
  const nightly = await tenant.send<{ id: string }>('POST', '/v1/flows', {
    name: 'Nightly',
    document: flowOf({
      start: block('start', { schedule: 'every' }, { next: 'first' }),
      first: block('wait', { ms: 3_600_000 }, { next: 'end', error: 'end' }),
    }),
  })
  await tenant.send('POST', `/v1/flows/${nightly.body.id}/publish`, {})
  await tenant.send('POST', `/v1/flows/${nightly.body.id}/runs`, {})
  const traces = new TraceWriter({ database: centre.database, log: pino({ level: 'silent' }) })
  traces.record(
    {
      id: uuidv7(),
      tenantId,
      flowId: flow.body.id,
      version: 1,
      callId: null,
      startedAtMs: Date.now(),
    },
    [
      {
        visit: 1,
        block: 'start',
        kind: 'start',
        name: 'Start',
        enteredAt: Date.now(),
        leftAt: Date.now(),
        outcome: 'next',
      },
    ],
  )
  await traces.close()
  const digits = Math.floor(Math.random() * 1e9)
  await tenant.send('POST', '/v1/numbers', {
    number: `+1${String(digits).padStart(10, '5')}`,
    flowId: flow.body.id,
  })
  await tenant.send('POST', '/v1/prompts', { name: 'P' })
  await tenant.send('PUT', '/v1/secrets/CRM_KEY', { value: 'a secret value' })
  await tenant.send('POST', '/v1/customers', { name: 'C', numbers: ['+15550100111'] })
  await tenant.send('POST', '/v1/trunks', { name: 'T', host: 'sip.example.com' })
  await centre.doWork(tenantId, null, (work) =>
    leaveMail(work, { to: 'a@example.com', subject: 'S', text: 'T', voicemailId: uuidv7() }),
  )
  await centre.doWork(tenantId, null, (work) =>
    moveAgent(work, agentId, { kind: 'choose', next: { kind: 'available' }, phoneReady: true }),
  )
  await tenant.send('POST', '/v1/conferences', {
    name: 'C',
    participants: [{ to: { kind: 'agent', agentId } }],
  })
  await tenant.send('POST', '/v1/webhook-secret/rotate', {})
  await centre.doWork(tenantId, null, (work) =>
    insertDelivery(work.tx, {
      id: uuidv7(),
      tenant_id: tenantId,
      call_id: uuidv7(),
      url: 'https://example.com/calls',
      body: '{}',
    }),
  )
  const nodeId = uuidv7()
  await enterNode(centre.database, { id: nodeId, name: tenantId })
  const callId = uuidv7()
  const ledger = new CallLedger(centre.doWork, {
    id: callId,
    tenantId,
    nodeId,
    startedAtMs: Date.now(),
    from: '+15550100199',
    number: '+15550100100',
    numberId: uuidv7(),
    flow: undefined,
  })
  await ledger.begun()
  const place = {
    queueId: queue.body.id,
    priority: 0,
    waitingSinceMs: Date.now(),
    expiresAtMs: null,
  }
  await ledger.queued(place, [], [])
  await centre.doWork(tenantId, null, (work) =>
    requestCallback(work, {
      queueId: queue.body.id,
      number: '+15550100199',
      callerName: 'C',
      callerId: undefined,
      fromCallId: callId,
      priority: 0,
      waitingSinceMs: Date.now(),
      maxAttempts: 1,
      retryAfterMs: 1000,
    }),
  )
  await centre.doWork(tenantId, null, async (work) => {
    await noteAgent(work, callId, agentId)
    await noteOnCall(work, { callId, flowId: flow.body.id, text: 'N' })
    await park(work.tx, { tenant_id: tenantId, call_id: callId, agent_id: agentId })
  })
  const recording = talkSheet({
    id: uuidv7(),
    tenantId,
    nodeId,
    callId: uuidv7(),
    queueId: queue.body.id,
    agentId,
    startedAtMs: Date.now(),
  })
  const { wrappedKey } = await centre.vault.make(recording)
  await centre.doWork(tenantId, null, (work) => recording.begun(work, wrappedKey))
  const box = await tenant.send<{ id: string }>('POST', '/v1/voicemail-boxes', { name: 'B' })
  const message = messageSheet(
    {
      id: uuidv7(),
      tenantId,
      nodeId,
      boxId: box.body.id,
      callId: uuidv7(),
      from: '+15550100199',
      startedAtMs: Date.now(),
      silenceEndMs: 1000,
    },
    centre.vault,
  )
  await centre.doWork(tenantId, null, async (work) => {
    await message.begun(work, wrappedKey)
    await awaitTranscript(work.tx, message.id)
    await writeRoutingRows(work.tx, { tenantId, queueId: queue.body.id, agentId })
  })
}

/** How many rows of the tenant a table has, seen by one who sees everything. */
function countOf(table: string, tenantId: string): Promise<number> {
  const column = table === 'tenants' ? 'id' : 'tenant_id'
  return centre.database.asSystem(async (tx) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${sql.table(table)} where ${sql.ref(column)} = ${tenantId}`.execute(
      tx,
    )
    return rows[0]!.count
  })
}

const asIntruder = (query: ReturnType<typeof sql>) =>
  centre.database.asTenant(intruder.tenantId, (tx) => query.execute(tx))

describe('a tenant', () => {
  it('has rows in every table of this test, so that there is something to steal', async () => {
    expect(tables.length).toBeGreaterThan(12)
    for (const table of tables) {
      expect([table, await countOf(table, victim.tenantId)]).not.toEqual([table, 0])
    }
  })

  it('reads no row of another in any table', async () => {
    for (const table of tables) {
      const column = table === 'tenants' ? 'id' : 'tenant_id'
      const read = await readAll(table, column)
      expect({ table, others: read.filter((id) => id !== intruder.tenantId) }).toEqual({
        table,
        others: [],
      })
    }
  })

  it('changes and deletes no row of another in any table', async () => {
    for (const table of tables) {
      const column = table === 'tenants' ? 'id' : 'tenant_id'
      const before = await countOf(table, victim.tenantId)
      for (const attempt of [
        sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sql.ref(column)} where ${sql.ref(column)} = ${victim.tenantId}`,
        sql`update ${sql.table(table)} set ${sql.ref(column)} = ${victim.tenantId}`,
        sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${victim.tenantId}`,
      ]) {
        const changed = await asIntruder(attempt).then(
          ({ numAffectedRows }) => Number(numAffectedRows ?? 0),
          (error: Error) => (/row-level security|denied/.test(error.message) ? 0 : error.message),
        )
        expect({ table, changed }).toEqual({ table, changed: 0 })
      }
      expect({ table, left: await countOf(table, victim.tenantId) }).toEqual({
        table,
        left: before,
      })
    }
  })

  it('plants no row with another in any table', async () => {
    for (const table of tables) {
      const before = await countOf(table, victim.tenantId)
      const { columns, row } = await oneRowOf(table)
      const plant = asIntruder(
        sql`insert into ${sql.table(table)} (${columns}) overriding system value
            select ${columns} from jsonb_populate_record(null::${sql.table(table)}, ${row}::jsonb)`,
      )
      await expect(plant, table).rejects.toThrow(/row-level security|permission denied/)
      expect({ table, now: await countOf(table, victim.tenantId) }).toEqual({ table, now: before })
    }
  })

  it('sees nothing at all while no tenant is set', async () => {
    for (const table of tables) {
      const read = centre.database.asSystem(async (tx) => {
        await sql`select set_config('role', 'iris_app', true), set_config('app.tenant_id', '', true)`.execute(
          tx,
        )
        return (await sql`select * from ${sql.table(table)}`.execute(tx)).rows.length
      })
      const seen = await read.catch((error: Error) => error.message)
      expect([0, `permission denied for table ${table}`]).toContain(seen)
    }
  })

  it('has no rights on the tables that are nobody’s', async () => {
    for (const table of systemTables) {
      await expect(asIntruder(sql`select * from ${sql.table(table)}`), table).rejects.toThrow(
        /denied/,
      )
    }
    for (const table of sharedTables) {
      await expect(asIntruder(sql`delete from ${sql.table(table)}`), table).rejects.toThrow(
        /denied/,
      )
    }
  })

  it('reaches no partition of the calls around their policy', async () => {
    const partitions = await centre.database.asSystem(async (tx) => {
      const { rows } = await sql<{ name: string }>`
        select relname as name from pg_class where relispartition and relkind = 'r'`.execute(tx)
      return rows.map(({ name }) => name)
    })
    expect(partitions.length).toBeGreaterThan(0)
    for (const partition of partitions) {
      await expect(
        asIntruder(sql`select * from ${sql.table(partition)}`),
        partition,
      ).rejects.toThrow(/denied/)
    }
  })

  it('points at nothing of another: a reference carries the tenant', async () => {
    const flows = await victim.send<{ items: { id: string }[] }>('GET', '/v1/flows')
    const numbers = await intruder.send<{ items: { id: string }[] }>('GET', '/v1/numbers')
    const answer = await intruder.send('PATCH', `/v1/numbers/${numbers.body.items[0]!.id}`, {
      flowId: flows.body.items[0]!.id,
    })
    expect(answer.status).toBe(422)
  })
})

/** What the intruder reads of a column; nothing from tables that tenants only write to. */
async function readAll(table: string, column: string): Promise<string[]> {
  const query = sql<{ id: string }>`select ${sql.ref(column)} as id from ${sql.table(table)}`
  const read = await asIntruder(query).catch((error: Error) => {
    if (/permission denied/.test(error.message)) return { rows: [] }
    throw error
  })
  return (read.rows as { id: string }[]).map(({ id }) => id)
}

/** A row of the victim's as JSON, and the table's columns that can be written. */
function oneRowOf(table: string) {
  return centre.database.asSystem(async (tx) => {
    const column = table === 'tenants' ? 'id' : 'tenant_id'
    const found = await sql<{ row: object }>`
      select to_jsonb(t) as row from ${sql.table(table)} t
      where ${sql.ref(column)} = ${victim.tenantId} limit 1`.execute(tx)
    const written = await sql<{ name: string }>`
      select column_name as name from information_schema.columns
      where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER'`.execute(
      tx,
    )
    return {
      columns: sql.join(written.rows.map(({ name }) => sql.ref(name))),
      row: JSON.stringify(found.rows[0]!.row),
    }
  })
}

describe('another tenant’s id', () => {
  it('is not found, whatever is asked of it', async () => {
    const [queues, flows, numbers, trunks] = await Promise.all([
      victim.send<{ items: { id: string }[] }>('GET', '/v1/queues'),
      victim.send<{ items: { id: string }[] }>('GET', '/v1/flows'),
      victim.send<{ items: { id: string }[] }>('GET', '/v1/numbers'),
      victim.send<{ items: { id: string }[] }>('GET', '/v1/trunks'),
    ])
    const [queue, flow, number, trunk] = [queues, flows, numbers, trunks].map(
      ({ body }) => body.items[0]!.id,
    )
    const calls = await victim.send<{ items: { id: string }[] }>('GET', '/v1/calls')
    const callbacks = await victim.send<{ items: { id: string }[] }>('GET', '/v1/callbacks')
    const callback = callbacks.body.items[0]!.id
    const attempts: [string, string, object?][] = [
      ['PATCH', `/v1/queues/${queue}`, { name: 'Mine' }],
      ['PUT', `/v1/queues/${queue}/agents`, { agentIds: [] }],
      ['DELETE', `/v1/queues/${queue}`],
      ['GET', `/v1/queues/${queue}/waiting`],
      ['GET', `/v1/queues/${queue}/status`],
      ['DELETE', `/v1/callbacks/${callback}`],
      ['PATCH', `/v1/flows/${flow}`, { name: 'Mine' }],
      ['GET', `/v1/flows/${flow}/versions/1`],
      ['POST', `/v1/flows/${flow}/publish`, {}],
      ['GET', `/v1/flows/${flow}/runs`],
      ['PATCH', `/v1/numbers/${number}`, { label: 'Mine' }],
      ['DELETE', `/v1/numbers/${number}`],
      ['PATCH', `/v1/trunks/${trunk}`, { name: 'Mine' }],
      ['DELETE', `/v1/trunks/${trunk}`],
      ['POST', `/v1/trunks/${trunk}/test`, {}],
      ['DELETE', `/v1/calls/${calls.body.items[0]!.id}`],
      ['PATCH', `/v1/users/${victim.me.user.id}`, { name: 'Mine' }],
      ['GET', `/v1/calls/${calls.body.items[0]!.id}`],
    ]
    for (const [method, path, body] of attempts) {
      const answer = await intruder.send(method, path, body)
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 404`)
    }
  })
})
