import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Database } from '../../database/database.ts'
import type { Bus, BusEvent, Consumer } from '../bus.ts'

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

export type Open = (pace?: BusPace) => Promise<BusProcess>
type Payload = TestEvent['payload']

export function publish(
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
export async function collect(
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

export function watch({ bus }: BusProcess, tenantId: string) {
  const events: TestEvent[] = []
  const stop = bus.watch((event) => void (event.tenantId === tenantId && events.push(event)))
  const numbers = () => events.map(({ payload }) => payload.n)
  return { events, numbers, stop }
}

/** A handler that comes to an end when it is told to. */
export function held() {
  const started = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  onTestFinished(() => release.resolve())
  const handle = () => {
    started.resolve()
    return release.promise
  }
  return { handle, started: started.promise, release: release.resolve }
}

export const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)
