import type { VerbOf } from '@iris/contracts'
import { findQueuesByIds } from '../../../queues/repository.ts'
import { queueFactsOf } from '../queue-facts.ts'
import type { CallInProgress } from '../call-in-progress.ts'

/** Puts the caller into a queue; `queue_left` follows. */
export async function enqueueByVerb(
  call: CallInProgress,
  {
    queueId,
    priority,
    maxWaitMs,
    treatment,
  }: Pick<VerbOf<'enqueue'>, 'queueId' | 'priority' | 'maxWaitMs' | 'treatment'>,
): Promise<void> {
  const { parts, facts } = call
  const [queue] = await parts.doWork(facts.tenantId, null, (work) =>
    findQueuesByIds(work.tx, facts.tenantId, [queueId]),
  )
  if (!queue) {
    parts.log.warn({ queueId }, 'a verb leads to a queue that is not there')
    return call.post({ kind: 'flow', event: { kind: 'queue_left', outcome: 'failed' } })
  }
  call.queues.set(queueId, queueFactsOf(queue))
  const waitingSinceMs = Date.now()
  const entered = [call.path.enterQueue(queue, waitingSinceMs)]
  const expiresAtMs = maxWaitMs === undefined ? null : waitingSinceMs + maxWaitMs
  await answeredBefore(call)
  call.post({
    kind: 'enqueue',
    place: { queueId, priority, waitingSinceMs, expiresAtMs, treatment },
    entered,
  })
}

/** Writes down that the call was answered, where nothing was written since. */
async function answeredBefore(call: CallInProgress): Promise<void> {
  const at = call.answeredAtMs
  call.answeredAtMs = undefined
  if (at !== undefined) await call.parts.ledger.moved(call.path.steps, [], at)
}
