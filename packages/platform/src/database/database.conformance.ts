import { sql, type Generated, type Transaction } from 'kysely'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../testing/eventually.ts'
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.ts'
import { rememberingLogger, silentLogger } from '../testing/silent-logger.ts'
import { afterCommit, type Database } from './database.ts'
import { openDatabase, type DatabaseOptions } from './open-database.ts'

interface Tables {
  notes: { id: Generated<number>; tenant_id: string; text: string }
}
type Tx = Transaction<Tables>

const migrations = fileURLToPath(new URL('./conformance-migrations', import.meta.url))
const [ann, bob] = ['0190a000-0000-7000-8000-00000000000a', '0190a000-0000-7000-8000-00000000000b']

type Open = (options?: Partial<DatabaseOptions>) => Promise<Database<Tables>>

/** What every PostgreSQL behind the port must do. `server` gives its address when the tests run. */
export function databaseConformance(name: string, server: () => string): void {
  let suite: FreshDatabase<Tables>

  /** Opens the suite's one database, emptied, for a test. */
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

const write = (tenant: string, text: string) => (tx: Tx) =>
  tx.insertInto('notes').values({ tenant_id: tenant, text }).execute()

const read = async (tx: Tx) => {
  const rows = await tx.selectFrom('notes').select('text').orderBy('id').execute()
  return rows.map(({ text }) => text)
}

const ask = async (tx: Tx, question: string) =>
  (await sql<{ answer: unknown }>`select ${sql.raw(question)} as answer`.execute(tx)).rows[0]
    ?.answer

const backend = (tx: Tx) => ask(tx, 'pg_backend_pid()')

async function twoNotes(open: Open): Promise<Database<Tables>> {
  const database = await open()
  await database.asTenant(ann, write(ann, 'of ann'))
  await database.asTenant(bob, write(bob, 'of bob'))
  return database
}

function tenants(open: Open): void {
  test('shows a tenant its own rows only', async () => {
    const database = await twoNotes(open)
    expect(await database.asTenant(ann, read)).toEqual(['of ann'])
    expect(await database.asTenant(bob, read)).toEqual(['of bob'])
  })

  test('shows the system every tenant’s rows', async () => {
    const database = await twoNotes(open)
    expect(await database.asSystem(read)).toEqual(['of ann', 'of bob'])
  })

  test('lets no tenant write, change or delete another’s rows', async () => {
    const database = await twoNotes(open)
    await expect(database.asTenant(ann, write(bob, 'forged'))).rejects.toMatchObject({
      code: '42501',
    })
    const changed = await database.asTenant(ann, (tx) =>
      tx.updateTable('notes').set({ text: 'x' }).where('text', '=', 'of bob').executeTakeFirst(),
    )
    const deleted = await database.asTenant(ann, (tx) =>
      tx.deleteFrom('notes').where('text', '=', 'of bob').executeTakeFirst(),
    )
    expect([changed.numUpdatedRows, deleted.numDeletedRows]).toEqual([0n, 0n])
    expect(await database.asTenant(bob, read)).toEqual(['of bob'])
  })

  test('works for tenants as a role that cannot pass over row-level security', async () => {
    const database = await open()
    const [role, mighty] = await database.asTenant(ann, async (tx) => [
      await ask(tx, 'current_user::text'),
      await ask(tx, '(select rolsuper or rolbypassrls from pg_roles where rolname = current_user)'),
    ])
    expect([role, mighty]).toEqual(['iris_app', false])
  })

  test('leaves neither role nor tenant behind on the connection', async () => {
    const database = await open({ maxConnections: 1 })
    const first = await database.asTenant(ann, backend)
    const [second, role, tenant] = await database.asSystem(async (tx) => [
      await backend(tx),
      await ask(tx, 'current_user::text'),
      await ask(tx, `current_setting('app.tenant_id', true)`),
    ])
    expect(second).toBe(first)
    expect(role).not.toBe('iris_app')
    expect(tenant).toBe('')
  })

  test('has nothing done for it where it cannot be made to be itself', async () => {
    const role = `iris_gone_${process.pid}_${Date.now()}`
    const database = await open({ appRole: role })
    await database.asSystem((tx) => sql`drop role ${sql.ref(role)}`.execute(tx))
    await expect(database.asTenant(ann, write(ann, 'by nobody'))).rejects.toThrow(role)
    await expect(database.asTenant(ann, write(ann, 'again'))).rejects.toThrow(role)
    expect(await database.asSystem(read)).toEqual([])
  })

  test('shows nothing where no tenant is set, on a connection that had one before too', async () => {
    const database = await open({ maxConnections: 1 })
    await database.asTenant(ann, write(ann, 'of ann'))
    const seen = await database.asSystem(async (tx) => {
      await sql`set local role iris_app`.execute(tx)
      return read(tx)
    })
    expect(seen).toEqual([])
  })

  test.each(['', 'ann', `${ann}'; drop table notes; --`, `${ann} `])(
    'refuses a tenant’s id that is no UUID: %j',
    async (id) => {
      const database = await open()
      await expect(database.asTenant(id, read)).rejects.toMatchObject({ kind: 'bad-tenant' })
    },
  )
}

function transactions(open: Open): void {
  test('commits when the work resolves, and gives its result back', async () => {
    const database = await open()
    const result = await database.asTenant(ann, async (tx) => {
      await write(ann, 'kept')(tx)
      return 'done'
    })
    expect(result).toBe('done')
    expect(await database.asSystem(read)).toEqual(['kept'])
  })

  test('rolls back when the work rejects, and rejects with its error', async () => {
    const database = await open()
    const attempt = database.asTenant(ann, async (tx) => {
      await write(ann, 'lost')(tx)
      throw new Error('changed my mind')
    })
    await expect(attempt).rejects.toThrow('changed my mind')
    expect(await database.asSystem(read)).toEqual([])
  })

  test('does not pretend to commit after a statement failed and its error was swallowed', async () => {
    const database = await open()
    const attempt = database.asTenant(ann, async (tx) => {
      await write(ann, 'lost')(tx)
      await write(ann, 'lost')(tx).catch(() => undefined)
    })
    await expect(attempt).rejects.toThrow(/rolled back|abort/i)
    expect(await database.asSystem(read)).toEqual([])
  })

  test('gives a broken constraint’s SQLSTATE and name', async () => {
    const database = await twoNotes(open)
    await expect(database.asTenant(ann, write(ann, 'of bob'))).rejects.toMatchObject({
      code: '23505',
      constraint: 'notes_text_key',
    })
  })

  test('counts what statements change', async () => {
    const database = await twoNotes(open)
    const { numUpdatedRows } = await database.asSystem((tx) =>
      tx.updateTable('notes').set('tenant_id', ann).executeTakeFirstOrThrow(),
    )
    expect(numUpdatedRows).toBe(2n)
  })

  test('reads whole numbers exactly, instants as dates, days as text', async () => {
    const database = await open()
    const { rows } = await database.asSystem((tx) =>
      sql`select 5::bigint as small, 9007199254740993::bigint as large, array[1, null, 2]::bigint[] as list,
        timestamptz '2026-03-01 10:00:00.5+02' as instant, date '2026-03-01' as day,
        timestamp '2026-03-01 10:00:00' as local, 1.10::numeric as amount, '{"a":1}'::jsonb as document`.execute(
        tx,
      ),
    )
    expect(rows[0]).toEqual({
      small: 5,
      large: 9_007_199_254_740_993n,
      list: [1, null, 2],
      instant: new Date('2026-03-01T08:00:00.500Z'),
      day: '2026-03-01',
      local: '2026-03-01 10:00:00',
      amount: '1.10',
      document: { a: 1 },
    })
  })
}

function effects(open: Open): void {
  test('runs them once each, in order, when the change can be seen by others', async () => {
    const database = await open()
    const seen: string[] = []
    let visible: Promise<string[]> | undefined
    await database.asTenant(ann, async (tx) => {
      afterCommit(tx, () => seen.push('first'))
      afterCommit(tx, () => {
        seen.push('second')
        visible = database.asSystem(read)
      })
      await write(ann, 'kept')(tx)
      expect(seen).toEqual([])
    })
    expect(seen).toEqual(['first', 'second'])
    expect(await visible).toEqual(['kept'])
  })

  test('runs none when the transaction does not commit', async () => {
    const database = await open()
    const effect = vi.fn<() => void>()
    const attempt = database.asTenant(ann, async (tx) => {
      afterCommit(tx, effect)
      await write(ann, 'same')(tx)
      await write(ann, 'same')(tx)
    })
    await expect(attempt).rejects.toMatchObject({ code: '23505' })
    expect(effect).not.toHaveBeenCalled()
  })

  test('logs one that fails, runs the others and keeps the result', async () => {
    const logger = rememberingLogger()
    const database = await open({ logger })
    const other = vi.fn<() => void>()
    const result = await database.asSystem(async (tx) => {
      afterCommit(tx, () => {
        throw new Error('out of order')
      })
      afterCommit(tx, () => Promise.reject(new Error('later')) as unknown as void)
      afterCommit(tx, other)
      return 'done'
    })
    expect(result).toBe('done')
    expect(other).toHaveBeenCalledOnce()
    await eventually(() =>
      expect(logger.messages).toEqual(
        Array.from({ length: 2 }, () => 'an effect after a commit failed'),
      ),
    )
  })

  test('takes none once the work is over, where it could only be forgotten', async () => {
    const database = await open()
    const finished = await database.asSystem((tx) => Promise.resolve(tx))
    expect(() => afterCommit(finished, () => undefined)).toThrow('outside of asTenant')
  })
}

function failures(open: Open): void {
  const endBackend = (database: Database<Tables>, pid: unknown) =>
    database.asSystem((tx) => ask(tx, `pg_terminate_backend(${String(pid)}, 5000)`))

  test('ends a statement that takes too long, and uses the connection again', async () => {
    const database = await open({ statementTimeoutMs: 50, maxConnections: 1 })
    const before = await database.asSystem(backend)
    const slow = database.asSystem((tx) => sql`select pg_sleep(60)`.execute(tx))
    await expect(slow).rejects.toMatchObject({ code: '57014' })
    expect(await database.asSystem(backend)).toBe(before)
  })

  test('does not wait without end for a lock', async () => {
    const database = await open({ lockTimeoutMs: 50 })
    const blocked = database.asSystem(async (tx) => {
      await sql`lock table notes in exclusive mode`.execute(tx)
      return database.asSystem((other) => sql`lock table notes in exclusive mode`.execute(other))
    })
    await expect(blocked).rejects.toMatchObject({ code: '55P03' })
  })

  test('refuses work as busy when no connection comes free', async () => {
    const database = await open({ maxConnections: 1, waitForConnectionMs: 50 })
    const crowded = database.asSystem(() => database.asSystem(read))
    await expect(crowded).rejects.toMatchObject({ kind: 'busy' })
    expect(await database.asSystem(read)).toEqual([])
  })

  test('rejects a transaction whose connection dies, and does not use that one again', async () => {
    const database = await open({ maxConnections: 2 })
    let dead: unknown
    const attempt = database.asTenant(ann, async (tx) => {
      dead = await backend(tx)
      await write(ann, 'lost')(tx)
      await endBackend(database, dead)
      await write(ann, 'lost too')(tx)
    })
    await expect(attempt).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await database.asSystem(read)).toEqual([])
    const used = await Promise.all([database.asSystem(backend), database.asSystem(backend)])
    expect(used).not.toContain(dead)
  })

  test('rejects a transaction whose connection dies while its code does something else', async () => {
    const database = await open({ maxConnections: 2 })
    const attempt = database.asTenant(ann, async (tx) => {
      await write(ann, 'lost')(tx)
      await endBackend(database, await backend(tx))
    })
    await expect(attempt).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('may or may not'),
    })
    expect(await database.asSystem(read)).toEqual([])
  })

  test('survives the loss of idle connections', async () => {
    const logger = rememberingLogger()
    const database = await open({ maxConnections: 2, logger })
    const idle = await database.asSystem(async (tx) => {
      const other = await database.asSystem(backend)
      await ask(tx, `pg_terminate_backend(${String(other)}, 5000)`)
      return other
    })
    await eventually(() =>
      expect(logger.messages).toContain('an idle database connection was lost'),
    )
    const used = await Promise.all([database.asSystem(backend), database.asSystem(backend)])
    expect(used).not.toContain(idle)
  })

  test('refuses work once it is closed, and closes once', async () => {
    const database = await open()
    await database.ping()
    await Promise.all([database.close(), database.close()])
    await expect(database.asSystem(read)).rejects.toMatchObject({ kind: 'closed' })
    await expect(database.listen('x', vi.fn(), vi.fn())).rejects.toMatchObject({ kind: 'closed' })
  })

  test('lets running work end before it closes', async () => {
    const database = await open()
    const started = Promise.withResolvers<void>()
    const work = database.asSystem(async (tx) => {
      started.resolve()
      return ask(tx, `pg_sleep(0.05)::text || 'ended'`)
    })
    await started.promise
    await database.close()
    expect(await work).toBe('ended')
  })
}

