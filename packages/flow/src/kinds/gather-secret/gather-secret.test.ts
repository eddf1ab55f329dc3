import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlowEvent } from '../../interpreter/step.ts'
import { block, flowOf } from '../../testing/build-flow.ts'
import { failed, last, play, programWith } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'

const keys = (digits: string): FlowEvent => ({ kind: 'entered', digits })
const wired = { next: 'copy', no_input: 'end', no_match: 'end', error: 'end' }
const program = programWith({
  first: block(
    'gather_secret',
    { text: 'Your PIN?', variable: 'pin', minDigits: 4, tries: 2 },
    wired,
  ),
  copy: block(
    'set',
    { assign: [{ variable: 'copied', value: 'PIN {{ pin }} {{ gather.digits }}' }] },
    { next: 'told' },
  ),
  told: block('say', { text: '{{ copied }}' }, { next: 'end', error: 'end' }),
})

describe('gather_secret', () => {
  it('asks in secret', () => {
    expect(last(program).commands).toMatchObject([
      { kind: 'gather_entry', input: ['digits'], sensitive: true },
    ])
    expect(last(program, [keys('12')]).commands).toMatchObject([
      { kind: 'gather_entry', sensitive: true },
    ])
  })

  it('lets later blocks use what was entered, and shows it in no trace', () => {
    const digits = fc.string({
      unit: fc.constantFrom(...'0123456789'),
      minLength: 4,
      maxLength: 16,
    })
    fc.assert(
      fc.property(digits, (pin) => {
        const steps = play(program, [keys(pin)])
        expect(steps.at(-1)!.commands).toMatchObject([{ text: `PIN ${pin} ${pin}` }])
        const values = steps.flatMap(({ trace }) => trace).map(({ set, outcome }) => [set, outcome])
        expect(JSON.stringify(values)).not.toContain(pin)
        expect(JSON.stringify(values)).toContain('••••')
      }),
    )
  })

  it('forgets what was not right', () => {
    const steps = play(program, [keys('777'), keys('77')])
    expect(steps.at(-1)!.trace[0]).toMatchObject({ block: 'first', outcome: 'no_match' })
    expect(
      JSON.stringify(steps.map(({ state, trace }) => [state, trace.map((e) => e.set)])),
    ).not.toMatch(/"77/)
  })

  it('is left by how it went', () => {
    const first = (events: FlowEvent[]) => last(program, events).trace[0]
    expect(first([{ kind: 'no_input' }, { kind: 'no_input' }])).toMatchObject({
      outcome: 'no_input',
    })
    expect(first([failed])).toMatchObject({ outcome: 'error' })
  })

  it('needs a variable', () => {
    const document = flowOf({
      first: block('gather_secret', { text: 'Your PIN?', variable: '' }, { ...wired, next: 'end' }),
    })
    expect(validateFlow(document, {})).toMatchObject([
      { code: 'bad_setting', setting: '/variable', message: expect.stringContaining('Name the') },
    ])
  })
})
