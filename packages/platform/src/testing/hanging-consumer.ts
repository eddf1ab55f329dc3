// A program that tests start and kill: `node hanging-consumer.ts <url> <name>` consumes events, prints `ready` and then
// the number of the event it handles, and never comes to an end with it.
import type { TestEvent } from '../bus/conformance/setup.ts'
import { openOutboxBus, outboxMigrations } from '../bus/outbox/open-outbox-bus.ts'
import { openDatabase } from '../database/open-database.ts'
import { silentLogger as logger } from './silent-logger.ts'

const [url = '', name = ''] = process.argv.slice(2)
const database = await openDatabase({ url, migrations: outboxMigrations, logger })
const pace = { leaseMs: 300 }
const bus = await openOutboxBus<TestEvent, unknown>({ database, logger, pace })
await bus.consume({
  name,
  types: ['door.opened'],
  handle: ({ payload }) => {
    process.stdout.write(`handling ${payload.n}\n`)
    return new Promise<void>(() => undefined)
  },
})
process.stdout.write('ready\n')
