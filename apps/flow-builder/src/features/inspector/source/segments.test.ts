import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { segmentsOf } from './segments.ts'

it('marks what is wrong within what is an expression', () => {
  expect(segmentsOf('Hi {{ a.b }}!', [{ start: 6, end: 7 }])).toEqual([
    { text: 'Hi ', kind: 'plain' },
    { text: '{{ ', kind: 'expression' },
    { text: 'a', kind: 'wrong' },
    { text: '.b }}', kind: 'expression' },
    { text: '!', kind: 'plain' },
  ])
})

it('never loses or adds a letter, wherever problems are said to be', () => {
  const place = fc.record({ start: fc.nat(30), end: fc.nat(30) })
  const text = fc
    .array(fc.constantFrom('{{', '}}', ' ', 'a', '\n', '🙂'))
    .map((all) => all.join(''))
  fc.assert(
    fc.property(text, fc.array(place), (source, places) => {
      expect(
        segmentsOf(source, places)
          .map((segment) => segment.text)
          .join(''),
      ).toBe(source)
    }),
  )
})
