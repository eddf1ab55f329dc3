import type { FlowDocument } from '@iris/contracts'
import { type FlowProgram, startFlow, validateFlow } from '@iris/flow'
import { runCase, TestCase } from '@iris/flow/simulator'
import { block, flowOf, programOf } from '@iris/flow/testing'
import { type Figure, ms } from './figures.ts'

/** What flows cost the process that carries them. */
export async function measureFlows(): Promise<Figure[]> {
  const program = programOf(centreFlow())
  const rounds = roundsOf(200)
  return [
    perSecond('blocks passed', '50,000 /s', () => passBlocks(rounds)),
    perSecond('simulated calls, from greeting to talk', '500 /s', () => simulateCall(program)),
    validation(1000),
  ]
}

/** `run` says how many things it did. */
function perSecond(name: string, target: string, run: () => number): Figure {
  for (let warm = 0; warm < 50; warm += 1) run()
  const began = performance.now()
  let count = 0
  while (performance.now() - began < 2000) count += run()
  const each = Math.round((count / (performance.now() - began)) * 1000)
  return { name, value: `${each.toLocaleString('en')} /s`, target }
}

/** Rounds of a branch, a calculation and a text, each by an expression. */
function roundsOf(times: number): FlowProgram {
  return programOf(
    flowOf({
      first: block('loop', { times }, { again: 'count', done: 'end' }),
      count: block(
        'expression',
        { assign: [{ variable: 'n', expression: 'round.number * 2 + 1' }] },
        { next: 'which', error: 'end' },
      ),
      which: block(
        'branch',
        { cases: [{ when: 'n % 2 == 0' }] },
        { case_1: 'end', otherwise: 'text' },
      ),
      text: block(
        'set',
        { assign: [{ variable: 't', value: 'Round {{ round.number }} of {{ caller.name }}' }] },
        { next: 'first' },
      ),
    }),
  )
}

const call = {
  callId: 'c',
  callerNumber: '+15550100101',
  callerName: 'Ada',
  calledNumber: '+15550100100',
}
const at = 1_795_167_000_000

function passBlocks(program: FlowProgram): number {
  const { state, trace } = startFlow(program, call, at)
  if (state.kind !== 'ended' || state.problem) throw new Error('The rounds did not come to an end.')
  return trace.length
}

const calls = TestCase.parse({
  steps: [{ press: '9' }, { press: '1' }, { press: '2' }],
  expect: { path: { steps: ['menu', 'second', 'queue'] }, ends: { by: 'flow' } },
})

function simulateCall(program: FlowProgram): number {
  const { passed, failures } = runCase(program, calls)
  if (!passed) throw new Error(failures.join(' '))
  return 1
}

/** Greeting, two menus, a look at the queue, the queue, and what follows the talk. */
function centreFlow(): FlowDocument {
  const menu = (text: string) => ({
    text,
    choices: [1, 2, 3].map((key) => ({ key: String(key), label: `Option ${key}` })),
    noInputMs: 5000,
    tries: 3,
    bargeIn: true,
  })
  const others = { no_input: 'bye', no_match: 'bye', error: 'bye' }
  const say = (text: string, next: string) => block('say', { text }, { next, error: 'end' })
  return flowOf({
    first: say('Good day, {{ caller.name }}.', 'menu'),
    menu: block('menu', menu('For sales, press 1.'), {
      key_1: 'second',
      key_2: 'bye',
      key_3: 'bye',
      ...others,
    }),
    second: block('menu', menu('For orders, press 2.'), {
      key_1: 'bye',
      key_2: 'look',
      key_3: 'bye',
      ...others,
    }),
    look: block('queue_status', { queue: 'Sales' }, { next: 'busy', error: 'bye' }),
    busy: block(
      'branch',
      { cases: [{ when: 'queue.waiting > 5' }] },
      { case_1: 'bye', otherwise: 'hold' },
    ),
    hold: say('{{ queue.waiting }} are waiting before you.', 'queue'),
    queue: block(
      'enqueue',
      { queue: 'Sales', priority: 0, maxWaitMs: 600_000 },
      { answered: 'thanks', timeout: 'bye', error: 'bye' },
    ),
    thanks: say('Thank you for calling.', 'end'),
    bye: say('Goodbye.', 'end'),
  })
}

function validation(count: number): Figure {
  const times = Array.from({ length: 15 }, () => {
    // Made anew: what was read of a document is kept with it.
    const document = longFlow(count)
    const began = performance.now()
    const problems = validateFlow(document, { queue: new Set(['sales']) })
    const tookMs = performance.now() - began
    if (problems.length > 0) throw new Error(problems[0]?.message)
    return tookMs
  }).toSorted((a, b) => a - b)
  const name = `${count.toLocaleString('en')} blocks validated (median of ${times.length})`
  return { name, value: ms(times[7] ?? Number.NaN), target: '50 ms' }
}

/** Centres one after another: each goodbye leads to the next. */
function longFlow(count: number): FlowDocument {
  const { start, end, ...centre } = centreFlow().blocks
  const size = Object.keys(centre).length
  const last = Math.floor((count - 2) / size) - 1
  const blocks: FlowDocument['blocks'] = {}
  for (let index = 0; index <= last; index += 1) {
    for (const [id, one] of Object.entries(centre)) {
      const exits = Object.entries(one.exits).map(([exit, to]) => {
        if (to !== 'end') return [exit, `${to}-${index}`]
        return [exit, id === 'bye' && index < last ? `first-${index + 1}` : to]
      })
      blocks[`${id}-${index}`] = { ...one, exits: Object.fromEntries(exits) }
    }
  }
  if (start === undefined || end === undefined) throw new Error('The centre has no start or end.')
  return {
    schema: 2,
    blocks: { start: { ...start, exits: { next: 'first-0' } }, ...blocks, end },
  }
}
