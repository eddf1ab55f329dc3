import * as fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { collect, publish, upTo, watch, type Open } from './setup.ts'

export function publishing(open: Open): void {
  test('carries an event whole to who consumes and who watches', async () => {
    const process = await open()
    const tenantId = randomUUID()
    const [consumer, watcher] = [await collect(process), watch(process, tenantId)]
    const before = Date.now()
    await publish(process, tenantId, { n: 1, text: 'front “door”' })
    await eventually(() => expect([consumer.events.length, watcher.events.length]).toEqual([1, 1]))
    const [event] = consumer.events
    expect(event).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'door.opened',
      tenantId,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      payload: { n: 1, text: 'front “door”' },
    })
    expect(Date.parse(event!.at)).toBeGreaterThanOrEqual(before)
    expect(watcher.events[0]).toEqual(event)
  })

  test('publishes nothing of a transaction that is rolled back', async () => {
    const process = await open()
    const tenantId = randomUUID()
    const [consumer, watcher] = [await collect(process), watch(process, tenantId)]
    const attempt = process.database.asTenant(tenantId, async (tx) => {
      await process.bus.publish(tx, { type: 'door.opened', tenantId, payload: { n: 1 } })
      throw new Error('no')
    })
    await expect(attempt).rejects.toThrow('no')
    await publish(process, tenantId, { n: 2 })
    await eventually(() => expect([consumer.numbers(), watcher.numbers()]).toEqual([[2], [2]]))
  })

  test('publishes for any tenant as the system, and as a tenant for that one only', async () => {
    const process = await open()
    const [tenantId, other] = [randomUUID(), randomUUID()]
    const consumer = await collect(process)
    const event = { type: 'door.opened', tenantId, payload: { n: 1 } } as const
    await process.database.asSystem((tx) => process.bus.publish(tx, event))
    await eventually(() => expect(consumer.numbers()).toEqual([1]))
    const forged = process.database.asTenant(other, (tx) => process.bus.publish(tx, event))
    await expect(forged).rejects.toMatchObject({ code: '42501' })
  })

  test('carries whatever JSON can say', async () => {
    const process = await open()
    const tenantId = randomUUID()
    const [consumer, watcher] = [await collect(process), watch(process, tenantId)]
    const values = fc.sample(fc.jsonValue(), 100)
    const odd = ['\u0000', '\ud800', '\\', '"', ' ', 'é😀', -0, 1e300]
    const payloads = [...values, ...odd].map((value) => ({ value }))
    const sent: unknown = JSON.parse(JSON.stringify(payloads))
    await publish(process, tenantId, ...payloads)
    await eventually(() => expect(consumer.events).toHaveLength(payloads.length))
    await eventually(() => expect(watcher.events).toHaveLength(payloads.length))
    expect(consumer.events.map(({ payload }) => payload)).toEqual(sent)
    expect(watcher.events.map(({ payload }) => payload)).toEqual(sent)
  })

  test('carries large payloads in their place among small ones', async () => {
    const process = await open()
    const tenantId = randomUUID()
    const [consumer, watcher] = [await collect(process), watch(process, tenantId)]
    const large = 'ä'.repeat(200_000)
    const payloads = upTo(9).map((n) => (n % 3 === 1 ? { n, text: large } : { n }))
    await publish(process, tenantId, ...payloads)
    await eventually(() => expect(consumer.numbers()).toEqual(upTo(9)))
    await eventually(() => expect(watcher.numbers()).toEqual(upTo(9)))
    expect(watcher.events[4]!.payload.text).toBe(large)
  })
}
