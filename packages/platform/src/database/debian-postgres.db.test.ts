import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hastySettings } from '../testing/hasty-settings.ts'
import { silentLogger } from '../testing/silent-logger.ts'
import { databaseConformance } from './database.conformance.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/embedded-postgres.ts'
import { openDatabaseConformance } from './open-database.conformance.ts'

// The oldest version we run on, where Debian's package of it is installed.
const programs = '/usr/lib/postgresql/15/bin'

function runSuite(): void {
  let dataDir: string
  let server: EmbeddedPostgres

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'iris-test-postgres-15-'))
    server = await startEmbeddedPostgres({
      dataDir,
      logger: silentLogger,
      settings: hastySettings,
      binaries: {
        initdb: join(programs, 'initdb'),
        postgres: join(programs, 'postgres'),
        majorVersion: 15,
      },
    })
  })

  afterAll(async () => {
    await server.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  databaseConformance('PostgreSQL 15', () => server.url)
  openDatabaseConformance('PostgreSQL 15', () => server.url)
}

function sayItIsLeftOut(): void {
  test(`the suite on PostgreSQL 15 is left out: there is no ${programs} on this machine`, () => {
    expect(existsSync(programs)).toBe(false)
  })
}

const decide = existsSync(join(programs, 'postgres')) ? runSuite : sayItIsLeftOut
decide()
