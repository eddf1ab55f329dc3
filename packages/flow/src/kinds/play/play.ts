import { z } from 'zod'
import { defineKind, nextOrError, onDone } from '../kind.ts'
import { Reference } from '../settings.ts'

export const play = defineKind({
  kind: 'play',
  group: 'voice',
  title: 'Play',
  summary: 'Plays a prompt.',
  icon: 'volume-2',
  docs: `Plays one of the centre’s prompts to its end.

- **next**: it was played.
- **error**: there is no such prompt, or it could not be played.`,
  needs: 'caller',
  waits: 'caller',
  settings: z.object({ prompt: Reference }),
  fresh: { prompt: '' },
  form: [{ key: 'prompt', type: 'reference', to: 'prompt', label: 'Prompt' }],
  exits: nextOrError,
  enter: ({ prompt }) => ({ kind: 'wait', command: { kind: 'play', prompt } }),
  resume: onDone('play'),
})
