import type { FlowBlock } from '@iris/contracts'
import { block, flowOf } from '../build-flow.ts'
import { type CorpusFlow, written } from './corpus-flow.ts'

const say = (text: string, next = 'end') => block('say', { text }, { next, error: 'end' })
/** Blocks to go to: which of them is said tells the way. */
const ends = { yes: say('Yes.'), no: say('No.') }

function menu(more: FlowBlock['settings'] = {}, exits: FlowBlock['exits'] = {}): FlowBlock {
  const choices = [
    { key: '1', label: 'One', words: ['red'] },
    { key: '*', label: 'Star' },
  ]
  const settings = { text: 'Press 1 or star.', choices, noInputMs: 1000, tries: 2, ...more }
  const to = { key_1: 'yes', key_star: 'no', no_input: 'no', no_match: 'no', error: 'no', ...exits }
  return block('menu', settings, to)
}

function queue(maxWaitMs: number | null = 2000): FlowBlock {
  const exits = { answered: 'yes', timeout: 'no', error: 'end' }
  return block('enqueue', { queue: 'Sales', priority: 0, maxWaitMs }, exits)
}

const asked: readonly CorpusFlow[] = [
  ...Object.entries({
    'a key': { steps: [{ press: '1' }], path: 'key_1 yes:next' },
    'a star': { steps: [{ press: '*' }], path: 'key_star no:next' },
    'a word': { steps: [{ say: 'red' }], path: 'key_1 yes:next' },
    'a key after a wrong one': { steps: [{ press: '7' }, { press: '1' }], path: 'key_1 yes:next' },
    'wrong keys': { steps: [{ press: '7' }, { press: '8' }], path: 'no_match no:next' },
    silence: { steps: [], path: 'no_input no:next' },
    'a wrong key, then silence': { steps: [{ press: '7' }], path: 'no_input no:next' },
    'silence, then a key': { steps: [{ silent: true }, { press: '1' }], path: 'key_1 yes:next' },
  }).map(([name, { steps, path }]) =>
    written(`menu: ${name}`, {
      blocks: { ...ends, first: menu() },
      steps,
      path: `start:next first:${path} end`,
    }),
  ),
  written('menu: a sensitive key', {
    blocks: { ...ends, first: menu({ sensitive: true }) },
    steps: [{ press: '1' }],
    path: 'start:next first:entered yes:next end',
  }),
  written('menu: hung up at', {
    blocks: { ...ends, first: menu() },
    steps: [{ hangUp: true, afterMs: 500 }],
    path: 'start:next first:caller_hung_up',
  }),
  written('menu: one after another', {
    blocks: {
      ...ends,
      first: menu({}, { key_1: 'second' }),
      second: menu({ text: 'And now?' }, { key_star: 'first' }),
    },
    steps: ['1', '*', '1', '1'].map((press) => ({ press })),
    path: 'start:next first:key_1 second:key_star first:key_1 second:key_1 yes:next end',
  }),
]

