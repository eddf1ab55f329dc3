import type { FlowDocument, FlowNode } from '@iris/contracts'
import * as fc from 'fast-check'
import type { FlowEvent } from '../step.ts'

/** Ids that are legal and awkward: some are names of every object's properties. */
const ids = ['start', 'a', 'b', 'c', 'd', 'constructor', 'valueof', '0'] as const

type Wire = fc.Arbitrary<string | null>

const anyWire: Wire = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...ids) },
  { weight: 1, arbitrary: fc.constantFrom(null, 'nowhere', '__proto__', 'toString') },
)

const key = fc.constantFrom('0', '1', '9', '*', '#')
const text = fc.oneof(
  fc.constantFrom('Hello {{ caller.name }}', '{{ x }}', '{{x}}{{x}}!', 'Hello', '{{ call.id'),
  fc.string({ minLength: 1, maxLength: 20 }),
)
const spokenText = fc.constantFrom('Hello.', 'Hello {{ caller.name }}, {{ x }}!')
const variable = fc.constantFrom('x', 'y', 'constructor')
const time = fc.constantFrom('00:00', '06:00', '09:30', '22:00', '24:00')
const comparison = fc.constantFrom(
  ...(['equals', 'not_equals', 'contains', 'starts_with', 'greater', 'less', 'is_empty'] as const),
)

const hoursContent = {
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Nowhere/Atlantis'),
  open: fc.array(
    fc.record({
      days: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
      from: time,
      to: time,
    }),
    { maxLength: 2 },
  ),
  closedOn: fc.constantFrom<string[]>([], ['2026-12-25']),
}

function nodes(wire: Wire, spoken: fc.Arbitrary<string>): fc.Arbitrary<FlowNode> {
  const kind = <Kind extends FlowNode['kind']>(name: Kind) => fc.constant(name)
  const each: fc.Arbitrary<FlowNode>[] = [
    fc.record({ kind: kind('say'), text: spoken, exits: fc.record({ next: wire, error: wire }) }),
    fc.record({
      kind: kind('play'),
      prompt: fc.constant('tune'),
      exits: fc.record({ next: wire, error: wire }),
    }),
    menus(wire, spoken),
    fc.record({
      kind: kind('enqueue'),
      queueId: fc.uuid(),
      priority: fc.nat(9),
      maxWaitMs: fc.constantFrom(60_000, null),
      exits: fc.record({ answered: wire, timeout: wire, error: wire }),
    }),
    fc.record({
      kind: kind('voicemail'),
      boxId: fc.uuid(),
      exits: fc.record({ left: wire, error: wire }),
    }),
    fc.record({
      kind: kind('record_call'),
      action: fc.constantFrom(...(['on', 'off', 'pause', 'resume'] as const)),
      exits: fc.record({ next: wire, error: wire }),
    }),
    fc.record({
      kind: kind('hours'),
      ...hoursContent,
      exits: fc.record({ open: wire, closed: wire }),
    }),
    fc.record({
      kind: kind('set'),
      assign: fc.array(fc.record({ variable, value: text }), { minLength: 1, maxLength: 3 }),
      exits: fc.record({ next: wire }),
    }),
    branches(wire),
    fc.record({ kind: kind('hang_up'), exits: fc.constant({}) }),
  ]
  return fc.oneof(...each)
}

function menus(wire: Wire, spoken: fc.Arbitrary<string>): fc.Arbitrary<FlowNode> {
  const content = {
    text: spoken,
    keys: fc.array(key, { minLength: 1, maxLength: 3 }),
    tries: fc.integer({ min: 1, max: 3 }),
    bargeIn: fc.boolean(),
    exits: fc.record(wires(menuExits, wire)),
  }
  return fc.record(content).map(({ keys, ...rest }) => ({
    kind: 'menu' as const,
    choices: keys.map((key) => ({ key, label: `Key ${key}` })),
    noInputMs: 5000,
    ...rest,
  }))
}

const menuExits = [
  ...(['key_0', 'key_1', 'key_9', 'key_star', 'key_pound'] as const),
  ...(['no_input', 'no_match', 'error'] as const),
]

function branches(wire: Wire): fc.Arbitrary<FlowNode> {
  return fc.record({
    kind: fc.constant('branch' as const),
    cases: fc.array(fc.record({ left: text, is: comparison, right: text }), {
      minLength: 1,
      maxLength: 2,
    }),
    exits: fc.record(wires(['case_1', 'case_2', 'otherwise'], wire)),
  })
}

function wires<Name extends string>(names: readonly Name[], wire: Wire): Record<Name, Wire> {
  const entries = names.map((name) => [name, wire] as const)
  return Object.fromEntries(entries) as Record<Name, Wire>
}

/** Any document the schema allows, and some it does not: exits that lead nowhere, no start, two starts. */
export function anyFlow(): fc.Arbitrary<FlowDocument> {
  const start = fc.record({
    kind: fc.constant('start' as const),
    exits: fc.record({ next: anyWire }),
  })
  const node = fc.oneof(
    { weight: 10, arbitrary: nodes(anyWire, text) },
    { weight: 1, arbitrary: start },
  )
  return fc
    .tuple(
      fc.option(start, { freq: 10 }),
      fc.uniqueArray(fc.tuple(fc.constantFrom(...ids.slice(1)), node), { selector: ([id]) => id }),
    )
    .map(([start, others]) => {
      const nodes: Record<string, FlowNode> = Object.fromEntries(others)
      return { schema: 1, nodes: start === null ? nodes : { start, ...nodes } }
    })
}

/** Documents in which every exit leads to a node that is there and that always has something to say. */
export function wiredFlow(): fc.Arbitrary<FlowDocument> {
  const places = ['a', 'b', 'c', 'd', 'e', 'f'] as const
  const wire = fc.constantFrom(...places, 'end')
  return fc
    .tuple(wire, fc.tuple(...places.map(() => nodes(wire, spokenText))))
    .map(([next, content]) => ({
      schema: 1,
      nodes: {
        start: { kind: 'start', exits: { next } },
        ...Object.fromEntries(places.map((id, index) => [id, content[index] as FlowNode])),
        end: { kind: 'hang_up', exits: {} },
      },
    }))
}

export function anyEvent(): fc.Arbitrary<FlowEvent> {
  return fc.oneof(
    fc.constantFrom<FlowEvent>(
      { kind: 'said' },
      { kind: 'played' },
      { kind: 'no_input' },
      { kind: 'failed', reason: 'It broke.' },
      { kind: 'message_left' },
      { kind: 'recording_changed' },
      { kind: 'queue_left', outcome: 'answered' },
      { kind: 'queue_left', outcome: 'timeout' },
      { kind: 'queue_left', outcome: 'failed' },
    ),
    fc.record({ kind: fc.constant('gathered' as const), key }),
    fc.constant<FlowEvent>({ kind: 'caller_hung_up' }),
  )
}
