import { expect, test } from 'vitest'
import { stepOutcomeWords } from './step-words.ts'

test.each([
  ['key_2', 'chose 2'],
  ['key_star', 'chose *'],
  ['key_pound', 'chose #'],
  ['completed', 'talked'],
  ['case_1', 'took case_1'],
  ['next', undefined],
  [null, undefined],
])('a station left by %j reads %j', (outcome, words) => {
  expect(stepOutcomeWords({ kind: 'say', outcome })).toBe(words)
})

test('a conference is left, and no message with it', () => {
  expect(stepOutcomeWords({ kind: 'conference', outcome: 'left' })).toBe('left the conference')
  expect(stepOutcomeWords({ kind: 'voicemail', outcome: 'left' })).toBe('left a message')
})
