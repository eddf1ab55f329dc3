import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.ts'
import { silentLogger } from '../testing/silent-logger.ts'
import { failures } from './conformance/failures.conformance.ts'
import { notices } from './conformance/notices.conformance.ts'
import type { Open, Tables } from './conformance/setup.ts'
import { tenants } from './conformance/tenants.conformance.ts'
import { effects, transactions } from './conformance/transactions.conformance.ts'
import { openDatabase } from './open-database.ts'

const migrations = fileURLToPath(new URL('./conformance-migrations', import.meta.url))

/** What every PostgreSQL behind the port must do. `server` gives its address when the tests run. */
export function databaseConformance(name: string, server: () => string): void {
  let suite: FreshDatabase<Tables>

  const open: Open = async (options = {}) => {
    await suite.asSystem((tx) => tx.deleteFrom('notes').execute())
    const given = { url: suite.url, migrations, logger: silentLogger }
    const database = await openDatabase<Tables>({ ...given, ...options })
    onTestFinished(() => database.close())
    return database
  }

  describe(`on ${name}`, () => {
    beforeAll(async () => {
      suite = await freshDatabase<Tables>(migrations, { server: server() })
    })
    afterAll(() => suite.close())
    describe('a tenant', () => {
      tenants(open)
    })
    describe('a transaction', () => {
      transactions(open)
    })
    describe('an effect after a commit', () => {
      effects(open)
    })
    describe('a limit or a lost connection', () => {
      failures(open)
    })
    describe('a notice', () => {
      notices(open)
    })
  })
}
