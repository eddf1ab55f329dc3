import { z } from 'zod'
import { defineKind, type Exit } from '../kind.ts'

const exits: readonly Exit[] = [
  { id: 'again', title: 'for each round' },
  { id: 'done', title: 'after the last round' },
]

export const loop = defineKind({
  kind: 'loop',
  group: 'control',
  title: 'Loop',
  summary: 'Goes a way again and again, so often at most.',
  icon: 'repeat',
  docs: `Leave it by **again**, and lead the way back to it. It counts the rounds: \`{{ round.number }}\` is 1 in the first.

- **again**: for each round.
- **done**: after the last. It begins anew when the flow comes back then.`,
  needs: 'nothing',
  waits: 'never',
  settings: z.object({ times: z.number().int().min(1).max(1000) }),
  fresh: { times: 3 },
  form: [{ key: 'times', type: 'number', label: 'Rounds', min: 1, max: 1000 }],
  exits: () => exits,
  isBounded: true,
  enter: ({ times }, { round }) => {
    if (round >= times) return { kind: 'leave', exit: 'done', round: 0 }
    return {
      kind: 'leave',
      exit: 'again',
      round: round + 1,
      give: { round: { number: round + 1 } },
    }
  },
})
