import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import { freshDatabase } from '../../testing/fresh-database.ts'
import { silentLogger } from '../../testing/silent-logger.ts'
import type { TestEvent } from '../conformance/setup.ts'
import { outboxMigrations } from './open-outbox-bus.ts'
import { publishEvent } from './publish.ts'
import { openWatchers } from './watchers.ts'
import { channel, readNotice, type Notice } from './wire.ts'

test('shows once what is announced while it is being caught up on, and after', async () => {
  const database = await freshDatabase<unknown>(outboxMigrations)
  onTestFinished(() => database.close())
  const heard = Promise.withResolvers<Notice<TestEvent> | undefined>()
  const stopListening = await database.listen(
    channel,
    (text) => heard.resolve(readNotice<TestEvent>(text)),
    () => undefined,
  )
  onTestFinished(stopListening)
  const watchers = openWatchers<TestEvent, unknown>(database, silentLogger)
  const seen: unknown[] = []
  watchers.add((event) => void seen.push(event.payload.n))

  await database.asSystem((tx) =>
    publishEvent(tx, { type: 'door.opened', tenantId: randomUUID(), payload: { n: 1 } }),
  )
  const notice = await heard.promise
  if (!notice) throw new Error('the event was not announced')
  watchers.catchUp()
  watchers.announce(notice)
  await watchers.settled()
  watchers.announce(notice)
  await watchers.settled()
  expect(seen).toEqual([1])
})

test('shows all that was missed, however much happened within a minute', async () => {
  const database = await freshDatabase<unknown>(outboxMigrations)
  onTestFinished(() => database.close())
  const watchers = openWatchers<TestEvent, unknown>(database, silentLogger)
  const seen: unknown[] = []
  let gaps = 0
  watchers.add(
    (event) => void seen.push(event.payload.n),
    () => gaps++,
  )
  // Many of the same instant, and of instants that differ by less than a millisecond.
  await database.asSystem((tx) =>
    sql`insert into bus_events (id, tenant_id, type, at, payload)
      select gen_random_uuid(), gen_random_uuid(), 'door.opened',
        now() + (n / 3000) * interval '1 microsecond', json_build_object('n', n)
      from generate_series(1, 12000) as n`.execute(tx),
  )
  watchers.catchUp()
  await watchers.settled()
  expect(seen).toHaveLength(12_000)
  expect(new Set(seen).size).toBe(12_000)
  expect(gaps).toBe(0)
})

test('tells of a gap where what was missed is no longer kept', async () => {
  onTestFinished(() => void vi.useRealTimers())
  const database = await freshDatabase<unknown>(outboxMigrations)
  onTestFinished(() => database.close())
  vi.setSystemTime(Date.now() - 3_600_000)
  const watchers = openWatchers<TestEvent, unknown>(database, silentLogger)
  vi.useRealTimers()
  let gaps = 0
  watchers.add(() => {
    throw new Error('there is nothing to see')
  })
  watchers.add(
    () => undefined,
    () => gaps++,
  )
  watchers.catchUp()
  await watchers.settled()
  expect(gaps).toBe(1)
})

test('tells of a gap where what was missed cannot be read', async () => {
  const database = await freshDatabase<unknown>(outboxMigrations)
  const watchers = openWatchers<TestEvent, unknown>(database, silentLogger)
  await database.close()
  let gaps = 0
  watchers.add(
    () => undefined,
    () => gaps++,
  )
  watchers.catchUp()
  await watchers.settled()
  expect(gaps).toBe(1)
})
