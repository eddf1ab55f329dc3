import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holds } from './geometry.ts'
import { anyPoint, anyRect } from './testing/graphs.ts'
import {
  clampZoom,
  fitted,
  leastZoom,
  mostZoom,
  pannedBy,
  revealed,
  toGraph,
  toScreen,
  visibleRect,
  zoomedAt,
} from './viewport.ts'

const screen = { width: 1280, height: 800 }
const anyView = fc
  .tuple(anyPoint, fc.double({ min: leastZoom, max: mostZoom, noNaN: true }))
  .map(([{ x, y }, zoom]) => ({ x, y, zoom }))

describe('viewport', () => {
  test('a point of the graph is found again from where it is on the screen', () => {
    fc.assert(
      fc.property(anyView, anyPoint, (view, point) => {
        const again = toGraph(view, toScreen(view, point))
        expect(again.x).toBeCloseTo(point.x, 6)
        expect(again.y).toBeCloseTo(point.y, 6)
      }),
    )
  })

  test('zooming keeps what is under the pointer', () => {
    fc.assert(
      fc.property(
        anyView,
        anyPoint,
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        (view, at, zoom) => {
          const before = toGraph(view, at)
          const after = toGraph(zoomedAt(view, at, zoom), at)
          expect(after.x).toBeCloseTo(before.x, 4)
          expect(after.y).toBeCloseTo(before.y, 4)
        },
      ),
    )
  })

  test('zooming by hand stays between a tenth and twice the size', () => {
    expect(zoomedAt({ x: 0, y: 0, zoom: 1 }, { x: 0, y: 0 }, 50).zoom).toBe(2)
    expect(clampZoom(0)).toBe(0.1)
  })

  test('panning moves what is seen against the drag', () => {
    expect(pannedBy({ x: 100, y: 100, zoom: 0.5 }, { x: 10, y: -20 })).toEqual({
      x: 80,
      y: 140,
      zoom: 0.5,
    })
  })

  test('fitting shows all of it, never larger than life', () => {
    fc.assert(
      fc.property(anyRect, (bounds) => {
        const view = fitted(bounds, screen)
        expect(view.zoom).toBeLessThanOrEqual(1)
        expect(holds(visibleRect(view, screen), bounds)).toBe(true)
      }),
    )
  })

  test('revealing shows what fits, and does not move where it shows already', () => {
    fc.assert(
      fc.property(anyPoint, ({ x, y }) => {
        const block = { x, y, width: 232, height: 120 }
        const view = revealed({ x: 0, y: 0, zoom: 1 }, screen, block)
        expect(holds(visibleRect(view, screen), block)).toBe(true)
        expect(revealed(view, screen, block)).toEqual(view)
      }),
    )
  })
})
