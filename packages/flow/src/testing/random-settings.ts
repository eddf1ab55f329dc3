import type { FlowBlock } from '@iris/contracts'
import * as fc from 'fast-check'
import { voiceSettings } from './random-voice-settings.ts'

type Settings = fc.Arbitrary<FlowBlock['settings']>

const key = fc.constantFrom('0', '1', '9', '*', '#')
const text = fc.oneof(
  fc.constantFrom('Hello {{ caller.name }}', '{{ x }}', '{{x}}{{x}}!', 'Hello', '{{ call.id'),
  fc.string({ minLength: 1, maxLength: 20 }),
)
/** Never blank, whatever its variables are. */
const spoken = fc.constantFrom('Hello.', 'Hello {{ caller.name }}, {{ x }}!')
/** Names that are legal and awkward: some are names of every object's properties. */
const variable = fc.constantFrom('x', 'y', 'constructor')
const expression = fc.constantFrom('x', 'x + 1', '1', 'true', '"a"', '[1, 2]', 'menu.key', 'nobody')
const from = fc.constantFrom('00:00', '06:00', '09:30', '22:00')
const to = fc.constantFrom('00:00', '06:00', '09:30', '22:00', '24:00')
const comparison = fc.constantFrom(
  ...(['equals', 'not_equals', 'contains', 'starts_with', 'greater', 'less', 'is_empty'] as const),
)
const name = fc.constantFrom('Sales', 'Support', 'constructor')
const case1 = fc.record({ left: text, is: comparison, right: text })
const case2 = fc.record({ when: expression })

const hours: Settings = fc.record({
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
  open: fc.array(
    fc.record({
      days: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
      from,
      to,
    }),
    { maxLength: 2 },
  ),
  holidays: fc.record({
    country: fc.constant('DE'),
    overrides: fc.array(fc.constant({ date: '2026-11-20', closed: true }), { maxLength: 1 }),
  }),
})

const menu: Settings = fc.record({
  text: spoken,
  choices: fc.uniqueArray(
    fc.record({
      key,
      label: fc.constant('An option'),
    }),
    { minLength: 1, maxLength: 3, selector: (choice) => choice.key },
  ),
  noInputMs: fc.constant(5000),
  tries: fc.integer({ min: 1, max: 3 }),
  bargeIn: fc.boolean(),
  sensitive: fc.boolean(),
})

const shares = fc
  .array(fc.record({ title: fc.constant('A share'), weight: fc.constantFrom(0, 1, 0.1, 99) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((some) => [...some, { title: 'The last', weight: 1 }])

/**
 * Settings that are right, by kind. A kind that is added needs its own here: the tests say so. `jump` gives where a
 * `go_to` goes.
 */
export function settingsOfKinds(jump: fc.Arbitrary<string>): ReadonlyMap<string, Settings> {
  return new Map<string, Settings>([
    [
      'start',
      fc.record({ timeZone: fc.constant('Asia/Tokyo'), parameters: valuesOf('value', text) }),
    ],
    ['menu', menu],
    ['branch', listOf('cases', fc.oneof(case1, case2))],
    [
      'switch',
      fc.record({ value: text, cases: fc.constantFrom([{ is: 'a' }], [{ is: '' }, { is: 'B' }]) }),
    ],
    ['set', fc.record({ assign: atLeastOne(fc.record({ variable, value: text })) })],
    ['hours', hours],
    ['random', fc.record({ shares })],
    ['queue_status', fc.record({ queue: name })],
    [
      'sub_flow',
      fc.record({
        flow: fc.constantFrom('sub', 'constructor'),
        parameters: valuesOf('expression', expression),
      }),
    ],
    ['return', fc.record({ results: atLeastOne(fc.record({ name: variable, expression })) })],
    ['loop', fc.record({ times: fc.integer({ min: 1, max: 2 }) })],
    ['wait', fc.record({ ms: fc.constantFrom(100, 60_000) })],
    ['go_to', fc.record({ block: jump })],
    ['end', fc.record({ cause: fc.constantFrom('NORMAL_CLEARING', 'USER_BUSY') })],
    ['say', fc.record({ text: spoken, voice: fc.constant('en-us') }, { requiredKeys: ['text'] })],
    ['play', fc.record({ prompt: fc.constant('tune'), loop: fc.constantFrom(1, 3) })],
    ...voiceSettings(name),
    ['voicemail', fc.record({ box: name })],
    ['record_call', fc.record({ action: fc.constantFrom('on', 'off', 'pause', 'resume') })],
    ['expression', fc.record({ assign: atLeastOne(fc.record({ variable, expression })) })],
    ...dataSettings,
  ])
}

const dataSettings: readonly (readonly [string, Settings])[] = [
  [
    'http_request',
    fc.record({
      method: fc.constantFrom('GET', 'POST'),
      url: fc.constantFrom('https://example.com/{{ x }}', '{{ x }}'),
      headers: fc.array(fc.record({ name: fc.constant('x-key'), value: text }), { maxLength: 1 }),
      bodyKind: fc.constantFrom('none', 'json', 'form', 'text'),
      body: fc.constantFrom('{"x": {{ x }}, "y": "{{ y }}"}', 'a={{ secret.KEY }}'),
      retries: fc.nat(3),
      mapping: fc.array(fc.record({ variable, expression }), { maxLength: 2 }),
    }),
  ],
  [
    'find_contact',
    fc.record({ by: fc.constantFrom('number', 'email'), value: fc.constant('{{ x }}') }),
  ],
  [
    'update_contact',
    fc.record({
      whose: fc.constantFrom('found', 'number'),
      number: text,
      fields: fc.array(fc.record({ name: variable, expression }), { maxLength: 2 }),
    }),
  ],
  ['note', fc.record({ text: spoken })],
  [
    'emit_event',
    fc.record({
      name: fc.constant('order.placed'),
      payload: fc.array(fc.record({ name: variable, expression }), { maxLength: 2 }),
    }),
  ],
  ['send_mail', fc.record({ to: spoken, subject: spoken, text: spoken })],
]

/** Settings that are wrong in every way JSON can be, of a kind's own names and others. */
export const wrongSettings: Settings = fc.dictionary(
  fc.constantFrom('text', 'choices', 'cases', 'assign', 'shares', 'flow', 'block', 'constructor'),
  wrongValue(),
  { maxKeys: 4 },
)

function wrongValue(): fc.Arbitrary<FlowBlock['settings'][string]> {
  return fc.oneof(
    fc.constantFrom<FlowBlock['settings'][string]>(null, '', 0, -1, true, [], {}),
    fc.constant<FlowBlock['settings'][string]>([null, 'a', [], { key: 7 }, { is: null }]),
    fc.string(),
  )
}

function valuesOf<Value>(of: string, value: fc.Arbitrary<Value>) {
  return fc.array(
    fc.tuple(variable, value).map(([called, one]) => ({ variable: called, [of]: one })),
    { maxLength: 2 },
  )
}

function atLeastOne<Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> {
  return fc.array(item, { minLength: 1, maxLength: 3 })
}

function listOf<Item>(of: string, item: fc.Arbitrary<Item>) {
  return fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => ({ [of]: items }))
}
