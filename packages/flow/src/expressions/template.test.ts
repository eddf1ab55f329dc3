import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillIn, fillInSpoken, maxValueLength } from './template.ts'

describe('fillIn', () => {
  it('puts values where their names stand, with or without spaces', () => {
    const variables = { 'caller.number': '+15550100100', name: 'Ada' }
    expect(fillIn('{{name}} calls from {{ caller.number }}', variables)).toBe(
      'Ada calls from +15550100100',
    )
  })

  it('leaves out what is not known, also names that every object has', () => {
    expect(fillIn('[{{ nobody }}{{ constructor }}{{ valueof }}]', {})).toBe('[]')
  })

  it('leaves alone what is no name in double braces', () => {
    expect(fillIn('{ name } {{ Name }} {{ 1x }} {{ name', { name: 'Ada' })).toBe(
      '{ name } {{ Name }} {{ 1x }} {{ name',
    )
  })

  it('does not fill in what a value holds', () => {
    expect(fillIn('{{ a }}', { a: '{{ b }}', b: 'B' })).toBe('{{ b }}')
  })

  it('takes values for what they are, whatever String.replace would make of them', () => {
    expect(fillIn('{{ a }}', { a: '$& $1 $$' })).toBe('$& $1 $$')
  })

  it('cuts off at the limit, never inside a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 20, maxLength: 30 }),
        fc.nat(30),
        (value, shift) => {
          const filled = fillIn(`${'x'.repeat(shift)}${'{{ v }}'.repeat(100)}`, { v: value })
          expect(filled.length).toBeLessThanOrEqual(maxValueLength)
          expect(filled.isWellFormed()).toBe(true)
        },
      ),
    )
  })
})

describe('fillInSpoken', () => {
  it('lets no value be markup within markup', () => {
    const name = '<break time="9s"/> & </speak>'
    expect(fillInSpoken('<speak>Hi {{ name }}<break/></speak>', { name })).toBe(
      '<speak>Hi &lt;break time="9s"/&gt; &amp; &lt;/speak&gt;<break/></speak>',
    )
  })

  it('lets no value make markup of a plain text', () => {
    const name = '<speak><break/>Hi</speak>'
    expect(fillInSpoken('{{ name }}', { name }).trim()).toBe('<break/>Hi')
    expect(fillInSpoken('Dear {{ name }}', { name: 'A & B' })).toBe('Dear A & B')
  })
})