function notices(open: Open): void {
  const notify = (channel: string, payload: string) => (tx: Tx) =>
    sql`select pg_notify(${channel}, ${payload})`.execute(tx)

  async function listening(database: Database<Tables>, channel: string) {
    const heard: string[] = []
    const onGap = vi.fn<() => void>()
    const stop = await database.listen(channel, (payload) => heard.push(payload), onGap)
    return { heard, onGap, stop }
  }

  test('hears what is committed, in order, from tenants and the system', async () => {
    const database = await open()
    const { heard } = await listening(database, 'news')
    await database.asTenant(ann, notify('news', 'one'))
    await database.asSystem(notify('news', 'two'))
    await eventually(() => expect(heard).toEqual(['one', 'two']))
  })

  test('hears nothing of what is rolled back', async () => {
    const database = await open()
    const { heard } = await listening(database, 'news')
    const attempt = database.asSystem(async (tx) => {
      await notify('news', 'never')(tx)
      throw new Error('no')
    })
    await expect(attempt).rejects.toThrow('no')
    await database.asSystem(notify('news', 'after'))
    await eventually(() => expect(heard).toEqual(['after']))
  })

  test('keeps channels and listeners apart, whatever a channel is called', async () => {
    const database = await open()
    const [plain, odd, again] = [
      await listening(database, 'news'),
      await listening(database, 'News "of" Ann'),
      await listening(database, 'news'),
    ]
    await again.stop()
    await database.asSystem(notify('News "of" Ann', 'odd'))
    await database.asSystem(notify('news', 'plain'))
    await eventually(() => expect([plain.heard, odd.heard]).toEqual([['plain'], ['odd']]))
    expect(again.heard).toEqual([])
  })

  test('goes on when a listener fails', async () => {
    const database = await open()
    await database.listen(
      'news',
      () => {
        throw new Error('deaf')
      },
      vi.fn(),
    )
    const { heard } = await listening(database, 'news')
    await database.asSystem(notify('news', 'one'))
    await eventually(() => expect(heard).toEqual(['one']))
  })

  test('listens again after its connection is lost, and tells of the gap', async () => {
    const database = await open()
    const { heard, onGap } = await listening(database, 'news')
    await database.asSystem((tx) =>
      ask(
        tx,
        `(select pg_terminate_backend(pid, 5000) from pg_stat_activity
          where datname = current_database() and application_name = 'iris notices')`,
      ),
    )
    await eventually(() => expect(onGap).toHaveBeenCalledOnce())
    await database.asSystem(notify('news', 'after'))
    await eventually(() => expect(heard).toEqual(['after']))
  })
}
