import { describe, expect, it } from 'vitest'
import type { FlowBlock } from '@iris/contracts'
import { block } from '../testing/build-flow.ts'
import { ada, last, play, programWith, said } from '../testing/play-flow.ts'
import { maxVariablesLength } from './journey.ts'

/** Gives variables 1900 letters each, one block after the other. */
function growing(count: number): Record<string, FlowBlock> {
  const ids = Array.from({ length: count }, (_, index) => `b${index}`)
  const blocks = ids.map((id, index) => {
    const assign = [{ variable: `x_${index}`, expression: `"${'a'.repeat(1900)}"` }]
    const exits = { next: ids[index + 1] ?? 'end', error: 'full' }
    return [id, block('expression', { assign }, exits)] as const
  })
  return {
    start: block('start', {}, { next: 'b0' }),
    ...Object.fromEntries(blocks),
    full: block('say', { text: '{{ error.reason }}' }, { next: 'end', error: 'end' }),
  }
}

describe('the variables of a flow', () => {
  it('hold no more in all than their bound, by however small steps they grow', () => {
    const few = last(programWith(growing(90)))
    expect(few.state).toMatchObject({ kind: 'ended', cause: 'NORMAL_CLEARING' })
    const { trace, state } = last(programWith(growing(200)))
    const kept = trace.filter(({ kind, outcome }) => kind === 'expression' && outcome === 'next')
    expect(kept.length * 1900).toBeLessThan(maxVariablesLength)
    expect(kept.length * 1920).toBeGreaterThan(maxVariablesLength - 5000)
    expect(trace.at(-1)).toMatchObject({ kind: 'say', leftAt: null })
    expect(JSON.stringify(state).length).toBeLessThan(maxVariablesLength + 5000)
  })

  it('make room again when one of them becomes shorter', () => {
    const huge = 'a'.repeat(maxVariablesLength - 500)
    const set = (variable: string, value: string, next: string) => {
      const assign = [{ variable, expression: JSON.stringify(value) }]
      return block('expression', { assign }, { next, error: 'full' })
    }
    const blocks = {
      first: set('x', 'b'.repeat(1000), 'end'),
      full: set('huge', '', 'again'),
      again: set('x', 'b'.repeat(1000), 'told'),
      told: block('say', { text: '{{ x }}' }),
    }
    const given = { ...ada, parameters: { huge } }
    const { commands, trace } = last(programWith(blocks), [], given)
    expect(trace.map(({ block: id, outcome }) => `${id} ${outcome}`)).toEqual([
      'start next',
      'first error',
      'full next',
      'again next',
      'told null',
    ])
    expect(commands).toMatchObject([{ text: 'b'.repeat(1000) }])
  })

  it('end the run where a block without an exit for it would fill them, and say so', () => {
    const huge = 'a'.repeat(maxVariablesLength - 500)
    const assign = [{ variable: 'x', value: 'b'.repeat(1000) }]
    const first = block('set', { assign }, { next: 'end' }, 'Remember')
    const { state, trace } = last(programWith({ first }), [], { ...ada, parameters: { huge } })
    const message = expect.stringContaining('“Remember”')
    expect(state).toMatchObject({ kind: 'ended', problem: { code: 'block_failed', message } })
    expect(trace.at(-1)).toMatchObject({
      block: 'first',
      outcome: null,
      set: { error: { reason: 'The variables hold too much.' } },
      problem: { code: 'block_failed' },
    })
  })

  it('are not lost when a run is stored, and are counted from there on', () => {
    const program = programWith({
      first: block('say', { text: 'Hello' }, { next: 'grow', error: 'end' }),
      grow: block(
        'set',
        { assign: [{ variable: 'x', value: '{{ x }}aaaaaaaaaa' }] },
        { next: 'first' },
      ),
    })
    const steps = play(program, [said, said, said])
    const { state } = steps.at(-1)!
    expect(state).toMatchObject({ frames: [{ variables: { x: 'a'.repeat(30) } }] })
  })
})
