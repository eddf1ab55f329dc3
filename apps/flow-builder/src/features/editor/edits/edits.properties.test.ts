import { FlowDocument } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyItems, pasteItems } from './clipboard.ts'
import { changed, historyOf, mostSteps, redone, undone } from './history.ts'
import { idsOf } from './ids.ts'
import { anyEdits, steps } from './testing/random-edits.ts'

describe('after any edits', () => {
  it('a document is one that can be saved, and wires lead to blocks that are there', () => {
    fc.assert(
      fc.property(anyEdits, (edits) => {
        const document = steps(edits).at(-1)
        expect(FlowDocument.safeParse(document).error).toBeUndefined()
        const targets = Object.values(document?.blocks ?? {}).flatMap(({ exits }) =>
          Object.values(exits).filter((to) => to !== null),
        )
        expect(targets.filter((to) => !(to in (document?.blocks ?? {})))).toEqual([])
      }),
    )
  })

  it('no two things have the same id', () => {
    fc.assert(
      fc.property(anyEdits, (edits) => {
        const {
          blocks,
          notes = [],
          frames = [],
        } = steps(edits).at(-1) ?? {
          blocks: {},
        }
        const count = Object.keys(blocks).length + notes.length + frames.length
        expect(idsOf({ schema: 2, blocks, notes, frames }).size).toBe(count)
      }),
    )
  })

  it('undoing gives each document before, and redoing each after', () => {
    fc.assert(
      fc.property(anyEdits, (edits) => {
        const all = steps(edits)
        let history = historyOf(all[0])
        for (const document of all.slice(1)) history = changed(history, document, { at: 0 })
        const distinct = all.filter((document, index) => document !== all[index - 1])
        for (const document of distinct.toReversed()) {
          expect(history.present).toEqual(document)
          history = undone(history)
        }
        for (const document of distinct) {
          expect(history.present).toEqual(document)
          history = redone(history)
        }
      }),
    )
  })

  it('what is copied and pasted into an empty flow is the same but for ids and places', () => {
    fc.assert(
      fc.property(anyEdits, (edits) => {
        const document = steps(edits).at(-1) ?? { schema: 2, blocks: {} }
        const pasted = pasteItems({ schema: 2, blocks: {} }, copyItems(document, idsOf(document)), {
          x: 0,
          y: 0,
        })
        expect(pasted.kind).toBe(idsOf(document).size === 0 ? 'foreign' : 'pasted')
        const again = pasted.kind === 'pasted' ? pasted.document : document
        expect(shapeOf(again)).toEqual(shapeOf(document))
      }),
    )
  })
})

/** The kinds and how they are wired, by the order of the blocks. */
function shapeOf({ blocks }: FlowDocument) {
  const order = Object.keys(blocks)
  return Object.values(blocks).map(({ kind, exits }) => [
    kind,
    Object.entries(exits).map(([exit, to]) => [exit, to === null ? -1 : order.indexOf(to)]),
  ])
}

describe('the history', () => {
  it('takes typing in one field as one change, until there is a pause', () => {
    const group = 'settings a'
    let history = changed(historyOf('a'), 'ab', { group, at: 0 })
    history = changed(history, 'abc', { group, at: 500 })
    history = changed(history, 'abcd', { group, at: 5000 })
    history = undone(history)
    expect(history.present).toBe('abc')
    expect(undone(history).present).toBe('a')
  })

  it('does not join what is typed after an undo with what was undone', () => {
    const group = 'settings a'
    let history = changed(historyOf('a'), 'ab', { group, at: 0 })
    history = changed(undone(history), 'ax', { group, at: 100 })
    expect(undone(history).present).toBe('a')
    expect(history.future).toEqual([])
  })

  it('keeps a bounded number of steps', () => {
    let history = historyOf(0)
    for (let step = 1; step <= mostSteps + 50; step += 1) {
      history = changed(history, step, { at: step })
    }
    expect(history.past).toHaveLength(mostSteps)
    expect(history.past[0]).toBe(50)
  })
})
