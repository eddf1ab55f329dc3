import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { rememberingLogger } from '../../testing/silent-logger.ts'
import type { Database } from '../database.ts'
import { ann, ask, backend, read, write, type Open, type Tables } from './setup.ts'

export function failures(open: Open): void {
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
    const database = await open({ maxConnections: 1, waitForConnectionMs: 1000 })
    // The one connection there is, made before anybody waits for it.
    await database.asSystem(read)
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
