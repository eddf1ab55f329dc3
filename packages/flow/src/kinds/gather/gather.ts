import { z } from 'zod'
import type { Values } from '../../expressions/values.ts'
import type { FlowEvent } from '../../interpreter/step.ts'
import { defineKind, type Exit, type Move, type Run, type Waited } from '../kind.ts'
import { Language, SpokenWord, VariableName } from '../settings.ts'
import {
  answerFields,
  askedFields,
  digitFields,
  entrySettings,
  freshEntry,
  isRightEntry,
  looksLike,
  problemsOfEntry,
  wishOf,
} from './entry.ts'

const GatherSettings = z.object({
  ...entrySettings,
  /** What counts: keys, words, or whichever comes first; from the first key on, keys alone. */
  input: z.enum(['digits', 'speech', 'both']).default('digits'),
  /** English of the United States unless told. */
  language: Language.optional(),
  /** Words that may well be said. */
  hints: z.array(SpokenWord).max(50, 'At most 50 words.').default([]),
  /** The flow's variable that becomes the digits, or what was said. */
  variable: z.union([VariableName, z.literal('')]).optional(),
})
type GatherSettings = z.infer<typeof GatherSettings>

/** Of what asks for an entry. */
export const entryExits: readonly Exit[] = [
  { id: 'next', title: 'what comes next' },
  { id: 'no_input', title: 'when there is no answer' },
  { id: 'no_match', title: 'when the answer is not right' },
  { id: 'error', title: 'when it fails' },
]

export const gather = defineKind({
  kind: 'gather',
  group: 'voice',
  title: 'Gather',
  summary: 'Asks for a number or some words, and keeps them.',
  icon: 'keyboard',
  docs: `Says the text and takes keys, what is said, or whichever comes first. Keys end with the finishing one, with the last there can be, or when no more come. What is not right, or no answer, makes it ask again.

- **next**: there is an answer.
- **no input**: the last try brought none.
- **no match**: the last try brought too few keys, or something that does not look as it must.
- **error**: it could not be asked.

\`{{ gather.digits }}\` are the keys, \`{{ gather.speech }}\` what was said, \`{{ gather.confidence }}\` how sure that is, from 0 to 1, or \`null\`. For what nobody else may know, take **Gather in secret**.`,
  needs: 'caller',
  waits: 'caller',
  settings: GatherSettings,
  fresh: { ...freshEntry, input: 'digits', hints: [], variable: '' },
  form: [
    ...askedFields,
    {
      key: 'input',
      type: 'choice',
      label: 'Callers answer',
      options: [
        { value: 'digits', label: 'By keys' },
        { value: 'speech', label: 'By speaking' },
        { value: 'both', label: 'Either way' },
      ],
    },
    ...digitFields({ key: 'input', is: ['digits', 'both'] }),
    {
      key: 'language',
      type: 'language',
      label: 'Callers speak',
      when: { key: 'input', is: ['speech', 'both'] },
    },
    {
      key: 'hints',
      type: 'words',
      label: 'Words to expect',
      when: { key: 'input', is: ['speech', 'both'] },
    },
    ...answerFields,
    { key: 'variable', type: 'variable', label: 'Keep as', help: 'Empty: only as {{ gather }}.' },
  ],
  exits: () => entryExits,
  check: problemsOfEntry,
  enter: (settings, { values }) => ask(settings, values, 1),
  resume: (settings, run, event) => afterAnswer(settings, run, event),
})

function afterAnswer(settings: GatherSettings, run: Run & Waited, event: FlowEvent): Move {
  switch (event.kind) {
    case 'entered': {
      const { digits, speech } = event
      const said = speech?.text.slice(0, 2000) ?? ''
      const answer = { digits, speech: said, confidence: speech?.confidence ?? null }
      const isRight = speech ? looksLike(settings.pattern, said) : isRightEntry(settings, digits)
      if (!isRight) return askAgain(settings, run, 'no_match', { gather: answer })
      const { variable = '' } = settings
      const set = variable === '' ? {} : { set: { [variable]: speech ? said : digits } }
      return { kind: 'leave', exit: 'next', give: { gather: answer }, ...set }
    }
    case 'no_input':
      return askAgain(settings, run, 'no_input', {})
    case 'failed':
      return { kind: 'fail', reason: event.reason }
    default:
      return { kind: 'ignore' }
  }
}

/** The exit is the reason of the last try. */
function askAgain(settings: GatherSettings, run: Run & Waited, exit: string, give: Values): Move {
  const tries = Number(run.memory)
  if (tries >= settings.tries) return { kind: 'leave', exit, give }
  return { ...ask(settings, { ...run.values, ...give }, tries + 1), give }
}

const both = ['digits', 'speech'] as const

function ask(settings: GatherSettings, values: Values, tries: number) {
  const { input, language = 'en-US', hints } = settings
  const command = {
    kind: 'gather_entry',
    ...wishOf(settings, values),
    input: input === 'both' ? both : [input],
    language,
    hints: [...new Set(hints)],
  } as const
  return { kind: 'wait', command, memory: tries } as const
}
