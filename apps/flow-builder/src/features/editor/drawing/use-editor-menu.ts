import type { Ref } from 'vue'
import { computed, shallowRef } from 'vue'
import type { InsertWish } from '../../../canvas/canvas-events.ts'
import { duplicateItems } from '../edits/clipboard.ts'
import { addFrame, addNote, colourFrame, type FrameColour } from '../edits/notes.ts'
import { alignBlocks, type Alignment } from '../edits/places.ts'
import type { FlowEditing } from '../use-flow-editing.ts'
import type { CanvasWishActions, MenuAt } from './use-canvas-wishes.ts'
import type { FlowClipboard } from './use-clipboard.ts'

interface EditorMenuOptions {
  readonly editing: FlowEditing
  readonly wishes: CanvasWishActions
  readonly clipboard: FlowClipboard
  readonly rename: (id: string) => void
  /** Gives the canvas the focus back, at a block where the menu was one's. */
  readonly comeBack: (id: string | null) => void
  /** Lets a note or the title of a frame be written. */
  readonly write: (id: string) => void
}

const leadingOn: ReadonlySet<string> = new Set(['add', 'note', 'frame', 'rename', 'insert'])

/** The menu of the canvas: where it is open, and what its items do. */
export function useEditorMenu(options: EditorMenuOptions) {
  const { editing, wishes, clipboard, rename, write } = options
  const at = shallowRef<MenuAt>()
  const isOpen: Ref<boolean> = computed({
    get: () => at.value !== undefined,
    set: (open) => {
      const place = at.value
      if (open || !place) return
      at.value = undefined
      if (!isElsewhere) options.comeBack(selection.value.size > 1 ? null : place.id)
      isElsewhere = false
    },
  })
  const { selection, change, document } = editing
  /** What was chosen leads to another place: a dialog, the inspector, words to write. */
  let isElsewhere = false
  const chosen = () => [...selection.value]

  function wireWish(place: MenuAt): (InsertWish & { from: string; exit: string }) | undefined {
    const [from, exit] = place.wire?.split(':') ?? []
    if (from === undefined || exit === undefined) return undefined
    return { at: place.at, kind: null, from, exit }
  }

  function duplicate(): void {
    const added = duplicateItems(document.value, selection.value)
    if (added.ids.length === 0) return
    change(() => added.document)
    selection.value = new Set(added.ids)
  }

  function frame(place: MenuAt): void {
    const added = addFrame(document.value, place.id === null ? [] : chosen(), place.at)
    wishes.show(added)
    for (const id of added.ids) write(id)
  }

  function note(place: MenuAt): void {
    const added = addNote(document.value, place.at)
    wishes.show(added)
    for (const id of added.ids) write(id)
  }

  const actions = {
    add: (place: MenuAt) => wishes.insertAt({ at: place.at, kind: null }),
    note,
    frame,
    duplicate,
    copy: () => void clipboard.copy(),
    cut: () => void clipboard.cut(),
    paste: (place: MenuAt) => void clipboard.paste(place.at),
    rename: ({ id }: MenuAt) => id !== null && rename(id),
    disable: () => wishes.disable(chosen()),
    remove: () => wishes.remove(chosen()),
    insert(place: MenuAt): void {
      const wish = wireWish(place)
      if (wish) wishes.insertOnEdge(wish)
    },
    unwire(place: MenuAt): void {
      const wish = wireWish(place)
      if (wish) wishes.connect(wish.from, wish.exit, null)
    },
  }

  return {
    at,
    isOpen,
    duplicate,
    act(what: keyof typeof actions): void {
      const place = at.value
      isElsewhere = leadingOn.has(what)
      if (place) actions[what](place)
    },
    align: (how: Alignment) => change((now) => alignBlocks(now, chosen(), how)),
    colour: (colour: FrameColour) =>
      change((now) => chosen().reduce((edited, id) => colourFrame(edited, id, colour), now)),
  }
}
