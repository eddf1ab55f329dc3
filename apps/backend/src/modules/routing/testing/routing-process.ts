// A program that tests start and kill: `node routing-process.ts <database url>` routes for whoever waits there. It prints the
// id of each tenant that it owns.
import type { IrisEvent } from '@iris/contracts'
import { openDatabase, openOutboxBus } from '@iris/platform'
import { pino } from 'pino'
import { migrationFolders } from '../../../ground.ts'
import type { Tables } from '../../../tables.ts'
import { workFor } from '../../../work.ts'
import { startRouting } from '../routing-service.ts'

const log = pino({ level: 'error' }, pino.destination(2))
const database = await openDatabase<Tables>({
  url: process.argv[2],
  migrations: migrationFolders,
  logger: log,
})
const bus = await openOutboxBus<IrisEvent, Tables>({ database, logger: log })
const doWork = workFor(database, bus)
const routing = startRouting({ database, bus, doWork, log, phoneReady: () => true })
const told = new Set<string>()
setInterval(() => {
  for (const { tenantId } of routing.owned()) {
    if (told.has(tenantId)) continue
    told.add(tenantId)
    process.stdout.write(`${tenantId}\n`)
  }
}, 50)
