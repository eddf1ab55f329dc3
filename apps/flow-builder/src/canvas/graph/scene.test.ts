import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, portOf } from './block-shape.ts'
import { carriedBy } from './carry.ts'
import { caughtIn, hitAt, itemUnder } from './hit.ts'
import { arranged } from './layout.ts'
import { middleOf, routeOf } from './route.ts'
import { endsOf, itemOf, sceneOf, wiresWithin } from './scene.ts'
import { anyGraph, anyRect, block, graphWith } from './testing/graphs.ts'
import { boundsOf, holds, meets } from './geometry.ts'

const menu = block('menu', { x: 0, y: 0 }, ['say', null])
const say = block('say', { x: 400, y: 40 })
const graph = graphWith([menu, say], {
  notes: new Map([
    ['note', { id: 'note', x: 0, y: 300, width: 200, height: 100, text: 'Mind this' }],
  ]),
  frames: new Map([
    [
      'outer',
      { id: 'outer', x: -40, y: -60, width: 320, height: 500, title: 'All', colour: 'blue' },
    ],
    [
      'inner',
      { id: 'inner', x: -20, y: 280, width: 240, height: 140, title: 'Notes', colour: 'red' },
    ],
  ]),
})
const scene = sceneOf(graph)
const asItIs = <Block>(one: Block): Block => one

describe('a scene', () => {
  test('has a wire for each exit that leads to a block of the graph', () => {
    expect(scene.wires).toMatchObject([
      { key: 'menu:exit_0', from: 'menu', exit: 'exit_0', row: 0, to: 'say' },
    ])
    expect(sceneOf(graphWith([block('a', { x: 0, y: 0 }, ['gone'])])).wires).toEqual([])
  })

  test('is bounded by all that is drawn', () => {
    expect(scene.bounds).toEqual({ x: -40, y: -60, width: 672, height: 500 })
  })

  test('gives the wires between blocks that show', () => {
    fc.assert(
      fc.property(anyGraph, anyRect, (any, part) => {
        const its = sceneOf(any)
        const shown = new Set(wiresWithin(its, part, asItIs))
        for (const wire of its.wires) {
          const ends = [itemOf(any, wire.from), itemOf(any, wire.to)].flatMap((end) => end ?? [])
          const around = boundsOf(ends)
          expect(shown.has(wire)).toBe(around !== undefined && meets(around, part))
        }
      }),
    )
  })
})

describe('what is under the pointer', () => {
  test('is a port before its block', () => {
    expect(hitAt(scene, portOf(menu, 1), 1)).toMatchObject({ kind: 'port', row: 1 })
    expect(hitAt(scene, { x: 100, y: 20 }, 1)).toMatchObject({
      kind: 'block',
      block: { id: 'menu' },
    })
  })

  test('is the block where ports are too small to be seen', () => {
    expect(hitAt(scene, portOf(menu, 1), 0.2).kind).toBe('block')
  })

  test('is a wire in its middle, and its end before the block it leads to', () => {
    const [wire] = scene.wires
    const ends = wire && endsOf(wire, graph, asItIs)
    const middle = ends && middleOf(routeOf(ends))
    expect(hitAt(scene, middle ?? { x: 0, y: 0 }, 1)).toMatchObject({
      kind: 'wire',
      isAtEnd: false,
    })
    const entry = entryOf(say)
    expect(hitAt(scene, { x: entry.x - 9, y: entry.y }, 1)).toMatchObject({
      kind: 'wire',
      isAtEnd: true,
    })
  })

  test('is a note, its corner, a frame by its title, and nothing inside a frame', () => {
    expect(itemUnder(hitAt(scene, { x: 50, y: 320 }, 1))).toBe('note')
    expect(hitAt(scene, { x: 198, y: 398 }, 1)).toMatchObject({
      kind: 'corner',
      of: { id: 'note' },
    })
    expect(itemUnder(hitAt(scene, { x: 100, y: -50 }, 1))).toBe('outer')
    expect(hitAt(scene, { x: 100, y: 220 }, 1).kind).toBe('nothing')
  })
})

test('a marquee takes what it touches, and frames only whole', () => {
  expect(caughtIn(scene, { x: 100, y: 20, width: 100, height: 300 })).toEqual(
    new Set(['menu', 'note']),
  )
  expect(caughtIn(scene, { x: -30, y: 270, width: 300, height: 200 })).toEqual(
    new Set(['note', 'inner']),
  )
})

test('a frame carries what lies in it, and what lies in frames within', () => {
  expect(carriedBy(graph, ['outer'])).toEqual(new Set(['outer', 'inner', 'menu', 'note']))
  expect(carriedBy(graph, ['say'])).toEqual(new Set(['say']))
})

describe('tidying up', () => {
  test('places every block on the grid, none over another, and the same each time', async () => {
    await fc.assert(
      fc.asyncProperty(anyGraph, async (any) => {
        const places = await arranged(any)
        expect(places.size).toBe(any.blocks.size)
        const blocks = [...any.blocks.values()].map((one) => ({ ...one, ...places.get(one.id) }))
        for (const [index, one] of blocks.entries()) {
          expect(Math.abs(one.x % 8)).toBe(0)
          for (const other of blocks.slice(index + 1)) expect(meets(one, other)).toBe(false)
        }
        expect(await arranged(any)).toEqual(places)
      }),
      { numRuns: 30 },
    )
  })

  test('keeps a frame round the blocks it holds, and lets no other in', async () => {
    const inside = ['a', 'b'].map((id, index) => block(id, { x: 0, y: index * 100 }, ['c', 'b']))
    const around = {
      id: 'f',
      x: -20,
      y: -20,
      width: 400,
      height: 400,
      title: 'F',
      colour: 'blue',
    } as const
    const any = graphWith([...inside, block('c', { x: 900, y: 0 }, ['a'])], {
      frames: new Map([['f', around]]),
    })
    const places = await arranged(any)
    const [frame, a, b, c] = ['f', 'a', 'b', 'c'].flatMap((id) => places.get(id) ?? [])
    expect(frame && a && b && holds(frame, a) && holds(frame, b)).toBe(true)
    expect(frame && c && meets(frame, c)).toBe(false)
  })

  test('puts a block to the right of the one that leads to it', async () => {
    const places = await arranged(
      graphWith([block('b', { x: 0, y: 0 }), block('a', { x: 900, y: 0 }, ['b'])]),
    )
    expect(places.get('b')?.x).toBeGreaterThan((places.get('a')?.x ?? Infinity) + menu.width)
  })
})
