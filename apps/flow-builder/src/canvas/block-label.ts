import { canvasWords } from './canvas-words.ts'
import type { CanvasBlock } from './graph/canvas-graph.ts'

/**
 * What a screen reader says of a block: "Menu, Main menu, 3 exits, 1 unwired". Exits that may stay unwired are not counted
 * as such.
 */
export function blockLabel(block: CanvasBlock, isSelected: boolean, overlay?: string): string {
  const unwired = block.exits.filter(({ target, optional }) => target === null && optional !== true)
  return [
    block.kindTitle,
    block.title === block.kindTitle ? '' : block.title,
    block.exits.length > 0 ? canvasWords('block.exits', { count: block.exits.length }) : '',
    unwired.length > 0 ? canvasWords('block.unwired', { count: unwired.length }) : '',
    block.disabled === true ? canvasWords('block.disabled') : '',
    ...(block.badges ?? []).map(({ title, label }) => title ?? label),
    overlay ?? '',
    isSelected ? canvasWords('block.selected') : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}
