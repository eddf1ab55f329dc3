import { z } from 'zod'
import { evaluate, fillInSpoken } from '../../expressions/index.ts'
import type { Values } from '../../expressions/values.ts'
import type { EntryWish } from '../../interpreter/voice-commands.ts'
import type { Field } from '../field.ts'
import type { SettingProblem } from '../kind.ts'
import { Key, NoInputMs, Spoken, Voice } from '../settings.ts'

/** What everything that is entered by keys can say of it. */
export const entrySettings = {
  text: Spoken,
  voice: Voice,
  /** Fewer than that do not count. */
  minDigits: z.number().int().min(1).max(40).default(1),
  /** Ends with so many. */
  maxDigits: z.number().int().min(1).max(40).default(20),
  /** Ends early, and is no part of the digits; empty for none. */
  finishKey: z.union([Key, z.literal('')]).default('#'),
  noInputMs: NoInputMs,
  /** How long the next key may take. */
  betweenMs: z.number().int().min(100).max(60_000).default(3000),
  /** A regular expression for the whole of what is entered; empty for none. */
  pattern: z.string().max(200, 'At most 200 characters.').default(''),
  tries: z.number().int().min(1).max(9).default(3),
  bargeIn: z.boolean().default(true),
}

const Entry = z.object(entrySettings)
export type EntrySettings = z.infer<typeof Entry>

/** What can be inserted as it is, but for what is asked. */
export const freshEntry = {
  text: '',
  minDigits: 1,
  maxDigits: 20,
  finishKey: '#',
  noInputMs: 5000,
  betweenMs: 3000,
  pattern: '',
  tries: 3,
  bargeIn: true,
}

export const askedFields: readonly Field[] = [
  { key: 'text', type: 'template', label: 'What is asked', lines: 4, spoken: true },
  { key: 'voice', type: 'voice', label: 'Voice' },
]

type When = NonNullable<Field['when']>

/** The fields of keys, shown always or only for some settings. */
export function digitFields(when?: When): Field[] {
  const shown = when === undefined ? {} : { when }
  return [
    { key: 'minDigits', type: 'number', label: 'At least so many keys', min: 1, max: 40, ...shown },
    { key: 'maxDigits', type: 'number', label: 'At most so many keys', min: 1, max: 40, ...shown },
    { key: 'finishKey', type: 'key', label: 'Finished by', help: 'Empty: by no key.', ...shown },
    {
      key: 'betweenMs',
      type: 'duration',
      label: 'Wait for the next key',
      minMs: 100,
      maxMs: 60_000,
      ...shown,
    },
  ]
}

export const answerFields: readonly Field[] = [
  {
    key: 'pattern',
    type: 'text',
    label: 'Must look like',
    help: 'A regular expression, such as [1-9][0-9]*. Empty: anything counts.',
  },
  { key: 'noInputMs', type: 'duration', label: 'Wait for an answer', minMs: 0, maxMs: 600_000 },
  { key: 'tries', type: 'number', label: 'Ask so often', min: 1, max: 9 },
  { key: 'bargeIn', type: 'toggle', label: 'An answer may interrupt the text' },
]

/** Keys and times as they are asked for. */
export function wishOf(
  settings: EntrySettings,
  values: Values,
): Omit<EntryWish, 'input' | 'language' | 'hints'> {
  const { text, voice, maxDigits, finishKey, noInputMs, betweenMs, bargeIn } = settings
  return {
    text: fillInSpoken(text, values).trim(),
    ...(voice !== undefined && { voice }),
    maxDigits,
    finishKey,
    noInputMs,
    betweenMs,
    bargeIn,
  }
}

/** Whether the keys are as many, and as they must look. */
export function isRightEntry({ minDigits, pattern }: EntrySettings, digits: string): boolean {
  return digits.length >= minDigits && looksLike(pattern, digits)
}

/** Whether the whole of a text matches; without a pattern, any does. */
export function looksLike(pattern: string, text: string): boolean {
  if (pattern === '') return true
  const result = evaluate('matches(text, pattern)', { text, pattern: `^(${pattern})$` })
  return result.kind !== 'failed' && result.value === true
}

/** What cannot come true: more keys at least than at most, or a pattern that is none. */
export function problemsOfEntry({
  minDigits,
  maxDigits,
  pattern,
}: EntrySettings): SettingProblem[] {
  const problems: SettingProblem[] = []
  if (minDigits > maxDigits) {
    const message = 'wants more keys at least than at most.'
    problems.push({ severity: 'error', setting: '/minDigits', message })
  }
  const result = evaluate('matches(text, pattern)', { text: '', pattern: `^(${pattern})$` })
  if (result.kind === 'failed') {
    const message = `has a pattern that cannot be read: ${result.reason}`
    problems.push({ severity: 'error', setting: '/pattern', message })
  }
  return problems
}
