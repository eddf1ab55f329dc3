import type { FlowDocument } from '@iris/contracts'
import { blockOf } from '@iris/flow'
import { grid } from '../../../canvas/graph/block-shape.ts'
import { boundsOf, type Point } from '../../../canvas/graph/geometry.ts'
import { type Added, rectOf } from './blocks.ts'
import { freshId, idsOf } from './ids.ts'

const noteSize = { width: 200, height: 120 }
const frameSize = { width: 480, height: 320 }
const framePadding = 3 * grid
const frameHead = 32

/** An empty note. */
export function addNote(document: FlowDocument, at: Point): Added {
  const id = freshId(idsOf(document), 'note')
  const note = { id, text: '', at: rounded(at), size: noteSize }
  return { document: { ...document, notes: [...(document.notes ?? []), note] }, ids: [id] }
}

/** A frame round these blocks; without any, an empty one at the place. */
export function addFrame(document: FlowDocument, ids: Iterable<string>, at: Point): Added {
  const id = freshId(idsOf(document), 'frame')
  const rects = [...ids].flatMap((one) => {
    const block = blockOf(document, one)
    return block ? [rectOf(block)] : []
  })
  const held = boundsOf(rects)
  const place = held
    ? {
        at: rounded({ x: held.x - framePadding, y: held.y - framePadding - frameHead }),
        size: {
          width: held.width + 2 * framePadding,
          height: held.height + 2 * framePadding + frameHead,
        },
      }
    : { at: rounded(at), size: frameSize }
  const frame = { id, title: '', ...place }
  return { document: { ...document, frames: [...(document.frames ?? []), frame] }, ids: [id] }
}

/** Other words for a note, or another title for a frame; what is too long for them is cut. */
export function writeItem(document: FlowDocument, id: string, text: string): FlowDocument {
  const { notes, frames } = document
  return {
    ...document,
    ...(notes && {
      notes: notes.map((note) => (note.id === id ? { ...note, text: text.slice(0, 5000) } : note)),
    }),
    ...(frames && {
      frames: frames.map((frame) =>
        frame.id === id ? { ...frame, title: text.slice(0, 80) } : frame,
      ),
    }),
  }
}

export type FrameColour = NonNullable<NonNullable<FlowDocument['frames']>[number]['colour']>
export const frameColours: readonly FrameColour[] = [
  'grey',
  'blue',
  'green',
  'amber',
  'red',
  'violet',
]

export function colourFrame(document: FlowDocument, id: string, colour: FrameColour): FlowDocument {
  const frames = document.frames?.map((frame) => (frame.id === id ? { ...frame, colour } : frame))
  return { ...document, ...(frames && { frames }) }
}

function rounded({ x, y }: Point): Point {
  return { x: Math.round(x / grid) * grid, y: Math.round(y / grid) * grid }
}
