import type {
  FlowCounts,
  FlowRun,
  FlowRunOutcome,
  FlowTrace,
  RouteAnswer,
  RouteRequest,
  Routes,
} from '@iris/contracts'
import { FlowRunOutcome as KnownOutcome } from '@iris/contracts'
import { cursorOf, idFromCursor, pageOf } from '../../../http/paging.ts'
import { found } from '../../../problem.ts'
import type { Work } from '../../../work.ts'
import { findFlow } from '../repository.ts'
import * as repository from './trace-repository.ts'

const minuteMs = 60_000
const windowMs = { hour: 60 * minuteMs, day: 24 * 60 * minuteMs } as const

export async function listRuns(
  work: Work,
  flowId: string,
  { outcome, cursor, limit }: RouteRequest<Routes['listFlowRuns']>['query'],
): Promise<RouteAnswer<Routes['listFlowRuns']>> {
  found(await findFlow(work.tx, flowId), 'flow')
  const before = cursor === undefined ? undefined : idFromCursor(cursor)
  const rows = await repository.listRuns(work.tx, flowId, { outcome, before, limit: limit + 1 })
  return pageOf(rows, limit, cursorOf, presentRun)
}

export async function getTrace(work: Work, flowId: string, runId: string): Promise<FlowTrace> {
  return presentTrace(found(await repository.findTrace(work.tx, flowId, runId), 'run of this flow'))
}

/** What the flows of a call did, the first run first. Empty for a call without a flow, or whose traces were forgotten. */
export async function callTraces(work: Work, callId: string): Promise<FlowTrace[]> {
  return (await repository.listTracesOfCall(work.tx, callId)).map(presentTrace)
}

export async function countExits(
  work: Work,
  flowId: string,
  { window, version }: RouteRequest<Routes['getFlowCounts']>['query'],
): Promise<FlowCounts> {
  found(await findFlow(work.tx, flowId), 'flow')
  const now = Date.now()
  const since = new Date(now - (now % minuteMs) - windowMs[window])
  const left = await repository.countLeft(work.tx, flowId, { since, version })
  const inside = await repository.countInside(work.tx, flowId, version)
  const blocks = new Map<string, Block>()
  for (const { block, exit, count } of left) {
    const counted = blockOf(blocks, block)
    counted.entered += count
    if (exit === 'caller_hung_up') counted.dropped += count
    else counted.left[exit] = count
  }
  for (const { block, count } of inside) {
    const counted = blockOf(blocks, block)
    counted.entered += count
    counted.inside = count
  }
  return { since: since.toISOString(), blocks: Object.fromEntries(blocks) }
}

type Block = FlowCounts['blocks'][string]

function blockOf(blocks: Map<string, Block>, id: string): Block {
  const known = blocks.get(id)
  if (known) return known
  const fresh: Block = { entered: 0, left: {}, inside: 0, dropped: 0 }
  blocks.set(id, fresh)
  return fresh
}

function presentRun(row: repository.RunRow): FlowRun {
  return {
    id: row.id,
    flowId: row.flow_id,
    version: row.version,
    callId: row.call_id,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    outcome: outcomeOf(row.outcome),
    visits: row.visits,
  }
}

function outcomeOf(text: string | null): FlowRunOutcome | null {
  return text === null ? null : KnownOutcome.parse(text)
}

function presentTrace(row: repository.TraceRow): FlowTrace {
  const steps = Object.values(row.steps).toSorted((a, b) => a.visit - b.visit)
  return { ...presentRun(row), steps, isCut: row.visits > steps.length }
}
