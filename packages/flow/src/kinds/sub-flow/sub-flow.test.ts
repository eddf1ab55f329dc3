import { describe, expect, it } from 'vitest'
import type { FlowProgram } from '../../interpreter/step.ts'
import { maxDepth } from '../../interpreter/run.ts'
import { block, end, flowOf, programOf } from '../../testing/build-flow.ts'
import { ada, key, last, play, programWith, said } from '../../testing/play-flow.ts'

const ask = programOf(
  flowOf({
    start: block(
      'start',
      { parameters: [{ variable: 'greeting', value: 'Hello {{ caller.name }}' }] },
      { next: 'first' },
    ),
    first: block(
      'menu',
      { text: '{{ greeting }}, press 1.', choices: [{ key: '1', label: 'One' }] },
      { key_1: 'back', no_input: 'end', no_match: 'end', error: 'end' },
    ),
    back: block('return', { results: [{ name: 'chosen', expression: 'menu.key' }] }),
  }),
)
const outer = (parameters: { variable: string; expression: string }[] = []) =>
  programWith(
    {
      first: block('sub_flow', { flow: 'Ask', parameters }, { next: 'tell', error: 'sorry' }),
      tell: block('say', { text: '{{ result.chosen }} {{ greeting }}{{ menu.key }}' }),
      sorry: block('say', { text: 'Sorry: {{ error.reason }}' }),
    },
    { flows: { Ask: ask } },
  )

describe('a flow within a flow', () => {
  it('runs, comes back with its results, and has variables of its own', () => {
    const [asked, told] = play(outer(), [key('1')])
    expect(asked.commands).toMatchObject([{ kind: 'gather', text: 'Hello Ada, press 1.' }])
    // `greeting` is the inner flow’s; `menu` is the run’s.
    expect(told!.commands).toEqual([{ kind: 'say', text: '1 1' }])
  })

  it('is given its parameters as values', () => {
    const program = outer([{ variable: 'greeting', expression: 'caller.number' }])
    expect(last(program).commands).toMatchObject([{ text: '+4930123456, press 1.' }])
  })

  it('is traced with its name, and seen again when it comes back', () => {
    const entries = play(outer(), [key('1')]).flatMap(({ trace }) => trace)
    expect(
      entries.map(({ visit, block: id, flow, outcome }) => [visit, id, flow, outcome]),
    ).toEqual([
      [1, 'start', undefined, 'next'],
      [2, 'first', undefined, 'entered'],
      [3, 'start', 'Ask', 'next'],
      [4, 'first', 'Ask', null],
      [4, 'first', 'Ask', 'key_1'],
      [5, 'back', 'Ask', 'returned'],
      [6, 'first', undefined, 'next'],
      [7, 'tell', undefined, null],
    ])
    expect(entries.at(-2)?.set).toEqual({ result: { chosen: '1' } })
  })

  it('is left by error where there is none of that name, or a parameter has no value', () => {
    const alone = { ...outer(), flows: {} }
    expect(last(alone).commands).toMatchObject([{ text: expect.stringContaining('“Ask”') }])
    const sub = block('sub_flow', { flow: 'constructor' }, { next: 'end', error: 'sorry' })
    const sorry = block('say', { text: 'Sorry' })
    expect(last(programWith({ first: sub, sorry })).commands).toMatchObject([{ text: 'Sorry' }])
    const unknown = outer([{ variable: 'greeting', expression: 'nobody' }])
    expect(last(unknown).trace[1]).toMatchObject({ block: 'first', outcome: 'error' })
  })

  it('ends the call where it comes to an end', () => {
    const { state } = last(outer(), [key('9'), key('9'), key('9')])
    expect(state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'flow' })
  })

  it('goes no deeper than so many flows, and then is left by error', () => {
    let program: FlowProgram = programOf(flowOf({ first: end }))
    for (let depth = 0; depth < 30; depth += 1) {
      const deeper = flowOf({
        first: block('sub_flow', { flow: 'Deeper' }, { next: 'end', error: 'sorry' }),
        sorry: block('say', { text: '{{ error.reason }}' }, { next: 'end', error: 'end' }),
      })
      program = programOf(deeper, { flows: { Deeper: program } })
    }
    const { commands, trace, state } = last(program)
    expect(commands).toMatchObject([{ text: expect.stringContaining(String(maxDepth)) }])
    expect(state).toMatchObject({ frames: { length: maxDepth } })
    expect(trace.at(-1)?.flow?.split(' / ')).toHaveLength(maxDepth - 1)
  })

  it('goes on from a stored state, however deep', () => {
    const program = outer()
    const asked = last(program)
    const stored: typeof asked.state = JSON.parse(JSON.stringify(asked.state))
    expect(stored).toEqual(asked.state)
    expect(last(program, [key('1'), said]).state).toMatchObject({
      problem: { code: 'missing_exit' },
    })
  })

  it('is not to be filled with more than a flow may hold', () => {
    const huge = 'a'.repeat(150_000)
    const parameters = [
      { variable: 'x', expression: 'huge' },
      { variable: 'y', expression: 'huge' },
    ]
    const { trace } = last(outer(parameters), [], { ...ada, parameters: { huge } })
    expect(trace[1]).toMatchObject({
      outcome: 'error',
      set: { error: { reason: 'The variables hold too much.' } },
    })
  })
})
