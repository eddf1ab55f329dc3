import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { edgePan } from './use-edge-pan.ts'

const size = { width: 800, height: 600 }

test('the paper rests while the pointer is inside', () => {
  const inside = fc.record({
    x: fc.integer({ min: 40, max: 760 }),
    y: fc.integer({ min: 40, max: 560 }),
  })
  fc.assert(
    fc.property(inside, (at) => {
      expect(edgePan(at, size)).toEqual({ x: 0, y: 0 })
    }),
  )
})

test('it comes the other way at an edge, fastest at the very edge and beyond', () => {
  expect(edgePan({ x: 0, y: 300 }, size)).toEqual({ x: 14, y: 0 })
  expect(edgePan({ x: -500, y: 300 }, size)).toEqual({ x: 14, y: 0 })
  expect(edgePan({ x: 400, y: 580 }, size)).toEqual({ x: 0, y: -7 })
  expect(edgePan({ x: 800, y: 600 }, size)).toEqual({ x: -14, y: -14 })
})
