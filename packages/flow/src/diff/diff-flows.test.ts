import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value, ValueMap } from '../expressions/values.ts'
import { canonical } from './canonical.ts'
import type { ComparedBlock, ComparedFlow } from './compared-flow.ts'
import { type BlockChange, countsOf, diffFlows, type FlowDiff } from './diff-flows.ts'
import { settingChanges } from './setting-changes.ts'

const say: ComparedBlock = {
  kind: 'say',
  name: 'Greeting',
  at: { x: 10, y: 20 },
  settings: { text: 'Hello', options: [{ key: '1', words: ['sales'] }], voice: { pitch: 1 } },
  exits: { next: 'menu', error: null },
}

function flow(block: Partial<ComparedBlock>): ComparedFlow {
  return { schema: 2, blocks: { say: { ...say, ...block } } }
}

function changesOf(before: ComparedFlow, after: ComparedFlow): readonly BlockChange[] {
  const [difference, ...rest] = diffFlows(before, after).blocks
  expect(rest).toEqual([])
  return difference?.kind === 'changed' ? difference.changes : []
}

const anyJson = fc
  .jsonValue({ maxDepth: 2, noUnicodeString: false })
  .map((value): Value => JSON.parse(JSON.stringify(value)))
const anyKey = fc.constantFrom('a', 'b', '10', '9', 'constructor', 'toString')
const anyPlace = fc.record({ x: fc.nat(2), y: fc.nat(2) })
const anySize = fc.record({ width: fc.nat(2), height: fc.nat(2) })
const anyId = fc.constantFrom('a', 'b', '10', '9', 'constructor')
const anyBlock = fc.record(
  {
    kind: fc.constantFrom('say', 'menu'),
    name: fc.constantFrom('A', 'B'),
    at: anyPlace,
    disabled: fc.boolean(),
    settings: fc.dictionary(anyKey, fc.oneof(anyJson, fc.dictionary(anyKey, anyJson))),
    exits: fc.dictionary(fc.constantFrom('next', 'error', 'constructor'), fc.option(anyId)),
  },
  { requiredKeys: ['kind', 'at', 'settings', 'exits'] },
)
const anyNotes = fc.uniqueArray(
  fc.record({ id: anyId, text: fc.constantFrom('x', 'y'), at: anyPlace, size: anySize }),
  { selector: ({ id }) => id, maxLength: 3 },
)
const anyFrames = fc.uniqueArray(
  fc.record(
    {
      id: anyId,
      title: fc.constantFrom('x', 'y'),
      at: anyPlace,
      size: anySize,
      colour: fc.constantFrom('red', 'blue'),
    },
    { requiredKeys: ['id', 'title', 'at', 'size'] },
  ),
  { selector: ({ id }) => id, maxLength: 3 },
)
const anyFlow: fc.Arbitrary<ComparedFlow> = fc.record(
  {
    schema: fc.constant(2 as const),
    blocks: fc.dictionary(anyId, anyBlock, { maxKeys: 3 }),
    notes: anyNotes,
    frames: anyFrames,
  },
  { requiredKeys: ['schema', 'blocks'] },
)

/** The document that a difference leads to. */
function applied(before: ComparedFlow, { blocks, notes, frames }: FlowDiff): ComparedFlow {
  const appliedBlocks = new Map(Object.entries(before.blocks))
  for (const difference of blocks) {
    const { id } = difference
    if (difference.kind === 'removed') appliedBlocks.delete(id)
    else if (difference.kind === 'added') appliedBlocks.set(id, difference.after)
    else appliedBlocks.set(id, difference.changes.reduce(changed, difference.before))
  }
  const items = <Item extends { id: string }>(
    all: readonly Item[] | undefined,
    different: readonly { kind: string; id: string; after?: Item }[],
  ) => {
    const byId = new Map((all ?? []).map((item) => [item.id, item]))
    for (const { kind, id, after } of different) {
      if (kind === 'removed' || after === undefined) byId.delete(id)
      else byId.set(id, after)
    }
    return [...byId.values()]
  }
  return {
    schema: 2,
    blocks: Object.fromEntries(appliedBlocks),
    notes: items(before.notes, notes),
    frames: items(before.frames, frames),
  }
}

