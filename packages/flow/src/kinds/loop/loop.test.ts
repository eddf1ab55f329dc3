import { describe, expect, it } from 'vitest'
import { block, flowOf, programOf } from '../../testing/build-flow.ts'
import { play, programWith, said } from '../../testing/play-flow.ts'
import type { FlowProgram } from '../../interpreter/step.ts'

const round = block('say', { text: 'Round {{ round.number }}' }, { next: 'first', error: 'end' })

/** What is said, as long as something is. */
function heard(program: FlowProgram, most: number): string[] {
  const steps = play(
    program,
    Array.from({ length: most }, () => said),
  )
  return steps.flatMap(({ commands }) =>
    commands.flatMap((command) => (command.kind === 'say' ? [command.text] : [])),
  )
}

describe('loop', () => {
  it('goes its way so often, counts the rounds, and is done', () => {
    const loop = block('loop', { times: 3 }, { again: 'round', done: 'end' })
    expect(heard(programWith({ first: loop, round }), 9)).toEqual(['Round 1', 'Round 2', 'Round 3'])
  })

  it('begins anew when the flow comes back after the last round', () => {
    const program = programWith({
      first: block('loop', { times: 2 }, { again: 'round', done: 'between' }),
      round,
      between: block('say', { text: 'Between' }, { next: 'first', error: 'end' }),
    })
    const twice = ['Round 1', 'Round 2', 'Between']
    expect(heard(program, 5)).toEqual([...twice, ...twice])
  })

  it('counts its rounds apart from those of another, also of one in a flow within', () => {
    const inner = programOf(
      flowOf({
        first: block('loop', { times: 2 }, { again: 'round', done: 'back' }),
        round: block('say', { text: 'Inner' }, { next: 'first', error: 'end' }),
        back: block('return', {}),
      }),
    )
    const program = programWith(
      {
        first: block('loop', { times: 2 }, { again: 'outer', done: 'end' }),
        outer: block('say', { text: 'Outer' }, { next: 'within', error: 'end' }),
        within: block('sub_flow', { flow: 'Inner' }, { next: 'first', error: 'end' }),
      },
      { flows: { Inner: inner } },
    )
    const once = ['Outer', 'Inner', 'Inner']
    expect(heard(program, 9)).toEqual([...once, ...once])
  })

  it('begins at the first round in a flow that was left in the middle of it', () => {
    const inner = programOf(
      flowOf({
        first: block('loop', { times: 3 }, { again: 'round', done: 'end' }),
        round: block('say', { text: 'Round {{ round.number }}' }, { next: 'back', error: 'end' }),
        back: block('return', {}),
      }),
    )
    const exits = { next: 'first', error: 'end' }
    const program = programWith(
      { first: block('sub_flow', { flow: 'Inner' }, exits) },
      { flows: { Inner: inner } },
    )
    expect(heard(program, 3)).toEqual(['Round 1', 'Round 1', 'Round 1', 'Round 1'])
  })

  it('counts also where its id is a name that every object has', () => {
    const program = programWith({
      start: block('start', {}, { next: 'constructor' }),
      constructor: block('loop', { times: 1 }, { again: 'round', done: 'end' }),
      round: { ...round, exits: { next: 'constructor', error: 'end' } },
    })
    expect(heard(program, 3)).toEqual(['Round 1'])
  })
})
