import { expect, it } from 'vitest'
import {
  durationProblem,
  figureOrNull,
  figureProblem,
  msOf,
  msOrNull,
  orEmpty,
  typedDuration,
} from './typed-figures.ts'

it('takes whole numbers within bounds, and says which', () => {
  expect(figureProblem(' 7 ', 1, 9)).toBe('')
  for (const typed of ['', '0', '10', '1.5', '-1', 'many']) {
    expect(figureProblem(typed, 1, 9), typed).toBe('Write a whole number from 1 to 9.')
  }
})

it('takes lengths of time as people write them, within bounds', () => {
  expect(durationProblem('1:30', 1000, 120_000)).toBe('')
  expect(durationProblem('soon', 1000, 120_000)).toBe(
    'Write a length of time such as 20 s, 1:30 or 5 min.',
  )
  expect(durationProblem('3 min', 1000, 120_000)).toBe('From 1 s to 2 min.')
})

it('reads back what it has written', () => {
  for (const ms of [0, 1500, 20_000, 90_000, 3_600_000]) expect(msOf(typedDuration(ms))).toBe(ms)
  expect(msOrNull(typedDuration(null))).toBeNull()
  expect(figureOrNull(' ')).toBeNull()
  expect(figureOrNull('0')).toBe(0)
})

it('leaves an empty field in peace where it may be empty', () => {
  const check = orEmpty((typed) => figureProblem(typed, 1, 9))
  expect(check(' ')).toBe('')
  expect(check('0')).not.toBe('')
})
