import type { DoWork, Work } from '../../../work.ts'

/** Which run of which flow does something. */
export interface FlowRun {
  readonly tenantId: string
  readonly flowId: string
  /** The call it leads; none where it leads no call. */
  readonly callId?: string
  /**
   * The transaction that what is done is to be part of, as where a run keeps its state: then a step that is taken again
   * after a crash sends no mail twice. Without it, each effect is a transaction of its own. Requests are outside of both.
   */
  readonly work?: Work
}

/** What effects need of the backend, requests aside. */
export interface WorkParts {
  readonly doWork: DoWork
}

export function inWork<Result>(
  { doWork }: WorkParts,
  { tenantId, work }: Pick<FlowRun, 'tenantId' | 'work'>,
  task: (work: Work) => Promise<Result>,
): Promise<Result> {
  return work ? task(work) : doWork(tenantId, null, task)
}
