import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pagesOf, roomOf } from './wallboard-pages.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const shape = (count: number, room: Parameters<typeof pagesOf>[0]['room'], hasAgents = true) =>
  pagesOf({ queues: numbers(count), room, hasAgents }).map((page) =>
    'queues' in page ? `${page.kind} ${page.queues.length}` : page.kind,
  )

describe('the pages of a wallboard', () => {
  test('are the figures with what fits below them, the other queues, then the agents', () => {
    expect(shape(4, { belowFigures: 6, alone: 12 })).toEqual(['summary 4', 'agents'])
    expect(shape(20, { belowFigures: 6, alone: 12 })).toEqual([
      'summary 6',
      'queues 7',
      'queues 7',
      'agents',
    ])
  })

  test('are one where all fits and agents are not known by state', () => {
    expect(shape(4, { belowFigures: 6, alone: 12 }, false)).toEqual(['summary 4'])
  })

  test('have every queue once, in order, and no more than there is room for', () => {
    fc.assert(
      fc.property(
        fc.nat(80),
        fc.nat(10),
        fc.integer({ min: 1, max: 20 }),
        (count, below, alone) => {
          const pages = pagesOf({
            queues: numbers(count),
            room: { belowFigures: below, alone },
            hasAgents: false,
          })
          const groups = pages.map((page) => ('queues' in page ? page.queues : []))
          expect(groups.flat()).toEqual(numbers(count))
          for (const group of groups.slice(1)) {
            expect(group.length).toBeGreaterThan(0)
            expect(group.length).toBeLessThanOrEqual(alone)
          }
        },
      ),
    )
  })
})

describe('the room for queues', () => {
  test('is counted in whole rows', () => {
    expect(roomOf({ page: 1000, figures: 500, head: 50, row: 70 })).toEqual({
      belowFigures: 6,
      alone: 13,
    })
  })

  test('is a few even on a small screen, though not below the figures', () => {
    expect(roomOf({ page: 300, figures: 500, head: 50, row: 70 })).toEqual({
      belowFigures: 0,
      alone: 3,
    })
  })
})
