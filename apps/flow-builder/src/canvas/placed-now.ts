import type { Preview } from './canvas-context.ts'
import type { Rect } from './graph/geometry.ts'
import { movedBy } from './graph/geometry.ts'

/** A thing where a gesture has it now, before its end. */
export function placedNow<Item extends Rect & { readonly id: string }>(
  item: Item,
  preview: Preview,
): Item {
  if (preview.kind === 'move' && preview.ids.has(item.id)) return movedBy(item, preview.by)
  if (preview.kind === 'resize' && preview.id === item.id) return { ...item, ...preview.rect }
  return item
}
