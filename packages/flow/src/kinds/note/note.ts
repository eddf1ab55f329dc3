import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import { defineKind, nextOrError, onDone } from '../kind.ts'

export const note = defineKind({
  kind: 'note',
  group: 'data',
  title: 'Note',
  summary: 'Writes something on the record of the call.',
  icon: 'notebook-pen',
  docs: `Whoever may see the call can read it there.

- **next**: it is written.
- **error**: it is empty, there is no call, or the call has 200 notes already.`,
  needs: 'caller',
  waits: 'outside',
  settings: z.object({
    text: z
      .string()
      .trim()
      .min(1, 'Write what is to be noted.')
      .max(2000, 'At most 2000 characters.'),
  }),
  fresh: { text: '' },
  form: [{ key: 'text', type: 'template', label: 'Text', lines: 4 }],
  exits: nextOrError,
  enter: ({ text }, { values }) => ({
    kind: 'wait',
    command: { kind: 'note', text: fillIn(text, values) },
  }),
  resume: onDone('note'),
})
