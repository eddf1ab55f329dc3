import type { Json } from '../imported.ts'
import { keyExit } from '../key-exit.ts'
import { short } from '../reading.ts'
import { became, type Outcome, type Part, theEnd, toStep, type Wire } from '../step.ts'
import { nextBy, type StudioFlow, type Transition, type Widget } from './studio-flow.ts'
import { asked, spoken } from './voice-widgets.ts'

/** A gather widget and the split that goes on by its key: together, one of our menus. */
export interface Menu {
  readonly gather: Widget
  readonly split: Widget
  readonly choices: readonly Choice[]
}

interface Choice {
  readonly key: string
  readonly label: string
  readonly next: string | undefined
  readonly words: readonly string[]
}

/** The menus of a flow: gathers of one key whose split nothing else leads to. By the name of the gather. */
export function menusOf(widgets: ReadonlyMap<string, Widget>): ReadonlyMap<string, Menu> {
  const comers = new Map<string, Set<string>>()
  for (const [name, { transitions }] of widgets) {
    for (const { next } of transitions) {
      if (next !== undefined) comers.set(next, (comers.get(next) ?? new Set()).add(name))
    }
  }
  const menus = new Map<string, Menu>()
  for (const [name, gather] of widgets) {
    const menu = gather.type === 'gather-input-on-call' ? menuOf(name, gather, widgets) : undefined
    if (menu !== undefined && comers.get(menu.split.source.key)?.size === 1) menus.set(name, menu)
  }
  return menus
}

function menuOf(
  name: string,
  gather: Widget,
  widgets: ReadonlyMap<string, Widget>,
): Menu | undefined {
  const split = widgets.get(nextBy(gather, 'keypress') ?? '')
  const said = nextBy(gather, 'speech')
  if (split?.type !== 'split-based-on') return undefined
  // What is said there goes another way than what is pressed: that is more than a menu can do.
  if (said !== undefined && said !== split.source.key) return undefined
  const matches = split.transitions.filter(({ event }) => event === 'match')
  const found = matches.map((match) => answersOf(name, match))
  if (found.length === 0 || found.includes(undefined)) return undefined
  const answers = found.filter((answer) => answer !== undefined)
  const choices = answers.flatMap(({ keys, next, label }) =>
    keys.map((key, index) => ({
      key,
      label,
      next,
      // Words are told apart by where they lead, so they stand at the first key that leads there.
      words: index === 0 ? wordsTo(next, answers) : [],
    })),
  )
  const keys = choices.map(({ key }) => key)
  const isMenu = keys.length > 0 && keys.length <= 12 && new Set(keys).size === keys.length
  return isMenu ? { gather, split, choices: withoutTwice(choices) } : undefined
}

interface Answers {
  readonly keys: readonly string[]
  readonly words: readonly string[]
  readonly next: string | undefined
  readonly label: string
}

/** What a way out of the split asks of the gather, where it is keys and words alone. */
function answersOf(gather: string, { conditions, next }: Transition): Answers | undefined {
  const [condition, another] = conditions
  if (condition === undefined || another !== undefined) return undefined
  const argument = condition.argument.replaceAll(/[{}\s]/g, '')
  const values =
    condition.type === 'matches_any_of' ? condition.value.split(',') : [condition.value]
  const texts = values.map((value) => value.trim()).filter((value) => value !== '')
  // Studio makes up titles such as “If value equal_to 1”.
  const title = condition.title.startsWith('If value ') ? '' : condition.title
  const label = short(title || (next ?? '')) || `Key ${texts[0] ?? ''}`
  if (argument === `widgets.${gather}.Digits`) {
    const isKeys = ['equal_to', 'matches_any_of'].includes(condition.type)
    const areKeys = isKeys && texts.length > 0 && texts.every((text) => /^[0-9*#]$/.test(text))
    return areKeys ? { keys: [...new Set(texts)], words: [], next, label } : undefined
  }
  if (argument !== `widgets.${gather}.SpeechResult`) return undefined
  const isWords = ['equal_to', 'matches_any_of', 'contains'].includes(condition.type)
  return isWords && texts.every(isWord) ? { keys: [], words: texts, next, label } : undefined
}

function isWord(text: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'&-]{0,39}$/u.test(text)
}

function wordsTo(next: string | undefined, answers: readonly Answers[]): string[] {
  return answers.filter((answer) => answer.next === next).flatMap(({ words }) => words)
}

/** No word may stand for two keys, and no more than ten for one. */
function withoutTwice(choices: readonly Choice[]): Choice[] {
  const seen = new Set<string>()
  return choices.map((choice) => {
    const words = choice.words.filter((word) => {
      const plain = word.toLowerCase()
      return seen.has(plain) ? false : seen.add(plain)
    })
    return { ...choice, words: words.slice(0, 10) }
  })
}

export function menuOutcome({ gather, split, choices }: Menu, flow: StudioFlow): Outcome {
  const buts: string[] = []
  const settings: Record<string, Json> = {
    ...spoken(gather, flow, buts),
    choices: choices.map(({ key, label, words }) => ({
      key,
      label,
      ...(words.length > 0 && { words: [...words] }),
    })),
    ...asked(gather),
  }
  const exits: Record<string, Wire> = {
    ...Object.fromEntries(choices.map(({ key, next }) => [keyExit(key), toStep(next)])),
    no_input: toStep(nextBy(gather, 'timeout')),
    no_match: toStep(nextBy(split, 'noMatch')),
    error: theEnd,
  }
  const part: Part = { kind: 'menu', settings, exits }
  const outcome = became([part], 'Asks for a key and goes on by it.', buts)
  const keeps = { value: 'menu' as const, part: 0, exits: choices.map(({ key }) => keyExit(key)) }
  return outcome.kind === 'parts' ? { ...outcome, keeps } : outcome
}
