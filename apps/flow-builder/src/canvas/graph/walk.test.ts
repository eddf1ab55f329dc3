import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sceneOf } from './scene.ts'
import { anyGraph, block, graphWith } from './testing/graphs.ts'
import { firstBlock, targetsFrom, walked } from './walk.ts'

const scene = sceneOf(
  graphWith([
    { ...block('start', { x: 0, y: 0 }, ['menu']), isSource: true },
    block('menu', { x: 400, y: 0 }, [null, 'sales', 'support', 'sales']),
    block('sales', { x: 800, y: -200 }, ['end']),
    block('support', { x: 800, y: 200 }, ['menu']),
    block('end', { x: 1200, y: 0 }),
    block('island', { x: 400, y: 800 }),
  ]),
)

describe('walking', () => {
  test('goes right along the first wired exit and left to the block it came from', () => {
    expect(walked(scene, 'menu', 'right')).toBe('sales')
    expect(walked(scene, 'sales', 'left')).toBe('menu')
  })

  test('goes left to a block before, not to one that leads back', () => {
    expect(walked(scene, 'menu', 'left')).toBe('start')
  })

  test('goes up and down among those that share a parent', () => {
    expect(walked(scene, 'sales', 'down')).toBe('support')
    expect(walked(scene, 'support', 'up')).toBe('sales')
  })

  test('reaches a block that no wire leads to', () => {
    expect(walked(scene, 'menu', 'down')).toBe('island')
    expect(walked(scene, 'start', 'down')).toBe('island')
    expect(walked(scene, 'island', 'up')).toBe('menu')
  })

  test('stays where nothing lies further', () => {
    expect(walked(scene, 'end', 'right')).toBeUndefined()
  })

  test('begins where the flow starts', () => {
    expect(firstBlock(scene)).toBe('start')
    expect(walked(scene, 'gone', 'right')).toBe('start')
    expect(firstBlock(sceneOf(graphWith([])))).toBeUndefined()
  })

  test('leads only to blocks that are there, and never to itself', () => {
    const directions = fc.constantFrom('left', 'right', 'up', 'down')
    fc.assert(
      fc.property(anyGraph, directions, (graph, direction) => {
        const any = sceneOf(graph)
        for (const id of graph.blocks.keys()) {
          const next = walked(any, id, direction)
          expect(next === undefined || (graph.blocks.has(next) && next !== id)).toBe(true)
        }
      }),
    )
  })
})

describe('what an exit may lead to', () => {
  test('is every block but the start, the nearest first and itself last', () => {
    expect(targetsFrom(scene, 'menu', '').map(({ id }) => id)).toEqual([
      'support',
      'sales',
      'island',
      'end',
      'menu',
    ])
  })

  test('is narrowed by words, in whatever case', () => {
    expect(targetsFrom(scene, 'menu', 'block SUP').map(({ id }) => id)).toEqual(['support'])
  })
})
