import type { FlowRunOutcome } from '@iris/contracts'

/** A run of a flow, as the trace knows it. Times are ms since 1970. */
export interface TracedRun {
  /** A UUIDv7 of the run's beginning. */
  readonly id: string
  readonly tenantId: string
  readonly flowId: string
  readonly version: number
  readonly callId: string | null
  readonly startedAtMs: number
  /** Once it has ended. */
  readonly ended?: { readonly atMs: number; readonly outcome: FlowRunOutcome }
}