function changed(block: ComparedBlock, change: BlockChange): ComparedBlock {
  switch (change.kind) {
    case 'setting':
      return { ...block, settings: withSide(block.settings, change.path, change.after) as ValueMap }
    case 'exit': {
      const { [change.exit]: _, ...others } = block.exits
      return {
        ...block,
        exits: change.after === undefined ? others : { ...others, [change.exit]: change.after },
      }
    }
    case 'moved':
      return { ...block, at: change.after }
    case 'kind':
    case 'name':
    case 'disabled':
      return { ...block, [change.kind]: change.after }
  }
}

function withSide(
  value: Value,
  path: readonly (string | number)[],
  side: Value | undefined,
): Value {
  const [key, ...rest] = path
  if (key === undefined) return side ?? null
  if (Array.isArray(value)) return value.with(Number(key), withSide(value[Number(key)], rest, side))
  const { [key]: inner, ...others } = value as ValueMap
  if (rest.length === 0 && side === undefined) return others
  return { ...others, [key]: withSide(inner ?? null, rest, side) }
}

describe('diffFlows', () => {
  it('is empty for a document and itself, and for one that means the same', () => {
    fc.assert(
      fc.property(anyFlow, (document) => {
        const again: ComparedFlow = JSON.parse(canonical(document))
        for (const same of [document, structuredClone(document), again]) {
          expect(diffFlows(document, same)).toEqual({ blocks: [], notes: [], frames: [] })
        }
      }),
    )
  })

  it('is empty exactly where the canonical text is the same', () => {
    const anyTwo = fc.oneof(
      fc.tuple(anyFlow, anyFlow),
      fc
        .tuple(anyFlow, fc.boolean(), fc.boolean())
        .map(([document, hasBlocks, hasNotes]) => [
          document,
          { ...document, ...(hasBlocks ? {} : { blocks: {} }), ...(hasNotes ? {} : { notes: [] }) },
        ]),
    )
    fc.assert(
      fc.property(anyTwo, ([before, after]) => {
        if (before === undefined || after === undefined) throw new Error('There are two.')
        const { blocks, notes, frames } = diffFlows(before, after)
        const isEmpty = blocks.length + notes.length + frames.length === 0
        expect(isEmpty).toBe(canonical(before) === canonical(after))
      }),
    )
  })

  it('leads from the one document to the other', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, (before, after) => {
        expect(canonical(applied(before, diffFlows(before, after)))).toBe(canonical(after))
      }),
    )
  })

  it('tells the other way round what it tells one way', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, (before, after) => {
        const [there, back] = [
          countsOf(diffFlows(before, after)),
          countsOf(diffFlows(after, before)),
        ]
        expect(back).toEqual({ ...there, added: there.removed, removed: there.added })
      }),
    )
  })

  it('shows a block that came and one that went', () => {
    const empty: ComparedFlow = { schema: 2, blocks: {} }
    expect(diffFlows(empty, flow({})).blocks).toEqual([{ kind: 'added', id: 'say', after: say }])
    expect(diffFlows(flow({}), empty).blocks).toEqual([{ kind: 'removed', id: 'say', before: say }])
  })

  it.each<[string, Partial<ComparedBlock>, BlockChange]>([
    ['another kind', { kind: 'play' }, { kind: 'kind', before: 'say', after: 'play' }],
    ['another name', { name: 'Hi' }, { kind: 'name', before: 'Greeting', after: 'Hi' }],
    ['no name', { name: undefined }, { kind: 'name', before: 'Greeting' }],
    ['being disabled', { disabled: true }, { kind: 'disabled', before: false, after: true }],
    [
      'an exit wired anew',
      { exits: { next: 'end', error: null } },
      { kind: 'exit', exit: 'next', before: 'menu', after: 'end' },
    ],
    [
      'an exit no longer wired',
      { exits: { next: null, error: null } },
      { kind: 'exit', exit: 'next', before: 'menu', after: null },
    ],
    [
      'an exit that went',
      { exits: { next: 'menu' } },
      { kind: 'exit', exit: 'error', before: null },
    ],
    [
      'an exit that came',
      { exits: { ...say.exits, key_1: 'a' } },
      { kind: 'exit', exit: 'key_1', after: 'a' },
    ],
    [
      'being moved',
      { at: { x: 10, y: 30 } },
      { kind: 'moved', before: { x: 10, y: 20 }, after: { x: 10, y: 30 } },
    ],
  ])('shows %s', (_, block, change) => {
    expect(changesOf(flow({}), flow(block))).toEqual([change])
  })

  it('takes a block that is not disabled for one of which nothing is said', () => {
    expect(changesOf(flow({}), flow({ disabled: false }))).toEqual([])
  })

  it('shows what differs in notes and frames', () => {
    const at = { x: 0, y: 0 }
    const size = { width: 10, height: 10 }
    const note = { id: 'n', text: 'old', at, size }
    const frame = { id: 'f', title: 'Old', at, size }
    const before: ComparedFlow = { schema: 2, blocks: {}, notes: [note], frames: [frame] }
    const larger = { width: 20, height: 10 }
    const after: ComparedFlow = {
      ...before,
      notes: [{ ...note, text: 'new', size: larger }],
      frames: [
        { ...frame, colour: 'red' },
        { ...frame, id: 'g' },
      ],
    }
    const { notes, frames } = diffFlows(before, after)
    expect(notes).toMatchObject([
      {
        id: 'n',
        changes: [
          { kind: 'text', before: 'old', after: 'new' },
          { kind: 'resized', before: size, after: larger },
        ],
      },
    ])
    expect(frames).toMatchObject([
      { kind: 'changed', id: 'f', changes: [{ kind: 'colour', after: 'red' }] },
      { kind: 'added', id: 'g' },
    ])
    expect(countsOf(diffFlows(before, after))).toEqual({
      added: 1,
      removed: 0,
      changed: 2,
      moved: 0,
    })
  })

  it('counts a block that was only moved as moved', () => {
    const moved = diffFlows(flow({}), flow({ at: { x: 1, y: 1 } }))
    expect(countsOf(moved)).toEqual({ added: 0, removed: 0, changed: 0, moved: 1 })
    const renamed = diffFlows(flow({}), flow({ at: { x: 1, y: 1 }, name: 'Hi' }))
    expect(countsOf(renamed)).toEqual({ added: 0, removed: 0, changed: 1, moved: 0 })
  })
})

describe('settingChanges', () => {
  it('goes as deep as the difference lies', () => {
    const after = { text: 'Hello', options: [{ key: '2', words: ['sales'] }], voice: { rate: 2 } }
    expect(settingChanges(say.settings, after)).toEqual([
      { kind: 'setting', path: ['options', 0, 'key'], before: '1', after: '2' },
      { kind: 'setting', path: ['voice', 'pitch'], before: 1 },
      { kind: 'setting', path: ['voice', 'rate'], after: 2 },
    ])
  })

  it('shows a list as a whole where items came or went', () => {
    expect(settingChanges({ days: [1, 2] }, { days: [2] })).toEqual([
      { kind: 'setting', path: ['days'], before: [1, 2], after: [2] },
    ])
  })

  it('tells null from nothing, and a list from a map', () => {
    expect(settingChanges({ a: null }, {})).toEqual([
      { kind: 'setting', path: ['a'], before: null },
    ])
    expect(settingChanges({ a: [] }, { a: {} })).toHaveLength(1)
    expect(settingChanges({}, { constructor: 1 })).toHaveLength(1)
  })
})
