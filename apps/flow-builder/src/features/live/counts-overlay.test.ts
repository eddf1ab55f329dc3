import { templateNamed } from '@iris/flow/templates'
import { describe, expect, it } from 'vitest'
import { exitKey } from '../../canvas/graph/canvas-graph.ts'
import { countedElsewhere, countsOverlay, dropOffs } from './counts-overlay.ts'

const { document } = templateNamed('menu')!
const counts = {
  start: { entered: 40, left: { next: 40 }, inside: 0, dropped: 0 },
  menu: { entered: 38, left: { key_1: 20, gone: 3 }, inside: 2, dropped: 5 },
  greeting: { entered: 40, left: { next: 38 }, inside: 0, dropped: 2 },
  sales: { entered: 20, left: {}, inside: 7, dropped: 0 },
  removed: { entered: 4, left: { next: 4 }, inside: 0, dropped: 1 },
}

describe('countsOverlay', () => {
  const { blocks, exits, dimsRest } = countsOverlay(document, counts)

  it('writes at each wire how many came by it, as thick as its share of the most', () => {
    expect(exits.get(exitKey('start', 'next'))).toMatchObject({ label: '40', share: 1 })
    expect(exits.get(exitKey('menu', 'key_1'))).toMatchObject({
      label: '20',
      share: 0.5,
      title: '20 of 38 left by “1 · Sales”, 53 %',
    })
    expect(exits.size).toBe(3)
    expect(dimsRest).toBe(false)
  })

  it('says at each block who is there and who hung up', () => {
    expect(blocks.get('menu')).toMatchObject({ tone: 'warning', label: '2 here · 5 hung up' })
    expect(blocks.get('sales')).toMatchObject({ tone: 'available', label: '7 here' })
    expect([...blocks.keys()].sort()).toEqual(['greeting', 'menu', 'sales'])
  })

  it('paints nothing where nobody came', () => {
    expect(countsOverlay(document, {}).exits.size).toBe(0)
  })
})

describe('dropOffs', () => {
  it('has the blocks at which most hung up first, and only those of the flow', () => {
    expect(dropOffs(document, counts)).toEqual([
      { id: 'menu', name: 'Main menu', dropped: 5, entered: 38, percent: 13 },
      { id: 'greeting', name: 'Greeting', dropped: 2, entered: 40, percent: 5 },
    ])
    expect(countedElsewhere(document, counts)).toBe(4)
  })
})
