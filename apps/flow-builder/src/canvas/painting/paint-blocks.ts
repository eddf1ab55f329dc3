import type { CanvasBlock } from '../graph/canvas-graph.ts'
import { visibleRect } from '../graph/viewport.ts'
import type { Picture } from './picture.ts'
import { markOf } from './picture.ts'

type Pen = CanvasRenderingContext2D

/** In pixels of the screen, at every zoom: a title that shrank with its block could not be read. */
const titleSize = 11
const titleLine = 13
const leastWidthForTitle = 44
const radius = 8

/** Paints the blocks that show, where they are too small to be elements: a tinted box, its title where that can be read. */
export function paintBlocks(pen: Pen, picture: Picture): void {
  const { scene, view, size, placeOf } = picture
  const moving = picture.preview.kind === 'move' ? picture.preview.ids : undefined
  const seen = visibleRect(view, size)
  for (const block of scene.blocks.within(seen))
    if (moving?.has(block.id) !== true) paintBlock(pen, picture, block)
  for (const id of moving ?? []) {
    const block = scene.graph.blocks.get(id)
    if (block) paintBlock(pen, picture, placeOf(block))
  }
}

function paintBlock(pen: Pen, picture: Picture, block: CanvasBlock): void {
  const { colours, view, overlays, selection } = picture
  const overlay = overlays.blocks.get(block.id)
  const isPale = block.disabled === true || (overlays.dimsRest && !overlay)
  pen.globalAlpha = isPale ? 0.45 : 1
  pen.beginPath()
  pen.roundRect(block.x, block.y, block.width, block.height, radius)
  pen.fillStyle = colours.tints[block.colour]
  pen.fill()
  const isChosen = selection.has(block.id)
  pen.strokeStyle = isChosen
    ? colours.chosen
    : overlay
      ? markOf(picture, overlay.tone)
      : colours.edge
  pen.lineWidth = (isChosen || overlay ? 2 : 1) / view.zoom
  pen.stroke()
  if (block.width * view.zoom >= leastWidthForTitle) paintTitle(pen, picture, block)
  pen.globalAlpha = 1
}

function paintTitle(pen: Pen, { colours, view }: Picture, block: CanvasBlock): void {
  const { zoom } = view
  const inside = block.width * zoom - 8
  const hasRoomForTwo = block.height * zoom >= 2 * titleLine + 4
  const lines = linesOf(pen, {
    font: colours.font,
    title: block.title,
    width: inside,
    hasRoomForTwo,
  })
  pen.save()
  pen.translate(block.x, block.y)
  pen.scale(1 / zoom, 1 / zoom)
  pen.font = `600 ${titleSize}px ${colours.font}`
  pen.fillStyle = colours.words
  pen.textBaseline = 'top'
  lines.forEach((line, index) => pen.fillText(line, 4, 4 + index * titleLine))
  pen.restore()
}

/** Measuring words is slow, and the same titles come again at each frame. Whole pixels only, so that it does not grow without end. */
const known = new Map<string, readonly string[]>()
const mostKnown = 4000

interface TitleRoom {
  readonly font: string
  readonly title: string
  readonly width: number
  readonly hasRoomForTwo: boolean
}

function linesOf(pen: Pen, { font, title, width, hasRoomForTwo }: TitleRoom): readonly string[] {
  const key = `${Math.floor(width)} ${hasRoomForTwo ? 2 : 1} ${title}`
  const before = known.get(key)
  if (before) return before
  pen.font = `600 ${titleSize}px ${font}`
  const fits = (words: string): boolean => pen.measureText(words).width <= width
  const lines = hasRoomForTwo ? broken(title, fits) : [cut(title, fits)]
  if (known.size >= mostKnown) known.clear()
  known.set(key, lines)
  return lines
}

/** Breaks a title into two lines at most, cut with an ellipsis where even they are too short. */
export function broken(title: string, fits: (words: string) => boolean): string[] {
  if (fits(title)) return [title]
  const words = title.split(' ')
  let first = ''
  while (words.length > 1) {
    const longer = first === '' ? words[0] : `${first} ${words[0]}`
    if (longer === undefined || !fits(longer)) break
    first = longer
    words.shift()
  }
  const rest = cut(words.join(' '), fits)
  return first === '' ? [rest] : [first, rest]
}

function cut(words: string, fits: (words: string) => boolean): string {
  if (fits(words)) return words
  let length = words.length - 1
  while (length > 1 && !fits(`${words.slice(0, length)}…`)) length -= 1
  return `${words.slice(0, Math.max(1, length)).trimEnd()}…`
}
