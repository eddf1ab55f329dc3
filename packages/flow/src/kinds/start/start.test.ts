import { expect, it } from 'vitest'
import { block, flowOf } from '../../testing/build-flow.ts'
import { ada, last, programWith } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'
import { scheduleOf } from './schedule-of.ts'
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

it('says when the flow begins by itself', () => {
  const of = (settings: object) =>
    scheduleOf(flowOf({ start: block('start', { ...settings }, { next: 'end' }) }))
  expect(of({})).toBeUndefined()
  expect(of({ schedule: 'every', everyMinutes: 5 })).toEqual({ kind: 'every', minutes: 5 })
  const times = [
    { days: 'weekdays', at: '09:30' },
    { days: '7', at: '00:00' },
  ]
  expect(of({ schedule: 'at', timeZone: 'Europe/Berlin', times })).toEqual({
    kind: 'at',
    timeZone: 'Europe/Berlin',
    times: [
      { days: [1, 2, 3, 4, 5], minute: 570 },
      { days: [7], minute: 0 },
    ],
  })
  expect(of({ schedule: 'at', times: [{ days: '8', at: '09:30' }] })).toBeUndefined()
})

it('is told that a schedule without times is none', () => {
  const document = flowOf({
    start: block('start', { schedule: 'at' }, { next: 'end' }),
  })
  expect(validateFlow(document, {})).toMatchObject([{ code: 'bad_setting', setting: '/times' }])
})
