import type { FlowRunOutcome } from '@iris/contracts'
import type { FlowState, TraceEntry } from '@iris/flow'
import type { Work } from '../../../work.ts'
import { mostVisits, TraceBuffer } from '../traces/trace-buffer.ts'
import { writeTraces } from '../traces/trace-repository.ts'
import type { RunRow } from './run-repository.ts'

export type RunFacts = Pick<RunRow, 'id' | 'tenant_id' | 'flow_id' | 'version' | 'started_at'>

/** Writes what a step did in the transaction of the step: none is lost, and none is there that was not kept. */
export async function traceRun(
  work: Work,
  run: RunFacts,
  trace: readonly TraceEntry[],
  ended?: { readonly atMs: number; readonly outcome: FlowRunOutcome },
): Promise<void> {
  const buffer = new TraceBuffer(mostVisits)
  const traced = {
    id: run.id,
    tenantId: run.tenant_id,
    flowId: run.flow_id,
    version: run.version,
    callId: null,
    startedAtMs: run.started_at.getTime(),
    ...(ended && { ended }),
  }
  buffer.add(traced, trace)
  await writeTraces(work.tx, buffer)
  if (!ended) return
  await work.publish('flow.run_ended', {
    flowId: run.flow_id,
    runId: run.id,
    outcome: ended.outcome,
  })
}

export function outcomeOf(state: FlowState): FlowRunOutcome {
  return state.kind === 'ended' && !state.problem ? 'completed' : 'failed'
}
