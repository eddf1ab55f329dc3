import type { FlowDocument } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { block, programOf } from '../testing/build-flow.ts'
import { demoFlow } from '../testing/demo-flow.ts'
import { ada, failed, key, last, openAt, play, programWith, said } from '../testing/play-flow.ts'
import { advance, startFlow } from './interpreter.ts'
import { maxFailuresInARow, maxInstantSteps } from './journey.ts'

const hello = (exits: Record<string, string | null>) => block('say', { text: 'Hello' }, exits)

describe('a call through the demo flow', () => {
  const program = programOf(demoFlow())

  it('hears the menu, presses 2, and waits in the queue of support', () => {
    const [asked, queued] = play(program, [key('2')])
    expect(asked.commands).toEqual([
      {
        kind: 'gather',
        text: 'For sales, press 1. For support, press 2.',
        keys: ['1', '2'],
        noInputMs: 5000,
        bargeIn: true,
      },
    ])
    expect(queued!.commands).toEqual([
      {
        kind: 'enqueue',
        queue: { name: 'Support', id: null },
        priority: 0,
        maxWaitMs: 600_000,
      },
    ])
  })

  it('is told the ids its names stand for, where they are known', () => {
    const references = { queues: { Support: 'support-queue' }, boxes: {}, flows: {} }
    const known = programOf(demoFlow(), { references })
    expect(last(known, [key('2')]).commands).toMatchObject([
      { queue: { name: 'Support', id: 'support-queue' } },
    ])
    expect(last(known, [key('1')]).commands).toMatchObject([{ queue: { name: 'Sales', id: null } }])
  })

  it('is followed by the trace, block by block', () => {
    const [first, second] = play(program, [key('2')])
    const menu = { visit: 3, block: 'menu', kind: 'menu', name: 'Main menu', enteredAt: openAt }
    expect(first.trace).toMatchObject([
      { visit: 1, block: 'start', kind: 'start', name: 'Start', leftAt: openAt, outcome: 'next' },
      { visit: 2, block: 'open', kind: 'hours', name: 'Hours', leftAt: openAt, outcome: 'open' },
      { ...menu, leftAt: null, outcome: null },
    ])
    expect(second!.trace).toMatchObject([
      { ...menu, leftAt: openAt + 1000, outcome: 'key_2', set: { menu: { key: '2' } } },
      { visit: 4, block: 'support', kind: 'enqueue', name: 'Support', leftAt: null, outcome: null },
    ])
  })

  it('ends after the talk when the flow says nothing more', () => {
    const step = last(program, [key('2'), { kind: 'queue_left', outcome: 'answered' }])
    expect(step.commands).toEqual([{ kind: 'hang_up', cause: 'NORMAL_CLEARING' }])
    expect(step.state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'flow' })
    expect(step.trace).toMatchObject([{ block: 'support', outcome: 'answered' }])
    expect(step.trace[0]).not.toHaveProperty('problem')
  })

  it('goes on after the talk when the flow says how', () => {
    const survey = demoFlow()
    survey.blocks['support']!.exits['answered'] = 'busy'
    const events = [key('2'), { kind: 'queue_left', outcome: 'answered' }] as const
    expect(last(programOf(survey), events).commands).toMatchObject([{ kind: 'say' }])
  })

  it('says so and hangs up when the wait was too long', () => {
    const waited = last(program, [key('1'), { kind: 'queue_left', outcome: 'timeout' }])
    expect(waited.commands).toEqual([{ kind: 'say', text: 'Nobody could answer, Ada. Goodbye.' }])
    const done = advance(program, waited.state, said, openAt)
    expect(done.commands).toEqual([{ kind: 'hang_up', cause: 'NORMAL_CLEARING' }])
    expect(done.trace.at(-1)).toMatchObject({ block: 'end', kind: 'end', outcome: null })
  })

  it('hears that it is closed at night', () => {
    const step = startFlow(program, ada, Date.parse('2026-11-20T20:00:00Z'))
    expect(step.commands).toMatchObject([{ kind: 'say', text: expect.stringContaining('closed') }])
  })

  it('ends without a command when the caller hangs up, wherever that is', () => {
    const step = last(program, [key('1'), { kind: 'caller_hung_up' }])
    expect(step.state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'caller' })
    expect(step.commands).toEqual([])
    expect(step.trace).toMatchObject([{ block: 'sales', outcome: 'caller_hung_up' }])
  })

  it('is not moved by events that come late or twice', () => {
    const queued = last(program, [key('2')])
    for (const event of [key('1'), said, { kind: 'no_input' }] as const) {
      const step = advance(program, queued.state, event, openAt + 5000)
      expect(step).toEqual({ state: queued.state, commands: [], trace: [] })
    }
    const ended = last(program, [{ kind: 'caller_hung_up' }])
    const step = advance(program, ended.state, { kind: 'caller_hung_up' }, openAt)
    expect(step).toEqual({ state: ended.state, commands: [], trace: [] })
  })
})

