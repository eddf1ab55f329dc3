import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { grid } from './block-shape.ts'
import { snapped } from './snap.ts'
import { anyRect } from './testing/graphs.ts'

const size = { width: 232, height: 88 }

describe('snapping', () => {
  test('lays a block on the grid where nothing is near', () => {
    fc.assert(
      fc.property(anyRect, (rect) => {
        const { by, guides } = snapped(rect, [], 6)
        expect(Math.abs((rect.x + by.x) % grid)).toBe(0)
        expect(Math.abs((rect.y + by.y) % grid)).toBe(0)
        expect(guides).toEqual([])
      }),
    )
  })

  test('never moves a block further than the reach or half the grid', () => {
    fc.assert(
      fc.property(anyRect, fc.array(anyRect, { maxLength: 20 }), (rect, neighbours) => {
        const { by } = snapped(rect, neighbours, 6)
        expect(Math.abs(by.x)).toBeLessThanOrEqual(6)
        expect(Math.abs(by.y)).toBeLessThanOrEqual(6)
      }),
    )
  })

  test('lines a block up with a neighbour off the grid, and shows the line through both', () => {
    const neighbour = { x: 3, y: 0, ...size }
    const { by, guides } = snapped({ x: 6, y: 200, ...size }, [neighbour], 6)
    expect(by.x).toBe(-3)
    expect(guides).toContainEqual({ axis: 'x', at: 3, from: 0, to: 288 })
  })

  test('takes the nearest of several lines', () => {
    const neighbours = [
      { x: 0, y: 0, ...size },
      { x: 4, y: 400, ...size },
    ]
    expect(snapped({ x: 5, y: 200, ...size }, neighbours, 6).by.x).toBe(-1)
  })
})
