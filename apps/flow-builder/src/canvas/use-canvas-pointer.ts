import type { Ref } from 'vue'
import { onBeforeUnmount, onMounted, shallowRef } from 'vue'
import type { CanvasState } from './canvas-context.ts'
import { noPreview } from './canvas-context.ts'
import type { Gesture } from './gestures.ts'
import {
  marqueeGesture,
  moveGesture,
  panGesture,
  pinchGesture,
  resizeGesture,
  wireGesture,
} from './gestures.ts'
import { useEdgePan } from './use-edge-pan.ts'
import type { Point } from './graph/geometry.ts'
import { distance } from './graph/geometry.ts'
import type { Hit } from './graph/hit.ts'
import { hitAt, itemUnder } from './graph/hit.ts'

export interface CanvasPointer {
  readonly cursor: Readonly<Ref<string>>
  readonly isPanning: Readonly<Ref<boolean>>
  readonly listeners: {
    readonly pointerdown: (event: PointerEvent) => void
    readonly pointermove: (event: PointerEvent) => void
    readonly pointerup: (event: PointerEvent) => void
    readonly pointercancel: (event: PointerEvent) => void
    readonly pointerleave: () => void
    readonly dblclick: (event: MouseEvent) => void
  }
}

interface Press {
  readonly event: PointerEvent
  readonly hit: Hit
  readonly at: Point
  readonly before: ReadonlySet<string>
}

/** A hand is never quite still: less than this is a click. */
const clickReach = 4

