import type { EventOf, EventPayload, EventType, IrisEvent } from '@iris/contracts'
import { afterCommit, type Bus, type Database } from '@iris/platform'
import type { Transaction } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Tables } from './tables.ts'

export type Tx = Transaction<Tables>
export type EventBus = Bus<IrisEvent, Tables>

/** Who does something; `null` where the centre itself does. */
export interface Actor {
  readonly id: string
  readonly name: string
  readonly address: string
}

/** One transaction's work for one tenant: the change, its events and its audit entries commit together or not at all. */
export interface Work {
  readonly tx: Tx
  readonly tenantId: string
  readonly actor: Actor | null
  publish<Type extends EventType>(type: Type, payload: EventPayload<Type>): Promise<void>
  /** Notes a deed. `action` is `noun.verb`; `detail` holds no secrets. */
  audit(action: string, target: string, detail?: Record<string, unknown>): Promise<void>
  /** Runs an effect outside the database once the work has committed. */
  afterCommit(effect: () => void): void
}

/** Does work for a tenant in one transaction. */
export type DoWork = <Result>(
  tenantId: string,
  actor: Actor | null,
  task: (work: Work) => Promise<Result>,
) => Promise<Result>

/** Makes the function through which every change to a tenant's data is made. */
export function workFor(database: Database<Tables>, bus: EventBus): DoWork {
  return (tenantId, actor, task) =>
    database.asTenant(tenantId, (tx) =>
      task({
        tx,
        tenantId,
        actor,
        publish: (type, payload) =>
          bus.publish(tx, { type, tenantId, payload } as EventOf<typeof type>),
        audit: (action, target, detail = {}) =>
          writeAuditEntry(tx, tenantId, actor, { action, target, detail }),
        afterCommit: (effect) => afterCommit(tx, effect),
      }),
    )
}

async function writeAuditEntry(
  tx: Tx,
  tenantId: string,
  actor: Actor | null,
  deed: { action: string; target: string; detail: Record<string, unknown> },
): Promise<void> {
  await tx
    .insertInto('audit_entries')
    .values({
      id: uuidv7(),
      tenant_id: tenantId,
      actor_id: actor?.id ?? null,
      address: actor?.address ?? null,
      action: deed.action,
      target: deed.target,
      detail: JSON.stringify(deed.detail),
    })
    .execute()
}
