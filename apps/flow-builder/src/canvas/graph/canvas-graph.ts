import type { Tone } from '@iris/ui'
import type { Component } from 'vue'
import type { Point, Rect } from './geometry.ts'

/** Quiet tints that mean nothing by themselves: they tell groups of things apart. */
export type CanvasColour = 'grey' | 'blue' | 'green' | 'amber' | 'red' | 'violet' | 'teal' | 'pink'

/** A way out of a block, with a port of its own. */
export interface CanvasExit {
  readonly id: string
  readonly title: string
  /** The block it leads to, if it leads anywhere. */
  readonly target: string | null
  /** Whether it may stay unwired: its port is drawn paler then. */
  readonly optional?: boolean
}

/** A count or a word on a block. */
interface CanvasBadge {
  readonly label: string
  readonly tone: Tone
  /** What it means, in a sentence: its tooltip, and what a screen reader says. */
  readonly title?: string
}

/** A block as it is drawn. Use `blockSize` for its size, so that all its exits have room. */
export interface CanvasBlock extends Rect {
  readonly id: string
  readonly title: string
  readonly kindTitle: string
  readonly icon: Component
  readonly colour: CanvasColour
  readonly exits: readonly CanvasExit[]
  /** What it does, in a line. */
  readonly summary?: string
  readonly disabled?: boolean
  readonly badges?: readonly CanvasBadge[]
  /** Whether no wire may lead here: where a flow starts. */
  readonly isSource?: boolean
}

export interface CanvasNote extends Rect {
  readonly id: string
  readonly text: string
}

/** A titled ground behind blocks that belong together; moving it moves what it holds. */
export interface CanvasFrame extends Rect {
  readonly id: string
  readonly title: string
  readonly colour: CanvasColour
}

/**
 * What the canvas draws. It is replaced whole at each change; blocks that stay the same should stay the same objects.
 * Ids of blocks, notes and frames do not collide, and hold no colon.
 */
export interface CanvasGraph {
  readonly blocks: ReadonlyMap<string, CanvasBlock>
  readonly notes: ReadonlyMap<string, CanvasNote>
  readonly frames: ReadonlyMap<string, CanvasFrame>
}

/** One exit of one block, in a word. */
export type ExitKey = `${string}:${string}`

export function exitKey(block: string, exit: string): ExitKey {
  return `${block}:${exit}`
}

/** What is painted over a block: a problem, its part in a run, how many callers are there. */
export interface BlockOverlay {
  readonly tone: Tone
  readonly label?: string
  readonly title?: string
  /** Also glows: the block where a run is now. */
  readonly strong?: boolean
}

/** What is painted over an exit and its wire. */
export interface ExitOverlay {
  readonly tone: Tone
  /** A count beside the port. */
  readonly label?: string
  readonly title?: string
  /** How thick the wire is, 0 to 1: its share of the traffic. */
  readonly share?: number
}

/** Somebody else in the same flow. */
export interface CanvasPeer {
  readonly id: string
  readonly name: string
  readonly colour: CanvasColour
  /** Where their pointer is. */
  readonly at: Point | null
  readonly selection: ReadonlySet<string>
}

export interface CanvasOverlays {
  readonly blocks: ReadonlyMap<string, BlockOverlay>
  readonly exits: ReadonlyMap<ExitKey, ExitOverlay>
  readonly peers: readonly CanvasPeer[]
  /** Draws what has no overlay pale, so that a path stands out. */
  readonly dimsRest: boolean
}

export const noOverlays: CanvasOverlays = {
  blocks: new Map(),
  exits: new Map(),
  peers: [],
  dimsRest: false,
}
