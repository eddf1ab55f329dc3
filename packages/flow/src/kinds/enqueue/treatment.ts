import { type WaitMessage, WaitOffer, type WaitTreatment } from '@iris/contracts'
import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import type { Values } from '../../expressions/values.ts'
import type { Field } from '../field.ts'
import type { SettingProblem } from '../kind.ts'
import { Key, Reference, Template } from '../settings.ts'

const EveryMs = z.number().int().min(5000).max(3_600_000)

/** What callers hear who wait, where that is not as the queue says. */
export const treatmentSettings = {
  waiting: z.enum(['as_queue', 'as_here']).default('as_queue'),
  music: z.enum(['queue', 'prompt']).default('queue'),
  musicPrompt: Reference.default(''),
  messages: z
    .array(
      z.object({
        source: z.enum(['text', 'prompt']).default('text'),
        text: Template.default(''),
        prompt: Reference.default(''),
        everyMs: EveryMs.default(60_000),
      }),
    )
    .max(10, 'At most 10 messages.')
    .default([]),
  position: z.boolean().default(false),
  expectedWait: z.boolean().default(false),
  everyMs: EveryMs.default(30_000),
  /** Keys that lead out of the queue, by an exit each. */
  offers: z
    .array(
      z.object({
        key: Key,
        sayText: z
          .string()
          .trim()
          .min(1, 'Say what the key is for.')
          .max(500, 'At most 500 characters.'),
        afterMs: WaitOffer.shape.afterMs,
      }),
    )
    .max(5, 'At most 5 ways out.')
    .default([]),
}

const Settings = z.object(treatmentSettings)
export type TreatmentSettings = z.infer<typeof Settings>

export const freshTreatment = {
  waiting: 'as_queue',
  music: 'queue',
  musicPrompt: '',
  messages: [],
  position: true,
  expectedWait: false,
  everyMs: 30_000,
  offers: [],
}

const when = { key: 'waiting', is: ['as_here'] }

export const treatmentForm: readonly Field[] = [
  {
    key: 'waiting',
    type: 'choice',
    label: 'While they wait',
    options: [
      { value: 'as_queue', label: 'As the queue says' },
      { value: 'as_here', label: 'As is said here' },
    ],
  },
  {
    key: 'music',
    type: 'choice',
    label: 'Music',
    options: [
      { value: 'queue', label: 'The queue’s own' },
      { value: 'prompt', label: 'A prompt' },
    ],
    when,
  },
  {
    key: 'musicPrompt',
    type: 'reference',
    to: 'prompt',
    label: 'Prompt',
    when: { key: 'music', is: ['prompt'] },
  },
  { key: 'position', type: 'toggle', label: 'Tell them their place', when },
  { key: 'expectedWait', type: 'toggle', label: 'Tell them how long it will take', when },
  {
    key: 'everyMs',
    type: 'duration',
    label: 'Say so every',
    minMs: 5000,
    maxMs: 3_600_000,
    when,
  },
  {
    key: 'messages',
    type: 'list',
    label: 'Messages',
    item: [
      {
        key: 'source',
        type: 'choice',
        label: 'What is heard',
        options: [
          { value: 'text', label: 'A text' },
          { value: 'prompt', label: 'A prompt' },
        ],
      },
      {
        key: 'text',
        type: 'template',
        label: 'Text',
        lines: 2,
        spoken: true,
        when: { key: 'source', is: ['text'] },
      },
      {
        key: 'prompt',
        type: 'reference',
        to: 'prompt',
        label: 'Prompt',
        when: { key: 'source', is: ['prompt'] },
      },
      { key: 'everyMs', type: 'duration', label: 'Every', minMs: 5000, maxMs: 3_600_000 },
    ],
    fresh: { source: 'text', text: '', prompt: '', everyMs: 60_000 },
    min: 0,
    max: 10,
    addLabel: 'Add a message',
    when,
  },
  {
    key: 'offers',
    type: 'list',
    label: 'Ways out',
    item: [
      { key: 'key', type: 'key', label: 'Key' },
      { key: 'sayText', type: 'template', label: 'Say', lines: 2, spoken: true },
      {
        key: 'afterMs',
        type: 'duration',
        label: 'From when on',
        minMs: 0,
        maxMs: 3_600_000,
      },
    ],
    fresh: { key: '', sayText: '', afterMs: 0 },
    min: 0,
    max: 5,
    addLabel: 'Add a way out',
    when,
  },
]

/** What the queue is told of it; `undefined` where the queue's own treatment is meant. */
export function treatmentOf(
  settings: TreatmentSettings,
  values: Values,
): WaitTreatment | undefined {
  const { waiting, music, musicPrompt, messages, position, expectedWait, everyMs } = settings
  if (waiting === 'as_queue') return undefined
  return {
    ...(music === 'prompt' && musicPrompt !== '' && { music: musicPrompt }),
    messages: messages.flatMap((message) => messageOf(message, values)),
    position,
    expectedWait,
    everyMs,
    offers: settings.offers.map(({ key, sayText, afterMs }) => {
      const said = fillIn(sayText, values).trim().slice(0, 500)
      return { key, action: 'leave', afterMs, sayText: said || `Press ${key}.` }
    }),
  }
}

/** Nothing, where there is nothing to say. */
function messageOf(
  { source, text, prompt, everyMs }: TreatmentSettings['messages'][number],
  values: Values,
): WaitMessage[] {
  if (source === 'prompt') return prompt === '' ? [] : [{ prompt, everyMs }]
  const said = fillIn(text, values).trim().slice(0, 3000)
  return said === '' ? [] : [{ text: said, everyMs }]
}

/** Keys that stand for more than one way out. */
export function problemsOfOffers({ waiting, offers }: TreatmentSettings): SettingProblem[] {
  if (waiting === 'as_queue') return []
  const keys = offers.map(({ key }) => key)
  return offers.flatMap(({ key }, index) => {
    if (keys.indexOf(key) === index) return []
    const message = `has the key ${key} for more than one way out.`
    return [{ severity: 'error', setting: `/offers/${index}/key`, message }]
  })
}
