import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { rememberingLogger } from '../../testing/silent-logger.ts'
import { afterCommit } from '../database.ts'
import { ann, read, twoNotes, write, type Open } from './setup.ts'

export function transactions(open: Open): void {
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

export function effects(open: Open): void {
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
