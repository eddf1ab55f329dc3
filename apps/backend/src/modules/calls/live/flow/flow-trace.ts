import type { FlowRunOutcome } from '@iris/contracts'
import type { FlowState, Step, TraceEntry } from '@iris/flow'
import { v7 as uuidv7 } from 'uuid'
import type { CallInProgress, CallPhase } from '../call-in-progress.ts'

/** Begins to note what the call's flow does; what another did before is over. A flow of nobody's leaves no trace. */
export function beginTrace(call: CallInProgress, startedAtMs: number): void {
  const { id: callId, tenantId, flow } = call.facts
  endTrace(call, 'replaced', [], startedAtMs)
  if (!flow) return
  const { id: flowId, version } = flow
  call.run = {
    id: uuidv7({ msecs: startedAtMs }),
    tenantId,
    flowId,
    version,
    callId,
    startedAtMs,
  }
}

/** Notes what a step of the flow did. Nothing waits for it. */
export function traceStep(call: CallInProgress, { state, trace }: Step, atMs: number): void {
  if (state.kind === 'ended') return endTrace(call, outcomeOf(state), trace, atMs)
  if (call.run) call.parts.traces.record(call.run, trace)
}

/** Notes the end of the run, if there is one, and the last it did. */
export function endTrace(
  call: CallInProgress,
  outcome: FlowRunOutcome,
  trace: readonly TraceEntry[],
  atMs: number,
): void {
  if (!call.run) return
  call.parts.traces.record({ ...call.run, ended: { atMs, outcome } }, trace)
  call.run = undefined
}

/** Notes that the call has ended while its flow waited. Who was given an agent has got what the queue was for. */
export function endTraceWithCall(
  call: CallInProgress,
  phase: CallPhase,
  { trace }: Step,
  atMs: number,
): void {
  const wasAnswered = phase.kind !== 'flow' && phase.kind !== 'queued'
  if (!wasAnswered) return endTrace(call, 'caller_hung_up', trace, atMs)
  const answered = trace.map((entry) => ({ ...entry, outcome: 'answered' }))
  endTrace(call, 'completed', answered, atMs)
}

function outcomeOf(state: Extract<FlowState, { kind: 'ended' }>): FlowRunOutcome {
  if (state.problem) return 'failed'
  return state.by === 'caller' ? 'caller_hung_up' : 'completed'
}