describe('what a run knows', () => {
  it('is the call, who calls, who is called, the flow and what it was given', () => {
    const text =
      '{{ call.id }} {{ call.direction }} {{ call.started_by }} {{ call.started_at }} {{ caller.name }} ' +
      '{{ called.number }} {{ flow.name }} {{ flow.version }} {{ plan }} {{ call.answered_by }}'
    const program = programWith({ first: block('say', { text }) }, { name: 'Main', version: 7 })
    const given = { ...ada, answeredBy: 'human', parameters: { plan: 'gold' } }
    expect(last(program, [], given).commands).toEqual([
      {
        kind: 'say',
        text: 'call-1 inbound call 2026-11-20T09:30:00.000Z Ada +15550100100 Main 7 gold human',
      },
    ])
  })

  it('is not to be changed by what whoever begins it gives it', () => {
    const program = programWith({ first: block('say', { text: '{{ caller.name }}' }) })
    const given = { ...ada, parameters: { caller: { name: 'Mallory' } } }
    expect(last(program, [], given).commands).toMatchObject([{ text: 'Ada' }])
  })

  it('is the time of the place where the flow is at home, and of the moment it is asked', () => {
    const program = programWith({
      start: block('start', { timeZone: 'Asia/Tokyo' }, { next: 'first' }),
      first: block(
        'say',
        { text: '{{ time.date }} {{ time.weekday }} {{ time.hour }} {{ time.minute }}' },
        { next: 'first', error: 'end' },
      ),
    })
    const begun = startFlow(program, ada, Date.parse('2026-11-20T14:59:00Z'))
    expect(begun.commands).toMatchObject([{ text: '2026-11-20 5 23 59' }])
    const later = advance(program, begun.state, said, Date.parse('2026-11-20T15:00:00Z'))
    expect(later.commands).toMatchObject([{ text: '2026-11-21 6 0 0' }])
  })
})

describe('a disabled block', () => {
  it('is passed over by its first exit, whatever is wrong with it', () => {
    const program = programWith({
      first: { ...block('say', { text: 7 }, { next: 'after', error: 'end' }), disabled: true },
      after: hello({ next: 'end', error: 'end' }),
    })
    const step = last(program)
    expect(step.commands).toEqual([{ kind: 'say', text: 'Hello' }])
    expect(step.trace[1]).toMatchObject({ block: 'first', outcome: 'next', skipped: true })
    expect(step.trace[2]).not.toHaveProperty('skipped')
  })

  it('of a kind without exits ends the run in good order', () => {
    const goTo = { ...block('go_to', { block: 'first' }), disabled: true }
    const { state, trace } = last(programWith({ first: goTo }))
    expect(state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'flow' })
    expect(trace.at(-1)).toMatchObject({ block: 'first', outcome: null })
  })
})

