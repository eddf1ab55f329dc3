import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ann, ask, backend, bob, read, twoNotes, write, type Open } from './setup.ts'

export function tenants(open: Open): void {
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

  test('reads a tenant’s rows as of one instant, whatever is written meanwhile', async () => {
    const database = await twoNotes(open)
    const reading = database.readAsTenant(ann, async (tx) => {
      await database.asTenant(ann, write(ann, 'later'))
      return read(tx)
    })
    expect(await reading).toEqual(['of ann'])
    expect(await database.readAsTenant(ann, read)).toEqual(['of ann', 'later'])
  })

  test('lets nobody write who reads', async () => {
    const database = await open()
    const attempt = database.readAsTenant(ann, write(ann, 'written'))
    await expect(attempt).rejects.toMatchObject({ code: '25006' })
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
