import { expect, it } from 'vitest'
import { block, flowOf, programOf } from '../../testing/build-flow.ts'
import { ada, last, programWith } from '../../testing/play-flow.ts'

it('ends the run of a flow that nothing led to', () => {
  const { state, trace } = last(programWith({ first: block('return', {}) }))
  expect(state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'flow' })
  expect(trace.at(-1)).toMatchObject({ block: 'first', outcome: null })
})

it('gives back nothing for what has no value', () => {
  const results = [
    { name: 'found', expression: 'plan' },
    { name: 'lost', expression: 'nobody' },
  ]
  const within = programOf(flowOf({ first: block('return', { results }) }))
  const parameters = [{ variable: 'plan', expression: '"gold"' }]
  const program = programWith(
    {
      first: block('sub_flow', { flow: 'Find', parameters }, { next: 'tell' }),
      tell: block('say', { text: '[{{ result.found }}] [{{ result.lost }}]' }),
    },
    { flows: { Find: within } },
  )
  const { commands, trace } = last(program, [], ada)
  expect(commands).toMatchObject([{ text: '[gold] []' }])
  expect(trace.at(-2)?.set).toEqual({ result: { found: 'gold', lost: null } })
})

it('may return where the flow around it is over its bound: that is left by error', () => {
  const results = [
    { name: 'a', expression: 'huge' },
    { name: 'b', expression: 'huge' },
  ]
  const within = programOf(flowOf({ first: block('return', { results }) }))
  const parameters = [{ variable: 'huge', expression: 'huge' }]
  const program = programWith(
    { first: block('sub_flow', { flow: 'Find', parameters }, { next: 'end', error: 'end' }) },
    { flows: { Find: within } },
  )
  const huge = 'a'.repeat(120_000)
  const { trace } = last(program, [], { ...ada, parameters: { huge } })
  expect(trace.at(-2)).toMatchObject({ block: 'first', outcome: 'error' })
})
