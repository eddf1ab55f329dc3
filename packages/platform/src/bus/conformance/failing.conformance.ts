import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { collect, held, publish, upTo, type Open, type TestEvent } from './setup.ts'

export function failing(open: Open): void {
  test('tries an event again until it succeeds, before those behind it', async () => {
    const process = await open()
    const handled: unknown[] = []
    const handle = ({ payload }: TestEvent) => {
      handled.push(payload.n)
      const fails = payload.n === 1 && handled.length < 3
      return fails ? Promise.reject(new Error('not yet')) : Promise.resolve()
    }
    await collect(process, { handle })
    await publish(process, randomUUID(), { n: 1 }, { n: 2 })
    await eventually(() => expect(handled).toEqual([1, 1, 1, 2]))
  })

  test('sets an event aside after its last attempt, reports it and goes on', async () => {
    const process = await open()
    const handled: unknown[] = []
    const handle = ({ payload }: TestEvent) => {
      handled.push(payload.n)
      return payload.n === 1 ? Promise.reject(new Error('never')) : Promise.resolve()
    }
    await collect(process, { handle, maxAttempts: 3 })
    await publish(process, randomUUID(), { n: 1 }, { n: 2 })
    await eventually(() => expect(handled).toEqual([1, 1, 1, 2]))
    expect(process.messages).toContain('an event was set aside')
  })

  test('treats a handler that throws at once like one that rejects', async () => {
    const process = await open()
    const handle = vi.fn<() => Promise<void>>(() => {
      throw new Error('at once')
    })
    await collect(process, { handle, maxAttempts: 2 })
    await publish(process, randomUUID(), { n: 1 })
    await eventually(() => expect(process.messages).toContain('an event was set aside'))
    expect(handle).toHaveBeenCalledTimes(2)
  })

  test('does not hold up one tenant for another’s failing event', async () => {
    const process = await open()
    // Told apart by their last bits.
    const [failingTenant, other] = [
      '0190a000-0000-7000-8000-000000000001',
      '0190a000-0000-7000-8000-000000000002',
    ]
    const handled: unknown[] = []
    const stuck = held()
    const handle = async ({ payload, tenantId }: TestEvent) => {
      if (tenantId === failingTenant) await stuck.handle()
      handled.push(payload.n)
    }
    await collect(process, { handle })
    await publish(process, failingTenant, { n: 1 })
    await stuck.started
    await publish(process, other, { n: 2 })
    await eventually(() => expect(handled).toEqual([2]))
  })

  test('hands an event over again when the process that had it died', async () => {
    // The survivor is patient: on a busy machine it would else lose its own turn, and see an event twice.
    const [first, second] = [await open({ leaseMs: 500 }), await open({ pollMs: 30 })]
    const [name, tenantId] = [randomUUID(), randomUUID()]
    const stuck = held()
    await collect(first, { name, handle: stuck.handle })
    await publish(first, tenantId, { n: 1 }, { n: 2 })
    await stuck.started
    await first.crash()
    const { numbers } = await collect(second, { name })
    await eventually(() => expect(numbers()).toEqual([1, 2]))
  })

  test('sets an event aside that kills every process that handles it', async () => {
    const impatient = { pollMs: 30, leaseMs: 500 }
    const [name, tenantId] = [randomUUID(), randomUUID()]
    // The first death is not counted: until then nothing was suspected.
    for (const round of upTo(3)) {
      const process = await open(impatient)
      const deadly = held()
      await collect(process, { name, handle: deadly.handle, maxAttempts: 2 })
      if (round === 0) await publish(process, tenantId, { n: 1 }, { n: 2 })
      await deadly.started
      await process.crash()
    }
    const survivor = await open({ pollMs: 30 })
    const { numbers } = await collect(survivor, { name, maxAttempts: 2 })
    await eventually(() => expect(numbers()).toEqual([2]))
    expect(survivor.messages).toContain('an event was set aside')
  })
}
