import { expect, test } from 'vitest'
import { inSamePlaces } from './in-same-places.ts'

const items = (...ids: string[]) => ids.map((id) => ({ id }))

test.each([
  ['nobody was there before', [], ['b', 'a'], ['b', 'a']],
  ['others have come free', ['a', 'b', 'c'], ['c', 'a', 'b'], ['a', 'b', 'c']],
  ['some have come', ['b', 'c'], ['a', 'c', 'd', 'b'], ['b', 'c', 'a', 'd']],
  ['some have gone', ['a', 'b', 'c'], ['c', 'a'], ['a', 'c']],
])('where %s', (_what, before, now, expected) => {
  expect(inSamePlaces(before, items(...now))).toEqual(items(...expected))
})
