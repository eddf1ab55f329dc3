import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { rememberingLogger, silentLogger } from '../../testing/silent-logger.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { usedDataFolders } from '../../testing/used-data-folder.ts'
import {
  startEmbeddedPostgres,
  stopAbandonedPostgres,
  type EmbeddedPostgres,
} from './embedded-postgres.ts'
import { lockFolder } from './folder-lock.ts'
import { isRunning, readPostmasterFile } from './postmaster-file.ts'

const root = process.getuid?.() === 0
const nobody = 65_534
const run = promisify(execFile)

vi.setConfig({ testTimeout: 60_000 })

const folders = usedDataFolders()

async function start(dataDir: string, logger = silentLogger) {
  const server = await startEmbeddedPostgres({ dataDir, logger })
  onTestFinished(() => server.close())
  return server
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

async function answer(url: string, sql: string): Promise<unknown> {
  const client = await connect(url)
  const { rows } = await client.query<{ answer: unknown }>(`select ${sql} as answer`)
  return rows[0]?.answer
}

/** Ends our hold on a server as `kill -9` would: another process starts it and is killed. */
async function abandonServer(dataDir: string): Promise<{ pid: number; url: string }> {
  const program = `
    import { startEmbeddedPostgres } from ${JSON.stringify(import.meta.resolve('./embedded-postgres.ts'))}
    const nothing = () => {}
    const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
    const server = await startEmbeddedPostgres({ dataDir: process.argv[1], logger })
    process.stdout.write(server.pid() + ' ' + server.url)
    setInterval(nothing, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const [pid, url = ''] = String(line).split(' ')
  return { pid: Number(pid), url }
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  await eventually(async () => expect(await isRunning(pid)).toBe(false))
}

describe('a running server', () => {
  let server: EmbeddedPostgres

  beforeAll(async () => {
    server = await startEmbeddedPostgres({ dataDir: folders.shared(), logger: silentLogger })
  })

  afterAll(() => server.close())

  test('works as a role that owns its database and is no superuser', async () => {
    expect(await answer(server.url, 'current_user::text')).toBe('iris')
    const mighty = '(select rolsuper from pg_roles where rolname = current_user)'
    expect(await answer(server.url, mighty)).toBe(false)
    const owner =
      '(select pg_get_userbyid(datdba) from pg_database where datname = current_database())'
    expect(await answer(server.url, owner)).toBe('iris')
  })

  test('syncs to the disk, checks its pages and knows letters beyond ASCII', async () => {
    expect(await answer(server.url, `current_setting('fsync')`)).toBe('on')
    expect(await answer(server.url, `current_setting('data_checksums')`)).toBe('on')
    expect(await answer(server.url, `lower('ÄRGER ΣΩ')`)).toBe('ärger σω')
  })

  test('listens on the loopback address only, to who has the password', async () => {
    expect(await answer(server.url, `current_setting('listen_addresses')`)).toBe('127.0.0.1')
    const wrong = new URL(server.url)
    expect(existsSync(`/tmp/.s.PGSQL.${wrong.port}`)).toBe(false)
    wrong.password = 'guess'
    await expect(new Client({ connectionString: wrong.href }).connect()).rejects.toThrow('password')
    expect((await stat(join(folders.shared(), 'keys/postgres.password'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folders.shared(), 'postgres'))).mode & 0o777).toBe(0o700)
  })

  test('is in a session of its own, which the terminal’s Ctrl+C does not reach', async () => {
    const { stdout } = await run('ps', ['-o', 'pgid=', '-p', String(server.pid())])
    expect(Number(stdout)).toBe(server.pid())
  })

  test('keeps its folder from every other process', async () => {
    const second = startEmbeddedPostgres({ dataDir: folders.shared(), logger: silentLogger })
    await expect(second).rejects.toMatchObject({ kind: 'in-use' })
    expect(await answer(server.url, '1')).toBe(1)
  })
})

test('keeps its data over a stop, which leaves no process behind', async () => {
  const dataDir = folders.shared()
  const first = await startEmbeddedPostgres({ dataDir, logger: silentLogger })
  const client = await connect(first.url)
  await client.query('create table kept as select 7 as n')
  await client.end()
  await first.close()
  expect(await isRunning(first.pid())).toBe(false)
  expect(await readPostmasterFile(join(dataDir, 'postgres'))).toBeUndefined()
  const second = await start(dataDir)
  expect(await answer(second.url, '(select n from kept)')).toBe(7)
})

test.each([
  ['open to others', 0o755],
  ['closed to others', 0o700],
])('runs the server unprivileged, below a folder %s', async (_, mode) => {
  const above = await temporaryFolder()
  await chmod(above, mode)
  const server = await start(join(above, 'data'))
  const { uid } = await stat(`/proc/${server.pid()}`).catch(() =>
    stat(join(above, 'data/postgres')),
  )
  expect(uid).not.toBe(0)
  expect(uid === process.getuid?.()).toBe(!root)
})

/** Starts and stops a server in a process of an ordinary user; gives back what came of it. */
async function startAsOrdinaryUser(dataDir: string): Promise<string> {
  const program = `
    import { startEmbeddedPostgres } from ${JSON.stringify(import.meta.resolve('./embedded-postgres.ts'))}
    const nothing = () => {}
    const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
    startEmbeddedPostgres({ dataDir: process.argv[1], logger })
      .then((server) => server.close())
      .then(() => process.stdout.write('started'), (error) => process.stdout.write(error.message))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    ...(root ? { uid: nobody, gid: nobody } : {}),
  })
  const [output] = await once(child.stdout, 'data')
  return String(output)
}

