import { expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { ada, last, programWith } from '../../testing/play-flow.ts'
import { maxSteps } from '../../interpreter/journey.ts'

const program = programWith({
  start: block(
    'start',
    { parameters: [{ variable: 'plan', value: 'basic {{ caller.name }}' }] },
    { next: 'first' },
  ),
  first: block('say', { text: '{{ plan }}' }),
})

it('gives the parameters that nobody gave what they are otherwise', () => {
  expect(last(program).commands).toMatchObject([{ text: 'basic Ada' }])
  const given = { ...ada, parameters: { plan: 'gold' } }
  expect(last(program, [], given).commands).toMatchObject([{ text: 'gold' }])
  expect(last(program, [], { ...ada, parameters: { plan: '' } }).commands).toMatchObject([
    { kind: 'hang_up' },
  ])
})

it('is left by guard, once, when the flow goes round too often', () => {
  const round = { assign: [{ variable: 'x', value: '{{ x }}a' }] }
  const guarded = programWith({
    start: block('start', {}, { next: 'first', guard: 'sorry' }),
    first: block('set', round, { next: 'first' }),
    sorry: block('say', { text: 'Sorry' }, { next: 'first', error: 'end' }),
  })
  const { commands, trace } = last(guarded)
  expect(commands).toEqual([{ kind: 'say', text: 'Sorry' }])
  expect(trace.at(-2)).toMatchObject({ block: 'start', outcome: 'guard' })
  const again = last(guarded, [{ kind: 'done', of: 'say' }])
  expect(again.state).toMatchObject({ kind: 'ended', problem: { code: 'too_many_steps' } })
  // The grace after the guard is short.
  expect(again.trace.length).toBeLessThan(150)
})

it('bounds runs that wait again and again by how many blocks they pass in all', () => {
  const steady = programWith({
    start: block('start', {}, { next: 'first', guard: 'end' }),
    first: block('say', { text: 'Hello' }, { next: 'first', error: 'end' }),
  })
  const done = { kind: 'done', of: 'say' } as const
  const events = Array.from({ length: maxSteps - 2 }, () => done)
  expect(last(steady, events).commands).toMatchObject([{ kind: 'say' }])
  const over = last(steady, [...events, done])
  expect(over.commands).toEqual([{ kind: 'hang_up', cause: 'NORMAL_CLEARING' }])
  expect(over.trace.map(({ block: id, outcome }) => [id, outcome])).toEqual([
    ['first', 'next'],
    ['start', 'guard'],
    ['end', null],
  ])
})
