import * as fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../testing/eventually.ts'
import type { Database } from '../database/database.ts'
import type { Bus, BusEvent, Consumer } from './bus.ts'

interface Happening<Type extends string> extends BusEvent {
  readonly type: Type
  readonly payload: { readonly n?: number; readonly text?: string; readonly value?: unknown }
}
export type TestEvent = Happening<'door.opened'> | Happening<'door.closed'>
type TestBus = Bus<TestEvent, unknown>

/** One process's bus, on the backbone it shares with the others of the suite. */
export interface BusProcess {
  readonly bus: TestBus
  readonly database: Database<unknown>
  /** What it has logged. */
  readonly messages: readonly string[]
  /** Ends it as a crash does: whatever it was at stays as it is. */
  crash(): Promise<void>
}

/** How the tests want a process: as impatient as they are. */
export interface BusPace {
  readonly pollMs?: number
  readonly leaseMs?: number
}

/** What every driver of the bus must do. `open` starts another process, ended by the suite. */
export function busConformance(name: string, open: (pace?: BusPace) => Promise<BusProcess>): void {
  describe(`on ${name}`, () => {
    describe('publishing', () => {
      publishing(open)
    })
    describe('watching', () => {
      watching(open)
    })
    describe('consuming', () => {
      consuming(open)
    })
    describe('failing', () => {
      failing(open)
    })
  })
}

type Open = (pace?: BusPace) => Promise<BusProcess>
type Payload = TestEvent['payload']

function publish(
  { bus, database }: BusProcess,
  tenantId: string,
  ...payloads: Payload[]
): Promise<void> {
  return database.asTenant(tenantId, async (tx) => {
    for (const payload of payloads)
      await bus.publish(tx, { type: 'door.opened', tenantId, payload })
  })
}

/** Consumes into a list. */
async function collect(
  { bus }: BusProcess,
  given: Partial<Consumer<TestEvent, TestEvent['type']>> = {},
) {
  const events: TestEvent[] = []
  const stop = await bus.consume({
    name: `collector-${randomUUID()}`,
    types: ['door.opened'],
    handle: (event) => Promise.resolve(void events.push(event)),
    ...given,
  })
  const numbers = () => events.map(({ payload }) => payload.n)
  return { events, numbers, stop }
}

function watch({ bus }: BusProcess, tenantId: string) {
  const events: TestEvent[] = []
  const stop = bus.watch((event) => void (event.tenantId === tenantId && events.push(event)))
  const numbers = () => events.map(({ payload }) => payload.n)
  return { events, numbers, stop }
}

/** A handler that comes to an end when it is told to. */
function held() {
  const started = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  onTestFinished(() => release.resolve())
  const handle = () => {
    started.resolve()
    return release.promise
  }
  return { handle, started: started.promise, release: release.resolve }
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

function publishing(open: Open): void {
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

function watching(open: Open): void {
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

function consuming(open: Open): void {
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

function failing(open: Open): void {
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
    const impatient = { pollMs: 30, leaseMs: 500 }
    const [first, second] = [await open(impatient), await open(impatient)]
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
    const survivor = await open(impatient)
    const { numbers } = await collect(survivor, { name, maxAttempts: 2 })
    await eventually(() => expect(numbers()).toEqual([2]))
    expect(survivor.messages).toContain('an event was set aside')
  })
}
