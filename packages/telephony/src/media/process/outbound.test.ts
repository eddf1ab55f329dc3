import { expect, it } from 'vitest'
import { readRtp } from '../../rtp/packet.ts'
import { Outbound } from './outbound.ts'

const pcmu = { payloadType: 0, name: 'PCMU' } as const

/** The number of the first packet that a leg is sent. */
function firstSequence(): number | undefined {
  const sent: Buffer[] = []
  const outbound = new Outbound({
    send: (packet) => sent.push(packet),
    onStarted: () => undefined,
    onEnded: () => undefined,
  })
  const codecs = new Map([[0, 'PCMU' as const]])
  outbound.agree({ codec: pcmu, codecs, keys: undefined, keyClocks: new Map(), peer: 'sendrecv' })
  outbound.tick()
  outbound.close()
  return sent[0] && readRtp(sent[0])?.sequence
}

it('begins its numbers far from their wrap, which a receiver of SRTP may not miss', () => {
  const begun = Array.from({ length: 100 }, firstSequence)
  for (const sequence of begun) expect(sequence).toBeLessThan(2 ** 15)
  expect(new Set(begun).size).toBeGreaterThan(90)
})
