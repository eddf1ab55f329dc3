import type { FlowDocument } from '@iris/contracts'
import { kinds } from '@iris/flow'
import * as fc from 'fast-check'
import { addBlock, connect, insertOnWire, renameBlock, switchBlocks } from '../blocks.ts'
import { duplicateItems } from '../clipboard.ts'
import { idsOf } from '../ids.ts'
import { addFrame, addNote, colourFrame, frameColours, writeItem } from '../notes.ts'
import { alignBlocks, moveItems } from '../places.ts'
import { removeItems } from '../remove.ts'

type Edit = (document: FlowDocument) => FlowDocument

const anyPoint = fc.record({
  x: fc.integer({ min: -2000, max: 2000 }),
  y: fc.integer({ min: -2000, max: 2000 }),
})
/** Which thing is meant, whatever there is by then. */
const anyPick = fc.nat(1000)
const anyKind = fc.constantFrom(...kinds)
const alignments = ['left', 'middle', 'distributeAcross', 'distributeDown'] as const

function picked(document: FlowDocument, pick: number): string {
  const ids = [...idsOf(document)]
  return ids[pick % Math.max(1, ids.length)] ?? ''
}

function exitPicked(document: FlowDocument, pick: number) {
  const from = picked(document, pick)
  const exits = Object.keys(document.blocks[from]?.exits ?? {})
  return { from, exit: exits[pick % Math.max(1, exits.length)] ?? 'next' }
}

/** Any edit at all, of whatever document comes. */
const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(anyKind, anyPoint).map(
    ([kind, at]): Edit =>
      (document) =>
        addBlock(document, kind, { at }).document,
  ),
  fc.tuple(anyKind, anyPoint, anyPick).map(([kind, at, pick]): Edit => (document) => {
    return insertOnWire(document, kind, { at, after: exitPicked(document, pick) }).document
  }),
  fc.tuple(anyPick, anyPick).map(([from, to]): Edit => (document) => {
    const { from: id, exit } = exitPicked(document, from)
    const target = picked(document, to)
    return connect(document, id, exit, target in document.blocks ? target : null)
  }),
  fc.tuple(anyPick, anyPick).map(
    ([a, b]): Edit =>
      (document) =>
        removeItems(document, [picked(document, a), picked(document, b)]),
  ),
  fc.tuple(anyPick, anyPoint).map(
    ([pick, by]): Edit =>
      (document) =>
        moveItems(document, [picked(document, pick)], by),
  ),
  fc.tuple(anyPick, fc.string({ maxLength: 100 })).map(
    ([pick, name]): Edit =>
      (document) =>
        renameBlock(document, picked(document, pick), name),
  ),
  fc.tuple(anyPick, fc.string({ maxLength: 100 })).map(
    ([pick, text]): Edit =>
      (document) =>
        writeItem(document, picked(document, pick), text),
  ),
  anyPick.map(
    (pick): Edit =>
      (document) =>
        switchBlocks(document, [picked(document, pick)]),
  ),
  anyPoint.map(
    (at): Edit =>
      (document) =>
        addNote(document, at).document,
  ),
  fc.tuple(anyPick, anyPoint).map(
    ([pick, at]): Edit =>
      (document) =>
        addFrame(document, [picked(document, pick)], at).document,
  ),
  fc.tuple(anyPick, fc.constantFrom(...frameColours)).map(
    ([pick, colour]): Edit =>
      (document) =>
        colourFrame(document, picked(document, pick), colour),
  ),
  fc.constantFrom(...alignments).map(
    (how): Edit =>
      (document) =>
        alignBlocks(document, idsOf(document), how),
  ),
  fc.tuple(anyPick, anyPick).map(
    ([a, b]): Edit =>
      (document) =>
        duplicateItems(document, new Set([picked(document, a), picked(document, b)])).document,
  ),
)

export const anyEdits = fc.array(anyEdit, { maxLength: 25 })

/** What becomes of an empty flow by these edits, step by step. */
export function steps(edits: readonly Edit[]): FlowDocument[] {
  const all: FlowDocument[] = [{ schema: 2, blocks: {} }]
  for (const edit of edits) {
    const last = all.at(-1)
    if (last) all.push(edit(last))
  }
  return all
}
