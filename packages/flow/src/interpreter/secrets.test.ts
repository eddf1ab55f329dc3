import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutSecrets } from './secrets.ts'

describe('withoutSecrets', () => {
  it('masks a secret wherever it is, as a text, in one, or as a number', () => {
    const values = {
      card: '4111111111111111',
      said: 'My card is 4111111111111111, thanks',
      number: 4_111_111_111_111_111,
      nested: { list: ['4111111111111111', { deep: 'x4111111111111111x' }] },
      other: '4111',
      yes: true,
      nothing: null,
    }
    expect(withoutSecrets(values, ['4111111111111111'])).toEqual({
      card: '••••',
      said: 'My card is ••••, thanks',
      number: '••••',
      nested: { list: ['••••', { deep: 'x••••x' }] },
      other: '4111',
      yes: true,
      nothing: null,
    })
  })

  it('leaves no end of one that begins like another', () => {
    expect(withoutSecrets({ pin: '123456' }, ['1234', '123456'])).toEqual({ pin: '••••' })
  })

  it('passes over empty ones', () => {
    expect(withoutSecrets({ pin: '1234' }, [''])).toEqual({ pin: '1234' })
  })

  it('shows no secret, whatever the values and the secrets are', () => {
    const digits = fc.string({ unit: fc.constantFrom('1', '2', '3'), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.array(digits, { minLength: 1, maxLength: 4 }),
        fc.array(digits),
        (secrets, all) => {
          const { text = '' } = withoutSecrets({ text: all.join('') }, secrets)
          expect(secrets.filter((one) => String(text).includes(one))).toEqual([])
        },
      ),
    )
  })

  it('gives the very values where there are no secrets', () => {
    const values = { a: 1 }
    expect(withoutSecrets(values, [])).toBe(values)
  })
})
