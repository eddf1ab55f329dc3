import type { PhoneNumber } from '@iris/contracts'
import type { LegId } from '@iris/telephony'
import type { CallInProgress } from '../call-in-progress.ts'
import type { OutsideCall } from '../dialling/dial-out.ts'

/** A number outside that is being called for a call. Aborted, it is given up. */
export interface NumberRing {
  readonly kind: 'number'
  readonly number: PhoneNumber
  readonly giveUp: AbortController
}

type Wishes = Pick<OutsideCall, 'ringTimeoutMs' | 'asking' | 'ringing' | 'earlyMedia'> & {
  /** The leg it is to talk with. */
  readonly beside: LegId
  /** What is to be shown where a trunk allows it. */
  readonly preferredCallerId?: string
}

/**
 * Calls a number outside; what came of it is posted to the call as `dialled`. Its leg is followed from the moment it is up,
 * so that its end is heard of in any case.
 */
export function ringNumber(call: CallInProgress, number: PhoneNumber, wishes: Wishes): NumberRing {
  const { line, log, followLeg } = call.parts
  const ring: NumberRing = { kind: 'number', number, giveUp: new AbortController() }
  const { tenantId } = call.facts
  const { signal } = ring.giveUp
  line
    .dial({ ...wishes, tenantId, number: number.value, callerId: undefined, signal })
    .catch((error: unknown) => {
      log.error({ err: error }, 'a number could not be dialled')
      return { kind: 'failed', cause: 'NORMAL_TEMPORARY_FAILURE', by: 'failure' } as const
    })
    .then((dialled) => {
      if (dialled.kind === 'answered') followLeg(dialled.leg)
      call.post({ kind: 'dialled', ring, dialled })
    })
    .catch((error: unknown) => log.error({ err: error }, 'a dialled number was lost'))
  return ring
}
