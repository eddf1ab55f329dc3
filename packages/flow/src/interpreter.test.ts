import type { FlowDocument, FlowNode } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { advance, maxFailuresInARow, maxInstantSteps, startFlow } from './interpreter.ts'
import type { FlowEvent, Step } from './step.ts'
import { demoFlow } from './testing/demo-flow.ts'

const queueIds = { sales: 'sales-queue', support: 'support-queue' }
const context = {
  callId: 'call-1',
  callerNumber: '+4930123456',
  callerName: 'Ada',
  calledNumber: '+15550100100',
}
/** A Friday, 10:30 in Berlin. */
const openAt = Date.parse('2026-11-20T09:30:00Z')

/** Runs a document on these events, a second apart; every step of it. */
function play(document: FlowDocument, events: readonly FlowEvent[], at = openAt): Step[] {
  const steps = [startFlow(document, context, at)]
  for (const [index, event] of events.entries()) {
    steps.push(advance(document, steps.at(-1)!.state, event, at + (index + 1) * 1000))
  }
  return steps
}

function last(document: FlowDocument, events: readonly FlowEvent[] = []): Step {
  return play(document, events).at(-1)!
}

function flow(nodes: Record<string, FlowNode>): FlowDocument {
  return { schema: 1, nodes: { start: { kind: 'start', exits: { next: 'first' } }, ...nodes } }
}

const hangUp: FlowNode = { kind: 'hang_up', exits: {} }
const key = (digit: string): FlowEvent => ({ kind: 'gathered', key: digit })

describe('a call through the demo flow', () => {
  const document = demoFlow(queueIds)

  it('hears the menu, presses 2, and waits in the queue of support', () => {
    const [asked, queued] = play(document, [key('2')])
    expect(asked!.commands).toEqual([
      {
        kind: 'gather',
        text: 'For sales, press 1. For support, press 2.',
        keys: ['1', '2'],
        noInputMs: 5000,
        bargeIn: true,
      },
    ])
    expect(queued!.commands).toEqual([
      { kind: 'enqueue', queueId: 'support-queue', priority: 0, maxWaitMs: 600_000 },
    ])
  })

  it('is followed by the trace, node by node', () => {
    const [first, second] = play(document, [key('2')])
    const menu = { visit: 3, node: 'menu', kind: 'menu', name: 'Main menu', enteredAt: openAt }
    expect(first!.trace).toMatchObject([
      { visit: 1, node: 'start', kind: 'start', name: 'Start', leftAt: openAt, outcome: 'next' },
      { visit: 2, node: 'open', kind: 'hours', name: 'Hours', leftAt: openAt, outcome: 'open' },
      { ...menu, leftAt: null, outcome: null },
    ])
    expect(second!.trace).toMatchObject([
      { ...menu, leftAt: openAt + 1000, outcome: 'key_2' },
      { visit: 4, node: 'support', kind: 'enqueue', name: 'Support', leftAt: null, outcome: null },
    ])
  })

  it('ends after the talk when the flow says nothing more', () => {
    const step = last(document, [key('2'), { kind: 'queue_left', outcome: 'answered' }])
    expect(step.commands).toEqual([{ kind: 'hang_up', cause: 'NORMAL_CLEARING' }])
    expect(step.state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'flow' })
    expect(step.trace).toMatchObject([{ node: 'support', outcome: 'answered' }])
    expect(step.trace[0]).not.toHaveProperty('problem')
  })

  it('goes on after the talk when the flow says how', () => {
    const survey: FlowDocument = structuredClone(document)
    survey.nodes['support'] = {
      ...survey.nodes['support'],
      exits: { answered: 'busy' },
    } as FlowNode
    const step = last(survey, [key('2'), { kind: 'queue_left', outcome: 'answered' }])
    expect(step.commands).toMatchObject([{ kind: 'say' }])
  })

  it('says so and hangs up when the wait was too long', () => {
    const waited = last(document, [key('1'), { kind: 'queue_left', outcome: 'timeout' }])
    expect(waited.commands).toEqual([{ kind: 'say', text: 'Nobody could answer, Ada. Goodbye.' }])
    const said = advance(document, waited.state, { kind: 'said' }, openAt)
    expect(said.commands).toEqual([{ kind: 'hang_up', cause: 'NORMAL_CLEARING' }])
    expect(said.trace.at(-1)).toMatchObject({ node: 'end', kind: 'hang_up', outcome: null })
  })

  it('hears that it is closed at night', () => {
    const step = startFlow(document, context, Date.parse('2026-11-20T20:00:00Z'))
    expect(step.commands).toMatchObject([{ kind: 'say', text: expect.stringContaining('closed') }])
  })

  it('ends without a command when the caller hangs up, wherever that is', () => {
    const step = last(document, [key('1'), { kind: 'caller_hung_up' }])
    expect(step.state).toEqual({ kind: 'ended', cause: 'NORMAL_CLEARING', by: 'caller' })
    expect(step.commands).toEqual([])
    expect(step.trace).toMatchObject([{ node: 'sales', outcome: 'caller_hung_up' }])
  })

  it('is not moved by events that come late or twice', () => {
    const queued = last(document, [key('2')])
    for (const event of [key('1'), { kind: 'said' }, { kind: 'no_input' }] as const) {
      const step = advance(document, queued.state, event, openAt + 5000)
      expect(step).toEqual({ state: queued.state, commands: [], trace: [] })
    }
    const ended = last(document, [{ kind: 'caller_hung_up' }])
    const step = advance(document, ended.state, { kind: 'caller_hung_up' }, openAt)
    expect(step).toEqual({ state: ended.state, commands: [], trace: [] })
  })
})

