import { RecordCallAction } from '@iris/contracts'
import { z } from 'zod'
import { defineKind, nextOrError, onDone } from '../kind.ts'

export const recordCall = defineKind({
  kind: 'record_call',
  group: 'voice',
  title: 'Record',
  summary: 'Begins, ends, pauses or resumes the recording of the call.',
  icon: 'circle-dot',
  docs: `Changes whether the call is recorded from here on. Where a rule wants it, callers are told, or hear a beep.

- **next**: it was done.
- **error**: it could not be done.`,
  needs: 'caller',
  // It takes no time, but for an announcement or a beep where the rules want one.
  waits: 'never',
  settings: z.object({ action: RecordCallAction }),
  fresh: { action: 'on' },
  form: [
    {
      key: 'action',
      type: 'choice',
      label: 'From here on',
      options: [
        { value: 'on', label: 'Record' },
        { value: 'off', label: 'Do not record' },
        { value: 'pause', label: 'Pause' },
        { value: 'resume', label: 'Go on' },
      ],
    },
  ],
  exits: nextOrError,
  enter: ({ action }) => ({ kind: 'wait', command: { kind: 'record_call', action } }),
  resume: onDone('record_call'),
})
