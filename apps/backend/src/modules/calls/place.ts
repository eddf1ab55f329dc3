import {
  type Call,
  type HangupWith,
  type Leading,
  mayDo,
  type PlacedCall,
  programmeOf,
} from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import type { Principal } from '../../http/context.ts'
import { found, invalidField, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { findFlow } from '../flows/repository.ts'
import { countryOf } from '../identity/tenant.ts'
import { listNumbers } from '../numbers/service.ts'
import { listTrunks } from '../trunks/repository.ts'
import { presentCall } from './present.ts'
import * as repository from './repository.ts'

/**
 * Places a call: writes it down and tells the processes that carry calls, of which one takes it up once this has
 * committed. What becomes of it is in its record.
 */
export async function placeCall(
  work: Work,
  principal: Principal,
  wanted: PlacedCall,
): Promise<Call> {
  const { to, from, flowId, ringTimeoutMs, timeLimitMs, statusCallbackUrl, machineDetection } =
    wanted
  const programme = programmeOf(wanted)
  if (programme || statusCallbackUrl !== undefined) requireProgramming(principal)
  await requireWayOut(work, from)
  const flow = flowId === undefined ? undefined : await findPublished(work, flowId)
  const startedAt = new Date()
  const id = uuidv7({ msecs: startedAt.getTime() })
  await repository.insertCall(work.tx, {
    id,
    tenant_id: work.tenantId,
    node_id: null,
    direction: 'outbound',
    state: 'ringing',
    from_value: from ?? '',
    number_value: to,
    number_id: null,
    flow_id: flow?.id ?? null,
    flow_version: flow?.published_version ?? null,
    programme,
    status_callback_url: statusCallbackUrl ?? null,
    started_at: startedAt,
  })
  await work.audit('call.placed', id, {
    to,
    from: from ?? null,
    ...ledBy(wanted),
  })
  await work.publish('call.started', {
    callId: id,
    direction: 'outbound',
    from: from ?? '',
    number: to,
    numberId: null,
  })
  await work.publish('call.placed', {
    callId: id,
    to,
    from: from ?? null,
    ringTimeoutMs,
    timeLimitMs,
    ...(machineDetection && { machineDetection }),
  })
  const row = found(await repository.findCall(work.tx, id), 'call')
  const country = await countryOf(work.tx, work.tenantId)
  return presentCall(row, { country, mayMonitor: false })
}

/** A flow that may answer. @throws Refusal `validation_failed` */
export async function findPublished(work: Work, flowId: string) {
  const flow = await findFlow(work.tx, flowId)
  if (!flow) throw invalidField('/flowId', 'There is no such flow.')
  if (flow.published_version === null) throw invalidField('/flowId', 'Publish the flow first.')
  return flow
}

/** @throws Refusal `forbidden` */
export function requireProgramming(principal: Principal): void {
  if (mayDo(principal.roles, 'calls:program')) return
  throw new Refusal('forbidden', {
    detail: 'Verbs and webhooks need the permission calls:program.',
  })
}

/** What leads a call, for the audit: what is said and asked is the customer's business. */
export function ledBy({ flowId, verbs, url }: Leading): Record<string, unknown> {
  if (flowId !== undefined) return { flowId }
  return verbs === undefined ? { url } : { verbs: verbs.map(({ kind }) => kind) }
}

/** Asks whoever carries a call to end it. One that no process has taken up yet ends here. */
export async function endCall(
  work: Work,
  id: string,
  why: { readonly cause?: HangupWith | undefined } = {},
): Promise<void> {
  const call = found(await repository.findCall(work.tx, id), 'call')
  if (call.ended_at !== null) return
  const { cause: asked } = why
  await work.audit('call.end_requested', id, asked === undefined ? {} : { cause: asked })
  if (await repository.withdrawPlacedCall(work.tx, id)) {
    const cause = 'ORIGINATOR_CANCEL'
    await work.publish('call.ended', { callId: id, queueId: null, agentId: null, cause, talkMs: 0 })
    return
  }
  await work.publish('call.end_requested', {
    callId: id,
    ...(asked !== undefined && { cause: asked }),
  })
}

/** Refuses what no trunk could carry, before anything is written down. */
export async function requireWayOut(work: Work, from: string | undefined): Promise<void> {
  const trunks = (await listTrunks(work.tx)).filter(({ enabled }) => enabled)
  if (trunks.length === 0) {
    throw new Refusal('conflict', { detail: 'Calls go out by trunks, and there is none in use.' })
  }
  if (from === undefined) return
  const own = (await listNumbers(work)).map(({ number }) => number.value)
  const allowed = trunks.flatMap((trunk) => [
    ...(trunk.caller_ids.length > 0 ? trunk.caller_ids : own),
    ...(trunk.default_caller_id === null ? [] : [trunk.default_caller_id]),
  ])
  if (!allowed.includes(from)) {
    throw invalidField('/from', 'No trunk allows this number to be shown.')
  }
}
