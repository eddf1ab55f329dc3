import { execFile } from 'node:child_process'
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { syncFolder } from '../../keys/write-file-once.ts'
import { DatabaseError } from '../database-error.ts'
import type { PostgresBinaries } from './binaries.ts'
import { findLauncher, serverUsers, type Launcher, type ServerUser } from './server-user.ts'

const run = promisify(execFile)

/** The server's own superuser; Iris itself works as one without its powers. */
export const superuser = 'postgres'

/** The environment the server's programs get: nothing of ours. */
export const serverEnvironment = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }

export interface ClusterOptions {
  readonly binaries: PostgresBinaries
  /** Where the server's data is, or will be. */
  readonly folder: string
  readonly password: string
}

/**
 * Makes the data folder if it is not there, whole or not at all: it gets its name when it is complete. Gives back how
 * to start programs that work on it.
 * @throws DatabaseError `cannot-start`
 */
export async function ensureCluster(options: ClusterOptions): Promise<Launcher> {
  const { folder, binaries } = options
  const users = await serverUsers(folder)
  if (!(await exists(folder))) return makeCluster(options, users)
  await refuseForeignOwner(folder)
  await refuseOtherVersion(folder, binaries.majorVersion)
  return findLauncher(users, {
    folder,
    program: binaries.postgres,
    args: ['-C', 'data_directory', '-D', folder],
    prepare: (user) => giveTo(user, folder),
  })
}

async function makeCluster(
  { binaries, folder, password }: ClusterOptions,
  users: readonly ServerUser[],
): Promise<Launcher> {
  const draft = `${folder}.new`
  const passwordFile = `${folder}.new.password`
  await rm(draft, { recursive: true, force: true })
  await rm(passwordFile, { force: true })
  await mkdir(draft, { recursive: true, mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' })
  try {
    const launcher = await findLauncher(users, {
      folder: draft,
      program: binaries.initdb,
      args: ['--show', `--pgdata=${draft}`],
      prepare: async ({ uid, gid }) => {
        await chown(draft, uid, gid)
        await chown(passwordFile, uid, gid)
      },
    })
    await runInitdb(launcher, binaries, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`])
    await rename(draft, folder)
    await syncFolder(dirname(folder))
    return launcher
  } catch (cause) {
    await rm(draft, { recursive: true, force: true })
    throw cause
  } finally {
    await rm(passwordFile, { force: true })
  }
}

async function runInitdb(
  launcher: Launcher,
  binaries: PostgresBinaries,
  paths: readonly string[],
): Promise<void> {
  const { command, args, options } = launcher(binaries.initdb, [
    ...paths,
    `--username=${superuser}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-instructions',
    ...localeArguments(binaries.majorVersion),
  ])
  try {
    await run(command, [...args], { ...options, cwd: '/', env: serverEnvironment })
  } catch (cause) {
    throw new DatabaseError('cannot-start', `initdb failed: ${outputOf(cause)}`, { cause })
  }
}

/** The same order and the same letters on every system; 17 and later bring their own tables for it. */
function localeArguments(majorVersion: number): string[] {
  return majorVersion >= 17
    ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    : ['--locale=C.UTF-8']
}

/** Hands a folder that root owns, such as one restored from a backup, to the server's user. */
async function giveTo(user: ServerUser, folder: string): Promise<void> {
  if ((await stat(folder)).uid === user.uid) return
  for (const entry of await readdir(folder, { recursive: true })) {
    await chown(join(folder, entry), user.uid, user.gid)
  }
  await chown(folder, user.uid, user.gid)
}

async function refuseForeignOwner(folder: string): Promise<void> {
  const ours = process.getuid?.()
  const { uid } = await stat(folder)
  if (ours === undefined || ours === 0 || uid === ours) return
  throw new DatabaseError(
    'cannot-start',
    `${folder} belongs to user ${uid}: run Iris as that user (or as root), or give the data folder to this one with ` +
      `chown -R ${ours} ${dirname(folder)}.`,
  )
}

async function refuseOtherVersion(folder: string, majorVersion: number): Promise<void> {
  const version = (await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => 'none')).trim()
  if (version === String(majorVersion)) return
  throw new DatabaseError(
    'cannot-start',
    `${folder} holds the data of PostgreSQL ${version}, and this is version ${majorVersion}: move the data over with ` +
      'pg_dump and pg_restore, or start the version of Iris that made it.',
  )
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return false
      throw cause
    },
  )
}

function outputOf(cause: unknown): string {
  const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : ''
  return output === '' ? String(cause) : output
}
