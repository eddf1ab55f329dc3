import { expect, it } from 'vitest'
import { StatementNames } from './statement-names.ts'

it('names a statement from its second time on, and always the same', () => {
  const names = new StatementNames()
  expect(names.nameOf('select 1')).toBeUndefined()
  const name = names.nameOf('select 1')
  expect(name).toMatch(/^[\w-]{30}$/)
  expect(names.nameOf('select 1')).toBe(name)
  names.nameOf('select 2')
  expect(names.nameOf('select 2')).not.toBe(name)
})

it('names no more than a connection can well keep, however many texts come', () => {
  const names = new StatementNames()
  const given = new Set<string>()
  for (let n = 0; n < 3000; n++) {
    names.nameOf(`select ${n}`)
    const name = names.nameOf(`select ${n}`)
    if (name !== undefined) given.add(name)
  }
  expect(given.size).toBe(500)
})
