import { decode } from '@iris/realtime/testing'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encode } from './encode.ts'

const values = fc.jsonValue()

test('what is written into the database is read as it was', () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(decode(encode(value))).toEqual(value)
    }),
  )
})

test('nothing that is written is null or empty, which the database would not keep', () => {
  const isKept = (value: unknown): boolean => {
    if (typeof value !== 'object') return value !== undefined
    const children = Object.values(value ?? {})
    return children.length > 0 && children.every(isKept)
  }
  const lost = fc.sample(values, 1000).filter((value) => !isKept(encode(value)))
  expect(lost).toEqual([])
})

test('texts that look like what stands for nothing stay texts', () => {
  for (const text of ['~', '~[]', '~{}', '~~', '~~~', '', 'a~']) {
    expect(decode(encode(text))).toBe(text)
  }
})