test('starts as an ordinary user, the first time and later', async () => {
  const dataDir = await temporaryFolder()
  if (root) await chown(dataDir, nobody, nobody)
  expect(await startAsOrdinaryUser(dataDir)).toBe('started')
  expect(await startAsOrdinaryUser(dataDir)).toBe('started')
})

test(`${root ? '' : 'left out, as it needs root: '}tells an ordinary user what to do with a folder root has used`, async () => {
  const dataDir = folders.shared()
  if (!root) return
  await chmod(dataDir, 0o755)
  expect(await startAsOrdinaryUser(dataDir)).toContain(`chown -R ${nobody} ${dataDir}`)
})

test('takes over the server that a killed process left running', async () => {
  const dataDir = folders.shared()
  const { pid } = await abandonServer(dataDir)
  const logger = rememberingLogger()
  const server = await start(dataDir, logger)
  expect(server.pid()).toBe(pid)
  expect(logger.messages).toContain('took over the running PostgreSQL')
  expect(await answer(server.url, '1')).toBe(1)
})

test('starts once the connections of a killed server have ended', async () => {
  const dataDir = folders.shared()
  const { pid, url } = await abandonServer(dataDir)
  const client = await connect(url)
  const slow = client
    .query('select count(*) from generate_series(1, 4000000)')
    .catch(() => 'cut off')
  await eventually(async () =>
    expect(
      await answer(url, `(select count(*)::int from pg_stat_activity where query ~ 'serie[s]')`),
    ).toBe(1),
  )
  const logPath = join(dataDir, 'postgres.log')
  const before = await stat(logPath)
  await kill(pid)
  const server = await start(dataDir)
  await slow
  expect(await answer(server.url, '1')).toBe(1)
  const log = await readFile(logPath)
  expect(log.subarray(before.size).toString()).toContain('still in use')
})

