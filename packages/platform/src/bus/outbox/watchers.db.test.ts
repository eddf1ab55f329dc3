import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
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
