import { fillInSpoken } from '../../expressions/index.ts'
import type { FlowCommand, FlowEvent } from '../../interpreter/step.ts'
import {
  defineKind,
  type Exit,
  itemsOf,
  type Move,
  type Run,
  textOf,
  type Waited,
} from '../kind.ts'
import { problemsOfChoices } from './check-choices.ts'
import { menuForm } from './menu-form.ts'
import { MenuSettings } from './menu-settings.ts'
import { choiceSaid, speechOf } from './spoken-choice.ts'

const lastExits: readonly Exit[] = [
  { id: 'no_input', title: 'when there is no answer' },
  { id: 'no_match', title: 'when the answer is another' },
  { id: 'error', title: 'when it fails' },
]

export const menu = defineKind({
  kind: 'menu',
  group: 'control',
  title: 'Menu',
  summary: 'Asks for a key or a word, and goes on by it.',
  icon: 'list-ordered',
  docs: `Says the text and waits for one key, or for one of the words of an option. What does not fit, or no answer, makes it ask again.

- **one exit for each option**
- **no input**: the last try brought no answer.
- **no match**: the last try brought another answer.
- **error**: it could not be asked.

\`{{ menu.key }}\` is the key, \`{{ menu.speech }}\` what was said. Both stay empty where the menu is sensitive.`,
  needs: 'caller',
  waits: 'caller',
  settings: MenuSettings,
  fresh: {
    text: '',
    choices: [{ key: '1', label: 'Option 1' }],
    noInputMs: 5000,
    tries: 3,
    bargeIn: true,
  },
  form: menuForm,
  exits: (settings) => {
    const keys = new Map(
      itemsOf(settings, 'choices').map((choice) => [
        textOf(choice, 'key'),
        textOf(choice, 'label'),
      ]),
    )
    const offered = [...keys].filter(([key]) => /^[0-9*#]$/.test(key))
    return [...offered.map(([key]) => ({ id: keyExit(key), title: `key ${key}` })), ...lastExits]
  },
  check: problemsOfChoices,
  enter: (settings, { values }) => ask(settings, values, 1),
  resume: (settings, run, event) => afterAnswer(settings, run, event),
})

/** The menu exit of a key: `key_1`, `key_star`, `key_pound`. */
export function keyExit(key: string): string {
  if (key === '*') return 'key_star'
  return key === '#' ? 'key_pound' : `key_${key}`
}

function afterAnswer(settings: MenuSettings, run: Run & Waited, event: FlowEvent): Move {
  switch (event.kind) {
    case 'gathered': {
      const isOffered = settings.choices.some(({ key }) => key === event.key)
      if (!isOffered) return askAgain(settings, run, 'no_match', { key: event.key })
      return choose(settings, run, event.key, { key: event.key })
    }
    case 'heard': {
      const speech = event.text.slice(0, 2000)
      const key = choiceSaid(settings.choices, event.text)
      if (key === undefined) return askAgain(settings, run, 'no_match', { speech })
      return choose(settings, run, key, { speech, key })
    }
    case 'no_input':
      return askAgain(settings, run, 'no_input', {})
    case 'failed':
      return { kind: 'fail', reason: event.reason }
    default:
      return { kind: 'ignore' }
  }
}

interface Answer {
  readonly key?: string
  readonly speech?: string
}

function choose(settings: MenuSettings, run: Run, key: string, answer: Answer): Move {
  const hidden = settings.sensitive === true && { shown: 'entered' }
  return { kind: 'leave', exit: keyExit(key), ...remembered(settings, run, answer), ...hidden }
}

/** The exit is the reason of the last try. */
function askAgain(settings: MenuSettings, run: Run & Waited, exit: string, answer: Answer): Move {
  const tries = Number(run.memory)
  const kept = remembered(settings, run, answer)
  if (tries >= settings.tries) return { kind: 'leave', exit, ...kept }
  return { ...ask(settings, { ...run.values, ...kept.give }, tries + 1), ...kept }
}

/** What is sensitive is not kept. */
function remembered({ sensitive }: MenuSettings, { values }: Run, answer: Answer) {
  if (sensitive === true || Object.keys(answer).length === 0) return {}
  const before = values['menu']
  const known =
    typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {}
  return { give: { menu: { ...known, ...answer } } }
}

function ask(settings: MenuSettings, values: Run['values'], tries: number) {
  const { text, voice, choices, noInputMs, bargeIn, sensitive } = settings
  const command: FlowCommand = {
    kind: 'gather',
    text: fillInSpoken(text, values).trim(),
    ...(voice !== undefined && { voice }),
    keys: [...new Set(choices.map(({ key }) => key))],
    noInputMs,
    bargeIn,
    ...(sensitive === true && { sensitive: true }),
    ...speechOf(settings),
  }
  return { kind: 'wait', command, memory: tries } as const
}
