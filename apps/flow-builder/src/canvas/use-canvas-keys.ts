import { currentPlatform, pressedKeys } from '@iris/ui'
import type { CanvasAction, CanvasKeymap } from './canvas-keys.ts'
import { actionOf } from './canvas-keys.ts'
import type { CanvasState } from './canvas-context.ts'
import { grid } from './graph/block-shape.ts'
import { carriedBy } from './graph/carry.ts'
import { centreOf } from './graph/geometry.ts'
import { zoomStep } from './graph/viewport.ts'
import type { Direction } from './graph/walk.ts'
import { firstBlock, walked } from './graph/walk.ts'

interface CanvasKeysOptions {
  readonly state: CanvasState
  readonly keymap: () => CanvasKeymap
  /** Gives the focus to the canvas itself, from where Tab leads on. */
  readonly leave: () => void
}

/** Acts on keys pressed on the canvas. */
export function useCanvasKeys({
  state,
  keymap,
  leave,
}: CanvasKeysOptions): (event: KeyboardEvent) => void {
  const { scene, view, selection, active, chosenWire, wishes, isReadonly } = state

  function walk(direction: Direction): void {
    const next =
      active.value === undefined
        ? firstBlock(scene.value)
        : walked(scene.value, active.value, direction)
    if (next !== undefined) state.goTo(next)
  }

  function extend(direction: Direction): void {
    const before = selection.value
    walk(direction)
    selection.value = new Set([...before, ...selection.value])
  }

  function nudge(dx: number, dy: number): void {
    const ids = carriedBy(scene.value.graph, selection.value)
    if (ids.size > 0) wishes.move([...ids], dx * grid, dy * grid)
  }

  /** What is chosen, or else the active block. */
  function chosen(): string[] {
    if (selection.value.size > 0) return [...selection.value]
    return active.value === undefined ? [] : [active.value]
  }

  function remove(): void {
    const wire = scene.value.wires.find(({ key }) => key === chosenWire.value)
    if (wire) wishes.connect(wire.from, wire.exit, null)
    else if (chosen().length > 0) wishes.remove(chosen())
    chosenWire.value = undefined
  }

  /** After the active block: by the first exit that needs a wire, else in its first wire; else in the middle of what is seen. */
  function add(): void {
    const block =
      active.value === undefined ? undefined : scene.value.graph.blocks.get(active.value)
    const exit = block?.exits.find(({ target, optional }) => target === null && optional !== true)
    if (!block) return wishes.insertAt({ at: view.centre(), kind: null })
    const at = { x: block.x + block.width + 96, y: block.y }
    if (exit) return wishes.insertAt({ at, kind: null, from: block.id, exit: exit.id })
    const first = scene.value.outgoing.get(block.id)?.[0]
    if (first) return wishes.insertOnEdge({ at, kind: null, from: first.from, exit: first.exit })
    wishes.insertAt({ at: { x: block.x, y: block.y + block.height + 32 }, kind: null })
  }

  function escape(): void {
    if (selection.value.size > 1 || chosenWire.value !== undefined) {
      selection.value = new Set(active.value === undefined ? [] : [active.value])
      chosenWire.value = undefined
    } else {
      selection.value = new Set()
      leave()
    }
  }

  /** Opens a block, and lets a note or frame be written. */
  function open(): void {
    const id = active.value
    if (id === undefined) walk('right')
    else if (scene.value.graph.blocks.has(id)) wishes.open(id)
    else if (!isReadonly.value) state.writing.value = id
  }

  function nextNote(): void {
    const { notes, frames } = scene.value.graph
    const ids = [...notes.keys(), ...frames.keys()]
    const next = ids[ids.indexOf(active.value ?? '') + 1] ?? ids[0]
    if (next !== undefined) state.goTo(next)
  }

  function withActive(act: (id: string) => void): void {
    if (active.value !== undefined && scene.value.graph.blocks.has(active.value)) act(active.value)
  }

  const looking: Partial<Record<CanvasAction, () => void>> = {
    left: () => walk('left'),
    right: () => walk('right'),
    up: () => walk('up'),
    down: () => walk('down'),
    extendLeft: () => extend('left'),
    extendRight: () => extend('right'),
    extendUp: () => extend('up'),
    extendDown: () => extend('down'),
    open,
    nextNote,
    fit: () => view.fit(scene.value.bounds),
    reset: () => resetZoom(state),
    zoomIn: () => view.zoomTo(view.port.value.zoom * zoomStep),
    zoomOut: () => view.zoomTo(view.port.value.zoom / zoomStep),
    selectAll: () => {
      selection.value = allIds(state)
    },
    leave: escape,
  }
  const changing: Partial<Record<CanvasAction, () => void>> = {
    add,
    remove,
    rename: () => withActive(wishes.rename),
    disable: () => chosen().length > 0 && wishes.disable(chosen()),
    nudgeLeft: () => nudge(-1, 0),
    nudgeRight: () => nudge(1, 0),
    nudgeUp: () => nudge(0, -1),
    nudgeDown: () => nudge(0, 1),
    connect: () =>
      withActive((from) => {
        state.connecting.value = { from }
      }),
  }

  return (event) => {
    const keys =
      event.isComposing || event.defaultPrevented
        ? undefined
        : pressedKeys(event, currentPlatform())
    const action = keys === undefined ? undefined : actionOf(keymap(), keys)
    // From the canvas itself Tab leads on, or nobody could leave it.
    const leavesCanvas =
      action === 'add' && event.target === event.currentTarget && event.key === 'Tab'
    if (action === undefined || leavesCanvas) return
    const act = looking[action] ?? (isReadonly.value ? undefined : changing[action])
    if (!act) return
    event.preventDefault()
    act()
  }
}

function resetZoom({ view, active, scene }: CanvasState): void {
  const block = active.value === undefined ? undefined : scene.value.graph.blocks.get(active.value)
  view.zoomTo(1)
  if (block) view.centreOn(centreOf(block))
}

function allIds({ scene }: CanvasState): Set<string> {
  const { blocks, notes, frames } = scene.value.graph
  return new Set([...blocks.keys(), ...notes.keys(), ...frames.keys()])
}
