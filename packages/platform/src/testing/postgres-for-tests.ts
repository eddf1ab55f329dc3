import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import {
  startEmbeddedPostgres,
  stopAbandonedPostgres,
  type EmbeddedPostgres,
} from '../database/embedded/embedded-postgres.ts'
import { isRunning } from '../database/embedded/postmaster-file.ts'
import { hastySettings } from './hasty-settings.ts'
import { silentLogger } from './silent-logger.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the PostgreSQL of this test run is; its user may make databases. */
    postgresUrl: string
  }
}

const folder = fileURLToPath(new URL('../../../../.cache/test-postgres/', import.meta.url))

let server: EmbeddedPostgres | undefined
let dataDir: string | undefined

/** Vitest's global set-up: one PostgreSQL for the run, in a folder of its own. */
export async function setup(project: TestProject): Promise<void> {
  await mkdir(folder, { recursive: true })
  await removeLeftovers()
  dataDir = join(folder, `run-${process.pid}-${project.name}`)
  server = await startEmbeddedPostgres({ dataDir, logger: silentLogger, settings: hastySettings })
  project.provide('postgresUrl', server.url)
}

export async function teardown(): Promise<void> {
  await server?.close()
  if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true })
}

/** Runs that were killed leave their folder, and maybe their server. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(/^run-(\d+)-/.exec(name)?.[1])
    if (pid > 0 && (await isRunning(pid))) continue
    await stopAbandonedPostgres(join(folder, name))
    await rm(join(folder, name), { recursive: true, force: true })
  }
}
