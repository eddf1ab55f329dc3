import type { FlowBlock, FlowDocument } from '@iris/contracts'
import { blockName, exitsOf, fieldsOf, type Group, kindNamed, targetOf } from '@iris/flow'
import { blockSize } from '../../../canvas/graph/block-shape.ts'
import type { CanvasBlock, CanvasColour, CanvasGraph } from '../../../canvas/graph/canvas-graph.ts'
import { kindIcon } from '../../../kinds/kind-icons.ts'

const colours: Readonly<Record<Group, CanvasColour>> = {
  control: 'violet',
  voice: 'blue',
  messaging: 'teal',
  data: 'amber',
}

export function colourOf(group: Group | undefined): CanvasColour {
  return group === undefined ? 'grey' : colours[group]
}

/** Blocks are never changed in place, so one that was drawn is drawn alike. */
const drawn = new WeakMap<FlowBlock, CanvasBlock>()

/** A flow as the canvas draws it. Blocks that stay the same stay the same objects. */
export function flowGraph({ blocks, notes = [], frames = [] }: FlowDocument): CanvasGraph {
  return {
    blocks: new Map(Object.entries(blocks).map(([id, block]) => [id, canvasBlock(id, block)])),
    notes: new Map(notes.map(({ id, text, at, size }) => [id, { id, text, ...at, ...size }])),
    frames: new Map(
      frames.map(({ id, title, at, size, colour = 'grey' }) => [
        id,
        { id, title, colour, ...at, ...size },
      ]),
    ),
  }
}

function canvasBlock(id: string, block: FlowBlock): CanvasBlock {
  const before = drawn.get(block)
  if (before?.id === id) return before
  const kind = kindNamed(block.kind)
  const exits = exitsOf(block)
  const summary = summaryOf(block)
  const made: CanvasBlock = {
    id,
    ...block.at,
    ...blockSize(exits.length),
    title: blockName(block),
    kindTitle: kind?.title ?? block.kind,
    icon: kindIcon(kind?.icon ?? ''),
    colour: block.kind === 'start' || block.kind === 'end' ? 'grey' : colourOf(kind?.group),
    ...(summary !== '' && { summary }),
    ...(block.disabled === true && { disabled: true }),
    isSource: block.kind === 'start',
    exits: exits.map((exit) => ({
      id: exit.id,
      title: exit.title,
      target: targetOf(block, exit.id) ?? null,
      ...(exit.optional === true && { optional: true }),
    })),
  }
  drawn.set(block, made)
  return made
}

/** What a block does, in a line: what it says or names, else what its kind is for. */
function summaryOf(block: FlowBlock): string {
  const kind = kindNamed(block.kind)
  if (!kind) return ''
  const told = new Set(['template', 'text', 'reference', 'expression'])
  const words = fieldsOf(kind.form, block.settings)
    // The first level alone: an item of a list does not speak for the block.
    .filter(({ field, setting }) => told.has(field.type) && setting.lastIndexOf('/') === 0)
    .flatMap(({ value }) => (typeof value === 'string' && value.trim() !== '' ? [value] : []))
  return (words[0] ?? kind.summary).slice(0, 120)
}
