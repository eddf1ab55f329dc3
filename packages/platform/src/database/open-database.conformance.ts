import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../testing/eventually.ts'
import { rememberingLogger, silentLogger } from '../testing/silent-logger.ts'
import { tcpProxy } from '../testing/tcp-proxy.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openDatabase, type DatabaseOptions } from './open-database.ts'

type Files = Record<string, string>

/** What opening must do on every PostgreSQL: migrate it, see that it is fit, and say what is wrong with it. */
export function openDatabaseConformance(name: string, server: () => string): void {
  describe(`opening ${name}`, () => {
    describe('its migrations', () => {
      migrations(server)
    })
    describe('its roles', () => {
      roles(server)
    })
    describe('a server that is away', () => {
      absence(server)
    })
  })
}

async function asOwner<Result>(url: string, work: (client: Client) => Promise<Result>) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The superuser of our own servers has the same password as the user in their address. */
function asSuperuser(server: string, statements: string, database = '/postgres'): Promise<unknown> {
  const superuser = new URL(server)
  superuser.username = 'postgres'
  superuser.pathname = database
  return asOwner(superuser.href, (client) => client.query(statements))
}

/** A database without anything in it, until the test is over. */
async function emptyDatabase(server: string): Promise<string> {
  const url = new URL(server)
  const name = `test_${randomUUID().replaceAll('-', '')}`
  url.pathname = `/${name}`
  await asOwner(server, (client) => client.query(`create database ${name}`))
  onTestFinished(async () => {
    await asSuperuser(server, `drop database ${name} with (force)`)
  })
  return url.href
}

async function folderWith(files: Files): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

async function open(url: string, files: Files, options: Partial<DatabaseOptions> = {}) {
  const given = { url, migrations: await folderWith(files), logger: silentLogger }
  const database = await openDatabase({ ...given, ...options })
  onTestFinished(() => database.close())
  return database
}

async function numbers(url: string): Promise<number[]> {
  const { rows } = await asOwner(url, (client) =>
    client.query<{ n: number }>('select n from steps order by at'),
  )
  return rows.map(({ n }) => n)
}

const table = 'create table steps (n int, at int generated always as identity);'
const step = (n: number) => `insert into steps (n) values (${n});`

function migrations(server: () => string): void {
  test('are applied once each, in order, folder by folder', async () => {
    const url = await emptyDatabase(server())
    const platform = await folderWith({ '0001_table.sql': table, '0002_two.sql': step(2) })
    const backend = await folderWith({ '0001_one.sql': step(1) })
    await open(url, {}, { migrations: [platform, backend] })
    await writeFile(join(backend, '0003_three.sql'), step(3))
    await open(url, {}, { migrations: [platform, backend] })
    expect(await numbers(url)).toEqual([2, 1, 3])
  })

  test('are applied once where several processes start together', async () => {
    const url = await emptyDatabase(server())
    const files = { '0001_table.sql': table, '0002_slow.sql': `select pg_sleep(0.1); ${step(1)}` }
    await Promise.all([open(url, files), open(url, files), open(url, files)])
    expect(await numbers(url)).toEqual([1])
  })

  test('leave nothing behind when they fail, name file and line, and can be mended', async () => {
    const url = await emptyDatabase(server())
    const broken = { '0001_table.sql': table, '0002_x.sql': `${step(1)}\n${step(2)}\nselekt 3;` }
    await expect(open(url, broken)).rejects.toMatchObject({
      kind: 'migration',
      message: expect.stringMatching(/0002_x\.sql, line 3: .*selekt/),
    })
    expect(await numbers(url)).toEqual([])
    await open(url, { ...broken, '0002_x.sql': step(3) })
    expect(await numbers(url)).toEqual([3])
  })

  test('are refused when one was edited, or is unknown', async () => {
    const url = await emptyDatabase(server())
    await open(url, { '0001_table.sql': table, '0002_one.sql': step(1) })
    const edited = open(url, { '0001_table.sql': `${table}--`, '0002_one.sql': step(1) })
    await expect(edited).rejects.toThrow('0001_table.sql was edited')
    await expect(open(url, { '0001_table.sql': table })).rejects.toThrow('newer than this program')
    expect(await numbers(url)).toEqual([1])
  })

  test('may take longer than a request’s statements', async () => {
    const url = await emptyDatabase(server())
    const slow = { '0001_table.sql': `${table} select pg_sleep(0.1); ${step(1)}` }
    await open(url, slow, { statementTimeoutMs: 20 })
    expect(await numbers(url)).toEqual([1])
  })

  test('keep their record from tenants', async () => {
    const database = await open(await emptyDatabase(server()), {})
    const attempt = database.asTenant(randomUUID(), (tx) =>
      sql`select * from schema_migrations`.execute(tx),
    )
    await expect(attempt).rejects.toMatchObject({ code: '42501' })
  })
}

