import type { FlowBlock, FlowProblem } from '@iris/contracts'
import { kinds, scopeWith, variablesOf } from '@iris/flow'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InspectorThings } from '../things.ts'
import { furtherProblems, problemsOfFields, problemsOfWhole } from './problems-of-fields.ts'

const things: InspectorThings = { names: { queue: [{ name: 'Sales' }] }, secrets: ['CRM_KEY'] }

function at(kind: string, settings: FlowBlock['settings'], problems: readonly FlowProblem[] = []) {
  const block: FlowBlock = { kind, at: { x: 0, y: 0 }, settings, exits: {} }
  const document = { schema: 2 as const, blocks: { here: block } }
  return { document, block, scope: scopeWith(variablesOf(document)), things, problems }
}

function messages(kind: string, settings: FlowBlock['settings']) {
  const found = problemsOfFields(at(kind, settings))
  return [...found].flatMap(([setting, all]) => all.map(({ message }) => `${setting}: ${message}`))
}

describe('a field', () => {
  it.each([
    ['loop', { times: 'soon' }, '/times: Write a number.'],
    ['loop', { times: 0 }, '/times: From 1 to 1000.'],
    ['loop', { times: 1.5 }, '/times: Write a whole number.'],
    ['loop', {}, '/times: This is needed.'],
    ['wait', { ms: 'soon' }, '/ms: Write a length of time such as 5 s, 1:30 or 2 min.'],
    ['wait', { ms: 1 }, '/ms: From 0.1 s to 31 d.'],
    ['say', { text: ' ' }, '/text: Write what is to be said.'],
    ['go_to', { block: 'gone' }, '/block: There is no block “gone” any more. Choose another.'],
    ['enqueue', { queue: '' }, '/queue: Choose a queue.'],
    [
      'enqueue',
      { queue: 'Gone' },
      '/queue: There is no “Gone” any more. Choose another, or create it.',
    ],
    [
      'enqueue',
      {
        queue: 'Sales',
        needs: [{ skill: 'A' }],
        relax: [{ afterMs: 1000, needs: [{ skill: '' }] }],
      },
      '/relax/0/needs/0/skill: Choose a skill.',
    ],
    [
      'enqueue',
      { queue: 'Sales', needs: [{ skill: 'A', level: 6 }] },
      '/needs/0/level: From 1 to 5.',
    ],
  ])('of %s with %j says “%s”', (kind, settings, expected) => {
    expect(messages(kind, settings)).toEqual([expected])
  })

  it('may name what is there in other letters, and anything while nothing is loaded', () => {
    expect(messages('enqueue', { queue: ' sales ' })).toEqual([])
    expect(messages('play', { prompt: 'Welcome' })).toEqual([])
    expect(messages('enqueue', { queue: 'Sales', needs: [{ skill: 'A' }] })).toEqual([])
  })

  it('that holds an expression says where in it something is wrong', () => {
    const found = problemsOfFields(at('say', { text: 'Hello {{ callr.name }}' })).get('/text')
    expect(found?.[0]?.place).toEqual({ start: 9, end: 14 })
  })

  it('of a list item is told by its own place, and what is about no field of it by the item', () => {
    expect(messages('menu', { text: 'a', choices: [{ key: 'x', label: 'A' }] })).toEqual([
      '/choices/0/key: One key: 0 to 9, * or #.',
    ])
    expect(messages('branch', { cases: [{ left: 'a' }] })).toEqual([
      '/cases/0: Compare two things, or write an expression that is true or false.',
    ])
    expect(messages('switch', { value: 'a', cases: [{ is: 'a' }, { is: 'A' }] })).toEqual([
      '/cases/1/is: This block has the case “A” more than once.',
    ])
  })

  it('of a request may name the secrets there are, and others may not', () => {
    const url = (text: string) => messages('http_request', { url: text, method: 'GET' })
    expect(url('https://a.example/{{ secret.CRM_KEY }}')).toEqual([])
    expect(url('https://a.example/{{ secret.OTHER }}')).toEqual([
      '/url: There is no secret “OTHER”.',
    ])
    expect(messages('say', { text: '{{ secret.CRM_KEY }}' })).not.toEqual([])
  })

  it('of a disabled block is never wrong', () => {
    const here = at('say', {})
    expect(problemsOfFields({ ...here, block: { ...here.block, disabled: true } }).size).toBe(0)
  })
})

describe('the validator’s problems', () => {
  const problem = (more: Partial<FlowProblem>): FlowProblem => ({
    severity: 'error',
    code: 'bad_setting',
    block: 'here',
    message: 'It knows better.',
    ...more,
  })

  it('are shown where nothing else is found', () => {
    const here = at('play', { prompt: 'Gone' }, [problem({ setting: '/prompt' })])
    const found = furtherProblems(here, problemsOfFields(here))
    expect(found.get('/prompt')).toEqual([{ severity: 'error', message: 'It knows better.' }])
  })

  it('do not say again what is said already', () => {
    const here = at('say', { text: '' }, [problem({ setting: '/text' })])
    const found = furtherProblems(here, problemsOfFields(here))
    expect(found.get('/text')?.map(({ message }) => message)).toEqual(['Write what is to be said.'])
  })

  it('are about the whole block where they name neither setting nor exit', () => {
    const whole = problem({ code: 'unreachable' })
    expect(problemsOfWhole([problem({ exit: 'next' }), whole, problem({ setting: '/a' })])).toEqual(
      [whole],
    )
  })
})

it('finds problems in any settings without a throw, and none where the schema and the kind find none', () => {
  const kind = fc.constantFrom(...kinds.map((one) => one.kind))
  const settings = fc.dictionary(
    fc.constantFrom('text', 'choices', 'cases', 'queue', 'assign', 'shares', 'open', 'ms'),
    fc.jsonValue({ maxDepth: 2 }),
  )
  fc.assert(
    fc.property(kind, settings, (name, junk) => {
      for (const [setting, found] of problemsOfFields(at(name, Object(junk)))) {
        expect(setting.startsWith('/') || setting === '').toBe(true)
        for (const { message } of found) expect(message.trim()).not.toBe('')
      }
    }),
  )
})
