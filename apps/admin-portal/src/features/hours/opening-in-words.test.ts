import { expect, it } from 'vitest'
import { hoursOfDay } from './hours-of-day.ts'
import { openingInWords } from './opening-in-words.ts'

const until = '2026-11-23T16:00:00.000Z'

it.each([
  [{ isOpen: true, until, because: null }, 'Open now, until 16:00'],
  [{ isOpen: true, until: null, because: null }, 'Open now'],
  [{ isOpen: false, until, because: 'Christmas' }, 'Closed now: Christmas, until 16:00'],
])('says whether it is open, until when and why: %j', (opening, words) => {
  expect(openingInWords(opening, (iso) => iso.slice(11, 16))).toBe(words)
})

it.each([
  [[], 'Closed'],
  [[{ from: 0, to: 1440 }], 'All day'],
  [
    [
      { from: 540, to: 720 },
      { from: 780, to: 1440 },
    ],
    '09:00 – 12:00, 13:00 – 24:00',
  ],
])('says the hours of a day: %j', (open, words) => {
  expect(hoursOfDay(open)).toBe(words)
})
