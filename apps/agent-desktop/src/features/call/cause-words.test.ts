import { expect, test } from 'vitest'
import { causeWords } from './cause-words.ts'

test('the end of a talk is told as the agent sees it, an unlikely one in general words', () => {
  expect(causeWords('they-hung-up')).toBe('The other side hung up.')
  expect(causeWords('no-common-audio')).toBe('The call has ended.')
})
