import { createContext } from '@iris/ui'
import type { ComputedRef, Ref, ShallowRef } from 'vue'
import type { CanvasWishes } from './canvas-events.ts'
import type { CanvasBlock, CanvasOverlays, ExitKey } from './graph/canvas-graph.ts'
import type { Point, Rect } from './graph/geometry.ts'
import type { Scene, Wire } from './graph/scene.ts'
import type { Guide } from './graph/snap.ts'
import type { CanvasView } from './use-canvas-view.ts'

/** What is shown of a gesture before its end. */
export type Preview =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'move'
      readonly ids: ReadonlySet<string>
      readonly by: Point
      readonly guides: readonly Guide[]
    }
  | { readonly kind: 'marquee'; readonly rect: Rect }
  | { readonly kind: 'resize'; readonly id: string; readonly rect: Rect }
  | LooseWire

/** A wire in the hand, or one that is being led by keyboard. */
interface LooseWire {
  readonly kind: 'wire'
  readonly from: string
  readonly exit: string
  readonly row: number
  readonly to: Point
  /** The block it would lead to. */
  readonly over: string | undefined
}

export const noPreview: Preview = { kind: 'none' }

/** A wire that is being led by keyboard: from which block, and perhaps by which exit. */
export interface Connecting {
  readonly from: string
  readonly exit?: string | undefined
}

/** What the parts of a canvas share. */
export interface CanvasState {
  readonly scene: ComputedRef<Scene>
  readonly view: CanvasView
  readonly overlays: ComputedRef<CanvasOverlays>
  readonly isReadonly: ComputedRef<boolean>
  readonly selection: Ref<ReadonlySet<string>>
  readonly preview: ShallowRef<Preview>
  /** The block, note or frame that has the focus, or would get it. */
  readonly active: ShallowRef<string | undefined>
  readonly chosenWire: ShallowRef<ExitKey | undefined>
  readonly hoveredWire: ShallowRef<Wire | undefined>
  /** The note or frame whose words are being written. */
  readonly writing: ShallowRef<string | undefined>
  readonly connecting: ShallowRef<Connecting | undefined>
  /** Whether it is so small that blocks are painted, not built. */
  readonly isFar: ComputedRef<boolean>
  /** A block where it is now, in the middle of a drag too. */
  readonly placeOf: (block: CanvasBlock) => CanvasBlock
  readonly wishes: CanvasWishes
  /** Makes a block, note or frame the active one: chosen alone, in view, and focused. */
  readonly goTo: (id: string) => void
}

export const canvasContext = createContext<CanvasState>('FlowCanvas')
