import type { Cause } from '@iris/telephony'

/** The causes that tell most of a party, before those that tell of the way there. */
const telling: readonly Cause[] = ['NO_ANSWER', 'USER_BUSY', 'CALL_REJECTED', 'NO_USER_RESPONSE']

/**
 * What it comes to when nobody of several has taken a call: what all have in common, else what tells most of the
 * parties, an unanswered telephone before a busy one.
 */
export function causeOfAll(causes: readonly Cause[]): Cause {
  return telling.find((cause) => causes.includes(cause)) ?? causes[0] ?? 'NO_ANSWER'
}
