import type { Flow, FlowDocument, FlowProblem } from '@iris/contracts'
import { createContext } from '@iris/ui'
import type { ComputedRef, Ref, ShallowRef } from 'vue'
import type { CanvasGraph, CanvasOverlays } from '../../canvas/graph/canvas-graph.ts'
import type { InspectorThings } from '../inspector/things.ts'
import type { Edit } from './use-flow-editing.ts'

/** What a panel beside the canvas can see and do. */
export interface FlowEditor {
  readonly flowId: string
  readonly flow: ComputedRef<Flow | undefined>
  /** The draft as it is drawn, saved or not. */
  readonly document: ComputedRef<FlowDocument>
  readonly problems: Readonly<Ref<readonly FlowProblem[]>>
  readonly things: ComputedRef<InspectorThings>
  readonly selection: Ref<ReadonlySet<string>>
  /** Whether this page holds the flow. */
  readonly canEdit: ComputedRef<boolean>
  /** Changes the draft; what is of the same group and soon after is undone with it. */
  readonly change: (edit: Edit, group?: string) => void
  /** Saves what is not saved yet. @returns whether all of it is */
  readonly save: () => Promise<boolean>
  /** Loads the draft anew: it was restored or replaced at the backend. */
  readonly reload: () => Promise<void>
  /** Chooses a block and brings it into view. */
  readonly goTo: (id: string) => void
  /** Brings a block into view, and leaves the focus and the open pane where they are. */
  readonly reveal: (id: string) => void
  /** What a panel paints over the canvas in place of problems; set it back to `undefined` when it closes. */
  readonly overlays: ShallowRef<CanvasOverlays | undefined>
  /** What a panel shows in place of the draft, to look at only; set it back to `undefined` when it closes. */
  readonly shownGraph: ShallowRef<CanvasGraph | undefined>
  /** Opens a panel by its id, or none. */
  readonly openPanel: (id: string | undefined) => void
}

export const editorContext = createContext<FlowEditor>('FlowEditorPage')