describe('nodes', () => {
  it('say speaks with its voice and variables, and leaves by error when it fails', () => {
    const document = flow({
      first: {
        kind: 'say',
        text: 'You called {{ called.number }} from {{ caller.number }}, {{ call.id }}.',
        voice: 'en-gb',
        exits: { next: 'end', error: 'sorry' },
      },
      sorry: { kind: 'say', text: '{{ error.reason }}', exits: { next: 'end', error: 'end' } },
      end: hangUp,
    })
    expect(last(document).commands).toEqual([
      { kind: 'say', text: 'You called +15550100100 from +4930123456, call-1.', voice: 'en-gb' },
    ])
    const failed = last(document, [{ kind: 'failed', reason: 'No voice.' }])
    expect(failed.commands).toEqual([{ kind: 'say', text: 'No voice.' }])
    expect(failed.trace).toMatchObject([
      { node: 'first', outcome: 'error' },
      { node: 'sorry', outcome: null },
    ])
  })

  it('say passes on at once when its variables leave nothing to say', () => {
    const document = flow({
      first: { kind: 'say', text: ' {{ nothing }} ', exits: { next: 'end', error: null } },
      end: hangUp,
    })
    expect(last(document).commands).toEqual([{ kind: 'hang_up', cause: 'NORMAL_CLEARING' }])
  })

  it('play asks for its prompt and goes on when it was played', () => {
    const document = flow({
      first: { kind: 'play', prompt: 'jingle', exits: { next: 'end', error: null } },
      end: hangUp,
    })
    const [asked, done] = play(document, [{ kind: 'played' }])
    expect(asked!.commands).toEqual([{ kind: 'play', prompt: 'jingle' }])
    expect(done!.commands).toMatchObject([{ kind: 'hang_up' }])
  })

  it('set works values out in order, and branch takes the first case that holds', () => {
    const document = flow({
      first: {
        kind: 'set',
        assign: [
          { variable: 'country', value: '{{ caller.number }}' },
          { variable: 'greeting', value: 'Hello {{ country }}' },
        ],
        exits: { next: 'branch' },
      },
      branch: {
        kind: 'branch',
        cases: [
          { left: '{{ country }}', is: 'starts_with', right: '+1' },
          { left: '{{ country }}', is: 'starts_with', right: '+49' },
          { left: '{{ country }}', is: 'starts_with', right: '+4' },
        ],
        exits: { case_1: null, case_2: 'hello', case_3: null, otherwise: null },
      },
      hello: { kind: 'say', text: '{{ greeting }}', exits: { next: null, error: null } },
    })
    const step = last(document)
    expect(step.commands).toEqual([{ kind: 'say', text: 'Hello +4930123456' }])
    expect(step.trace.map(({ outcome }) => outcome)).toEqual(['next', 'next', 'case_2', null])
  })

  it('branch leaves by otherwise when no case holds', () => {
    const document = flow({
      first: {
        kind: 'branch',
        cases: [{ left: '{{ menu.key }}', is: 'equals', right: '1' }],
        exits: { case_1: null, otherwise: 'end' },
      },
      end: hangUp,
    })
    expect(last(document).trace).toMatchObject([{}, { outcome: 'otherwise' }, { node: 'end' }])
  })

  it('remembers the key of a menu and how a queue was left', () => {
    const document = flow({
      first: {
        kind: 'menu',
        text: 'Press star.',
        choices: [{ key: '*', label: 'Star' }],
        noInputMs: 5000,
        tries: 1,
        bargeIn: false,
        exits: { key_star: 'queue', no_input: null, no_match: null, error: null },
      },
      queue: {
        kind: 'enqueue',
        queueId: 'q',
        priority: 5,
        maxWaitMs: null,
        exits: { answered: 'bye', timeout: null, error: 'bye' },
      },
      bye: {
        kind: 'say',
        text: '{{ menu.key }} {{ queue.outcome }}',
        exits: { next: null, error: null },
      },
    })
    const left = last(document, [key('*'), { kind: 'queue_left', outcome: 'answered' }])
    expect(left.commands).toEqual([{ kind: 'say', text: '* answered' }])
    const failed = last(document, [key('*'), { kind: 'queue_left', outcome: 'failed' }])
    expect(failed.commands).toEqual([{ kind: 'say', text: '* failed' }])
  })
})

