import { z } from 'zod'
import { defineKind } from '../kind.ts'
import { HangUpCause } from './end-cause.ts'

export const end = defineKind({
  kind: 'end',
  group: 'control',
  title: 'End',
  summary: 'Hangs up.',
  icon: 'phone-off',
  docs: 'Ends the call, and the run, with the cause chosen.',
  needs: 'nothing',
  waits: 'never',
  settings: z.object({ cause: HangUpCause.default('NORMAL_CLEARING') }),
  fresh: { cause: 'NORMAL_CLEARING' },
  form: [
    {
      key: 'cause',
      type: 'choice',
      label: 'Cause',
      options: [
        { value: 'NORMAL_CLEARING', label: 'Ordinary end' },
        { value: 'USER_BUSY', label: 'Busy' },
        { value: 'CALL_REJECTED', label: 'Rejected' },
        { value: 'UNALLOCATED_NUMBER', label: 'No such number' },
        { value: 'NORMAL_TEMPORARY_FAILURE', label: 'Failure' },
      ],
    },
  ],
  exits: () => [],
  isWayOut: true,
  enter: ({ cause }) => ({ kind: 'end', cause, outcome: null }),
})