/** Turns the pointer's presses and moves into gestures. What is under it is found by reckoning, not by asking elements. */
export function useCanvasPointer(state: CanvasState): CanvasPointer {
  const { scene, view, selection, preview, active, chosenWire, hoveredWire, wishes } = state
  const cursor = shallowRef('default')
  const isPanning = shallowRef(false)
  const fingers = new Map<number, PointerEvent>()
  let press: Press | undefined
  let gesture: Gesture | undefined
  let holdsSpace = false
  const edges = useEdgePan(view, (event) => gesture?.update(event))

  const hitOf = (event: MouseEvent): Hit =>
    hitAt(scene.value, view.graphPoint(event), view.port.value.zoom)

  function begin(next: Gesture | undefined, how?: 'pan'): void {
    gesture = next
    isPanning.value = how === 'pan'
  }

  function stop(): void {
    press = undefined
    begin(undefined)
    edges.stop()
    preview.value = noPreview
    fingers.clear()
  }

  function down(event: PointerEvent): void {
    if (isOwn(event.target)) return
    if (event.currentTarget instanceof Element)
      event.currentTarget.setPointerCapture(event.pointerId)
    if (event.pointerType === 'touch') fingers.set(event.pointerId, event)
    if (fingers.size === 2) {
      press = undefined
      preview.value = noPreview
      return begin(pinchGesture(state, fingers), 'pan')
    }
    if (event.button === 1 || (event.button === 0 && holdsSpace)) {
      event.preventDefault()
      return begin(panGesture(state, event), 'pan')
    }
    if (event.button !== 0) return
    press = { event, hit: hitOf(event), at: view.graphPoint(event), before: selection.value }
    choose(press)
  }

  /** A press chooses what it is on at once; what is chosen already stays so, for it may be a drag of them all. */
  function choose({ hit, event }: Press): void {
    chosenWire.value = hit.kind === 'wire' ? hit.wire.key : undefined
    const id = itemUnder(hit)
    if (id === undefined) return
    active.value = id
    if (selection.value.has(id)) return
    selection.value = addsTo(event) ? new Set([...selection.value, id]) : new Set([id])
  }

  function gestureOf({ hit, event, at, before }: Press): Gesture {
    const id = itemUnder(hit)
    const mayChange = !state.isReadonly.value
    if (mayChange && hit.kind === 'port') return wireGesture(state, hit.block, hit.row)
    if (mayChange && hit.kind === 'corner') return resizeGesture(state, hit.of)
    if (mayChange && hit.kind === 'wire' && hit.isAtEnd) {
      const block = scene.value.graph.blocks.get(hit.wire.from)
      if (block) return wireGesture(state, block, hit.wire.row)
    }
    if (mayChange && id !== undefined) return moveGesture(state, id, at)
    if (event.pointerType === 'touch') return panGesture(state, event)
    return marqueeGesture(state, at, addsTo(event) ? before : new Set())
  }

  function move(event: PointerEvent): void {
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, event)
    wishes.pointer(view.graphPoint(event))
    if (press && !gesture && apart(press.event, event) > clickReach) begin(gestureOf(press))
    if (gesture) {
      if (!isPanning.value) edges.follow(event)
      return gesture.update(event)
    }
    if (!press && !isOwn(event.target)) hover(hitOf(event))
  }

  function hover(hit: Hit): void {
    cursor.value = holdsSpace ? 'grab' : cursorOf(hit, state.isReadonly.value)
    const wire = hit.kind === 'wire' ? hit.wire : undefined
    if (wire?.key !== hoveredWire.value?.key) hoveredWire.value = wire
  }

  function up(event: PointerEvent): void {
    const [ended, pressed] = [gesture, press]
    stop()
    if (ended) ended.finish(event)
    else if (pressed) click(pressed)
  }

  /** A press that went nowhere. */
  function click({ hit, event, before }: Press): void {
    const id = itemUnder(hit)
    if (id !== undefined && addsTo(event)) {
      if (before.has(id)) selection.value = new Set([...before].filter((other) => other !== id))
    } else if (id !== undefined) selection.value = new Set([id])
    else if (!addsTo(event)) selection.value = new Set()
    if (hit.kind !== 'port' || hit.exit.target !== null || state.isReadonly.value) return
    const { block, exit } = hit
    const at = { x: block.x + block.width + 96, y: block.y }
    wishes.insertAt({ at, kind: null, from: block.id, exit: exit.id })
  }

  function doubleClick(event: MouseEvent): void {
    if (isOwn(event.target)) return
    const hit = hitOf(event)
    if (hit.kind === 'block') return wishes.open(hit.block.id)
    if (state.isReadonly.value) return
    if (hit.kind === 'note') state.writing.value = hit.note.id
    else if (hit.kind === 'frame') state.writing.value = hit.frame.id
    else if (hit.kind === 'nothing') wishes.insertAt({ at: view.graphPoint(event), kind: null })
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && (gesture || press)) {
      // The gesture ends here; what else Escape does is for the next one.
      event.preventDefault()
      event.stopPropagation()
      if (preview.value.kind === 'marquee' && press) selection.value = press.before
      return stop()
    }
    if (event.key !== ' ' || isOwn(event.target) || takesText(event.target)) return
    holdsSpace = event.type === 'keydown'
    cursor.value = holdsSpace ? 'grab' : 'default'
    // Space would scroll the page, and press the button that was pressed last.
    if (event.target instanceof Element && event.target.closest('[data-canvas]'))
      event.preventDefault()
  }

  /** The key may be let go in another window. */
  function onBlur(): void {
    holdsSpace = false
  }

  onMounted(() => {
    window.addEventListener('keydown', onKey, { capture: true })
    window.addEventListener('keyup', onKey, { capture: true })
    window.addEventListener('blur', onBlur)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKey, { capture: true })
    window.removeEventListener('keyup', onKey, { capture: true })
    window.removeEventListener('blur', onBlur)
  })

  return {
    cursor,
    isPanning,
    listeners: {
      pointerdown: down,
      pointermove: move,
      pointerup: up,
      pointercancel: stop,
      pointerleave: () => {
        hoveredWire.value = undefined
        wishes.pointer(null)
      },
      dblclick: doubleClick,
    },
  }
}

/** Buttons and fields on the canvas mind their own presses. */
function isOwn(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-canvas-own]') !== null
}

function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable]') !== null
  )
}

function addsTo(event: PointerEvent): boolean {
  return event.shiftKey || event.ctrlKey || event.metaKey
}

function apart(a: PointerEvent, b: PointerEvent): number {
  return distance({ x: a.clientX, y: a.clientY }, { x: b.clientX, y: b.clientY })
}

function cursorOf(hit: Hit, isReadonly: boolean): string {
  switch (hit.kind) {
    case 'port':
      return isReadonly ? 'default' : 'crosshair'
    case 'wire':
      return hit.isAtEnd && !isReadonly ? 'grab' : 'pointer'
    case 'corner':
      return isReadonly ? 'default' : 'nwse-resize'
    case 'frame':
      return isReadonly ? 'default' : 'move'
    case 'block':
    case 'note':
    case 'nothing':
      return 'default'
  }
}
