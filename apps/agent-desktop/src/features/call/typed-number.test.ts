import { expect, test } from 'vitest'
import { typedNumber } from './typed-number.ts'

test.each([
  ['(555) 010-7777', '5550107777'],
  ['+1 555 010 7777', '+15550107777'],
  ['112', '112'],
])('takes %s as a number', (typed, number) => expect(typedNumber(typed)).toBe(number))

test.each(['', 'ben', '12', '+', 'Support 2'])('takes %j for no number', (typed) =>
  expect(typedNumber(typed)).toBeUndefined(),
)
