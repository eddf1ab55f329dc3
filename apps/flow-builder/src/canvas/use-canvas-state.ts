import type { Ref } from 'vue'
import { computed, nextTick, shallowRef, watch } from 'vue'
import type { CanvasState, Connecting, Preview } from './canvas-context.ts'
import { noPreview } from './canvas-context.ts'
import type { CanvasWishes } from './canvas-events.ts'
import type { CanvasGraph, CanvasOverlays, ExitKey } from './graph/canvas-graph.ts'
import { movedBy } from './graph/geometry.ts'
import type { Wire } from './graph/scene.ts'
import { itemOf, sceneOf } from './graph/scene.ts'
import { useCanvasView } from './use-canvas-view.ts'

interface CanvasStateOptions {
  readonly root: Readonly<Ref<HTMLElement | null>>
  readonly graph: () => CanvasGraph
  readonly overlays: () => CanvasOverlays
  readonly isReadonly: () => boolean
  readonly selection: Ref<ReadonlySet<string>>
  readonly wishes: CanvasWishes
}

/** Below this, words on a block are too small to read, and it is painted instead. */
const leastZoomForElements = 0.45

/** All that one canvas knows. */
export function useCanvasState(options: CanvasStateOptions): CanvasState {
  const scene = computed(() => sceneOf(options.graph()))
  const view = useCanvasView(options.root)
  const preview = shallowRef<Preview>(noPreview)
  const active = shallowRef<string>()
  const { selection } = options

  function goTo(id: string): void {
    if (itemOf(scene.value.graph, id)) arriveAt(id)
    // A block that was asked for just now comes with the graph of the next turn.
    else void nextTick(() => arriveAt(id))
  }

  function arriveAt(id: string): void {
    const item = itemOf(scene.value.graph, id)
    if (!item) return
    active.value = id
    selection.value = new Set([id])
    view.reveal(item)
    // In far views and far places the block becomes an element only now.
    void nextTick(() => elementOf(options.root.value, id)?.focus({ preventScroll: true }))
  }

  const hoveredWire = shallowRef<Wire>()
  const chosenWire = shallowRef<ExitKey>()
  watch(scene, ({ graph, wires }) => {
    if (active.value !== undefined && !itemOf(graph, active.value)) active.value = undefined
    hoveredWire.value = wires.find(
      ({ key, to }) => key === hoveredWire.value?.key && to === hoveredWire.value.to,
    )
  })

  return {
    scene,
    view,
    overlays: computed(options.overlays),
    isReadonly: computed(options.isReadonly),
    selection,
    preview,
    active,
    chosenWire,
    hoveredWire,
    writing: shallowRef<string>(),
    connecting: shallowRef<Connecting>(),
    isFar: computed(() => view.port.value.zoom < leastZoomForElements),
    placeOf(block) {
      const shown = preview.value
      return shown.kind === 'move' && shown.ids.has(block.id) ? movedBy(block, shown.by) : block
    },
    wishes: options.wishes,
    goTo,
  }
}

/** The element of a block, note or frame, if it has one now. */
export function elementOf(root: HTMLElement | null, id: string): HTMLElement | undefined {
  return root?.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"]`) ?? undefined
}
