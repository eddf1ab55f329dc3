import type { VerbOf } from '@iris/contracts'
import { findQueuesByIds } from '../../../queues/repository.ts'
import { type AskedNeed, readRouting, type RoutingAsked } from '../waiting/place-routing.ts'
import { queueFactsOf } from '../waiting/queue-facts.ts'
import type { CallInProgress } from '../call-in-progress.ts'

type Wanted = Omit<VerbOf<'enqueue'>, 'kind' | 'actionUrl'>

/** Puts the caller into a queue; `queue_left` follows. */
export async function enqueueByVerb(call: CallInProgress, wanted: Wanted): Promise<void> {
  const { queueId, priority, maxWaitMs, treatment } = wanted
  const { parts, facts } = call
  const waitingSinceMs = Date.now()
  const { queue, read } = await parts.doWork(facts.tenantId, null, async (work) => {
    const [row] = await findQueuesByIds(work.tx, facts.tenantId, [queueId])
    return { queue: row, read: await readRouting(work, askedBy(wanted), waitingSinceMs) }
  })
  if (!queue) return refuse(call, 'There is no such queue.')
  if (read.kind === 'unknown') return refuse(call, read.reason)
  call.queues.set(queueId, queueFactsOf(queue))
  const entered = [call.path.enterQueue(queue, waitingSinceMs)]
  const expiresAtMs = maxWaitMs === undefined ? null : waitingSinceMs + maxWaitMs
  await answeredBefore(call)
  call.post({
    kind: 'enqueue',
    place: { queueId, priority, waitingSinceMs, expiresAtMs, treatment, ...read.routing },
    entered,
  })
}

function refuse(call: CallInProgress, reason: string): void {
  call.parts.log.warn({ reason }, 'a verb leads to what is not there')
  call.post({ kind: 'flow', event: { kind: 'queue_left', outcome: 'failed', reason } })
}

function askedBy({ needs, relax = [], agentId, agentWaitMs }: Wanted): RoutingAsked {
  return {
    needs: needs?.map(asked),
    relax: relax.map((step) => ({ afterMs: step.afterMs, needs: step.needs.map(asked) })),
    agent: agentId === undefined ? undefined : { who: agentId, waitMs: agentWaitMs ?? null },
  }
}

const asked = ({ skillId, level }: NonNullable<Wanted['needs']>[number]): AskedNeed => ({
  skill: { id: skillId },
  level,
})

/** Writes down that the call was answered, where nothing was written since. */
async function answeredBefore(call: CallInProgress): Promise<void> {
  const at = call.answeredAtMs
  call.answeredAtMs = undefined
  if (at !== undefined) await call.parts.ledger.moved(call.path.steps, [], at)
}
