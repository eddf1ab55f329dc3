import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { DatabaseError } from '../database-error.ts'

const run = promisify(execFile)

/** The user the server's programs run as, where it is not ours: PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/** How to start one of the server's programs: as `spawn` takes it. */
interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly options: { readonly uid?: number; readonly gid?: number }
}

/** Turns a program and its arguments into what has to be spawned so that it runs as the server's user. */
export type Launcher = (program: string, args: readonly string[]) => Launch

/** Something short that succeeds where the server could work too. */
export interface Trial {
  /** The server's folder, which its user has to be able to write. */
  readonly folder: string
  readonly program: string
  readonly args: readonly string[]
  /** Hands a user what is to be theirs, before the trial. */
  prepare(user: ServerUser): Promise<void>
}

const nobody: ServerUser = { uid: 65_534, gid: 65_534 }

/**
 * The unprivileged users the server could run as when we are root, best first: whoever owns the data already, else
 * whoever called sudo, the owner of the checkout, and nobody. None when we are not root: then the server runs as we do.
 */
export async function serverUsers(
  dataFolder: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ServerUser[]> {
  if (process.getuid?.() !== 0) return []
  const owner = await ownerOf(dataFolder)
  if (owner) return [owner]
  const users = [sudoUser(environment), await ownerOf(import.meta.dirname), nobody]
  return users.filter((user) => user !== undefined)
}

async function ownerOf(path: string): Promise<ServerUser | undefined> {
  const owner = await stat(path).catch(() => undefined)
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : undefined
}

/** Who called sudo, by its environment variables (sudo(8), ENVIRONMENT). */
export function sudoUser(
  environment: Readonly<Record<string, string | undefined>>,
): ServerUser | undefined {
  const uid = Number(environment['SUDO_UID'])
  const gid = Number(environment['SUDO_GID'])
  if (!Number.isInteger(uid) || uid <= 0) return undefined
  return { uid, gid: Number.isInteger(gid) ? gid : uid }
}

/**
 * Finds how to run the server's programs, by trying: modes, access lists, mounts and missing entries in the list of
 * users (initdb wants one) are all seen that way. Where a user cannot walk to the folder or to the programs (both below
 * a folder closed to others, such as /root), it is given the one capability that lets it: reading past permissions, or,
 * where the container withholds that one, overriding them (capabilities(7)).
 * @param users to be tried in this order; none for running as we are
 * @throws DatabaseError `cannot-start` when no way leads there
 */
export async function findLauncher(users: readonly ServerUser[], trial: Trial): Promise<Launcher> {
  if (users.length === 0) return (program, args) => ({ command: program, args, options: {} })
  let reason: unknown
  for (const user of users) {
    const ways = [
      asUser(user),
      withCapability(user, 'dac_read_search'),
      withCapability(user, 'dac_override'),
    ]
    for (const way of ways) {
      try {
        await tryOut(way, user, trial)
        return way
      } catch (cause) {
        reason ??= cause
      }
    }
  }
  throw new DatabaseError(
    'cannot-start',
    `PostgreSQL does not run as root, and user ${users.map(({ uid }) => uid).join(' or ')} cannot work on ` +
      `${trial.folder} with ${trial.program} from here: run Iris as an ordinary user, or keep the checkout and ` +
      'IRIS_DATA_DIR in folders open to everyone, or set DATABASE_URL.',
    { cause: reason },
  )
}

function asUser(user: ServerUser): Launcher {
  return (command, args) => ({ command, args, options: user })
}

function withCapability(user: ServerUser, capability: string): Launcher {
  return (program, args) => ({
    command: 'setpriv',
    args: [
      // Without this bit access(2), by which PostgreSQL looks at its own programs, knows of no capability.
      '--securebits=+no_setuid_fixup',
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      `--inh-caps=-all,+${capability}`,
      `--ambient-caps=-all,+${capability}`,
      '--',
      program,
      ...args,
    ],
    options: {},
  })
}

async function tryOut(launcher: Launcher, user: ServerUser, trial: Trial): Promise<void> {
  await trial.prepare(user)
  const script = 'cd "$1" && [ -w . ] && shift && exec "$@"'
  const words = ['-c', script, 'sh', trial.folder, trial.program, ...trial.args]
  const { command, args, options } = launcher('/bin/sh', words)
  await run(command, [...args], { ...options, cwd: '/' })
}
