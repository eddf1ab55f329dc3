import type { FlowBlock, FlowDocument } from '@iris/contracts'
import type { FlowProgram } from '../interpreter/step.ts'

/** A block of a test’s flow, somewhere on the canvas. */
export function block(
  kind: string,
  settings: FlowBlock['settings'],
  exits: FlowBlock['exits'] = {},
  name?: string,
): FlowBlock {
  return { kind, ...(name !== undefined && { name }), at: { x: 0, y: 0 }, settings, exits }
}

export const end: FlowBlock = block('end', {})

/** A flow of these blocks, with a start that leads to `first` and an `end`, unless they bring their own. */
export function flowOf(blocks: Record<string, FlowBlock>): FlowDocument {
  return { schema: 2, blocks: { start: block('start', {}, { next: 'first' }), end, ...blocks } }
}

/** A flow by itself, as a draft runs. */
export function programOf(document: FlowDocument, more: Partial<FlowProgram> = {}): FlowProgram {
  return { name: '', version: null, document, flows: {}, ...more }
}
