import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import type { Database } from '../database.ts'
import { ann, ask, type Open, type Tables, type Tx } from './setup.ts'

export function notices(open: Open): void {
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

  test('tells of the gap before what comes after it', async () => {
    const database = await open()
    const heard: string[] = []
    await database.listen(
      'news',
      (payload) => heard.push(payload),
      () => heard.push('gap'),
    )
    let sent = 0
    const sendMore = () => database.asSystem(notify('news', String(++sent)))
    await sendMore()
    await database.asSystem((tx) =>
      ask(
        tx,
        `(select pg_terminate_backend(pid, 5000) from pg_stat_activity
          where datname = current_database() and application_name = 'iris notices')`,
      ),
    )
    await eventually(async () => {
      await Promise.all(Array.from({ length: 20 }, sendMore))
      expect(heard).toContain('gap')
      expect(Number(heard.at(-1))).toBeGreaterThan(1)
    })
    expect(heard.indexOf('gap')).toBe(heard.indexOf('1') + 1)
  })
}
