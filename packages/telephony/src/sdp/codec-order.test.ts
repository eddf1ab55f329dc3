import { describe, expect, it } from 'vitest'
import { findAudio } from './audio.ts'
import { inOurOrder, offeredCodecs, preferring } from './codec-order.ts'
import { carrierOffer, sippOffer } from './examples.ts'
import { parseSession } from './session.ts'

function audioOf(offer: string) {
  const parsed = parseSession(offer)
  const found = parsed.kind === 'session' ? findAudio(parsed.session) : undefined
  if (found?.kind !== 'audio') throw new Error('The example has no audio')
  return found.audio
}

describe('the order of codecs', () => {
  it('is ours in an answer, whatever the offer prefers', () => {
    const codecs = (order: readonly ('PCMU' | 'PCMA')[]) =>
      inOurOrder(audioOf(carrierOffer), order)?.codecs.map(({ name }) => name)
    expect(codecs(['PCMU', 'PCMA'])).toEqual(['PCMU', 'PCMA'])
    expect(codecs(['PCMA', 'PCMU', 'PCMA'])).toEqual(['PCMA', 'PCMU'])
    expect(codecs(['PCMA'])).toEqual(['PCMA'])
  })

  it('leaves nothing when the offer has none that we want', () => {
    expect(inOurOrder(audioOf(sippOffer), ['PCMA'])).toBeUndefined()
  })

  it('puts what the other party speaks first in an offer', () => {
    expect(offeredCodecs(preferring('PCMA', ['PCMU', 'PCMA']))).toEqual([
      { name: 'PCMA', payloadType: 8 },
      { name: 'PCMU', payloadType: 0 },
    ])
    expect(preferring('PCMA', ['PCMU'])).toEqual(['PCMU'])
    expect(preferring(undefined, ['PCMU'])).toEqual(['PCMU'])
  })
})
