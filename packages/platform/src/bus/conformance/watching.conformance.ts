import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { publish, upTo, watch, type Open } from './setup.ts'

export function watching(open: Open): void {
  test('sees what other processes publish, in order', async () => {
    const [here, there] = [await open(), await open()]
    const tenantId = randomUUID()
    const watcher = watch(here, tenantId)
    for (const n of upTo(20)) await publish(there, tenantId, { n })
    await eventually(() => expect(watcher.numbers()).toEqual(upTo(20)))
  })

  test('ends for who stops, and goes on for the others', async () => {
    const process = await open()
    const tenantId = randomUUID()
    const [first, second] = [watch(process, tenantId), watch(process, tenantId)]
    first.stop()
    await publish(process, tenantId, { n: 1 })
    await eventually(() => expect(second.numbers()).toEqual([1]))
    expect(first.numbers()).toEqual([])
  })

  test('goes on when a watcher fails', async () => {
    const process = await open()
    const tenantId = randomUUID()
    process.bus.watch(() => {
      throw new Error('blind')
    })
    const watcher = watch(process, tenantId)
    await publish(process, tenantId, { n: 1 }, { n: 2 })
    await eventually(() => expect(watcher.numbers()).toEqual([1, 2]))
    expect(process.messages).toContain('a watcher of events failed')
  })
}
