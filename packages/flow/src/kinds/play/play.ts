import { z } from 'zod'
import { defineKind, nextOrError, onDone } from '../kind.ts'
import { Reference } from '../settings.ts'

export const play = defineKind({
  kind: 'play',
  group: 'voice',
  title: 'Play',
  summary: 'Plays a prompt.',
  icon: 'volume-2',
  docs: `Plays one of the centre’s prompts to its end, once or several times.

- **next**: it was played.
- **error**: there is no such prompt, or it could not be played.`,
  needs: 'caller',
  waits: 'caller',
  settings: z.object({
    prompt: Reference,
    loop: z.number().int().min(1).max(100).default(1),
    /** Where the first time begins. */
    offsetMs: z.number().int().min(0).max(3_600_000).default(0),
  }),
  fresh: { prompt: '', loop: 1, offsetMs: 0 },
  form: [
    { key: 'prompt', type: 'reference', to: 'prompt', label: 'Prompt' },
    { key: 'loop', type: 'number', label: 'Play so often', min: 1, max: 100 },
    { key: 'offsetMs', type: 'duration', label: 'Begin at', minMs: 0, maxMs: 3_600_000 },
  ],
  exits: nextOrError,
  enter: ({ prompt, loop, offsetMs }) => ({
    kind: 'wait',
    command: {
      kind: 'play',
      prompt,
      ...(loop > 1 && { loop }),
      ...(offsetMs > 0 && { offsetMs }),
    },
  }),
  resume: onDone('play'),
})