function roles(server: () => string): void {
  const secret = randomUUID()

  /** A user who owns a database and has no further rights. */
  async function plainOwner(): Promise<URL> {
    const url = new URL(await emptyDatabase(server()))
    const name = `plain_${randomUUID().slice(0, 8)}`
    await asSuperuser(server(), `create role ${name} login password '${secret}'`)
    await asSuperuser(server(), `alter database ${url.pathname.slice(1)} owner to ${name}`)
    onTestFinished(async () => {
      await asSuperuser(server(), `reassign owned by ${name} to postgres`, url.pathname)
      await asSuperuser(server(), `drop role ${name}`)
    })
    url.username = name
    url.password = secret
    return url
  }

  function roleName(): string {
    const role = `app_${randomUUID().slice(0, 8)}`
    onTestFinished(async () => {
      await asSuperuser(server(), `drop role ${role}`)
    })
    return role
  }

  test('are made for a user who may make them', async () => {
    const role = roleName()
    const url = await emptyDatabase(server())
    const database = await open(url, {}, { appRole: role })
    const answer = await database.asTenant(randomUUID(), (tx) =>
      sql<{ role: string }>`select current_user::text as role`.execute(tx),
    )
    expect(answer.rows).toEqual([{ role }])
  })

  test('are asked of the administrator by a user who may not, and then used', async () => {
    const url = await plainOwner()
    const role = roleName()
    const advice = `create role ${role} nologin; grant ${role} to ${url.username}`
    await expect(open(url.href, {}, { appRole: role })).rejects.toMatchObject({
      kind: 'unsuitable',
      message: expect.stringContaining(advice),
    })
    await asSuperuser(server(), advice)
    const database = await open(url.href, {}, { appRole: role })
    const answer = await database.asTenant(randomUUID(), (tx) =>
      sql<{ role: string }>`select current_user::text as role`.execute(tx),
    )
    expect(answer.rows).toEqual([{ role }])
  })

  test('are refused where they pass over row-level security', async () => {
    const url = await emptyDatabase(server())
    const role = roleName()
    await asSuperuser(server(), `create role ${role} nologin bypassrls; grant ${role} to iris`)
    await expect(open(url, {}, { appRole: role })).rejects.toThrow('passes over row-level security')
  })

  test('are refused where row-level security binds the owner too', async () => {
    const forced = 'create table kept (tenant_id uuid); alter table kept force row level security;'
    const attempt = open(await emptyDatabase(server()), { '0001_kept.sql': forced })
    await expect(attempt).rejects.toMatchObject({
      kind: 'unsuitable',
      message: expect.stringContaining('forced on kept'),
    })
  })
}

function absence(server: () => string): void {
  async function behindProxy() {
    const url = new URL(await emptyDatabase(server()))
    const proxy = await tcpProxy(Number(url.port))
    url.port = String(proxy.port)
    return { url: url.href, proxy }
  }

  test('is reported at once when it cannot be reached', async () => {
    const { url, proxy } = await behindProxy()
    await proxy.cut()
    await expect(open(url, {})).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('is reported to every piece of work until it is back, and then forgotten', async () => {
    const { url, proxy } = await behindProxy()
    const database = await open(url, { '0001_table.sql': table })
    const write = () => database.asSystem((tx) => sql.raw(step(1)).execute(tx))
    const heard: string[] = []
    const onGap = vi.fn<() => void>()
    await database.listen('news', (payload) => heard.push(payload), onGap)
    await write()
    await proxy.cut()
    await expect(write()).rejects.toMatchObject({ kind: 'unavailable' })
    await expect(database.ping()).rejects.toMatchObject({ kind: 'unavailable' })
    await proxy.mend()
    await write()
    await database.ping()
    await eventually(() => expect(onGap).toHaveBeenCalledOnce())
    await database.asSystem((tx) => sql`select pg_notify('news', 'again')`.execute(tx))
    await eventually(() => expect(heard).toEqual(['again']))
    expect(await numbers(url)).toEqual([1, 1])
  })

  test('is noticed by a ping when it says nothing any more', async () => {
    const { url, proxy } = await behindProxy()
    const database = await open(url, {})
    await database.ping()
    proxy.silence()
    await expect(database.ping()).rejects.toThrow('within a second')
    await proxy.cut()
  })

  test('does not hold up a close for long while work waits for it', async () => {
    const { url, proxy } = await behindProxy()
    const logger = rememberingLogger()
    const database = await open(url, {}, { logger, closeWithinMs: 100 })
    const started = Promise.withResolvers<void>()
    const work = database
      .asSystem(async (tx) => {
        started.resolve()
        proxy.silence()
        await sql`select 1`.execute(tx)
      })
      .catch((error: unknown) => error)
    await started.promise
    await database.close()
    expect(logger.messages).toContain('closed the database while transactions were running')
    await proxy.cut()
    expect(await work).toMatchObject({ kind: 'unavailable' })
  })
}
