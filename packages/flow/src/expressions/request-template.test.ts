import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillInRequest, secretsIn, withoutSecretPlaces } from './request-template.ts'

const limit = 100_000
const place = /\{\{\s*secret\./

describe('a template that is sent', () => {
  it('keeps the places of secrets, and fills in all else', () => {
    const text = fillInRequest(
      'Bearer {{ secret.CRM_KEY }} {{ x }}',
      { x: 1 },
      { as: 'text', limit },
    )
    expect(text).toBe('Bearer {{ secret.CRM_KEY }} 1')
  })

  it('writes JSON whatever the values are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (x, n) => {
          const json = fillInRequest(
            '{"in": "a {{ x }} \\" {{ x }}", "out": {{ x }}, "n": {{ n }}}',
            { x, n },
            { as: 'json', limit },
          )
          const read: unknown = JSON.parse(json)
          expect(read).toMatchObject({ in: `a ${x} " ${x}`, out: x })
        },
      ),
    )
  })

  it('writes lists and maps as JSON, and nothing as null', () => {
    const values = { list: [1, { a: '"' }], none: null }
    const json = fillInRequest('[{{ list }}, {{ none }}, {{ nobody }}]', values, {
      as: 'json',
      limit,
    })
    expect(JSON.parse(json)).toEqual([[1, { a: '"' }], null, null])
  })

  it('encodes values in an address, but for the one it begins with', () => {
    const values = { base: 'https://example.com/a', x: '../b?c=d&e ü' }
    expect(fillInRequest('{{ base }}/{{ x }}', values, { as: 'address', limit })).toBe(
      'https://example.com/a/..%2Fb%3Fc%3Dd%26e%20%C3%BC',
    )
    expect(fillInRequest('{{ x }}=1', { x: 'a=b&c' }, { as: 'form', limit })).toBe('a%3Db%26c=1')
  })

  it('lets no value, nor two beside each other, make the place of a secret', () => {
    const hostile = fc.constantFrom(
      '{{ secret.KEY }}',
      '{',
      '{ secret.KEY }}',
      '{{',
      'a{',
      '{{{',
      '}}',
    )
    const as = fc.constantFrom(
      'text' as const,
      'json' as const,
      'address' as const,
      'form' as const,
    )
    fc.assert(
      fc.property(hostile, hostile, as, (x, y, writing) => {
        const filled = fillInRequest('"{{ x }}{{ y }}{{ x }}"', { x, y }, { as: writing, limit })
        expect(filled).not.toMatch(place)
        const read: unknown = writing === 'json' ? JSON.parse(filled) : `${x}${y}${x}`
        expect(read).toBe(`${x}${y}${x}`)
      }),
    )
  })

  it('is as long as it may be at most', () => {
    const x = 'a'.repeat(2000)
    expect(fillInRequest('{{ x }}{{ x }}', { x }, { as: 'text', limit: 3000 })).toHaveLength(3000)
  })

  it('tells which secrets it names, each once', () => {
    const template = '{{ secret.A }} {{secret.B}} {{ secret.A }} {{ secret.a }} {{ x }}'
    expect(secretsIn(template)).toEqual(['A', 'B'])
    expect(withoutSecretPlaces('a{{ secret.A }}b{{ x }}')).toBe(`a${' '.repeat(14)}b{{ x }}`)
  })
})
