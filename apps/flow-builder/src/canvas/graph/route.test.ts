import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, portOf } from './block-shape.ts'
import { distanceToRoute, middleOf, polylineOf, routeOf } from './route.ts'
import { anyPoint, block } from './testing/graphs.ts'

function routeBetween(from: { x: number; y: number }, to: { x: number; y: number }) {
  const [source, target] = [block('a', from, ['b']), block('b', to)]
  return routeOf({ port: portOf(source, 0), entry: entryOf(target), from: source, to: target })
}

describe('a wire', () => {
  test('runs from the port to the entry, wherever the blocks are', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, (from, to) => {
        const points = polylineOf(routeBetween(from, to))
        const [source, target] = [block('a', from, ['b']), block('b', to)]
        expect(points[0]).toEqual(portOf(source, 0))
        expect(points.at(-1)?.x).toBeCloseTo(entryOf(target).x, 6)
        expect(points.at(-1)?.y).toBeCloseTo(entryOf(target).y, 6)
      }),
    )
  })

  test('is one curve to a block ahead, and comes back in steps to one behind', () => {
    expect(routeBetween({ x: 0, y: 0 }, { x: 400, y: 300 }).kind).toBe('curve')
    expect(routeBetween({ x: 400, y: 0 }, { x: 0, y: 300 }).kind).toBe('steps')
  })

  test('comes back between two blocks where one is above the other', () => {
    const route = routeBetween({ x: 400, y: 0 }, { x: 0, y: 300 })
    const bottom = block('a', { x: 400, y: 0 }, ['b']).height
    const channel = polylineOf(route)[2]?.y ?? Number.NaN
    expect(channel).toBeGreaterThan(bottom)
    expect(channel).toBeLessThan(300)
  })

  test('leads round below a block that leads to itself', () => {
    const self = block('a', { x: 0, y: 0 }, ['a'])
    const route = routeOf({ port: portOf(self, 0), entry: entryOf(self), from: self, to: self })
    expect(Math.max(...polylineOf(route).map(({ y }) => y))).toBeGreaterThan(self.height)
  })

  test('is touched at its middle', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, (from, to) => {
        const route = routeBetween(from, to)
        expect(distanceToRoute(route, middleOf(route))).toBeLessThan(2)
      }),
    )
  })
})
