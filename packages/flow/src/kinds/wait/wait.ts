import { z } from 'zod'
import { defineKind, nextOrError, onDone } from '../kind.ts'

export const wait = defineKind({
  kind: 'wait',
  group: 'control',
  title: 'Wait',
  summary: 'Lets time pass.',
  icon: 'hourglass',
  docs: `Waits before it goes on. Callers hear nothing meanwhile.

- **next**: the time has passed.
- **error**: it could not be waited.`,
  needs: 'nothing',
  waits: 'time',
  settings: z.object({
    ms: z
      .number()
      .int()
      .min(100)
      .max(31 * 86_400_000),
  }),
  fresh: { ms: 2000 },
  form: [{ key: 'ms', type: 'duration', label: 'How long', minMs: 100, maxMs: 31 * 86_400_000 }],
  exits: nextOrError,
  enter: ({ ms }) => ({ kind: 'wait', command: { kind: 'wait', ms } }),
  resume: onDone('wait'),
})
