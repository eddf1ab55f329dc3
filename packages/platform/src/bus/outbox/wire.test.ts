import { expect, test } from 'vitest'
import { laneCount, laneOf } from './publish.ts'
import { readNotice, writeNotice } from './wire.ts'

const event = (text: string) => ({
  id: '0190a000-0000-7000-8000-000000000001',
  type: 'door.opened',
  tenantId: '0190a000-0000-7000-8000-00000000000a',
  at: '2026-01-01T00:00:00.000Z',
  payload: { text },
})

test('announces a small event whole', () => {
  const small = event('é😀')
  expect(readNotice(writeNotice(small))).toEqual({ kind: 'whole', event: small })
})

test('announces an event by its id alone when its bytes would not fit', () => {
  // 4000 letters of two bytes each: short enough in letters, too long in bytes.
  const { id, type } = event('')
  const notice = writeNotice(event('é'.repeat(4_000)))
  expect(readNotice(notice)).toEqual({ kind: 'too-big', id, type })
})

test('never announces more than NOTIFY takes', () => {
  for (let length = 7_600; length < 8_000; length++) {
    expect(Buffer.byteLength(writeNotice(event('x'.repeat(length))))).toBeLessThan(8_000)
  }
})

test.each(['', 'null', '7', '{}', '{"id":1,"type":"x"}', '[]', 'no json'])(
  'passes over a notice that is none of ours: %j',
  (text) => {
    expect(readNotice(text)).toBeUndefined()
  },
)

test('gives every tenant one lane, and uses them all', () => {
  const lanes = Array.from({ length: 256 }, (_, n) =>
    laneOf(`0190a000-0000-7000-8000-0000000000${n.toString(16).padStart(2, '0')}`),
  )
  expect(new Set(lanes).size).toBe(laneCount)
  expect(Math.min(...lanes)).toBe(0)
  expect(Math.max(...lanes)).toBe(laneCount - 1)
})
