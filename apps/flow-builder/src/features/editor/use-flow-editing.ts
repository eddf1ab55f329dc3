import type { FlowDocument } from '@iris/contracts'
import type { ComputedRef, Ref } from 'vue'
import { computed, shallowRef } from 'vue'
import type { CanvasGraph } from '../../canvas/graph/canvas-graph.ts'
import { idsOf } from './edits/ids.ts'
import { changed, historyOf, redone, undone } from './edits/history.ts'
import { flowGraph } from './graph/flow-graph.ts'

export type Edit = (document: FlowDocument) => FlowDocument

export interface FlowEditing {
  readonly document: ComputedRef<FlowDocument>
  readonly graph: ComputedRef<CanvasGraph>
  readonly selection: Ref<ReadonlySet<string>>
  readonly canUndo: ComputedRef<boolean>
  readonly canRedo: ComputedRef<boolean>
  /** Changes of the same group, one soon after the other, are undone as one. */
  readonly change: (edit: Edit, group?: string) => void
  /** Takes a document from elsewhere, with nothing to undo. */
  readonly begin: (document: FlowDocument) => void
  readonly undo: () => void
  readonly redo: () => void
}

const emptyDocument: FlowDocument = { schema: 2, blocks: {} }

/** A document that is being drawn: what is chosen in it, and what it was before. */
export function useFlowEditing(): FlowEditing {
  const history = shallowRef(historyOf(emptyDocument))
  const selection = shallowRef<ReadonlySet<string>>(new Set())
  const document = computed(() => history.value.present)

  function show(next: typeof history.value): void {
    history.value = next
    const there = idsOf(next.present)
    const kept = [...selection.value].filter((id) => there.has(id))
    if (kept.length < selection.value.size) selection.value = new Set(kept)
  }

  return {
    document,
    graph: computed(() => flowGraph(document.value)),
    selection,
    canUndo: computed(() => history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
    change(edit, group) {
      show(changed(history.value, edit(document.value), { group, at: Date.now() }))
    },
    begin: (next) => show(historyOf(next)),
    undo: () => show(undone(history.value)),
    redo: () => show(redone(history.value)),
  }
}
