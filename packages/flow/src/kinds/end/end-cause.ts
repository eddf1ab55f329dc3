import { z } from 'zod'

/** How a flow can end a call; HangupCause has what each means. */
export const EndCause = z.enum([
  'NORMAL_CLEARING',
  'USER_BUSY',
  'CALL_REJECTED',
  'UNALLOCATED_NUMBER',
  'NORMAL_TEMPORARY_FAILURE',
])
export type EndCause = z.infer<typeof EndCause>
