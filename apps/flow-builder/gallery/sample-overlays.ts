import { exitKey, noOverlays } from '../src/canvas/graph/canvas-graph.ts'
import type { CanvasOverlays } from '../src/canvas/graph/canvas-graph.ts'

/** What is painted over the small graph, by what it shows. */
export const sampleOverlays: Readonly<Record<string, CanvasOverlays>> = {
  none: noOverlays,
  run: {
    ...noOverlays,
    dimsRest: true,
    blocks: new Map([
      ['start', { tone: 'available' }],
      ['welcome', { tone: 'available' }],
      ['hours', { tone: 'available' }],
      ['main', { tone: 'busy', strong: true, label: 'Waits for a key', title: 'the run is here' }],
    ]),
    exits: new Map([
      [exitKey('start', 'next'), { tone: 'available' }],
      [exitKey('welcome', 'next'), { tone: 'available' }],
      [exitKey('hours', 'open'), { tone: 'available' }],
    ]),
  },
  live: {
    ...noOverlays,
    exits: new Map([
      [exitKey('start', 'next'), { tone: 'busy', label: '412', share: 1 }],
      [exitKey('welcome', 'next'), { tone: 'busy', label: '398', share: 0.95 }],
      [exitKey('hours', 'open'), { tone: 'busy', label: '301', share: 0.7 }],
      [exitKey('hours', 'closed'), { tone: 'busy', label: '97', share: 0.2 }],
      [exitKey('main', '1_sales'), { tone: 'busy', label: '120', share: 0.3 }],
      [exitKey('main', '2_support'), { tone: 'busy', label: '166', share: 0.4 }],
    ]),
  },
  problems: {
    ...noOverlays,
    blocks: new Map([
      ['spare', { tone: 'warning', label: '1', title: 'no wire leads here' }],
      ['support', { tone: 'stop', label: '2', title: 'Left leads nowhere' }],
    ]),
  },
  peers: {
    ...noOverlays,
    peers: [
      {
        id: 'ada',
        name: 'Ada',
        colour: 'violet',
        at: { x: 900, y: 260 },
        selection: new Set(['hours']),
      },
      { id: 'ben', name: 'Ben', colour: 'teal', at: null, selection: new Set(['sales']) },
    ],
  },
}
