import { describe, expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { ada, last, programWith } from '../../testing/play-flow.ts'
import { maxVariablesLength } from '../../interpreter/journey.ts'

const calculate = (...assign: [variable: string, expression: string][]) =>
  programWith({
    first: block(
      'expression',
      { assign: assign.map(([variable, expression]) => ({ variable, expression })) },
      { next: 'end', error: 'end' },
    ),
  })

describe('expression', () => {
  it('gives variables values of every type, in order', () => {
    const program = calculate(
      ['count', '1'],
      ['more', 'count + 1'],
      ['open', 'true'],
      ['who', '"x"'],
    )
    expect(last(program).trace[1]).toMatchObject({
      outcome: 'next',
      set: { count: 1, more: 2, open: true, who: 'x' },
    })
  })

  it('sets nothing and is left by error where one has no value', () => {
    const { trace } = last(calculate(['count', '1'], ['more', 'nobody']))
    expect(trace[1]).toMatchObject({ outcome: 'error' })
    expect(Object.keys(trace[1]?.set ?? {})).toEqual(['error'])
  })

  it('is left by error where the variables would hold too much, and keeps what was there', () => {
    const huge = 'a'.repeat(maxVariablesLength - 1000)
    const program = calculate(['x', 'huge'])
    const { trace } = last(program, [], { ...ada, parameters: { huge } })
    expect(trace[1]).toMatchObject({
      outcome: 'error',
      set: { error: { reason: 'The variables hold too much.' } },
    })
    const half = 'a'.repeat(maxVariablesLength / 2 - 1000)
    expect(last(program, [], { ...ada, parameters: { huge: half } }).trace[1]).toMatchObject({
      outcome: 'next',
    })
  })
})
