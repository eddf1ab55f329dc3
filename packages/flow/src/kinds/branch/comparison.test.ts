import { expect, it } from 'vitest'
import { holds } from './comparison.ts'

it.each([
  ['Ada', 'equals', 'Ada', true],
  [' Ada ', 'equals', 'Ada', true],
  ['Ada', 'equals', 'ada', false],
  ['Ada', 'not_equals', 'Bob', true],
  ['Ada', 'not_equals', 'Ada', false],
  ['+4930123', 'contains', '30', true],
  ['+4930123', 'contains', '', false],
  ['+4930123', 'starts_with', '+49', true],
  ['+4930123', 'starts_with', '49', false],
  ['+4930123', 'starts_with', ' ', false],
  ['10', 'greater', '9', true],
  ['9', 'greater', '10', false],
  ['-1.5', 'less', '-1', true],
  ['1', 'less', '1', false],
  ['ten', 'greater', '9', false],
  ['ten', 'less', '9', false],
  ['', 'less', '9', false],
  ['0x10', 'greater', '1', false],
  [' ', 'is_empty', 'whatever', true],
  ['x', 'is_empty', '', false],
] as const)('“%s” %s “%s” is %s', (left, is, right, expected) => {
  expect(holds(left, is, right)).toBe(expected)
})
