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

test('a ring that a supervisor stopped names them, and not the agent’s refusal', () => {
  const stoppedBy = { id: '01968ae3-4c00-7000-8000-000000000001', name: 'Sofia' }
  const step = { kind: 'agent', outcome: 'rejected' } as const
  expect(stepOutcomeWords({ ...step, stoppedBy })).toBe('ring stopped by Sofia')
  expect(stepOutcomeWords(step)).toBe('rejected')
})

test('a conference is left, and no message with it', () => {
  expect(stepOutcomeWords({ kind: 'conference', outcome: 'left' })).toBe('left the conference')
  expect(stepOutcomeWords({ kind: 'voicemail', outcome: 'left' })).toBe('left a message')
})