test('starts although a stale postmaster.pid names a process of somebody else', async () => {
  const dataDir = folders.shared()
  await kill((await abandonServer(dataDir)).pid)
  const { uid, gid } = await stat(join(dataDir, 'postgres'))
  const stranger = spawn('sleep', ['60'], { uid, gid })
  onTestFinished(() => void stranger.kill())
  const path = join(dataDir, 'postgres/postmaster.pid')
  await writeFile(path, (await readFile(path, 'utf8')).replace(/^\d+/, String(stranger.pid)))
  const server = await start(dataDir)
  expect(await answer(server.url, '1')).toBe(1)
  expect(await isRunning(stranger.pid!)).toBe(true)
})

test('starts the server again at the same address when it dies', async () => {
  const logger = rememberingLogger()
  const server = await start(folders.shared(), logger)
  const client = await connect(server.url)
  await client.query('create table survived as select 8 as n')
  const before = server.pid()
  process.kill(before, 'SIGKILL')
  await eventually(() => expect(logger.messages).toContain('PostgreSQL runs again'))
  expect(server.pid()).not.toBe(before)
  expect(await answer(server.url, '(select n from survived)')).toBe(8)
})

test('stops in good time while its server cannot be started again', async () => {
  const dataDir = await folders.copy()
  const logger = rememberingLogger()
  const server = await start(dataDir, logger)
  await rename(join(dataDir, 'postgres/global'), join(dataDir, 'postgres/elsewhere'))
  process.kill(server.pid(), 'SIGKILL')
  await eventually(() =>
    expect(logger.messages).toContain('PostgreSQL could not be started again; trying on'),
  )
  await server.close()
  await expect(lockFolder(dataDir).then((lock) => lock.release())).resolves.toBeUndefined()
})

test('stops in good time while a statement runs', async () => {
  const dataDir = folders.shared()
  const server = await startEmbeddedPostgres({ dataDir, logger: silentLogger })
  const client = await connect(server.url)
  const running = client.query('select pg_sleep(600)').catch((error: unknown) => String(error))
  await server.close()
  expect(await isRunning(server.pid())).toBe(false)
  expect(await running).toContain('terminat')
})

test('begins anew where making the data was cut off', async () => {
  const dataDir = await temporaryFolder()
  await mkdir(join(dataDir, 'postgres.new'))
  await writeFile(join(dataDir, 'postgres.new/PG_VERSION'), '18')
  await writeFile(join(dataDir, 'postgres.new.password'), 'left', { mode: 0o600 })
  const server = await start(dataDir)
  expect(await answer(server.url, '1')).toBe(1)
  expect((await readdir(dataDir)).filter((name) => name.includes('.new'))).toEqual([])
})

test('refuses the data of another version, and says what to do', async () => {
  const dataDir = await folders.copy()
  await writeFile(join(dataDir, 'postgres/PG_VERSION'), '14\n')
  await expect(startEmbeddedPostgres({ dataDir, logger: silentLogger })).rejects.toThrow(
    /data of PostgreSQL 14.*pg_dump/,
  )
})

test('tells the server’s own reason when it does not start, and gives the folder up', async () => {
  const dataDir = folders.shared()
  const settings = { shared_buffers: 'plenty' }
  const attempt = startEmbeddedPostgres({ dataDir, logger: silentLogger, settings })
  await expect(attempt).rejects.toMatchObject({
    kind: 'cannot-start',
    message: expect.stringContaining('shared_buffers'),
  })
  const server = await start(dataDir)
  expect(await answer(server.url, '1')).toBe(1)
})

test('says so when the password kept is not the server’s, and stops the server', async () => {
  const dataDir = await folders.copy()
  await writeFile(join(dataDir, 'keys/postgres.password'), 'another')
  await expect(startEmbeddedPostgres({ dataDir, logger: silentLogger })).rejects.toThrow('password')
  expect(await readPostmasterFile(join(dataDir, 'postgres'))).toBeUndefined()
})

test('stops an abandoned server, for who wants the folder gone', async () => {
  const dataDir = folders.shared()
  const { pid } = await abandonServer(dataDir)
  await stopAbandonedPostgres(dataDir)
  expect(await isRunning(pid)).toBe(false)
})
