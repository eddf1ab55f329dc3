import { z } from 'zod'
import type { Values } from '../../expressions/values.ts'
import type { FlowEvent } from '../../interpreter/step.ts'
import {
  answerFields,
  askedFields,
  digitFields,
  entrySettings,
  freshEntry,
  isRightEntry,
  problemsOfEntry,
  wishOf,
} from '../gather/entry.ts'
import { entryExits } from '../gather/gather.ts'
import { defineKind, type Move, type Run, type Waited } from '../kind.ts'
import { VariableName } from '../settings.ts'

const SecretSettings = z.object({
  ...entrySettings,
  /** The flow's variable that becomes what was entered. */
  variable: z
    .union([VariableName, z.literal('')], 'Name the variable.')
    .refine((name) => name !== '', {
      error: 'Name the variable.',
    }),
})
type SecretSettings = z.infer<typeof SecretSettings>

export const gatherSecret = defineKind({
  kind: 'gather_secret',
  group: 'voice',
  title: 'Gather in secret',
  summary: 'Asks for keys that nobody else may know.',
  icon: 'shield-ellipsis',
  docs: `Asks for keys as **Gather** does, such as a card’s number or a PIN. While they are entered recordings are paused. Later blocks of this call can use the variable, and \`{{ gather.digits }}\`; traces, records, events and logs show dots in its place, and what was not right is forgotten.

Whoever says it, or sends it elsewhere, gives it away: that is up to the flow.

- **next**: it was entered.
- **no input**: the last try brought no key.
- **no match**: the last try brought too few keys, or ones that do not look as they must.
- **error**: it could not be asked, or the recording could not be paused.`,
  needs: 'caller',
  waits: 'caller',
  settings: SecretSettings,
  fresh: { ...freshEntry, variable: '' },
  form: [
    ...askedFields,
    { key: 'variable', type: 'variable', label: 'Keep as' },
    ...digitFields(),
    ...answerFields,
  ],
  exits: () => entryExits,
  check: problemsOfEntry,
  enter: (settings, { values }) => ask(settings, values, 1),
  resume: (settings, run, event) => afterAnswer(settings, run, event),
})

function afterAnswer(settings: SecretSettings, run: Run & Waited, event: FlowEvent): Move {
  switch (event.kind) {
    case 'entered': {
      const { digits } = event
      if (!isRightEntry(settings, digits)) return askAgain(settings, run, 'no_match')
      const set = { [settings.variable]: digits }
      const give = { gather: { digits, speech: '', confidence: null } }
      return { kind: 'leave', exit: 'next', set, give, secrets: [digits] }
    }
    case 'no_input':
      return askAgain(settings, run, 'no_input')
    case 'failed':
      return { kind: 'fail', reason: event.reason }
    default:
      return { kind: 'ignore' }
  }
}

/** The exit is the reason of the last try. */
function askAgain(settings: SecretSettings, run: Run & Waited, exit: string): Move {
  const tries = Number(run.memory)
  if (tries >= settings.tries) return { kind: 'leave', exit }
  return ask(settings, run.values, tries + 1)
}

function ask(settings: SecretSettings, values: Values, tries: number): Move {
  const command = {
    kind: 'gather_entry',
    ...wishOf(settings, values),
    input: ['digits'],
    language: 'en-US',
    hints: [],
    sensitive: true,
  } as const
  return { kind: 'wait', command, memory: tries }
}
