import type { Tone } from '@iris/ui'
import type { Preview } from '../canvas-context.ts'
import type { CanvasBlock, CanvasOverlays, ExitKey } from '../graph/canvas-graph.ts'
import type { Size } from '../graph/geometry.ts'
import type { Scene } from '../graph/scene.ts'
import type { Viewport } from '../graph/viewport.ts'
import type { Colours } from './colours.ts'

/** All that one picture is painted from. */
export interface Picture {
  readonly scene: Scene
  readonly view: Viewport
  readonly size: Size
  readonly colours: Colours
  readonly overlays: CanvasOverlays
  readonly selection: ReadonlySet<string>
  readonly preview: Preview
  readonly placeOf: (block: CanvasBlock) => CanvasBlock
  readonly chosenWire: ExitKey | undefined
  readonly hoveredWire: ExitKey | undefined
  readonly isFar: boolean
}

/** The colour of a tone's marks. */
export function markOf({ colours }: Picture, tone: Tone): string {
  return colours.marks[tone]
}
