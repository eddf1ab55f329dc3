import { z } from 'zod'
import { defineKind, type Exit, onDone } from '../kind.ts'
import { Reference } from '../settings.ts'

const exits: readonly Exit[] = [
  { id: 'left', title: 'after the message', optional: true },
  { id: 'error', title: 'when it fails' },
]

export const voicemail = defineKind({
  kind: 'voicemail',
  group: 'voice',
  title: 'Voicemail',
  summary: 'Takes a message.',
  icon: 'voicemail',
  docs: `Plays the greeting of the box and takes a message into it.

- **left**: after the message, if the caller is still there. Unwired, the call ends.
- **error**: no message could be taken.`,
  needs: 'caller',
  waits: 'caller',
  settings: z.object({ box: Reference }),
  fresh: { box: '' },
  form: [{ key: 'box', type: 'reference', to: 'voicemail_box', label: 'Box' }],
  exits: () => exits,
  enter: ({ box }, run) => ({ kind: 'wait', command: { kind: 'voicemail', box: run.box(box) } }),
  resume: onDone('voicemail', 'left'),
})