describe('a flow that cannot go on', () => {
  const failure = [{ kind: 'hang_up', cause: 'NORMAL_TEMPORARY_FAILURE' }]

  it('ends in a controlled way at an exit that leads nowhere, and says which', () => {
    const program = programWith({ first: hello({ next: null, error: null }) })
    const step = last(program, [said])
    expect(step.commands).toEqual(failure)
    const problem = {
      code: 'missing_exit',
      message: '“Say” was left by next, which leads nowhere.',
    }
    expect(step.trace).toMatchObject([{ block: 'first', outcome: 'next', problem }])
    expect(step.state).toMatchObject({ kind: 'ended', by: 'flow', problem })
  })

  it('ends at an exit that leads to a block that is not there', () => {
    const start = block('start', {}, { next: 'toString' })
    const step = last(programOf({ schema: 2, blocks: { start } }))
    expect(step.commands).toEqual(failure)
    expect(step.trace).toMatchObject([{ block: 'start', problem: { code: 'unknown_block' } }])
  })

  it('ends when there is no start, or the block it waits at is gone', () => {
    const empty: FlowDocument = { schema: 2, blocks: {} }
    expect(startFlow(programOf(empty), ada, openAt).state).toMatchObject({
      problem: { code: 'unknown_block' },
    })
    const waiting = last(programOf(demoFlow()))
    expect(advance(programOf(empty), waiting.state, said, openAt).commands).toEqual(failure)
  })

  it('ends at a block that is not finished, or of a kind nobody knows, and names it', () => {
    for (const first of [block('say', {}, {}, 'Welcome'), block('telepathy', {}, {}, 'Welcome')]) {
      const step = last(programWith({ first }))
      expect(step.commands).toEqual(failure)
      expect(step.trace.at(-1)).toMatchObject({
        block: 'first',
        outcome: null,
        problem: { code: 'bad_block', message: expect.stringContaining('“Welcome”') },
      })
    }
  })

  it('ends when the block it waits at is not the one it came to', () => {
    const waiting = last(programWith({ first: hello({ next: 'end', error: 'end' }) }))
    const other = programWith({ first: block('say', {}) })
    const step = advance(other, waiting.state, said, openAt)
    expect(step.commands).toEqual(failure)
    expect(step.state).toMatchObject({ problem: { code: 'bad_block' } })
  })

  it('ends when it goes round without waiting', () => {
    const assign = [{ variable: 'x', value: '{{ x }}{{ x }}ab' }]
    const step = last(programWith({ first: block('set', { assign }, { next: 'first' }) }))
    expect(step.commands).toEqual(failure)
    expect(step.trace).toHaveLength(maxInstantSteps)
    expect(step.trace.at(-1)).toMatchObject({ problem: { code: 'too_many_steps' } })
  })

  it('ends when things fail one after another, and counts anew after one that did not', () => {
    const program = programWith({ first: hello({ next: 'first', error: 'first' }) })
    const almost = Array.from({ length: maxFailuresInARow - 1 }, () => failed)
    expect(last(program, almost).commands).toMatchObject([{ kind: 'say' }])
    expect(last(program, [...almost, failed]).commands).toEqual(failure)
    expect(last(program, [...almost, failed]).trace).toMatchObject([
      { block: 'first', outcome: 'error', problem: { code: 'too_many_failures' } },
    ])
    const recovered = last(program, [...almost, said, ...almost])
    expect(recovered.commands).toMatchObject([{ kind: 'say' }])
  })

  it('does not take blocks that are passed in between for something that came off', () => {
    const assign = [{ variable: 'x', value: 'again' }]
    const program = programWith({
      first: hello({ next: 'first', error: 'count' }),
      count: block('set', { assign }, { next: 'first' }),
    })
    const events = Array.from({ length: maxFailuresInARow }, () => failed)
    expect(last(program, events).state).toMatchObject({ problem: { code: 'too_many_failures' } })
  })
})
