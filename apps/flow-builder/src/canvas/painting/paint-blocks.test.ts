import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { broken } from './paint-blocks.ts'

const fitsIn = (most: number) => (words: string) => words.length <= most

test('a title takes one line where it fits, else two broken at a space', () => {
  expect(broken('Main menu', fitsIn(10))).toEqual(['Main menu'])
  expect(broken('Main menu at night', fitsIn(10))).toEqual(['Main menu', 'at night'])
})

test('a title that is too long for two lines is cut', () => {
  expect(broken('Leave a message for sales', fitsIn(9))).toEqual(['Leave a', 'message…'])
  expect(broken('Geschäftszeiten', fitsIn(6))).toEqual(['Gesch…'])
})

test('no line is wider than there is room for', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 3, max: 40 }), (title, most) => {
      for (const line of broken(title, fitsIn(most))) expect(line.length).toBeLessThanOrEqual(most)
    }),
  )
})
