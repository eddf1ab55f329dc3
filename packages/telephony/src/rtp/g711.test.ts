import { describe, expect, it } from 'vitest'
import { alawReference, ulawReference } from '../testing/g711-reference.ts'
import { g711, transcode } from './g711.ts'

describe.each([
  { law: 'PCMU', reference: ulawReference, silence: 0xff },
  { law: 'PCMA', reference: alawReference, silence: 0xd5 },
] as const)('$law', ({ law, reference, silence }) => {
  it('encodes every sample by the decision values of the recommendation', () => {
    expect(g711[law].encode).toEqual(reference.encode)
  })

  it('decodes every code to the values of the recommendation', () => {
    expect(g711[law].decode).toEqual(reference.decode)
  })

  it('has the code of zero for silence', () => {
    expect(g711[law].silence).toBe(silence)
  })

  it('gives every code back after decoding, negative zero aside', () => {
    const { encode, decode } = g711[law]
    for (let code = 0; code < 256; code++) {
      const again = encode[decode[code]! & 0xffff]
      expect(again).toBe(law === 'PCMU' && code === 0x7f ? 0xff : code)
    }
  })
})

it('turns one law into the other as decoding and encoding would', () => {
  for (let code = 0; code < 256; code++) {
    const fromUlaw = alawReference.encode[ulawReference.decode[code]! & 0xffff]
    const fromAlaw = ulawReference.encode[alawReference.decode[code]! & 0xffff]
    expect(transcode.PCMU[code]).toBe(fromUlaw)
    expect(transcode.PCMA[code]).toBe(fromAlaw)
  }
})
