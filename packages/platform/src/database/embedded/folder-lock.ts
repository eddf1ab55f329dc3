import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DatabaseError } from '../database-error.ts'

/** Holds a data folder for this process. */
export interface FolderLock {
  release(): Promise<void>
}

const sqliteBusy = 5

/**
 * Takes a data folder for this process alone, making it if it is not there. The lock is the operating system's, taken
 * through SQLite because Node itself cannot lock a file: however the process ends, the lock ends with it, so there are
 * no stale ones.
 * @throws DatabaseError `in-use` while another process, or this one, holds the folder; `cannot-start` when this user
 * cannot write there
 */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  const holderPath = join(dataDir, 'lock.holder')
  const file = await openLockFile(dataDir)
  try {
    file.exec('begin exclusive')
  } catch (cause) {
    file.close()
    if (!isBusy(cause)) throw unusable(dataDir, cause)
    const holder = await readFile(holderPath, 'utf8').catch(() => '')
    const who = /^\d+$/.test(holder) ? `process ${holder}` : 'another process'
    throw new DatabaseError(
      'in-use',
      `The data folder ${dataDir} is in use by ${who}. End it, or choose another folder with IRIS_DATA_DIR.`,
      { cause },
    )
  }
  await writeFile(holderPath, String(process.pid))
  return {
    async release() {
      if (!file.isOpen) return
      await rm(holderPath, { force: true })
      file.close()
    },
  }
}

async function openLockFile(dataDir: string): Promise<DatabaseSync> {
  try {
    await mkdir(dataDir, { recursive: true })
    const path = join(dataDir, 'lock')
    const file = new DatabaseSync(path)
    await chmod(path, 0o600)
    return file
  } catch (cause) {
    throw unusable(dataDir, cause)
  }
}

function unusable(dataDir: string, cause: unknown): DatabaseError {
  const [reason, user] = [
    cause instanceof Error ? cause.message : String(cause),
    process.getuid?.(),
  ]
  return new DatabaseError(
    'cannot-start',
    `The data folder ${dataDir} cannot be used by this user (${reason}). If it was made by another, such as root, give ` +
      `it over with chown -R ${user ?? '<user>'} ${dataDir}, or choose another folder with IRIS_DATA_DIR.`,
    { cause },
  )
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
}
