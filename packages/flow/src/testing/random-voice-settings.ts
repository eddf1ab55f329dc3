import type { FlowBlock } from '@iris/contracts'
import * as fc from 'fast-check'

const text = fc.constantFrom('Enter it.', 'Enter it, {{ caller.name }}!')
const party = fc.constantFrom('+15550100100', 'Ada', '{{ x }}', '{{ caller.number }}, Ada')
const maybe = fc.constantFrom('', 'x {{ x }}')

const entry = {
  text,
  minDigits: fc.constantFrom(1, 4),
  maxDigits: fc.constantFrom(4, 10),
  finishKey: fc.constantFrom('#', ''),
  pattern: fc.constantFrom('', '[1-4]+'),
  tries: fc.integer({ min: 1, max: 3 }),
}

const needs = fc.constantFrom([], [{ skill: 'Spanish', level: 3 }], [{ skill: 'constructor' }])

const routing = {
  needs,
  relax: fc.array(fc.record({ afterMs: fc.constantFrom(1000, 60_000), needs }), { maxLength: 2 }),
  agent: maybe,
  agentWaitMs: fc.constantFrom(null, 30_000),
}

const waiting = {
  waiting: fc.constantFrom('as_queue', 'as_here'),
  music: fc.constantFrom('queue', 'prompt'),
  musicPrompt: fc.constant('tune'),
  messages: fc.constantFrom([], [{ source: 'text', text: 'Wait, {{ x }}.', everyMs: 60_000 }]),
  position: fc.boolean(),
  offers: fc.constantFrom(
    [],
    [
      { key: '1', sayText: 'Press 1.' },
      { key: '9', sayText: '{{ x }}' },
    ],
  ),
}

/** Settings that are right, of the kinds that calls alone have. `name` gives names of queues and flows. */
export function voiceSettings(
  name: fc.Arbitrary<string>,
): readonly (readonly [string, fc.Arbitrary<FlowBlock['settings']>])[] {
  return [
    [
      'gather',
      fc.record({
        ...entry,
        input: fc.constantFrom('digits', 'speech', 'both'),
        variable: fc.constantFrom('', 'x'),
      }),
    ],
    ['gather_secret', fc.record({ ...entry, variable: fc.constantFrom('x', 'constructor') })],
    [
      'dial',
      fc.record({
        to: party,
        strategy: fc.constantFrom('in_turn', 'simultaneous'),
        whisper: maybe,
        refuseMachines: fc.boolean(),
      }),
    ],
    [
      'transfer',
      fc.record({
        to: fc.constantFrom('number', 'queue', 'flow'),
        number: party,
        queue: name,
        flow: fc.constantFrom('sub', 'constructor'),
      }),
    ],
    ['conference', fc.record({ name: fc.constantFrom('Daily', '{{ x }}'), muted: fc.boolean() })],
    ['answer', fc.constant({})],
    ['reject', fc.record({ cause: fc.constantFrom('USER_BUSY', 'UNWANTED') })],
    [
      'enqueue',
      fc.record({
        queue: name,
        priority: fc.nat(9),
        maxWaitMs: fc.constantFrom(60_000, null),
        ...routing,
        ...waiting,
      }),
    ],
    [
      'callback',
      fc.record({ queue: name, number: maybe, withinMs: fc.constantFrom(null, 60_000) }),
    ],
  ]
}
