import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedRig, type EmbeddedRig } from '../testing/embedded-rig.ts'
import { peerCodecs } from '../testing/peer-codec.ts'
import { VoiceWitness } from '../testing/voice-witness.ts'

describe('a telephone in a call', () => {
  let rig: EmbeddedRig
  let witness: VoiceWitness

  beforeEach(async () => {
    rig = await openEmbeddedRig()
    witness = new VoiceWitness(rig.port)
  })

  afterEach(async () => {
    await rig.close()
  })

  async function connected(user: string, hz: number) {
    const phone = await rig.openPhone({ user })
    const call = await phone.call('100')
    const { leg } = await witness.next('leg.incoming')
    await rig.port.answer(leg)
    await call.hears('200')
    call.rtp.say(hz)
    return { call, leg }
  }

  it.each(['PCMA', 'G722', 'opus'] as const)(
    'changes its codec to %s by a re-INVITE and back, and both are heard as before',
    async (codec) => {
      const [one, other] = [await connected('1', 440), await connected('2', 1000)]
      const room = await rig.port.openRoom()
      await rig.port.join(room, one.leg, 'caller')
      await rig.port.join(room, other.leg, 'agent')
      await Promise.all([one.call.rtp.hears([1000]), other.call.rtp.hears([440])])
      for (const [times, next] of [[2, codec] as const, [3, 'PCMU'] as const]) {
        one.call.rtp.codec = next
        one.call.request('INVITE', { body: one.call.media.reoffer('sendrecv') })
        await one.call.hears('200', times)
        const { payloadType } = peerCodecs[next]
        await one.call.rtp.until('has the new codec', () =>
          one.call.rtp.packets.slice(-12).every((packet) => packet.payloadType === payloadType),
        )
        // Something else than what was there before.
        one.call.rtp.say(times * 300)
        other.call.rtp.say(times * 700)
        await one.call.rtp.hears([times * 700], [1000])
        await other.call.rtp.hears([times * 300], [440])
        expect(other.call.rtp.packets.at(-1)?.payloadType).toBe(peerCodecs.PCMU.payloadType)
      }
      expect(witness.kinds()).not.toContain('leg.held')
    },
    60_000,
  )
})
