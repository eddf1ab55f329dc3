import type { FlowDocument, RecordingRule } from '@iris/contracts'
import type { Tx } from '../../../work.ts'
import { findTenant } from '../../identity/repository.ts'
import { findAnswering } from '../../numbers/repository.ts'
import { findQueuesByIds } from '../../queues/repository.ts'
import { findBoxesByIds } from '../../voicemail/repository.ts'
import type { QueueFacts } from './call-in-progress.ts'
import { outOfService } from './out-of-service.ts'
import type { BoxFacts } from './voicemail-stage.ts'

/** Where a call to one of our numbers leads. */
export interface Answering {
  readonly tenantId: string
  readonly country: string
  readonly numberId: string
  /** The number's own rule. */
  readonly record: RecordingRule
  readonly document: FlowDocument
  readonly flow: { readonly id: string; readonly version: number } | undefined
  /** The queues the flow leads to. */
  readonly queues: ReadonlyMap<string, QueueFacts>
  /** The voicemail boxes it leads to. */
  readonly boxes: ReadonlyMap<string, BoxFacts>
}

/** Looks up who answers a number (E.164); `undefined` when it is nobody's. For system transactions: no tenant is known yet. */
export async function findAnsweringOf(tx: Tx, number: string): Promise<Answering | undefined> {
  const row = await findAnswering(tx, number)
  const tenant = row && (await findTenant(tx, row.tenant_id))
  if (!row || !tenant) return undefined
  const { flow_id: id, version } = row
  return {
    tenantId: tenant.id,
    country: tenant.country,
    numberId: row.id,
    record: row.record,
    document: row.document ?? outOfService,
    flow: id !== null && version !== null ? { id, version } : undefined,
    queues: await queuesOf(tx, tenant.id, row.document ?? outOfService),
    boxes: await boxesOf(tx, tenant.id, row.document ?? outOfService),
  }
}

async function queuesOf(
  tx: Tx,
  tenantId: string,
  document: FlowDocument,
): Promise<Map<string, QueueFacts>> {
  const ids = Object.values(document.nodes).flatMap((node) =>
    node.kind === 'enqueue' ? [node.queueId] : [],
  )
  const rows = await findQueuesByIds(tx, tenantId, ids)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        name: row.name,
        wrapUpMs: row.wrap_up_ms,
        announceEveryMs: row.announce_every_ms,
        record: row.record,
      },
    ]),
  )
}

async function boxesOf(
  tx: Tx,
  tenantId: string,
  document: FlowDocument,
): Promise<Map<string, BoxFacts>> {
  const ids = Object.values(document.nodes).flatMap((node) =>
    node.kind === 'voicemail' ? [node.boxId] : [],
  )
  const rows = await findBoxesByIds(tx, tenantId, ids)
  return new Map(
    rows.map((row) => [
      row.id,
      { greeting: row.greeting, maxMs: row.max_ms, silenceEndMs: row.silence_end_ms },
    ]),
  )
}
