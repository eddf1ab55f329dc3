import { chmod, chown, mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { npmBinaries } from './binaries.ts'
import { findLauncher, serverUsers, sudoUser, type ServerUser, type Trial } from './server-user.ts'

const root = process.getuid?.() === 0
const asRoot = root ? '' : 'left out, as it needs root: '
const nobody = { uid: 65_534, gid: 65_534 }
/** Has no entry in the list of users. */
const stranger = { uid: 47_110_815, gid: 47_110_815 }

/** What making a server's data takes, below a folder that is open to others or not. */
async function trialBelow(mode: number): Promise<Trial> {
  const above = await temporaryFolder()
  const folder = join(above, 'postgres')
  await mkdir(folder, { mode: 0o700 })
  await chmod(above, mode)
  return {
    folder,
    program: (await npmBinaries()).initdb,
    args: ['--show', `--pgdata=${folder}`],
    prepare: ({ uid, gid }) => chown(folder, uid, gid),
  }
}

async function launchAs(users: readonly ServerUser[], trial: Trial) {
  const launcher = await findLauncher(users, trial)
  return launcher('/bin/true', ['x'])
}

test('takes the user who called sudo', () => {
  expect(sudoUser({ SUDO_UID: '1000', SUDO_GID: '1001' })).toEqual({ uid: 1000, gid: 1001 })
  expect(sudoUser({ SUDO_UID: '1000' })).toEqual({ uid: 1000, gid: 1000 })
  expect(sudoUser({ SUDO_UID: '0', SUDO_GID: '0' })).toBeUndefined()
  expect(sudoUser({})).toBeUndefined()
})

test(`${asRoot}takes whoever owns the data already, and nobody else`, async () => {
  const folder = await temporaryFolder()
  if (root) await chown(folder, 4711, 4712)
  const users = await serverUsers(folder, { SUDO_UID: '1000' })
  expect(users).toEqual(root ? [{ uid: 4711, gid: 4712 }] : [])
})

test(`${asRoot}thinks of who called sudo first, of nobody last, and never of root`, async () => {
  const users = await serverUsers(join(await temporaryFolder(), 'none'), { SUDO_UID: '1000' })
  expect(users.at(0)).toEqual(root ? { uid: 1000, gid: 1000 } : undefined)
  expect(users.at(-1)).toEqual(root ? nobody : undefined)
  expect(users.map(({ uid }) => uid)).not.toContain(0)
})

test('runs programs as they are where we are not root', async () => {
  const launch = await launchAs([], await trialBelow(0o700))
  expect(launch).toEqual({ command: '/bin/true', args: ['x'], options: {} })
})

test(`${asRoot}switches the user where that user reaches everything`, async () => {
  const trial = await trialBelow(0o755)
  if (!root) return
  const launch = await launchAs([nobody], trial)
  expect(launch).toEqual({ command: '/bin/true', args: ['x'], options: nobody })
})

test(`${asRoot}passes over a user the system does not know`, async () => {
  const trial = await trialBelow(0o755)
  if (!root) return
  const { options } = await launchAs([stranger, nobody], trial)
  expect(options).toEqual(nobody)
  expect((await stat(trial.folder)).uid).toBe(nobody.uid)
})

test(`${asRoot}gives the one capability it takes to walk through a closed folder`, async () => {
  const trial = await trialBelow(0o700)
  if (!root) return
  const { args, command } = await launchAs([nobody], trial)
  expect(command).toBe('setpriv')
  expect(args).toContain('--reuid=65534')
  expect(args.filter((word) => word.includes('ambient'))).toHaveLength(1)
})

test(`${asRoot}gives it too where the programs are below a closed folder`, async () => {
  const trial = await trialBelow(0o755)
  if (!root) return
  const program = join(await temporaryFolder(), 'initdb')
  await writeFile(program, '#!/bin/sh\n', { mode: 0o755 })
  const { command } = await launchAs([nobody], { ...trial, program })
  expect(command).toBe('setpriv')
})

test(`${asRoot}says what to do where the user cannot get there at all`, async () => {
  const trial = await trialBelow(0o700)
  if (!root) return
  const { PATH } = process.env
  process.env['PATH'] = '/nowhere'
  onTestFinished(() => void (process.env['PATH'] = PATH))
  await expect(findLauncher([nobody], trial)).rejects.toMatchObject({
    kind: 'cannot-start',
    message: expect.stringMatching(
      /does not run as root.*run Iris as an ordinary user.*DATABASE_URL/,
    ),
  })
})

test('says what to do where npm has no PostgreSQL for the system', async () => {
  await expect(npmBinaries('plan9-mips')).rejects.toMatchObject({
    kind: 'cannot-start',
    message: expect.stringContaining('DATABASE_URL'),
  })
})
