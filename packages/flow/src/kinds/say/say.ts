import { z } from 'zod'
import { fillInSpoken } from '../../expressions/index.ts'
import { defineKind, nextOrError, onDone } from '../kind.ts'
import { Spoken, Voice } from '../settings.ts'

export const say = defineKind({
  kind: 'say',
  group: 'voice',
  title: 'Say',
  summary: 'Speaks a text.',
  icon: 'message-square-text',
  docs: `Says the text in the voice chosen. A text wholly in \`<speak>\` is taken as SSML.

- **next**: it was said, or its variables left nothing to say.
- **error**: no voice could say it.`,
  needs: 'caller',
  waits: 'caller',
  settings: z.object({ text: Spoken, voice: Voice }),
  fresh: { text: '' },
  form: [
    { key: 'text', type: 'template', label: 'Text', lines: 4, spoken: true },
    { key: 'voice', type: 'voice', label: 'Voice' },
  ],
  exits: nextOrError,
  enter: ({ text: template, voice }, { values }) => {
    const text = fillInSpoken(template, values)
    // A text made of variables that are all empty: there is nothing to say, so it is said.
    if (text.trim() === '') return { kind: 'leave', exit: 'next' }
    return { kind: 'wait', command: { kind: 'say', text, ...(voice !== undefined && { voice }) } }
  },
  resume: onDone('say'),
})
