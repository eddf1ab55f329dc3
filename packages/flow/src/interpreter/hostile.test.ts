import { type FlowBlock, FlowDocument } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { block, end, flowOf, programOf } from '../testing/build-flow.ts'
import { ada, last, play, programWith } from '../testing/play-flow.ts'
import { advance, startFlow } from './interpreter.ts'
import { maxInstantSteps, maxSteps } from './journey.ts'
import type { FlowEvent, FlowState } from './step.ts'

const assign = [{ variable: 'x', value: 'a' }]
const set = (next: string) => block('set', { assign }, { next })
const failure = [{ kind: 'hang_up', cause: 'NORMAL_TEMPORARY_FAILURE' }]

describe('a hostile document', () => {
  it('of ten thousand blocks in a row ends by its own bound', () => {
    const blocks = Array.from({ length: 10_000 }, (_, index): [string, FlowBlock] => [
      `b${index}`,
      set(`b${index + 1}`),
    ])
    const start = block('start', {}, { next: 'b0' })
    const { state, trace } = last(programWith({ start, ...Object.fromEntries(blocks) }))
    expect(state).toMatchObject({ problem: { code: 'too_many_steps' } })
    expect(trace).toHaveLength(maxInstantSteps)
  })

  it('that waits for ever so little between its rounds ends when it has passed so many blocks', () => {
    const program = programWith({
      first: block('wait', { ms: 100 }, { next: 'first', error: 'end' }),
    })
    let step = startFlow(program, ada, 0)
    let passed = step.trace.length
    for (let at = 1; step.state.kind === 'waiting' && at < 2 * maxSteps; at += 1) {
      step = advance(program, step.state, { kind: 'done', of: 'wait' }, at)
      passed += 1
    }
    expect(step.state).toMatchObject({ kind: 'ended', problem: { code: 'too_many_steps' } })
    expect(passed).toBe(maxSteps + 1)
  })

  it('whose flows lead into each other in a circle ends by an exit', () => {
    const document = flowOf({
      first: block('sub_flow', { flow: 'Me' }, { next: 'end', error: 'end' }),
    })
    const flows: Record<string, ReturnType<typeof programOf>> = {}
    const program = programOf(document, { flows })
    flows['Me'] = program
    const { state, trace } = last(program)
    expect(state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'flow' })
    expect(trace.at(-2)).toMatchObject({ block: 'first', outcome: 'error' })
  })

  it('whose settings nest deep is not finished, and that is told', () => {
    const deep: FlowBlock['settings'][string] = JSON.parse(
      `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    )
    for (const kind of ['say', 'menu', 'set', 'switch', 'sub_flow']) {
      const first = block(kind, {
        text: deep,
        choices: deep,
        assign: deep,
        cases: deep,
        flow: deep,
      })
      const { commands, state } = last(programWith({ first }))
      expect(commands).toEqual(failure)
      expect(state).toMatchObject({ problem: { code: 'bad_block' } })
    }
  })

  it('whose texts are huge is not finished, and that is told', () => {
    const text = 'a'.repeat(1_000_000)
    const { state } = last(programWith({ first: block('say', { text }) }))
    expect(state).toMatchObject({ problem: { code: 'bad_block' } })
    expect(JSON.stringify(state).length).toBeLessThan(1000)
  })

  it('with the names of prototypes for ids, exits and variables runs like any other', () => {
    const text = `{"schema": 2, "blocks": {
      "start": {"kind": "start", "exits": {"next": "constructor"}},
      "constructor": {"kind": "set", "exits": {"next": "valueof", "constructor": "start"},
        "settings": {"assign": [{"variable": "constructor", "value": "it"}]}},
      "valueof": {"kind": "say", "exits": {"next": "tostring"}, "settings": {"text": "{{ constructor }}"}}
    }}`
    const program = programOf(FlowDocument.parse(JSON.parse(text)))
    expect(last(program).commands).toEqual([{ kind: 'say', text: 'it' }])
    const done = last(program, [{ kind: 'done', of: 'say' }])
    expect(done.state).toMatchObject({ problem: { code: 'unknown_block' } })
  })
})

describe('a hostile caller', () => {
  const menu = block(
    'menu',
    { text: 'Press 1.', choices: [{ key: '1', label: 'One' }], tries: 3 },
    { key_1: 'first', no_input: 'end', no_match: 'end', error: 'end' },
  )

  it('who floods a menu with keys, or says nothing, comes to an exit', () => {
    const program = programWith({ first: menu })
    const nines = Array.from({ length: 100 }, (): FlowEvent => ({ kind: 'gathered', key: '9' }))
    const steps = play(program, nines)
    expect(
      steps.flatMap(({ trace }) => trace).find(({ outcome }) => outcome === 'no_match'),
    ).toBeDefined()
    expect(steps.slice(4).every(({ commands }) => commands.length === 0)).toBe(true)
    const silence = Array.from({ length: 3 }, (): FlowEvent => ({ kind: 'no_input' }))
    expect(last(program, silence).trace[0]).toMatchObject({ outcome: 'no_input' })
  })

  it('who presses the same key for ever is bounded by what a run may pass', () => {
    const program = programWith({ first: menu })
    let { state }: { state: FlowState } = startFlow(program, ada, 0)
    let pressed = 0
    while (state.kind === 'waiting' && pressed < 2 * maxSteps) {
      pressed += 1
      state = advance(program, state, { kind: 'gathered', key: '1' }, pressed).state
    }
    expect(state).toMatchObject({ kind: 'ended', problem: { code: 'too_many_steps' } })
    expect(pressed).toBeLessThanOrEqual(maxSteps)
  })

  it('who speaks without end is heard to a bound', () => {
    const words = 'word '.repeat(100_000)
    const { state } = last(programWith({ first: menu, end }), [{ kind: 'heard', text: words }])
    expect(state.kind).toBe('waiting')
    expect(JSON.stringify(state).length).toBeLessThan(5000)
  })
})
