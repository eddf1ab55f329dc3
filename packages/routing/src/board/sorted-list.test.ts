import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SortedList } from './sorted-list.ts'

const ascending = (a: number, b: number) => a - b
// Enough of them for several pieces.
const numbers = fc.uniqueArray(fc.nat(100_000), { maxLength: 2000, size: 'max' })

function listOf(items: readonly number[]): SortedList<number> {
  const list = new SortedList(ascending)
  for (const item of items) list.add(item)
  return list
}

describe('a sorted list', () => {
  it('is as an array that is sorted, whatever was added and deleted', () => {
    fc.assert(
      fc.property(numbers, fc.nat(100), (items, share) => {
        const list = listOf(items)
        const gone = items.filter((item) => item % 100 < share)
        for (const item of gone) expect(list.delete(item)).toBe(true)
        const left = items.filter((item) => item % 100 >= share).sort(ascending)
        expect([...list]).toEqual(left)
        expect(list.size).toBe(left.length)
        expect(list.first).toBe(left[0])
        expect(left.map((item) => list.indexOf(item))).toEqual(left.map((_, index) => index))
        expect(gone.some((item) => list.delete(item))).toBe(false)
        expect(gone.map((item) => list.indexOf(item)).every((place) => place === undefined)).toBe(
          true,
        )
      }),
      { numRuns: 100 },
    )
  })

  it('gives the first, and takes it out', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 1000, size: 'max' }), (items) => {
        const list = listOf(items)
        const taken = items.map(() => list.takeFirst())
        expect(taken).toEqual(items.toSorted(ascending))
        expect(list.takeFirst()).toBeUndefined()
        expect(list.size).toBe(0)
      }),
      { numRuns: 100 },
    )
  })

  it('knows what comes after an item, there or not', () => {
    fc.assert(
      fc.property(numbers, fc.nat(100_000), (items, item) => {
        const next = items.filter((other) => other > item).sort(ascending)[0]
        expect(listOf(items).after(item)).toBe(next)
      }),
      { numRuns: 100 },
    )
  })
})
