import { expect, test } from 'vitest'
import { byteRange } from './media.ts'

const whole = { start: 0, end: 1000, isPart: false }

test.each([
  ['bytes=0-', 0, 1000],
  ['bytes=0-0', 0, 1],
  ['bytes=10-19', 10, 20],
  ['bytes=990-5000', 990, 1000],
  ['bytes=-1', 999, 1000],
  ['bytes=-5000', 0, 1000],
])('reads %s', (header, start, end) => {
  expect(byteRange(header, 1000)).toEqual({ start, end, isPart: true })
})

test.each([undefined, '', 'bytes=-', 'bytes=5-2', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=a-b'])(
  'gives the whole for %j, which is no single range of bytes',
  (header) => {
    expect(byteRange(header, 1000)).toEqual(whole)
  },
)

test.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])(
  'refuses %s, of which there is nothing',
  (header) => {
    expect(() => byteRange(header, 1000)).toThrow('It has 1000 bytes.')
  },
)
