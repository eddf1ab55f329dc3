import { z } from 'zod'
import { rejectCauses } from '../end/end-cause.ts'
import { defineKind } from '../kind.ts'

export const reject = defineKind({
  kind: 'reject',
  group: 'voice',
  title: 'Reject',
  summary: 'Ends a call without answering it.',
  icon: 'phone-missed',
  docs: `Ends a call that was not answered, with the cause the caller’s network is told. A flow that has this block begins while the telephone rings; see **Answer**. A call that was answered is hung up.`,
  needs: 'caller',
  waits: 'never',
  settings: z.object({ cause: z.enum(rejectCauses).default('CALL_REJECTED') }),
  fresh: { cause: 'CALL_REJECTED' },
  form: [
    {
      key: 'cause',
      type: 'choice',
      label: 'Cause',
      options: [
        { value: 'CALL_REJECTED', label: 'Rejected' },
        { value: 'USER_BUSY', label: 'Busy' },
        { value: 'NO_ANSWER', label: 'No answer' },
        { value: 'UNALLOCATED_NUMBER', label: 'No such number' },
        { value: 'NUMBER_CHANGED', label: 'The number has changed' },
        { value: 'INCOMING_CALL_BARRED', label: 'Such calls are not taken' },
        { value: 'SERVICE_UNAVAILABLE', label: 'Out of service' },
        { value: 'UNWANTED', label: 'Unwanted' },
      ],
    },
  ],
  exits: () => [],
  isWayOut: true,
  enter: ({ cause }) => ({ kind: 'end', cause, outcome: 'rejected' }),
})
