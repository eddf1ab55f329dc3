import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { freshDatabase } from '../../testing/fresh-database.ts'
import { rememberingLogger, silentLogger } from '../../testing/silent-logger.ts'
import type { TestEvent } from '../conformance/setup.ts'
import { openOutboxBus, outboxMigrations } from './open-outbox-bus.ts'
import { pruneOutbox, usualRetention } from './prune.ts'

async function openOutbox() {
  const database = await freshDatabase<unknown>(outboxMigrations)
  onTestFinished(() => database.close())
  const bus = await openOutboxBus<TestEvent, unknown>({ database, logger: silentLogger })
  onTestFinished(() => bus.close())

  const publish = (payload: TestEvent['payload']) => {
    const event = { type: 'door.opened', tenantId: randomUUID(), payload } as const
    return database.asSystem((tx) => bus.publish(tx, event))
  }
  const consume = (name: string, handle = () => Promise.resolve()) =>
    bus.consume({ name, types: ['door.opened'], maxAttempts: 1, handle })
  const count = async (what: string) => {
    const { rows } = await database.asSystem((tx) =>
      sql<{ count: number }>`select count(*) from ${sql.raw(what)}`.execute(tx),
    )
    return rows[0]?.count
  }
  return { database, publish, consume, count }
}

test('removes events everyone has handled, once they are old enough', async () => {
  const { consume, count, database, publish } = await openOutbox()
  await consume('ledger')
  await publish({ n: 1 })
  await eventually(async () => expect(await count('bus_deliveries')).toBe(0))
  await pruneOutbox(database, [], { retention: usualRetention, logger: silentLogger })
  expect(await count('bus_events')).toBe(1)
  const retention = { ...usualRetention, handledMs: 0 }
  await pruneOutbox(database, [], { retention, logger: silentLogger })
  expect(await count('bus_events')).toBe(0)
})

test('keeps an event somebody has yet to handle, however old', async () => {
  const { consume, count, database, publish } = await openOutbox()
  const stop = await consume('ledger')
  await stop()
  await publish({ n: 1 })
  const retention = { ...usualRetention, handledMs: 0 }
  await pruneOutbox(database, ['ledger'], { retention, logger: silentLogger })
  expect([await count('bus_events'), await count('bus_deliveries')]).toEqual([1, 1])
})

test('removes more events than go into one bite', async () => {
  const { count, database } = await openOutbox()
  await database.asSystem((tx) =>
    sql`insert into bus_events (id, tenant_id, type, at, payload)
      select gen_random_uuid(), gen_random_uuid(), 'door.opened', now() - interval '1 day', '{}'
      from generate_series(1, 2500)`.execute(tx),
  )
  await pruneOutbox(database, [], { retention: usualRetention, logger: silentLogger })
  expect(await count('bus_events')).toBe(0)
})

test('keeps what was set aside for a while', async () => {
  const { consume, count, database, publish } = await openOutbox()
  await consume('ledger', () => Promise.reject(new Error('no')))
  await publish({ n: 1 })
  await eventually(async () =>
    expect(await count('bus_deliveries where set_aside_at is not null')).toBe(1),
  )
  await pruneOutbox(database, [], { retention: usualRetention, logger: silentLogger })
  expect(await count('bus_deliveries')).toBe(1)
  const retention = { ...usualRetention, setAsideMs: 0, handledMs: 0 }
  await pruneOutbox(database, [], { retention, logger: silentLogger })
  expect([await count('bus_deliveries'), await count('bus_events')]).toEqual([0, 0])
})

test('forgets a consumer nobody has run for long, with what waits for it, and says so', async () => {
  const { consume, count, database, publish } = await openOutbox()
  for (const name of ['gone', 'running']) {
    const stop = await consume(name)
    await stop()
  }
  await publish({ n: 1 })
  await database.asSystem((tx) =>
    sql`update bus_consumers set seen_at = now() - interval '31 days'`.execute(tx),
  )
  const logger = rememberingLogger()
  await pruneOutbox(database, ['running'], { retention: usualRetention, logger })
  expect(await count(`bus_deliveries where consumer = 'gone'`)).toBe(0)
  expect(await count(`bus_deliveries where consumer = 'running'`)).toBe(1)
  expect(logger.messages).toEqual(['forgot consumers that nobody runs'])
})
