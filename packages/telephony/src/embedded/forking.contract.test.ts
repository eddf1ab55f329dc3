import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedRig, type EmbeddedRig } from '../testing/embedded-rig.ts'
import { VoiceWitness } from '../testing/voice-witness.ts'

const FROM = { user: '100' }

describe.each([1, 2])(
  'a user with two browsers and a telephone (media processes: %i)',
  (workers) => {
    let rig: EmbeddedRig
    let witness: VoiceWitness

    beforeEach(async () => {
      const media = { host: '127.0.0.1', rtpPorts: { from: 0, to: 0 }, workers }
      rig = await openEmbeddedRig({ media })
      witness = new VoiceWitness(rig.port)
    })

    afterEach(async () => {
      await rig.close()
    })

    async function ringing() {
      const browsers = [await rig.openBrowserPhone('alice'), await rig.openBrowserPhone('alice')]
      const telephone = await rig.openPhone({ user: 'alice' })
      const phones = [...browsers.map(({ phone }) => phone), telephone]
      for (const phone of phones) await phone.register(rig.passwordOf('alice'))
      const to = { kind: 'user', user: 'alice' } as const
      const leg = await rig.port.originate({ to, from: FROM, ringTimeoutMs: 10_000 })
      const calls = await Promise.all(phones.map((phone) => phone.nextCall()))
      for (const call of calls) call.ring()
      await witness.next('leg.ringing')
      return { leg, calls, browsers }
    }

    it.each([0, 1, 2])('has the call at the %ith place, with audio both ways', async (place) => {
      const { leg, calls } = await ringing()
      const [taken] = calls.splice(place, 1)
      await taken!.answer()
      expect(await witness.next('leg.answered')).toEqual({ kind: 'leg.answered', leg })
      await Promise.all(calls.map((call) => call.hears('CANCEL')))
      const caller = await (await rig.openPhone()).call('100')
      const { leg: callerLeg } = await witness.next('leg.incoming')
      await rig.port.answer(callerLeg)
      const room = await rig.port.openRoom()
      await rig.port.join(room, leg, 'agent')
      await rig.port.join(room, callerLeg, 'caller')
      caller.rtp.say(440)
      taken!.rtp.say(1000)
      expect(await Promise.all([caller.rtp.hears([1000]), taken!.rtp.hears([440])])).toEqual([
        true,
        true,
      ])
      taken!.hangup()
      expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'party' })
      await expect.poll(() => rig.port.held.sessions).toBe(1)
    })

    it('keeps ringing at the others when a browser is closed', async () => {
      const { leg, calls, browsers } = await ringing()
      await browsers[0]!.line.break()
      await calls[1]!.answer()
      expect(await witness.next('leg.answered')).toEqual({ kind: 'leg.answered', leg })
      await calls[2]!.hears('CANCEL')
    })
  },
)
