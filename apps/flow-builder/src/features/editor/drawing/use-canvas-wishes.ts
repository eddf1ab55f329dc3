import type { KnownKind } from '@iris/flow'
import { kindNamed } from '@iris/flow'
import { useAnnounce } from '@iris/ui'
import type { Ref } from 'vue'
import { shallowRef } from 'vue'
import type { InsertWish } from '../../../canvas/canvas-events.ts'
import type { Point, Rect } from '../../../canvas/graph/geometry.ts'
import { addBlock, type Added, connect, insertOnWire, switchBlocks } from '../edits/blocks.ts'
import { writeItem } from '../edits/notes.ts'
import { moveItems, placeItems } from '../edits/places.ts'
import { removeItems } from '../edits/remove.ts'
import { editorWords } from '../editor-words.ts'
import type { FlowEditing } from '../use-flow-editing.ts'

interface WishOptions {
  readonly editing: FlowEditing
  readonly canEdit: Readonly<Ref<boolean>>
  readonly goTo: (id: string) => void
}

/** A wish for a block whose kind has to be asked for. */
interface OpenWish {
  readonly wish: InsertWish
  readonly isOnWire: boolean
}

/** Does to the document what the canvas asks for. */
export function useCanvasWishes({ editing, canEdit, goTo }: WishOptions) {
  const announce = useAnnounce()
  const asked = shallowRef<OpenWish>()

  function insert(wish: InsertWish, isOnWire: boolean): void {
    if (!canEdit.value) return
    const kind = kindNamed(wish.kind ?? '')
    if (wish.kind === null) asked.value = { wish, isOnWire }
    else if (kind) insertKind(kind, { wish, isOnWire })
  }

  function insertKind(kind: KnownKind, { wish, isOnWire }: OpenWish): void {
    const { at, from, exit } = wish
    const after = from === undefined || exit === undefined ? undefined : { from, exit }
    show(
      after && isOnWire
        ? insertOnWire(editing.document.value, kind, { at, after })
        : addBlock(editing.document.value, kind, { at, after }),
    )
  }

  function show({ document, ids }: Added): void {
    editing.change(() => document)
    const [first] = ids
    if (first !== undefined) goTo(first)
  }

  return {
    /** The wish whose kind is to be chosen now. */
    asked,
    show,
    answer(kind: KnownKind): void {
      const open = asked.value
      asked.value = undefined
      if (open) insertKind(kind, open)
    },
    insertAt: (wish: InsertWish) => insert(wish, false),
    insertOnEdge: (wish: InsertWish) => insert(wish, true),
    move: (ids: readonly string[], dx: number, dy: number) =>
      editing.change(
        (document) => moveItems(document, ids, { x: dx, y: dy }),
        `move ${ids.join()}`,
      ),
    place: (places: ReadonlyMap<string, Rect>) =>
      editing.change((document) => placeItems(document, places)),
    resize: (id: string, rect: Rect) =>
      editing.change((document) => placeItems(document, new Map([[id, rect]]))),
    write: (id: string, text: string) =>
      editing.change((document) => writeItem(document, id, text), `write ${id}`),
    connect: (from: string, exit: string, to: string | null) =>
      editing.change((document) => connect(document, from, exit, to)),
    remove(ids: readonly string[]): void {
      editing.change((document) => removeItems(document, ids))
      announce(editorWords('removed', { count: ids.length }))
    },
    disable: (ids: readonly string[]) => editing.change((document) => switchBlocks(document, ids)),
  }
}

export type CanvasWishActions = ReturnType<typeof useCanvasWishes>
export type MenuAt = {
  readonly client: Point
  readonly at: Point
  readonly id: string | null
  readonly wire: string | null
}
