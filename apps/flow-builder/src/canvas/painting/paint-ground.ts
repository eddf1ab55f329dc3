import type { CanvasPeer } from '../graph/canvas-graph.ts'
import type { Rect } from '../graph/geometry.ts'
import { itemOf } from '../graph/scene.ts'
import { visibleRect } from '../graph/viewport.ts'
import type { Picture } from './picture.ts'

type Pen = CanvasRenderingContext2D

const dotStep = 24
/** Nearer together they would be a grey veil. */
const leastPixelsApart = 20

/** Paints the dots by which one sees that the paper moves, in pixels of the screen: each row is one dashed line. */
export function paintDots(pen: Pen, { view, size, colours }: Picture): void {
  let step = dotStep * view.zoom
  while (step < leastPixelsApart) step *= 2
  const [left, top] = [firstAfter(-view.x * view.zoom, step), firstAfter(-view.y * view.zoom, step)]
  pen.strokeStyle = colours.dot
  pen.lineWidth = 1
  pen.setLineDash([1, step - 1])
  pen.beginPath()
  for (let y = top; y < size.height; y += step) {
    pen.moveTo(left, Math.round(y) + 0.5)
    pen.lineTo(size.width, Math.round(y) + 0.5)
  }
  pen.stroke()
  pen.setLineDash([])
}

function firstAfter(origin: number, step: number): number {
  return ((origin % step) + step) % step
}

/** Paints the lines along which a dragged block is aligned, in units of the graph. */
export function paintGuides(pen: Pen, { preview, colours, view }: Picture): void {
  if (preview.kind !== 'move') return
  pen.strokeStyle = colours.guide
  pen.lineWidth = 1 / view.zoom
  pen.beginPath()
  for (const { axis, at, from, to } of preview.guides) {
    const [start, end] = [from - 16, to + 16]
    pen.moveTo(axis === 'x' ? at : start, axis === 'x' ? start : at)
    pen.lineTo(axis === 'x' ? at : end, axis === 'x' ? end : at)
  }
  pen.stroke()
}

/** Paints round what the others in this flow have chosen. */
export function paintPeerSelections(pen: Pen, picture: Picture): void {
  for (const peer of picture.overlays.peers) paintSelectionOf(pen, picture, peer)
}

function paintSelectionOf(pen: Pen, picture: Picture, peer: CanvasPeer): void {
  const { scene, view, size, colours } = picture
  const seen = visibleRect(view, size)
  pen.strokeStyle = colours.tints[peer.colour]
  pen.lineWidth = 4 / Math.max(view.zoom, 0.5)
  for (const id of peer.selection) {
    const item = itemOf(scene.graph, id)
    if (item && isNear(item, seen)) {
      pen.beginPath()
      pen.roundRect(item.x - 4, item.y - 4, item.width + 8, item.height + 8, 12)
      pen.stroke()
    }
  }
}

function isNear(item: Rect, seen: Rect): boolean {
  return (
    item.x < seen.x + seen.width && item.y < seen.y + seen.height && item.x + item.width > seen.x
  )
}
