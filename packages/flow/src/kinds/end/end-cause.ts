import { z } from 'zod'

/** Why a call that rings is not taken. */
export const rejectCauses = [
  'CALL_REJECTED',
  'USER_BUSY',
  'NO_ANSWER',
  'UNALLOCATED_NUMBER',
  'NUMBER_CHANGED',
  'INCOMING_CALL_BARRED',
  'SERVICE_UNAVAILABLE',
  'UNWANTED',
] as const

/** How a block that ends a call can do so; HangupCause has what each means. */
export const HangUpCause = z.enum([
  'NORMAL_CLEARING',
  'USER_BUSY',
  'CALL_REJECTED',
  'UNALLOCATED_NUMBER',
  'NORMAL_TEMPORARY_FAILURE',
])

/** How a flow can end a call: one that was answered, or not. */
export type EndCause = z.infer<typeof HangUpCause> | (typeof rejectCauses)[number]
