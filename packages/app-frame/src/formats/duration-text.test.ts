import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readDuration, writeDuration } from './duration-text.ts'

it.each([
  ['5', 5000],
  ['5 s', 5000],
  ['5s', 5000],
  ['0.5 s', 500],
  ['1,5 s', 1500],
  ['500 ms', 500],
  ['1:30', 90_000],
  ['0:05', 5000],
  ['1:00:00', 3_600_000],
  ['2 min', 120_000],
  ['2 minutes', 120_000],
  ['1 h 30 min', 5_400_000],
  ['1 hour, 30 minutes and 5 seconds', 5_405_000],
  [' 2 D ', 172_800_000],
])('“%s” is %i ms', (text, ms) => {
  expect(readDuration(text)).toBe(ms)
})

it.each([
  '',
  ' ',
  'soon',
  '5 apples',
  '-5',
  '5 s!',
  '1:75',
  ':30',
  '5 constructor',
  '1e99 d',
  '9'.repeat(30),
])('“%s” is no length of time', (text) => {
  expect(readDuration(text)).toBeUndefined()
})

it.each([
  [0, '0 s'],
  [500, '0.5 s'],
  [90_000, '1 min 30 s'],
  [600_000, '10 min'],
  [31 * 86_400_000, '31 d'],
])('%i ms is written “%s”', (ms, text) => {
  expect(writeDuration(ms)).toBe(text)
})

it('reads every length it writes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 * 86_400_000 }), (ms) => {
      expect(readDuration(writeDuration(ms))).toBe(ms)
    }),
  )
})
