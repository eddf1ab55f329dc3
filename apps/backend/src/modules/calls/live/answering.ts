import type { FlowDocument, RecordingRule } from '@iris/contracts'
import type { Tx } from '../../../work.ts'
import { findTenant } from '../../identity/repository.ts'
import { findVersion } from '../../flows/repository.ts'
import { findAnswering } from '../../numbers/repository.ts'
import { listTrunksOf, type TrunkRow } from '../../trunks/repository.ts'
import { findQueuesByIds } from '../../queues/repository.ts'
import { findBoxesByIds } from '../../voicemail/repository.ts'
import type { QueueFacts } from './call-in-progress.ts'
import { straightToBox } from './straight-to-box.ts'
import { outOfService } from './out-of-service.ts'
import type { BoxFacts } from './voicemail-stage.ts'

/** Where a call to one of our numbers leads. */
export interface Answering {
  readonly tenantId: string
  readonly country: string
  /** `null` for calls of ours. */
  readonly numberId: string | null
  /** The number's own rule, or the centre's. */
  readonly record: RecordingRule
  readonly document: FlowDocument
  readonly flow: { readonly id: string; readonly version: number } | undefined
  /** The queues the flow leads to. */
  readonly queues: ReadonlyMap<string, QueueFacts>
  /** The voicemail boxes it leads to. */
  readonly boxes: ReadonlyMap<string, BoxFacts>
}

/** A call to a number of ours, and the tenant's trunks, which may say where it can come from. */
export interface IncomingAnswering extends Answering {
  readonly numberId: string
  readonly trunks: readonly TrunkRow[]
}

/** Looks up who answers a number (E.164); `undefined` when it is nobody's. For system transactions: no tenant is known yet. */
export async function findAnsweringOf(
  tx: Tx,
  number: string,
): Promise<IncomingAnswering | undefined> {
  const row = await findAnswering(tx, number)
  const tenant = row && (await findTenant(tx, row.tenant_id))
  if (!row || !tenant) return undefined
  const { flow_id: id, version, voicemail_box_id: boxId } = row
  const unanswered = boxId === null ? outOfService : straightToBox(boxId)
  const document = row.document ?? unanswered
  return {
    tenantId: tenant.id,
    country: tenant.country,
    numberId: row.id,
    record: row.record === 'off' ? tenant.recording_rule : row.record,
    document,
    flow: id !== null && version !== null ? { id, version } : undefined,
    queues: await queuesOf(tx, tenant.id, document),
    boxes: await boxesOf(tx, tenant.id, document),
    trunks: await listTrunksOf(tx, tenant.id),
  }
}

/** What a call of ours leads to once it is taken: the flow it was placed with; `undefined` when that is gone. */
export async function findFlowOf(
  tx: Tx,
  call: {
    readonly tenant_id: string
    readonly flow_id: string | null
    readonly flow_version: number | null
  },
): Promise<Answering | undefined> {
  const { flow_id: id, flow_version: version } = call
  const tenant = await findTenant(tx, call.tenant_id)
  if (!tenant || id === null || version === null) return undefined
  const row = await findVersion(tx, id, version)
  if (!row || row.tenant_id !== tenant.id) return undefined
  return {
    tenantId: tenant.id,
    country: tenant.country,
    numberId: null,
    document: row.document,
    flow: { id, version },
    queues: await queuesOf(tx, tenant.id, row.document),
    // Only numbers that are called have a rule of their own.
    record: tenant.recording_rule,
    boxes: await boxesOf(tx, tenant.id, row.document),
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
      {
        greeting: row.greeting,
        greetingSoundId: row.greeting_sound_id,
        maxMs: row.max_ms,
        silenceEndMs: row.silence_end_ms,
      },
    ]),
  )
}
