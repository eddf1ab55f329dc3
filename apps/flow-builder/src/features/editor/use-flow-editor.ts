import { queries, useApi } from '@iris/api-client'
import { useSession } from '@iris/app-frame'
import { useToasts } from '@iris/ui'
import { useQuery } from '@pinia/colada'
import { computed, shallowRef } from 'vue'
import type { CanvasGraph, CanvasOverlays } from '../../canvas/graph/canvas-graph.ts'
import { editorContext, type FlowEditor } from './editor-context.ts'
import { editorWords } from './editor-words.ts'
import { canvasPeers } from './people/canvas-peers.ts'
import { useFlowPresence } from './people/use-flow-presence.ts'
import { useDraftSaving } from './saving/use-draft-saving.ts'
import { useLeaveGuard } from './saving/use-leave-guard.ts'
import { useFlowEditing } from './use-flow-editing.ts'
import { problemOverlays, useFlowProblems } from './use-flow-problems.ts'
import { useThings } from './use-things.ts'

interface FlowEditorOptions {
  readonly flowId: string
  readonly goTo: (id: string) => void
  readonly reveal: (id: string) => void
}

/** One flow, open to be drawn: its document, how it is saved, who else is there, and what is wrong with it. */
export function useFlowEditor({ flowId, goTo, reveal }: FlowEditorOptions) {
  const api = useApi()
  const { may } = useSession()
  const toasts = useToasts()
  const query = useQuery(queries.flow(api, flowId))
  const editing = useFlowEditing()
  const people = useFlowPresence({ flowId, selection: editing.selection })
  const panel = shallowRef<string>()
  const overlays = shallowRef<CanvasOverlays>()
  const shownGraph = shallowRef<CanvasGraph>()
  const isLoaded = shallowRef(false)

  const isHeld = computed(() => may('flows:write') && people.isMine.value && isLoaded.value)
  const saving = useDraftSaving({
    flowId,
    document: editing.document,
    canEdit: isHeld,
    begin: editing.begin,
    onRestored: () =>
      toasts.show({
        title: editorWords('save.restored'),
        description: editorWords('save.restoredText'),
      }),
  })
  useLeaveGuard(saving)
  const { things, known } = useThings()
  const problems = useFlowProblems(editing.document, known)
  const canEdit = computed(() => isHeld.value && shownGraph.value === undefined)

  const painted = computed<CanvasOverlays>(() => ({
    ...(overlays.value ?? problemOverlays(problems.value)),
    peers: canvasPeers(people.others.value),
  }))

  const editor: FlowEditor = {
    flowId,
    flow: computed(() => query.data.value),
    document: editing.document,
    problems,
    things,
    selection: editing.selection,
    canEdit,
    change: (edit, group) => {
      if (canEdit.value) editing.change(edit, group)
    },
    save: saving.save,
    reload: saving.load,
    goTo,
    reveal,
    overlays,
    shownGraph,
    openPanel: (id) => {
      panel.value = id
    },
  }
  editorContext.provide(editor)

  return {
    ...editor,
    query,
    editing,
    people,
    panel,
    isLoaded,
    saving,
    painted,
    graph: computed(() => shownGraph.value ?? editing.graph.value),
    async load(): Promise<void> {
      await saving.load()
      isLoaded.value = true
    },
  }
}
