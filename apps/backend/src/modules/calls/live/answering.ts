import type { Programme, RecordingRule } from '@iris/contracts'
import type { FlowProgram } from '@iris/flow'
import type { Tx } from '../../../work.ts'
import { findTenant } from '../../identity/repository.ts'
import { findFlow } from '../../flows/repository.ts'
import { programOf } from '../../flows/program.ts'
import { findVersion } from '../../flows/version-repository.ts'
import { findAnswering } from '../../numbers/repository.ts'
import { listTrunksOf, type TrunkRow } from '../../trunks/repository.ts'
import { findQueuesByIds } from '../../queues/repository.ts'
import { findBoxesByIds } from '../../voicemail/repository.ts'
import type { QueueFacts } from './call-in-progress.ts'
import { queueFactsOf } from './waiting/queue-facts.ts'
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
  readonly program: FlowProgram
  readonly flow: { readonly id: string; readonly version: number } | undefined
  /** What leads the call in the flow's place. */
  readonly programme: Programme | undefined
  /** The queues the flow leads to. */
  readonly queues: ReadonlyMap<string, QueueFacts>
  /** The voicemail boxes it leads to. */
  readonly boxes: ReadonlyMap<string, BoxFacts>
}

/** A call to a number of ours, and the tenant's trunks, which may say where it can come from. */
export interface IncomingAnswering extends Answering {
  readonly numberId: string
  /** Who is told how calls to the number go. */
  readonly statusCallbackUrl: string | null
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
  const program =
    row.document === null || id === null || version === null
      ? unanswered
      : await programOf(tx, tenant.id, {
          name: row.flow_name ?? '',
          version,
          document: row.document,
          references: row.references,
        })
  return {
    tenantId: tenant.id,
    country: tenant.country,
    numberId: row.id,
    record: row.record === 'off' ? tenant.recording_rule : row.record,
    program,
    flow: id !== null && version !== null ? { id, version } : undefined,
    programme:
      row.answer_url === null
        ? undefined
        : { kind: 'url', url: row.answer_url, fallbackUrl: row.answer_fallback_url },
    statusCallbackUrl: row.status_callback_url,
    queues: await queuesOf(tx, tenant.id, program),
    boxes: await boxesOf(tx, tenant.id, program),
    trunks: await listTrunksOf(tx, tenant.id),
  }
}

/** What a call of ours leads to once it is taken: what it was placed with; `undefined` when that is gone. */
export async function findFlowOf(
  tx: Tx,
  call: {
    readonly tenant_id: string
    readonly flow_id: string | null
    readonly flow_version: number | null
    readonly programme: Programme | null
  },
): Promise<Answering | undefined> {
  const { flow_id: id, flow_version: version, programme } = call
  const tenant = await findTenant(tx, call.tenant_id)
  if (!tenant) return undefined
  const ours = {
    tenantId: tenant.id,
    country: tenant.country,
    numberId: null,
    // Only numbers that are called have a rule of their own.
    record: tenant.recording_rule,
  } as const
  if (programme) return { ...ours, ...withoutFlow, programme }
  if (id === null || version === null) return undefined
  const row = await findVersion(tx, id, version)
  if (!row || row.tenant_id !== tenant.id) return undefined
  const { document, references } = row
  const name = (await findFlow(tx, id))?.name ?? ''
  const program = await programOf(tx, tenant.id, { name, version, document, references })
  return {
    ...ours,
    program,
    flow: { id, version },
    programme: undefined,
    queues: await queuesOf(tx, tenant.id, program),
    boxes: await boxesOf(tx, tenant.id, program),
  }
}

/** What a voicemail box answers with; `undefined` where there is none. */
export async function findBoxAnswering(
  tx: Tx,
  tenantId: string,
  boxId: string,
): Promise<Pick<Answering, 'program' | 'flow' | 'queues' | 'boxes'> | undefined> {
  const program = straightToBox(boxId)
  const boxes = await boxesOf(tx, tenantId, program)
  return boxes.size === 0 ? undefined : { program, flow: undefined, queues: new Map(), boxes }
}

const withoutFlow = {
  program: outOfService,
  flow: undefined,
  queues: new Map<string, QueueFacts>(),
  boxes: new Map<string, BoxFacts>(),
} as const

async function queuesOf(
  tx: Tx,
  tenantId: string,
  program: FlowProgram,
): Promise<Map<string, QueueFacts>> {
  const rows = await findQueuesByIds(tx, tenantId, idsIn(program, 'queues'))
  return new Map(rows.map((row) => [row.id, queueFactsOf(row)]))
}

/** What a flow, and those it leads into, name. */
function idsIn(program: FlowProgram, type: 'queues' | 'boxes'): string[] {
  const own = Object.values(program.references?.[type] ?? {})
  const within = Object.values(program.flows).flatMap((flow) => idsIn(flow, type))
  return [...new Set([...own, ...within])]
}

async function boxesOf(
  tx: Tx,
  tenantId: string,
  program: FlowProgram,
): Promise<Map<string, BoxFacts>> {
  const rows = await findBoxesByIds(tx, tenantId, idsIn(program, 'boxes'))
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
