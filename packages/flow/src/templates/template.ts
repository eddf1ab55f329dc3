import type { FlowBlock, FlowDocument } from '@iris/contracts'

/** A flow to begin with: whole but for the names that only the centre knows, such as its queues. */
export interface FlowTemplate {
  /** What the API calls it. */
  readonly id: string
  readonly title: string
  /** What callers go through, in a line. */
  readonly summary: string
  /** The name of a Lucide icon. */
  readonly icon: string
  readonly document: FlowDocument
}

/** From one block’s left side to the next one’s, and from top to top of those with few exits; multiples of the canvas’s grid. */
const column = 320
const row = 192

/** A block in a column and a row of the canvas, both from 0. */
export function placed(
  [x, y]: readonly [column: number, row: number],
  block: Omit<FlowBlock, 'at' | 'settings' | 'exits'> & Partial<FlowBlock>,
): FlowBlock {
  return { settings: {}, exits: {}, ...block, at: { x: x * column, y: y * row } }
}
