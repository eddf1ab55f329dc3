import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Slots } from './slots.ts'

describe('Slots', () => {
  it('runs no more tasks at a time than it has places, and all in the end', async () => {
    const outcomes = fc.array(fc.boolean(), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(
        outcomes,
        fc.integer({ min: 1, max: 4 }),
        fc.scheduler(),
        async (tasks, parallel, s) => {
          const slots = new Slots(parallel, 100)
          let running = 0
          let most = 0
          const all = tasks.map((succeeds) =>
            slots.run(async () => {
              running += 1
              most = Math.max(most, running)
              await s.schedule(Promise.resolve())
              running -= 1
              if (!succeeds) throw new Error('It failed.')
            }),
          )
          const settled = Promise.allSettled(all)
          await s.waitFor(settled)
          expect((await settled).map(({ status }) => status === 'fulfilled')).toEqual(tasks)
          expect(most).toBeLessThanOrEqual(parallel)
          expect(most).toBe(Math.min(parallel, tasks.length))
        },
      ),
    )
  })

  it('refuses more waiting than it was told, and only as long', async () => {
    const slots = new Slots(1, 1)
    const first = Promise.withResolvers<void>()
    const running = slots.run(() => first.promise)
    const waiting = slots.run(async () => 'done')
    await expect(slots.run(async () => 'too much')).rejects.toMatchObject({ kind: 'busy' })
    first.resolve()
    expect([await running, await waiting]).toEqual([undefined, 'done'])
    expect(await slots.run(async () => 'again')).toBe('again')
  })

  it('serves in the order of asking', async () => {
    const slots = new Slots(1, 10)
    const order: number[] = []
    await Promise.all([1, 2, 3].map((n) => slots.run(async () => void order.push(n))))
    expect(order).toEqual([1, 2, 3])
  })
})
