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

/** How a flow can end a call: one that was answered, or not. HangupCause has what each means. */
export const EndCause = z.enum(['NORMAL_CLEARING', 'NORMAL_TEMPORARY_FAILURE', ...rejectCauses])
export type EndCause = z.infer<typeof EndCause>

/** How a block that hangs up can do so. */
export const HangUpCause = EndCause.extract([
  'NORMAL_CLEARING',
  'USER_BUSY',
  'CALL_REJECTED',
  'UNALLOCATED_NUMBER',
  'NORMAL_TEMPORARY_FAILURE',
])
