import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll } from 'vitest'
import { startEmbeddedPostgres } from '../database/embedded/embedded-postgres.ts'
import { silentLogger } from './silent-logger.ts'
import { temporaryFolder } from './temporary-folder.ts'

const run = promisify(execFile)

/** Data folders that have served before, for tests that are not about making them. */
export interface UsedDataFolders {
  /** The one all tests of the file share; a test that takes it leaves it fit to start, and stopped. */
  shared(): string
  /** A copy, for a test that harms it. Much quicker than making another. */
  copy(): Promise<string>
}

/** Makes a data folder before the tests of a file, and removes it after them. */
export function usedDataFolders(): UsedDataFolders {
  let made: string

  beforeAll(async () => {
    made = await mkdtemp(join(tmpdir(), 'iris-test-made-'))
    const server = await startEmbeddedPostgres({ dataDir: made, logger: silentLogger })
    await server.close()
  })
  afterAll(() => rm(made, { recursive: true, force: true }))

  return {
    shared: () => made,
    async copy() {
      const folder = await temporaryFolder()
      await run('cp', ['-a', `${made}/.`, folder])
      return folder
    },
  }
}
