import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { maxShownLength, shown } from './shown.ts'

it('shows what is short as it is', () => {
  const values = { a: 'x'.repeat(maxShownLength), b: [1, { c: true }], d: null, e: 7 }
  expect(shown(values, [])).toEqual(values)
})

it('cuts short what is long, whatever it is, never inside a character', () => {
  const { text, list } = shown(
    { text: 'x'.repeat(100_000), list: Array.from({ length: 10_000 }, () => 'y') },
    [],
  )
  expect(text).toBe(`${'x'.repeat(maxShownLength)}…`)
  expect(String(list)).toMatch(/^\["y","y",.*…$/)
  fc.assert(
    fc.property(fc.nat(3), (shift) => {
      const { value } = shown({ value: 'a'.repeat(shift) + '😀'.repeat(2000) }, [])
      expect(String(value).isWellFormed()).toBe(true)
      expect(String(value).length).toBeLessThanOrEqual(maxShownLength + 1)
    }),
  )
})

it('shows no beginning of a secret that it cuts', () => {
  const value = `${'x'.repeat(maxShownLength - 4)}4111111111111111`
  expect(shown({ value }, ['4111111111111111'])).toEqual({
    value: `${'x'.repeat(maxShownLength - 4)}••••`,
  })
})
