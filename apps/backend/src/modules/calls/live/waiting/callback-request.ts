import type { CallbackWish } from '@iris/contracts'
import { requestCallback } from '../../../callbacks/service.ts'
import type { CallInProgress } from '../call-in-progress.ts'
import type { QueuePlace } from '../ledger/ledger.ts'

export type CallbackAsked = CallbackWish & { readonly queueId: string }

/**
 * Has the caller called back, in the place they gave up in that queue, or from now on where they gave up none. Gives the
 * callback's id. Rejects where there is no such queue, or no number to be called back at.
 */
export function requestCallbackOf(call: CallInProgress, wish: CallbackAsked): Promise<string> {
  const { facts, parts, leftPlace } = call
  const place = leftPlace?.queueId === wish.queueId ? leftPlace : undefined
  return parts.doWork(facts.tenantId, null, (work) =>
    requestCallback(work, {
      queueId: wish.queueId,
      number: wish.number ?? facts.from.user,
      callerName: wish.name,
      callerId: facts.numberValue === '' ? undefined : facts.numberValue,
      fromCallId: facts.id,
      priority: place?.priority ?? wish.priority,
      agentId: onlyFor(place),
      needs: place?.needs,
      relax: place?.relax,
      waitingSinceMs: place?.waitingSinceMs,
      maxAttempts: wish.attempts,
      retryAfterMs: wish.retryAfterMs,
      withinMs: wish.withinMs,
    }),
  )
}

/** Whoever was for one agent alone is called back by that agent. */
function onlyFor(place: QueuePlace | undefined): string | undefined {
  const { keptFor } = place ?? {}
  return keptFor?.untilMs === null ? keptFor.agentId : undefined
}
