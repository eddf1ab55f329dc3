import type { FlowVisitor } from '@iris/contracts'
import type { CanvasColour, CanvasPeer } from '../../../canvas/graph/canvas-graph.ts'

const colours: readonly CanvasColour[] = ['violet', 'teal', 'amber', 'pink', 'green', 'blue']

/** The others as the canvas shows them; each keeps a colour as long as they stay. */
export function canvasPeers(others: readonly FlowVisitor[]): CanvasPeer[] {
  return others.map(({ tab, name, cursor, selection }) => ({
    id: tab,
    name,
    at: cursor,
    selection: new Set(selection),
    colour: colours[sumOf(tab) % colours.length] ?? 'violet',
  }))
}

function sumOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0)
}
