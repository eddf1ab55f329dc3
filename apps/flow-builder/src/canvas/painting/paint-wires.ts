import type { ExitOverlay } from '../graph/canvas-graph.ts'
import type { Point, Rect } from '../graph/geometry.ts'
import { entryOf, portOf } from '../graph/block-shape.ts'
import { visibleRect } from '../graph/viewport.ts'
import type { Route } from '../graph/route.ts'
import { cornerRadius, looseRoute, routeOf } from '../graph/route.ts'
import type { Wire } from '../graph/scene.ts'
import { endsOf, wiresWithin } from '../graph/scene.ts'
import type { Picture } from './picture.ts'
import { markOf } from './picture.ts'

type Pen = CanvasRenderingContext2D

/** Wires that look alike are painted together; the louder ones over the quieter. */
interface Stroke {
  readonly colour: string
  readonly width: number
  readonly alpha: number
  readonly dash: readonly number[]
  readonly routes: Route[]
}

const arrowLength = 8
/** Arrowheads are specks below this. */
const leastZoomForArrows = 0.3

/** Paints all wires that show, in units of the graph. */
export function paintWires(pen: Pen, picture: Picture): void {
  const { scene, view, size, placeOf } = picture
  const strokes = new Map<string, Stroke>()
  for (const wire of wiresWithin(scene, reach(visibleRect(view, size)), placeOf)) {
    const ends = endsOf(wire, scene.graph, placeOf)
    if (ends) addTo(strokes, strokeOf(picture, wire), routeOf(ends))
  }
  const ordered = [...strokes.values()].sort((a, b) => a.alpha - b.alpha || a.width - b.width)
  for (const stroke of ordered) paintStroke(pen, stroke, view.zoom)
  paintLooseWire(pen, picture)
}

/** A wire that comes back runs a little outside of what it joins. */
function reach({ x, y, width, height }: Rect): Rect {
  return { x: x - 40, y: y - 40, width: width + 80, height: height + 80 }
}

function addTo(strokes: Map<string, Stroke>, stroke: Omit<Stroke, 'routes'>, route: Route): void {
  const key = `${stroke.colour} ${stroke.width} ${stroke.alpha} ${stroke.dash.length}`
  const same = strokes.get(key)
  if (same) same.routes.push(route)
  else strokes.set(key, { ...stroke, routes: [route] })
}

function strokeOf(picture: Picture, wire: Wire): Omit<Stroke, 'routes'> {
  const { overlays, colours, chosenWire, hoveredWire, preview } = picture
  const overlay = overlays.exits.get(wire.key)
  const isInHand =
    preview.kind === 'wire' && preview.from === wire.from && preview.exit === wire.exit
  if (isInHand) return { colour: colours.wire, width: 1.5, alpha: 0.35, dash: [4, 4] }
  if (wire.key === chosenWire) return { colour: colours.chosen, width: 3, alpha: 1, dash: [] }
  if (overlay) return strokeOfOverlay(picture, overlay)
  if (wire.key === hoveredWire) return { colour: colours.words, width: 2, alpha: 1, dash: [] }
  const isBesideChosen = picture.selection.has(wire.from) || picture.selection.has(wire.to)
  if (isBesideChosen && picture.selection.size === 1) {
    return { colour: colours.chosen, width: 2, alpha: 1, dash: [] }
  }
  return { colour: colours.wire, width: 1.5, alpha: overlays.dimsRest ? 0.3 : 1, dash: [] }
}

function strokeOfOverlay(picture: Picture, { tone, share }: ExitOverlay): Omit<Stroke, 'routes'> {
  return {
    colour: markOf(picture, tone),
    width: share === undefined ? 2.5 : 1.5 + 6 * Math.max(0, Math.min(1, share)),
    alpha: 1,
    dash: [],
  }
}

function paintStroke(pen: Pen, { colour, width, alpha, dash, routes }: Stroke, zoom: number): void {
  pen.globalAlpha = alpha
  pen.strokeStyle = colour
  pen.fillStyle = colour
  // A hairline never gets thinner than the screen can show.
  pen.lineWidth = Math.max(width, 1 / zoom)
  pen.setLineDash([...dash])
  for (const route of routes) {
    pen.beginPath()
    trace(pen, route)
    pen.stroke()
  }
  pen.setLineDash([])
  if (zoom >= leastZoomForArrows) {
    pen.beginPath()
    for (const route of routes) traceArrow(pen, endOf(route), arrowLength + width - 1.5)
    pen.fill()
  }
  pen.globalAlpha = 1
}

function trace(pen: Pen, route: Route): void {
  if (route.kind === 'curve') {
    const { from, c1, c2, to } = route
    pen.moveTo(from.x, from.y)
    pen.bezierCurveTo(c1.x, c1.y, c2.x, c2.y, to.x - arrowLength / 2, to.y)
    return
  }
  const { points } = route
  const [first] = points
  if (first) pen.moveTo(first.x, first.y)
  for (let index = 1; index < points.length; index += 1) traceCorner(pen, points, index)
}

/** To a corner and round it, as wide as both its sides allow. */
function traceCorner(pen: Pen, points: readonly Point[], index: number): void {
  const [before, corner, after] = [points[index - 1], points[index], points[index + 1]]
  if (!corner || !before) return
  if (!after) return pen.lineTo(corner.x - arrowLength / 2, corner.y)
  const sides = [before, after].map(({ x, y }) => Math.hypot(x - corner.x, y - corner.y) / 2)
  pen.arcTo(corner.x, corner.y, after.x, after.y, Math.min(cornerRadius, ...sides))
}

function endOf(route: Route): Point {
  return (route.kind === 'curve' ? route.to : route.points.at(-1)) ?? { x: 0, y: 0 }
}

function traceArrow(pen: Pen, { x, y }: Point, length: number): void {
  pen.moveTo(x, y)
  pen.lineTo(x - length, y - length * 0.55)
  pen.lineTo(x - length, y + length * 0.55)
  pen.closePath()
}

function paintLooseWire(pen: Pen, picture: Picture): void {
  const { preview, scene, colours, placeOf, view } = picture
  if (preview.kind !== 'wire') return
  const block = scene.graph.blocks.get(preview.from)
  if (!block) return
  const target = preview.over === undefined ? undefined : scene.graph.blocks.get(preview.over)
  const from = portOf(placeOf(block), preview.row)
  const route = target
    ? routeOf({ port: from, entry: entryOf(target), from: block, to: target })
    : looseRoute(from, preview.to)
  const stroke = { colour: colours.chosen, width: 2.5, alpha: 1, dash: target ? [] : [6, 5] }
  paintStroke(pen, { ...stroke, routes: [route] }, view.zoom)
}
