import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { meets } from './geometry.ts'
import { spatialIndex } from './spatial-index.ts'
import { anyRect } from './testing/graphs.ts'

test('finds exactly what meets a part of the graph, in the order given', () => {
  fc.assert(
    fc.property(fc.array(anyRect, { maxLength: 60 }), anyRect, (rects, part) => {
      expect(spatialIndex(rects).within(part)).toEqual(rects.filter((rect) => meets(rect, part)))
    }),
  )
})

test('finds what lies across many cells once', () => {
  const wide = { x: -3000, y: 10, width: 6000, height: 20 }
  expect(spatialIndex([wide]).within({ x: -600, y: 0, width: 1200, height: 40 })).toEqual([wide])
})
