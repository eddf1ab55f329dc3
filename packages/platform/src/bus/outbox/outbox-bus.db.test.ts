import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { sql } from 'kysely'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { openDatabase } from '../../database/open-database.ts'
import { freshDatabase, type FreshDatabase } from '../../testing/fresh-database.ts'
import { rememberingLogger } from '../../testing/silent-logger.ts'
import { busConformance } from '../bus.conformance.ts'
import type { BusPace, BusProcess, TestEvent } from '../conformance/setup.ts'
import { openOutboxBus, outboxMigrations } from './open-outbox-bus.ts'

let suite: FreshDatabase<unknown>

beforeAll(async () => {
  suite = await freshDatabase(outboxMigrations)
})

afterAll(() => suite.close())

/** A process of its own, as far as the database can tell. It does not poll unless it is asked to. */
async function openProcess(pace: BusPace = {}): Promise<BusProcess> {
  const logger = rememberingLogger()
  const database = await openDatabase({ url: suite.url, migrations: outboxMigrations, logger })
  const bus = await openOutboxBus<TestEvent, unknown>({
    database,
    logger,
    pace: { pollMs: 60_000, retryPauseMs: () => 10, ...pace },
  })
  onTestFinished(async () => {
    await bus.close()
    await database.close()
  })
  return { bus, database, messages: logger.messages, crash: () => database.close() }
}

busConformance('the outbox', openProcess)

const ask = async (question: string) => {
  const { rows } = await suite.asSystem((tx) =>
    sql<{ answer: unknown }>`select ${sql.raw(question)} as answer`.execute(tx),
  )
  return rows[0]?.answer
}

const deliveriesOf = (name: string) =>
  ask(`(select count(*) from bus_deliveries where consumer = '${name}')`)

function publish({ bus, database }: BusProcess, tenantId: string, n: number): Promise<void> {
  return database.asTenant(tenantId, (tx) =>
    bus.publish(tx, { type: 'door.opened', tenantId, payload: { n } }),
  )
}

async function collect({ bus }: BusProcess, name: string, handle = () => Promise.resolve()) {
  const numbers: unknown[] = []
  const stop = await bus.consume({
    name,
    types: ['door.opened'],
    maxAttempts: 2,
    handle: ({ payload }) => {
      numbers.push(payload.n)
      return handle()
    },
  })
  return { numbers, stop }
}

test('finds deliveries that nothing announced', async () => {
  const process = await openProcess({ pollMs: 20 })
  const [name, id, tenant] = [randomUUID(), randomUUID(), randomUUID()]
  const { numbers } = await collect(process, name)
  await suite.asSystem(async (tx) => {
    await sql`insert into bus_events (id, tenant_id, type, at, payload)
      values (${id}, ${tenant}, 'door.opened', now(), '{"n":7}')`.execute(tx)
    await sql`insert into bus_deliveries (consumer, lane, event_id, tenant_id, type)
      values (${name}, 3, ${id}, ${tenant}, 'door.opened')`.execute(tx)
  })
  await eventually(() => expect(numbers).toEqual([7]))
})

test('shows watchers what happened while the connection for notices was lost, once', async () => {
  const [here, there] = [await openProcess(), await openProcess()]
  const tenantId = randomUUID()
  const seen: unknown[] = []
  here.bus.watch((event) => void (event.tenantId === tenantId && seen.push(event.payload.n)))
  const { numbers } = await collect(here, randomUUID())
  await publish(there, tenantId, 1)
  await eventually(() => expect(seen).toEqual([1]))
  // The publisher commits in the very statement that cuts everybody off.
  await there.database.asTenant(tenantId, async (tx) => {
    await there.bus.publish(tx, { type: 'door.opened', tenantId, payload: { n: 2 } })
    await ask(`(select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity
      where datname = current_database() and application_name = 'iris notices')`)
  })
  await publish(there, tenantId, 3)
  await eventually(() => expect(seen).toEqual([1, 2, 3]))
  await eventually(() => expect(numbers).toEqual([1, 2, 3]))
})

test('keeps the turn for as long as a handler takes', async () => {
  // Long enough that a busy machine does not lose it, and renewed after a third.
  const impatient = { pollMs: 20, leaseMs: 3_000 }
  const [first, second] = [await openProcess(impatient), await openProcess(impatient)]
  const name = randomUUID()
  const release = Promise.withResolvers<void>()
  const slow = await collect(first, name, () => release.promise)
  await publish(first, randomUUID(), 1)
  await eventually(() => expect(slow.numbers).toEqual([1]))
  const other = await collect(second, name)
  const heldUntil = async () =>
    Number(await ask(`(select max(held_until) from bus_lanes where consumer = '${name}')`))
  const atFirst = await heldUntil()
  await eventually(async () => expect(await heldUntil()).toBeGreaterThan(atFirst))
  release.resolve()
  await eventually(async () => expect(await deliveriesOf(name)).toBe(0))
  expect([slow.numbers, other.numbers]).toEqual([[1], []])
})

test('keeps what was set aside, with its error, for people to look at', async () => {
  const process = await openProcess()
  const name = randomUUID()
  await collect(process, name, () => Promise.reject(new Error('no such door')))
  await publish(process, randomUUID(), 1)
  await eventually(async () => {
    const { rows } = await suite.asSystem((tx) =>
      sql`select attempts, last_error, set_aside_at from bus_deliveries where consumer = ${name}`.execute(
        tx,
      ),
    )
    expect(rows).toEqual([
      {
        attempts: 2,
        last_error: expect.stringContaining('no such door'),
        set_aside_at: expect.any(Date),
      },
    ])
  })
})

test('shows tenants nothing of the outbox, not even their own part', async () => {
  for (const table of ['bus_events', 'bus_deliveries', 'bus_lanes']) {
    const attempt = suite.asTenant(randomUUID(), (tx) =>
      sql`select * from ${sql.table(table)}`.execute(tx),
    )
    await expect(attempt).rejects.toMatchObject({ code: '42501' })
  }
})

test('hands an event over again when its process is killed with kill -9', async () => {
  const program = fileURLToPath(new URL('../../testing/hanging-consumer.ts', import.meta.url))
  const name = randomUUID()
  const child = spawn(globalThis.process.execPath, [program, suite.url, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const process = await openProcess({ pollMs: 30, leaseMs: 300 })
  // Listened to before it can speak: what nobody listens to is lost.
  const saying = once(child.stdout, 'data')
  await publish(process, randomUUID(), 1)
  const [line] = await saying
  expect(String(line)).toBe('handling 1\n')
  child.kill('SIGKILL')
  const { numbers } = await collect(process, name)
  await eventually(() => expect(numbers).toEqual([1]))
})
