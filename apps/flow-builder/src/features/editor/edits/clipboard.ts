import { type FlowBlock, FlowDocument, FlowFrame, FlowNote, mostBlocks } from '@iris/contracts'
import { kindNamed } from '@iris/flow'
import { z } from 'zod'
import { boundsOf, type Point, type Rect } from '../../../canvas/graph/geometry.ts'
import { type Added, rectOf } from './blocks.ts'
import { freshId, idsOf } from './ids.ts'

/** Blocks as text, from one flow to another, another tab, or a mail. */
const Clipping = z.object({
  iris: z.literal('flow-blocks'),
  schema: z.literal(2),
  blocks: FlowDocument.shape.blocks,
  notes: z.array(FlowNote).max(500).default([]),
  frames: z.array(FlowFrame).max(500).default([]),
})
type Clipping = z.infer<typeof Clipping>

/** More is no handful of blocks, and is not read at all. */
const mostLetters = 5_000_000

export type Pasted =
  | ({ readonly kind: 'pasted' } & Added)
  /** The text is nothing of a flow: a word somebody copied elsewhere. */
  | { readonly kind: 'foreign' }
  /** It says it is of a flow, and is not. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'too_many' }

/** These blocks, notes and frames as text; empty where there are none. */
export function copyItems(document: FlowDocument, ids: ReadonlySet<string>): string {
  const blocks = Object.entries(document.blocks).filter(([id]) => ids.has(id))
  const notes = (document.notes ?? []).filter(({ id }) => ids.has(id))
  const frames = (document.frames ?? []).filter(({ id }) => ids.has(id))
  if (blocks.length + notes.length + frames.length === 0) return ''
  const kept = blocks.map(([id, block]) => [id, withWiresAmong(block, ids)] as const)
  const clipping: Clipping = {
    iris: 'flow-blocks',
    schema: 2,
    blocks: Object.fromEntries(kept),
    notes,
    frames,
  }
  return JSON.stringify(clipping)
}

/** Adds what such a text holds, with new ids, its middle at the place. A flow keeps one start. */
export function pasteItems(document: FlowDocument, text: string, at: Point): Pasted {
  const read = readClipping(text)
  if (read === 'foreign' || read === 'broken') return { kind: read }
  const count = Object.keys(document.blocks).length + Object.keys(read.blocks).length
  if (count > mostBlocks) return { kind: 'too_many' }
  const hasStart = Object.values(document.blocks).some(({ kind }) => kind === 'start')
  const blocks = Object.entries(read.blocks).filter(([, { kind }]) => !hasStart || kind !== 'start')
  const taken = idsOf(document)
  const ids = new Map<string, string>()
  for (const id of [...blocks, ...byId(read.notes), ...byId(read.frames)].map(([one]) => one)) {
    const fresh = freshId(taken, id.replace(/-\d+$/, ''))
    taken.add(fresh)
    ids.set(id, fresh)
  }
  const bounds = boundsOf([
    ...blocks.map(([, block]) => rectOf(block)),
    ...[...read.notes, ...read.frames].map((item): Rect => ({ ...item.at, ...item.size })),
  ])
  if (!bounds) return { kind: 'foreign' }
  const by = {
    x: Math.round((at.x - bounds.x - bounds.width / 2) / 8) * 8,
    y: Math.round((at.y - bounds.y - bounds.height / 2) / 8) * 8,
  }
  const moved = <Item extends { at: Point }>(item: Item): Item => ({
    ...item,
    at: { x: item.at.x + by.x, y: item.at.y + by.y },
  })
  const renamed = <Item extends { id: string; at: Point }>(item: Item): Item =>
    moved({ ...item, id: ids.get(item.id) ?? item.id })
  const fresh = blocks.map(
    ([id, block]) => [ids.get(id) ?? id, moved(withNewIds(block, ids))] as const,
  )
  return {
    kind: 'pasted',
    ids: [...ids.values()],
    document: {
      ...document,
      blocks: { ...document.blocks, ...Object.fromEntries(fresh) },
      ...extended('notes', document.notes, read.notes.map(renamed)),
      ...extended('frames', document.frames, read.frames.map(renamed)),
    },
  }
}

/** The same again beside it. */
export function duplicateItems(document: FlowDocument, ids: ReadonlySet<string>): Added {
  const rects = Object.entries(document.blocks)
    .filter(([id]) => ids.has(id))
    .map(([, block]) => rectOf(block))
  const items = [...(document.notes ?? []), ...(document.frames ?? [])].filter(({ id }) =>
    ids.has(id),
  )
  const bounds = boundsOf([...rects, ...items.map((item) => ({ ...item.at, ...item.size }))])
  if (!bounds) return { document, ids: [] }
  const middle = { x: bounds.x + bounds.width / 2 + 40, y: bounds.y + bounds.height / 2 + 40 }
  const pasted = pasteItems(document, copyItems(document, ids), middle)
  return pasted.kind === 'pasted' ? pasted : { document, ids: [] }
}

function readClipping(text: string): Clipping | 'foreign' | 'broken' {
  if (text.length > mostLetters || !text.includes('"flow-blocks"')) return 'foreign'
  try {
    const read = Clipping.safeParse(JSON.parse(text))
    return read.success ? read.data : 'broken'
  } catch {
    return 'broken'
  }
}

function withWiresAmong(block: FlowBlock, ids: ReadonlySet<string>): FlowBlock {
  const exits = Object.entries(block.exits).map(
    ([exit, to]) => [exit, to !== null && ids.has(to) ? to : null] as const,
  )
  return { ...block, exits: Object.fromEntries(exits) }
}

/** Wires and jumps among what is pasted lead to the new blocks; others are loose. */
function withNewIds(block: FlowBlock, ids: ReadonlyMap<string, string>): FlowBlock {
  const exits = Object.entries(block.exits).map(
    ([exit, to]) => [exit, to === null ? null : (ids.get(to) ?? null)] as const,
  )
  const jumps = (kindNamed(block.kind)?.form ?? []).flatMap(({ type, key }) => {
    const to = type === 'block' ? block.settings[key] : undefined
    const fresh = typeof to === 'string' ? ids.get(to) : undefined
    return fresh === undefined ? [] : [[key, fresh] as const]
  })
  const settings = { ...block.settings, ...Object.fromEntries(jumps) }
  return { ...block, settings, exits: Object.fromEntries(exits) }
}

function byId<Item extends { id: string }>(items: readonly Item[]): [string, Item][] {
  return items.map((item) => [item.id, item])
}

function extended<Key extends string, Item>(
  key: Key,
  before: readonly Item[] | undefined,
  more: readonly Item[],
): Partial<Record<Key, Item[]>> {
  if (before === undefined && more.length === 0) return {}
  const all: Partial<Record<Key, Item[]>> = {}
  all[key] = [...(before ?? []), ...more]
  return all
}
