import type { FlowBlock, FlowDocument } from '@iris/contracts'
import * as fc from 'fast-check'
import type { FlowProgram } from '../interpreter/step.ts'
import type { KnownKind } from '../kinds/kind.ts'
import { kinds } from '../kinds/registry.ts'
import { block, end, flowOf, programOf } from './build-flow.ts'
import { settingsOfKinds, wrongSettings } from './random-settings.ts'

/** Ids that are legal and awkward: some are names of every object's properties. */
const ids = ['start', 'a', 'b', 'c', 'd', 'constructor', 'valueof', '0'] as const

type Wire = fc.Arbitrary<string | null>

const target = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom<string>(...ids) },
  { weight: 1, arbitrary: fc.constantFrom('nowhere', '__proto__', 'toString') },
)
const anyWire: Wire = fc.oneof(
  { weight: 9, arbitrary: target },
  { weight: 1, arbitrary: fc.constant(null) },
)

/** A block of a kind, with settings that are right and every exit they give it on a wire. */
function blockOf(kind: KnownKind, wire: Wire, jump: fc.Arbitrary<string>): fc.Arbitrary<FlowBlock> {
  const settings = settingsOfKinds(jump).get(kind.kind)
  if (settings === undefined) throw new Error(`There are no random settings for ${kind.kind} yet.`)
  return fc
    .tuple(settings, fc.array(wire, { minLength: 12, maxLength: 12 }))
    .map(([own, wires]) => {
      const exits = kind
        .exits(own)
        .map(({ id }, index) => [id, wires[index % wires.length] ?? null])
      return block(kind.kind, own, Object.fromEntries(exits))
    })
}

const anyRightBlock = fc.oneof(...kinds.map((kind) => blockOf(kind, anyWire, target)))

const anyWrongBlock = fc
  .record({
    kind: fc.constantFrom(...kinds.map(({ kind }) => kind), 'constructor', 'telepathy'),
    settings: fc.oneof(wrongSettings, fc.constantFrom(...kinds.map(freshOf))),
    exits: fc.dictionary(fc.constantFrom('next', 'error', 'case_1', 'constructor'), anyWire),
  })
  .map(({ kind, settings, exits }) => block(kind, settings, exits))

const anyBlock = fc
  .tuple(
    fc.oneof({ weight: 12, arbitrary: anyRightBlock }, { weight: 1, arbitrary: anyWrongBlock }),
    fc.option(fc.constant({ disabled: true }), { freq: 6 }),
  )
  .map(([one, more]): FlowBlock => ({ ...one, ...more }))

const start = blockOf(kinds[0]!, anyWire, target)

/** Any document the schema allows, and some it does not: exits that lead nowhere, no start, two starts, wrong settings. */
export function anyFlow(): fc.Arbitrary<FlowDocument> {
  return fc
    .tuple(
      fc.option(start, { freq: 10 }),
      fc.uniqueArray(fc.tuple(fc.constantFrom(...ids.slice(1)), anyBlock), {
        selector: ([id]) => id,
      }),
    )
    .map(([first, others]) => {
      const blocks: Record<string, FlowBlock> = Object.fromEntries(others)
      return { schema: 2, blocks: first === null ? blocks : { start: first, ...blocks } }
    })
}

/** Any flow, with flows to lead into, and within these. */
export function anyProgram(): fc.Arbitrary<FlowProgram> {
  return fc.tuple(anyFlow(), anyFlow(), anyFlow()).map(([outer, middle, inner]) => {
    const last = programOf(inner)
    const within = programOf(middle, { flows: { sub: last, constructor: last } })
    return programOf(outer, { flows: { sub: within } })
  })
}

const places = ['a', 'b', 'c', 'd', 'e', 'f'] as const

/**
 * Documents whose every exit leads to a block that is there. Blocks that wait lead anywhere, others only to those after
 * them, but for the rounds of a loop.
 */
export function wiredFlow(): fc.Arbitrary<FlowDocument> {
  const anywhere = fc.constantFrom<string>(...places, 'end')
  const content = places.map((_, index) => {
    const after = fc.constantFrom<string>(...places.slice(index + 1), 'end')
    const each = kinds
      .filter(({ kind }) => kind !== 'start')
      .map((kind) => blockOf(kind, kind.waits === 'caller' ? anywhere : after, after))
    return fc
      .tuple(fc.oneof(...each), fc.constantFrom<string>(...places))
      .map(([one, back]) =>
        one.kind === 'loop' ? { ...one, exits: { ...one.exits, again: back } } : one,
      )
  })
  return fc.tuple(fc.constantFrom<string>(...places), fc.tuple(...content)).map(([next, blocks]) =>
    flowOf({
      start: block('start', {}, { next }),
      ...Object.fromEntries(places.map((id, index) => [id, blocks[index] ?? end])),
    }),
  )
}

/** A wired flow, whose flows within wait a moment and come back. */
export function wiredProgram(document: FlowDocument): FlowProgram {
  const sub = programOf(
    flowOf({
      first: block('wait', { ms: 100 }, { next: 'back', error: 'back' }),
      back: block('return', { results: [{ name: 'x', expression: '1' }] }),
    }),
  )
  return programOf(document, { flows: { sub, constructor: sub } })
}

/** What a kind is inserted with, as JSON. */
export function freshOf({ fresh }: KnownKind): FlowBlock['settings'] {
  const settings: FlowBlock['settings'] = JSON.parse(JSON.stringify(fresh))
  return settings
}
