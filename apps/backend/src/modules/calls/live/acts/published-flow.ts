import { findFlow } from '../../../flows/repository.ts'
import { type Answering, findFlowOf } from '../answering.ts'
import type { CallInProgress } from '../call-in-progress.ts'

/** A flow as it is published now; `undefined` where it is not. */
export function publishedFlow(
  { parts, facts }: CallInProgress,
  flowId: string,
): Promise<Answering | undefined> {
  return parts.doWork(facts.tenantId, null, async (work) => {
    const flow = await findFlow(work.tx, flowId)
    if (!flow || flow.published_version === null) return undefined
    return findFlowOf(work.tx, {
      tenant_id: facts.tenantId,
      flow_id: flow.id,
      flow_version: flow.published_version,
      programme: null,
    })
  })
}

/** The flow leads the call from now on, in place of what did; it is for whoever gets this to let it begin. */
export function takeOverBy(
  call: CallInProgress,
  { program, flow, queues, boxes }: Pick<Answering, 'program' | 'flow' | 'queues' | 'boxes'>,
): void {
  call.verbs = undefined
  call.facts = { ...call.facts, program, flow, boxes, hasFlow: true }
  for (const [id, queue] of queues) call.queues.set(id, queue)
  call.path.beginFlow()
}