const queued: readonly CorpusFlow[] = [
  ...Object.entries({
    answered: {
      becomes: { kind: 'answered', afterMs: 500, talkMs: 500 },
      path: 'answered yes:next end',
    },
    timeout: { becomes: { kind: 'timeout' }, path: 'timeout no:next end' },
    failed: { becomes: { kind: 'failed' }, path: 'error end' },
  }).map(([name, { becomes, path }]) =>
    written(`queue: ${name}`, {
      blocks: { ...ends, first: queue() },
      given: { queues: { Sales: { becomes } } },
      path: `start:next first:${path}`,
    }),
  ),
  ...(['full', 'closed', 'no_agents'] as const).map((kind) => {
    const first = queue()
    first.exits[kind] = 'yes'
    return written(`queue: ${kind}`, {
      blocks: { ...ends, first },
      given: { queues: { Sales: { becomes: { kind } } } },
      path: `start:next first:${kind} yes:next end`,
    })
  }),
  written('queue: full, with no way of its own for that', {
    blocks: { ...ends, first: queue() },
    given: { queues: { Sales: { becomes: { kind: 'full' } } } },
    path: 'start:next first:timeout no:next end',
  }),
  written('queue: hung up while waiting', {
    blocks: { ...ends, first: queue(null) },
    steps: [{ waitMs: 500 }, { hangUp: true }],
    path: 'start:next first:caller_hung_up',
  }),
  ...[0, 9].map((waiting) =>
    written(`queue status: ${waiting} waiting`, {
      blocks: {
        ...ends,
        first: block('queue_status', { queue: 'Sales' }, { next: 'full', error: 'end' }),
        full: block(
          'branch',
          { cases: [{ when: 'queue.waiting > 5' }] },
          { case_1: 'yes', otherwise: 'no' },
        ),
      },
      given: { queues: { Sales: { figures: { waiting } } } },
      path:
        waiting > 5
          ? 'start:next first:next full:case_1 yes:next end'
          : 'start:next first:next full:otherwise no:next end',
    }),
  ),
]

const decided: readonly CorpusFlow[] = [
  ...['+491', '+441'].map((number) =>
    written(`branch: a caller from ${number}`, {
      blocks: {
        ...ends,
        first: block(
          'branch',
          { cases: [{ left: '{{ caller.number }}', is: 'starts_with', right: '+49' }] },
          { case_1: 'yes', otherwise: 'no' },
        ),
      },
      given: { caller: { number } },
      path:
        number === '+491'
          ? 'start:next first:case_1 yes:next end'
          : 'start:next first:otherwise no:next end',
    }),
  ),
  ...['Ada', 'Bob', ''].map((name, index) =>
    written(`switch: “${name}”`, {
      blocks: {
        ...ends,
        first: block(
          'switch',
          { value: '{{ caller.name }}', cases: [{ is: 'Ada' }, { is: 'Bob' }] },
          { case_1: 'yes', case_2: 'no', otherwise: 'end' },
        ),
      },
      given: { caller: { name } },
      path: `start:next first:${['case_1 yes:next end', 'case_2 no:next end', 'otherwise end'][index] ?? ''}`,
    }),
  ),
  ...[1, 2, 3].map((times) =>
    written(`loop: ${times} times`, {
      blocks: {
        first: block('loop', { times }, { again: 'told', done: 'end' }),
        told: say('Round {{ round.number }}.', 'first'),
      },
      path: `start:next ${'first:again told:next '.repeat(times)}first:done end`,
    }),
  ),
  written('go to: a block', {
    blocks: { ...ends, first: block('go_to', { block: 'no' }) },
    path: 'start:next first:next no:next end',
  }),
  written('set and expression: what they keep is read', {
    blocks: {
      ...ends,
      first: block(
        'set',
        { assign: [{ variable: 'x', value: '{{ caller.name }}!' }] },
        { next: 'n' },
      ),
      n: block(
        'expression',
        { assign: [{ variable: 'n', expression: 'size(x) * 2' }] },
        { next: 'big', error: 'end' },
      ),
      big: block('branch', { cases: [{ when: 'n == 8' }] }, { case_1: 'yes', otherwise: 'no' }),
    },
    given: { caller: { name: 'Ada' } },
    path: 'start:next first:next n:next big:case_1 yes:next end',
  }),
  written('expression: one that fails', {
    blocks: {
      ...ends,
      first: block(
        'expression',
        { assign: [{ variable: 'n', expression: '1 / 0' }] },
        { next: 'yes', error: 'no' },
      ),
    },
    path: 'start:next first:error no:next end',
  }),
  ...Object.entries({ 'from the start': 1, never: 0 }).map(([name, weight]) =>
    written(`random: ${name}`, {
      blocks: {
        ...ends,
        first: block(
          'random',
          {
            shares: [
              { title: 'A', weight },
              { title: 'B', weight: 1 - weight },
            ],
          },
          { case_1: 'yes', case_2: 'no' },
        ),
      },
      path:
        weight === 1
          ? 'start:next first:case_1 yes:next end'
          : 'start:next first:case_2 no:next end',
    }),
  ),
  ...Object.entries({
    '2026-11-20T09:30:00Z': 'open yes',
    '2026-11-22T09:30:00Z': 'closed no',
  }).map(([at, way]) =>
    written(`hours: ${at}`, {
      blocks: {
        ...ends,
        first: block(
          'hours',
          {
            timeZone: 'Europe/Berlin',
            open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
          },
          { open: 'yes', closed: 'no' },
        ),
      },
      given: { at },
      path: `start:next first:${way}:next end`,
    }),
  ),
]

