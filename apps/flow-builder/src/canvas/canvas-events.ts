import type { ExitKey } from './graph/canvas-graph.ts'
import type { Point, Rect } from './graph/geometry.ts'

/** A new block is wanted at a point of the graph. */
export interface InsertWish {
  readonly at: Point
  /** What was dropped from the library; null where one has to be asked for. */
  readonly kind: string | null
  /** The exit that should lead to it. */
  readonly from?: string
  readonly exit?: string
}

/** A menu is wanted: for a block, note or frame, for a wire, or for the place itself. */
interface MenuWish {
  /** In pixels of the window. */
  readonly client: Point
  readonly at: Point
  readonly id: string | null
  readonly wire: ExitKey | null
}

/** What the canvas asks for. It changes nothing itself: a new graph comes back, or does not. */
export interface CanvasEvents {
  /** Once, at the end of a drag; by how much, in units of the graph. */
  move: [ids: readonly string[], dx: number, dy: number]
  /** New places for blocks, and for frames new places and sizes, after tidying. */
  place: [places: ReadonlyMap<string, Rect>]
  /** A note or frame has another size. */
  resize: [id: string, rect: Rect]
  /** A note or frame says something else. */
  write: [id: string, text: string]
  connect: [from: string, exit: string, to: string | null]
  /** A new block is wanted between an exit and the block it leads to. */
  insertOnEdge: [wish: InsertWish & { readonly from: string; readonly exit: string }]
  insertAt: [wish: InsertWish]
  remove: [ids: readonly string[]]
  open: [id: string]
  rename: [id: string]
  /** To be switched off, or on again. */
  disable: [ids: readonly string[]]
  menu: [wish: MenuWish]
  /** Where this person's pointer is, for the others in the flow; null when it left. At most once a frame. */
  pointer: [at: Point | null]
}

/** The type a library gives what is dragged onto the canvas; its data is the kind of block. */
export const blockDragType = 'application/x-iris-block'

/** The events as functions, for the parts of the canvas. */
export type CanvasWishes = {
  readonly [Name in keyof CanvasEvents]: (...given: CanvasEvents[Name]) => void
}
