import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextSort } from './table.ts'
import { visibleRows } from './visible-rows.ts'

const viewports = fc.record({
  rowCount: fc.integer({ min: 0, max: 100_000 }),
  rowHeight: fc.integer({ min: 1, max: 100 }),
  scrollTop: fc.integer({ min: 0, max: 5_000_000 }),
  height: fc.integer({ min: 0, max: 4_000 }),
})

describe('the rows that are drawn', () => {
  test('cover all that is seen, and the scroll bar is as long as for all rows', () => {
    fc.assert(
      fc.property(viewports, (viewport) => {
        const { rowCount, rowHeight, scrollTop, height } = viewport
        const { first, end, above, below } = visibleRows(viewport)
        expect(above + (end - first) * rowHeight + below).toBe(rowCount * rowHeight)
        const lastSeen = Math.min(rowCount, Math.ceil((scrollTop + height) / rowHeight))
        expect(end).toBeGreaterThanOrEqual(lastSeen)
        expect(above).toBeLessThanOrEqual(Math.max(scrollTop, 0))
      }),
    )
  })

  test('are few, however long the list is', () => {
    const { first, end } = visibleRows({
      rowCount: 1_000_000,
      rowHeight: 36,
      scrollTop: 18_000_000,
      height: 720,
    })
    expect(end - first).toBeLessThan(40)
  })
})

describe('the order after a press on a header', () => {
  test('goes up, down and up again, and up in a new column', () => {
    const up = nextSort(undefined, 'time')
    expect(up).toEqual({ column: 'time', direction: 'ascending' })
    const down = nextSort(up, 'time')
    expect(down.direction).toBe('descending')
    expect(nextSort(down, 'time').direction).toBe('ascending')
    expect(nextSort(down, 'queue')).toEqual({ column: 'queue', direction: 'ascending' })
  })
})