const back = block('return', { results: [{ name: 'sum', expression: 'a + 1' }] })
const parameters = [{ variable: 'a', expression: '2' }]
const adding = block('start', { parameters: [{ variable: 'a', value: '1' }] }, { next: 'first' })

const others: readonly CorpusFlow[] = [
  written('flow: there and back', {
    blocks: {
      ...ends,
      first: block('sub_flow', { flow: 'Inner', parameters }, { next: 'sum', error: 'end' }),
      sum: block(
        'branch',
        { cases: [{ when: 'result.sum == 3' }] },
        { case_1: 'yes', otherwise: 'no' },
      ),
    },
    flows: { Inner: flowOf({ start: adding, first: say('Within.', 'back'), back }) },
    path: 'start:next first:entered Inner/start:next Inner/first:next Inner/back:returned first:next sum:case_1 yes:next end',
  }),
  written('flow: one that is not there', {
    blocks: { ...ends, first: block('sub_flow', { flow: 'Nobody' }, { next: 'yes', error: 'no' }) },
    path: 'start:next first:error no:next end',
  }),
  written('say: what is filled in', {
    blocks: { first: say('Hello {{ caller.name }}, it is {{ time.hour }}.') },
    given: { caller: { name: 'Ada' } },
    path: 'start:next first:next end',
  }),
  written('say: hung up meanwhile', {
    blocks: { first: say('This is a long text that nobody listens to.') },
    steps: [{ hangUp: true, afterMs: 300 }],
    path: 'start:next first:caller_hung_up',
  }),
  written('play: a prompt', {
    blocks: { first: block('play', { prompt: 'tune' }, { next: 'end', error: 'end' }) },
    path: 'start:next first:next end',
  }),
  written('play: one that fails', {
    blocks: { ...ends, first: block('play', { prompt: 'nothing' }, { next: 'yes', error: 'no' }) },
    given: { mocks: { first: { kind: 'failed', reason: 'There is no such prompt.' } } },
    path: 'start:next first:error no:next end',
  }),
  written('voicemail: a message', {
    blocks: { ...ends, first: block('voicemail', { box: 'Sales' }, { left: 'yes', error: 'no' }) },
    path: 'start:next first:left yes:next end',
  }),
  ...['on', 'off', 'pause', 'resume'].map((action) =>
    written(`recording: ${action}`, {
      blocks: { ...ends, first: block('record_call', { action }, { next: 'yes', error: 'no' }) },
      path: 'start:next first:next yes:next end',
    }),
  ),
  written('wait: a moment', {
    blocks: { ...ends, first: block('wait', { ms: 200 }, { next: 'yes', error: 'no' }) },
    path: 'start:next first:next yes:next end',
  }),
  written('disabled: passed over', {
    blocks: { ...ends, first: { ...say('Nobody hears this.', 'yes'), disabled: true } },
    path: 'start:next first:next yes:next end',
  }),
  ...['NORMAL_CLEARING', 'USER_BUSY'].map((cause) =>
    written(`end: ${cause}`, {
      blocks: { first: block('end', { cause }) },
      path: 'start:next first',
    }),
  ),
]

/** Flows that each show one thing. */
export const byHand: readonly CorpusFlow[] = [...asked, ...queued, ...decided, ...others]
