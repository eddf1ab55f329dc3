import type { Ref } from 'vue'
import type { CanvasState } from './canvas-context.ts'
import { blockDragType } from './canvas-events.ts'
import { hitAt } from './graph/hit.ts'
import { itemUnder } from './graph/hit.ts'
import { centreOf } from './graph/geometry.ts'
import { elementOf } from './use-canvas-state.ts'

export interface CanvasDrop {
  readonly listeners: {
    readonly dragover: (event: DragEvent) => void
    readonly dragleave: () => void
    readonly drop: (event: DragEvent) => void
    readonly contextmenu: (event: MouseEvent) => void
  }
}

/** Takes blocks dropped from a library, on a wire or on the ground; and asks for menus. */
export function useCanvasDrop(
  state: CanvasState,
  root: Readonly<Ref<HTMLElement | null>>,
): CanvasDrop {
  const { scene, view, wishes, hoveredWire } = state
  const hitOf = (event: MouseEvent) =>
    hitAt(scene.value, view.graphPoint(event), view.port.value.zoom)

  function over(event: DragEvent): void {
    if (state.isReadonly.value || event.dataTransfer?.types.includes(blockDragType) !== true) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    const hit = hitOf(event)
    hoveredWire.value = hit.kind === 'wire' ? hit.wire : undefined
  }

  function drop(event: DragEvent): void {
    const kind = event.dataTransfer?.getData(blockDragType) ?? ''
    if (kind === '' || state.isReadonly.value) return
    event.preventDefault()
    const [at, hit] = [view.graphPoint(event), hitOf(event)]
    hoveredWire.value = undefined
    if (hit.kind === 'wire') {
      return wishes.insertOnEdge({ at, kind, from: hit.wire.from, exit: hit.wire.exit })
    }
    const isFree = hit.kind === 'port' && hit.exit.target === null
    wishes.insertAt({ at, kind, ...(isFree && { from: hit.block.id, exit: hit.exit.id }) })
  }

  /** By the pointer where it is; by the menu key at the block with the focus. */
  function contextMenu(event: MouseEvent): void {
    if (event.target instanceof Element && event.target.closest('[data-canvas-own]')) return
    event.preventDefault()
    const block = scene.value.graph.blocks.get(state.active.value ?? '')
    const isByKey = event.button !== 2 && block !== undefined
    if (isByKey) {
      const box = elementOf(root.value, block.id)?.getBoundingClientRect()
      const client = { x: (box?.left ?? 0) + 16, y: (box?.top ?? 0) + 16 }
      return wishes.menu({ client, at: centreOf(block), id: block.id, wire: null })
    }
    const hit = hitOf(event)
    const id = itemUnder(hit) ?? null
    if (id !== null && !state.selection.value.has(id)) state.selection.value = new Set([id])
    const wire = hit.kind === 'wire' ? hit.wire.key : null
    const client = { x: event.clientX, y: event.clientY }
    wishes.menu({ client, at: view.graphPoint(event), id, wire })
  }

  return {
    listeners: {
      dragover: over,
      dragleave: () => {
        hoveredWire.value = undefined
      },
      drop,
      contextmenu: contextMenu,
    },
  }
}
