import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importConnect } from './connect/import-connect.ts'
import { action, connectFlows, contactFlow } from './testing/connect-flows.ts'
import { soundly } from './testing/sound-document.ts'
import { studioFlow, twilioFlows, widget } from './testing/twilio-flows.ts'
import { importTwilio } from './twilio/import-twilio.ts'

/** Names as people give them, and those that other names are taken for. */
const name = fc.constantFrom(
  'a',
  'A',
  'a b',
  'ü',
  '__proto__',
  'constructor',
  'end',
  'start',
  '日本',
)
const text = fc.oneof(
  fc.constantFrom('1', '#', '*', 'yes', '{{', '}}', '{{ "', '{% if', '$.', '$.Attributes.x.'),
  fc.constantFrom('{{widgets.a.Digits}}', '{{flow.variables.ü}}', '{{ x | default: "}" }}'),
  fc.constantFrom("$.['External']['a b']", '$.StoredCustomerInput', '$.Attributes.__proto__'),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer().map(String),
)

function anyOf(kinds: readonly { type?: string; Type?: string }[]) {
  return fc.constantFrom(...new Set([...kinds.map((one) => one.type ?? one.Type ?? ''), 'new']))
}

const properties = fc.dictionary(
  fc.constantFrom(
    ...'say play loop timeout number_of_digits noun to queue_name url input method body content_type voice priority digits flow_sid'.split(
      ' ',
    ),
  ),
  text,
)

const anyWidget = fc
  .record({
    name,
    type: anyOf(Object.values(twilioFlows).flatMap(({ states }) => states)),
    properties,
    to: fc.array(
      fc.tuple(fc.constantFrom('keypress', 'timeout', 'audioComplete', 'success', 'noMatch'), name),
      { maxLength: 3 },
    ),
    matches: fc.array(
      fc.tuple(
        name,
        fc.record({
          type: fc.constantFrom('equal_to', 'regex', 'matches_any_of', 'is_blank', 'odd'),
          argument: text,
          value: text,
        }),
      ),
      { maxLength: 25 },
    ),
    x: fc.double(),
  })
  .map(({ name: called, type, properties: given, to, matches, x }) =>
    widget(called, type, { ...given, offset: { x, y: x } }, [
      ...to,
      ...matches.map(([next, condition]): Match => ['match', next, condition]),
    ]),
  )

type Match = [string, string, { type: string; argument: string; value: string }]

const anyStudioFlow = fc
  .tuple(name, fc.uniqueArray(anyWidget, { selector: (each) => each.name, maxLength: 8 }))
  .map(([first, widgets]) => studioFlow('Any', first, widgets))

const parameters = fc.dictionary(
  fc.constantFrom(
    ...'Text SSML PromptId StoreInput QueueId ComparisonValue MetricType LoopCount TimeLimitSeconds TextToSpeechVoice ThirdPartyPhoneNumber'.split(
      ' ',
    ),
  ),
  text,
)

const anyAction = fc
  .record({
    name,
    type: anyOf(Object.values(connectFlows).flatMap(({ Actions }) => Actions)),
    parameters,
    next: name,
    errors: fc.dictionary(fc.constantFrom('NoMatchingError', 'NoMatchingCondition'), name),
    conditions: fc.array(
      fc.tuple(fc.constantFrom('Equals', 'NumberLessThan', 'TextContains', 'Odd'), text, name),
      { maxLength: 60 },
    ),
  })
  .map(({ name: called, type, parameters: given, ...ways }) => action(called, type, given, ways))

const anyContactFlow = fc
  .uniqueArray(anyAction, { selector: (each) => each.Identifier, minLength: 1, maxLength: 8 })
  .map((actions) => contactFlow(actions[0]?.Identifier ?? '', actions))

describe('any JSON', () => {
  it('is imported or refused, never thrown at', () => {
    const json = fc.jsonValue({ maxDepth: 6 })
    const list = fc.array(fc.oneof(json, anyWidget, anyAction), { maxLength: 6 })
    const nearly = fc.record(
      { states: list, Actions: list, Version: fc.constant('2019-10-30'), StartAction: name },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(json, nearly), (input) => {
        for (const result of [importTwilio(input), importConnect(input)]) {
          const reason = result.kind === 'refused' ? result.reason : soundly(result).kind
          expect(reason).not.toBe('')
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is read without what only its prototype has', () => {
    const input: unknown = JSON.parse(
      '{"__proto__": {"states": []}, "states": [{"name": "T", "type": "trigger", "__proto__": 1}]}',
    )
    expect(importTwilio(input).kind).toBe('imported')
    expect(importTwilio(Object.create({ states: [] }))).toHaveProperty('kind', 'refused')
  })
})

describe('any flow of the format', () => {
  it('of Studio becomes a sound document that tells of every widget once', () => {
    fc.assert(
      fc.property(anyStudioFlow, (flow) => {
        const { report } = soundly(importTwilio(flow))
        const told = [...report.mapped, ...report.approximated, ...report.left]
        expect(told.map(({ source }) => source.name).sort()).toEqual(
          flow.states.map((state) => ('name' in state ? state.name : '')).sort(),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('of Connect becomes a sound document that tells of every action once, and of the start', () => {
    fc.assert(
      fc.property(anyContactFlow, (flow) => {
        const { report } = soundly(importConnect(flow))
        const told = [...report.mapped, ...report.approximated, ...report.left]
        expect(told.map(({ source }) => source.name).sort()).toEqual(
          ['Start', ...flow.Actions.map(({ Identifier }) => Identifier)].sort(),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('becomes the same document each time', () => {
    for (const flow of Object.values(twilioFlows)) {
      expect(importTwilio(flow)).toEqual(importTwilio(structuredClone(flow)))
    }
    for (const flow of Object.values(connectFlows)) {
      expect(importConnect(flow)).toEqual(importConnect(structuredClone(flow)))
    }
  })
})

describe('large flows', () => {
  const long = '{{'.repeat(2000)
  it('of as many widgets as are taken, each with texts that never end, are imported', () => {
    const states = Array.from({ length: 1499 }, (_, index) =>
      widget(`w${index}`, 'say-play', { say: long }, [['audioComplete', `w${index + 1}`]]),
    )
    const { document } = soundly(importTwilio(studioFlow('Long', 'w0', states)))
    expect(Object.keys(document.blocks)).toHaveLength(1501)
  })

  it('in which every action leads to every other are walked through once', () => {
    const ids = Array.from({ length: 150 }, (_, index) => `a${index}`)
    const actions = ids.map((id) =>
      action(
        id,
        'UpdateContactTargetQueue',
        { QueueId: id },
        {
          conditions: ids.map((to): [string, string, string] => ['Equals', to, to]),
        },
      ),
    )
    const result = soundly(importConnect(contactFlow('a0', actions)))
    expect(result.report.mapped).toHaveLength(151)
  })
})
