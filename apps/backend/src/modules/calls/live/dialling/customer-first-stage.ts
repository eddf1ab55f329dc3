import { settingsOf } from '../../../queues/settings.ts'
import type { CallInProgress, CustomerFirst } from '../call-in-progress.ts'
import { queueFactsOf } from '../waiting/queue-facts.ts'
import { takeOffer } from '../waiting/queue-stage.ts'
import { treatCalledBack } from '../waiting/waiting-treatment.ts'

/**
 * Somebody who asked to be called back is on the line, and the agent who is kept for them is rung. Should that agent not come,
 * they wait for the next like any other caller, in the place they have.
 */
export async function takeCustomer(
  call: CallInProgress,
  { place, offer }: CustomerFirst,
): Promise<void> {
  const name = call.queues.get(place.queueId)?.name ?? ''
  const entered = call.path.enterQueue({ id: place.queueId, name }, Date.now())
  const queue = await call.parts.ledger.onTheLine(place, call.path.steps, entered)
  if (queue) {
    call.rules = settingsOf(queue)
    call.queues.set(queue.id, queueFactsOf(queue))
  }
  call.phase = { kind: 'queued', place, rings: [] }
  treatCalledBack(call)
  await takeOffer(call, { kind: 'offered', ...offer, isAskedFor: true })
}
