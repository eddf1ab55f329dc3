import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inAddress, inJson, maskOf, placeSecrets, secretNamesIn } from './secret-places.ts'

/** As the contract takes them: any text of six characters or more. */
const secrets = fc
  .string({ minLength: 6, maxLength: 40, unit: 'grapheme' })
  .filter((text) => text.isWellFormed() && text.trim() === text && text.length >= 6)

describe('the place of a secret', () => {
  it('is found however it is spaced, and each name once', () => {
    const texts = [
      '{{secret.A}} {{ secret.B_2 }}',
      '{{  secret.A  }}',
      '{{ secret.no }} {{ secrets.C }}',
    ]
    expect(secretNamesIn(texts)).toEqual(['A', 'B_2'])
  })

  it('is filled with the very value, and one without a value stays', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const values = new Map([['A', secret]])
        expect(placeSecrets('<{{ secret.A }}|{{ secret.B }}>', values)).toBe(
          `<${secret}|{{ secret.B }}>`,
        )
        expect(JSON.parse(placeSecrets('["{{ secret.A }}"]', values, inJson))).toEqual([secret])
        const url = placeSecrets('https://x.example/?k={{ secret.A }}&b=1', values, inAddress)
        expect([...new URL(url).searchParams]).toEqual([
          ['k', secret],
          ['b', '1'],
        ])
      }),
    )
  })

  it('is not looked for in what was put there', () => {
    const values = new Map([
      ['A', '{{ secret.B }}'],
      ['B', 'never shown'],
    ])
    expect(placeSecrets('{{ secret.A }}', values)).toBe('{{ secret.B }}')
  })
})

describe('a mask', () => {
  it('hides a secret in every writing of it, and nothing else', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const mask = maskOf([secret])
        const base64 = Buffer.from(secret).toString('base64url')
        for (const writing of [secret, inJson(secret), inAddress(secret), base64]) {
          const masked = mask(`before ${writing} after`)
          expect(masked).not.toContain(writing)
        }
        expect(mask('Nothing.')).toBe('Nothing.'.replaceAll(secret, '••••••'))
      }),
    )
  })

  it('hides the longer of two where one holds the other', () => {
    expect(maskOf(['secret', 'secret-and-more'])('a secret-and-more, a secret')).toBe(
      'a ••••••, a ••••••',
    )
  })

  it('does not take every figure for a PIN that begins with zeros', () => {
    expect(maskOf(['0000001'])('1 of 0000001')).toBe('1 of ••••••')
  })
})
