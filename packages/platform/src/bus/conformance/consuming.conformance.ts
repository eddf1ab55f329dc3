import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { collect, held, publish, upTo, type Open, type TestEvent } from './setup.ts'

export function consuming(open: Open): void {
  test('hands a consumer the types it wants, and every consumer each event', async () => {
    const process = await open()
    const tenantId = randomUUID()
    const opened = await collect(process)
    const both = await collect(process, { types: ['door.opened', 'door.closed'] })
    await process.database.asTenant(tenantId, async (tx) => {
      await process.bus.publish(tx, { type: 'door.opened', tenantId, payload: { n: 1 } })
      await process.bus.publish(tx, { type: 'door.closed', tenantId, payload: { n: 2 } })
      await process.bus.publish(tx, { type: 'door.opened', tenantId, payload: { n: 3 } })
    })
    await eventually(() =>
      expect([opened.numbers(), both.numbers()]).toEqual([
        [1, 3],
        [1, 2, 3],
      ]),
    )
  })

  test('hands over what happened while nobody ran', async () => {
    const [first, second] = [await open(), await open()]
    const [name, tenantId] = [randomUUID(), randomUUID()]
    const early = await collect(first, { name })
    await early.stop()
    await publish(first, tenantId, { n: 1 }, { n: 2 })
    const late = await collect(second, { name })
    await eventually(() => expect(late.numbers()).toEqual([1, 2]))
    expect(early.numbers()).toEqual([])
  })

  test('hands over at once what waits of a tenant, where the consumer takes it so', async () => {
    const process = await open()
    const [name, one, other] = [randomUUID(), randomUUID(), randomUUID()]
    const early = await collect(process, { name })
    await early.stop()
    await publish(process, one, { n: 1 }, { n: 2 }, { n: 3 })
    await publish(process, other, { n: 4 })
    const groups: (number | undefined)[][] = []
    const handleTogether = (events: readonly TestEvent[]) =>
      Promise.resolve(void groups.push(events.map(({ payload }) => payload.n)))
    const late = await collect(process, { name, handleTogether })
    await eventually(() => expect([groups, late.numbers()]).toEqual([[[1, 2, 3]], [4]]))
  })

  test('hands over one by one what cannot be handled at once', async () => {
    const process = await open()
    const [name, tenantId] = [randomUUID(), randomUUID()]
    const early = await collect(process, { name })
    await early.stop()
    await publish(process, tenantId, { n: 1 }, { n: 2 }, { n: 3 })
    const handleTogether = vi.fn(() => Promise.reject(new Error('not all of it')))
    const late = await collect(process, { name, handleTogether })
    await eventually(() => expect(late.numbers()).toEqual([1, 2, 3]))
    expect(handleTogether).toHaveBeenCalledOnce()
  })

  test('shares a consumer’s events among processes: each once, each tenant’s in order', async () => {
    const [first, second] = [await open(), await open()]
    const name = randomUUID()
    const tenants = upTo(12).map(() => randomUUID())
    const handled: TestEvent[] = []
    const handle = async (event: TestEvent) => {
      await new Promise((resolve) => setImmediate(resolve))
      handled.push(event)
    }
    await collect(first, { name, handle })
    await collect(second, { name, handle })
    const rounds = upTo(10)
    for (const n of rounds) await Promise.all(tenants.map((id) => publish(first, id, { n })))
    await eventually(() => expect(handled).toHaveLength(tenants.length * rounds.length))
    for (const id of tenants) {
      const own = handled.filter(({ tenantId }) => tenantId === id)
      expect(own.map(({ payload }) => payload.n)).toEqual(rounds)
    }
  })

  test('keeps the order over many batches', async () => {
    const process = await open()
    const tenantId = randomUUID()
    const { numbers } = await collect(process)
    await publish(process, tenantId, ...upTo(450).map((n) => ({ n })))
    await eventually(() => expect(numbers()).toHaveLength(450))
    expect(numbers()).toEqual(upTo(450))
  })

  test('stops after the event in hand, and leaves the rest to others at once', async () => {
    const [first, second] = [await open(), await open()]
    const [name, tenantId] = [randomUUID(), randomUUID()]
    const slow = held()
    const busy = await collect(first, { name, handle: slow.handle })
    await publish(first, tenantId, { n: 1 }, { n: 2 })
    await slow.started
    const stopped = busy.stop()
    slow.release()
    await stopped
    const next = await collect(second, { name })
    await eventually(() => expect(next.numbers()).toEqual([2]))
  })

  test('waits for the handlers in hand when it is closed', async () => {
    const process = await open()
    const slow = held()
    await collect(process, { handle: slow.handle })
    await publish(process, randomUUID(), { n: 1 })
    await slow.started
    let closed = false
    const closing = process.bus.close().then(() => (closed = true))
    await process.database.ping()
    expect(closed).toBe(false)
    slow.release()
    await closing
    expect(closed).toBe(true)
  })
}