describe('a flow that cannot go on', () => {
  const failure = [{ kind: 'hang_up', cause: 'NORMAL_TEMPORARY_FAILURE' }]

  it('ends in a controlled way at an exit that leads nowhere, and says which', () => {
    const document = flow({
      first: { kind: 'say', text: 'Hello', exits: { next: null, error: null } },
    })
    const step = last(document, [{ kind: 'said' }])
    expect(step.commands).toEqual(failure)
    const problem = {
      code: 'missing_exit',
      message: '“Say” was left by next, which leads nowhere.',
    }
    expect(step.trace).toMatchObject([{ node: 'first', outcome: 'next', problem }])
    expect(step.state).toMatchObject({ kind: 'ended', by: 'flow', problem })
  })

  it('ends at an exit that leads to a node that is not there', () => {
    const step = last({
      schema: 1,
      nodes: { start: { kind: 'start', exits: { next: 'toString' } } },
    })
    expect(step.commands).toEqual(failure)
    expect(step.trace).toMatchObject([{ node: 'start', problem: { code: 'unknown_node' } }])
  })

  it('ends when there is no start, or the node it waits at is gone', () => {
    const empty: FlowDocument = { schema: 1, nodes: {} }
    expect(startFlow(empty, context, openAt).state).toMatchObject({
      problem: { code: 'unknown_node' },
    })
    const waiting = last(demoFlow(queueIds))
    expect(advance(empty, waiting.state, { kind: 'said' }, openAt).commands).toEqual(failure)
  })

  it('ends when it goes round without waiting', () => {
    const value = '{{ x }}{{ x }}ab'
    const document = flow({
      first: { kind: 'set', assign: [{ variable: 'x', value }], exits: { next: 'first' } },
    })
    const step = last(document)
    expect(step.commands).toEqual(failure)
    expect(step.trace).toHaveLength(maxInstantSteps)
    expect(step.trace.at(-1)).toMatchObject({ problem: { code: 'too_many_steps' } })
  })

  it('ends when things fail one after another, and counts anew after one that did not', () => {
    const document = flow({
      first: { kind: 'say', text: 'Hello', exits: { next: 'first', error: 'first' } },
    })
    const failed: FlowEvent = { kind: 'failed', reason: 'No voice.' }
    const almost = Array.from({ length: maxFailuresInARow - 1 }, () => failed)
    expect(last(document, almost).commands).toMatchObject([{ kind: 'say' }])
    expect(last(document, [...almost, failed]).commands).toEqual(failure)
    expect(last(document, [...almost, failed]).trace).toMatchObject([
      { node: 'first', outcome: 'error', problem: { code: 'too_many_failures' } },
    ])
    const recovered = last(document, [...almost, { kind: 'said' }, ...almost])
    expect(recovered.commands).toMatchObject([{ kind: 'say' }])
  })
})
