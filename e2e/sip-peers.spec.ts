import { expect, test } from '@playwright/test'
import { openEmbeddedRig, VoiceWitness } from '@iris/telephony/testing'
import { openPerson, type Person } from './fixtures/browsers.ts'
import { hear } from './fixtures/listening.ts'
import { openPeer } from './fixtures/peer-page.ts'

const TONE = 880
const DOMAIN = 'iris.test'

for (const make of ['jssip', 'sip-js'] as const) {
  test.describe(`${make} in Chromium`, () => {
    let rig: Awaited<ReturnType<typeof openEmbeddedRig>>
    let witness: VoiceWitness
    let person: Person

    test.beforeEach(async () => {
      rig = await openEmbeddedRig()
      witness = new VoiceWitness(rig.port)
      person = await openPerson(TONE)
      const user = 'alice'
      const settings = {
        url: rig.webSocketUrl,
        domain: DOMAIN,
        user,
        password: rig.passwordOf(user),
      }
      await openPeer(person.page, { make, settings })
    })

    test.afterEach(async () => {
      await person.close()
      await rig.close()
    })

    /** A call that the page has made, and that was taken. */
    async function connected(): Promise<string> {
      const made = person.page.evaluate(() => window.irisPeer.call('100'))
      const { leg, user } = await witness.next('leg.incoming')
      expect(user).toBe('alice')
      await rig.port.ring(leg)
      await rig.port.answer(leg)
      await made
      return leg
    }

    /** The page hears our tone, and a telephone in the same room hears the page's. */
    async function expectAudio(leg: string): Promise<void> {
      const phone = await rig.openPhone()
      const listening = await phone.call('listen')
      const { leg: other } = await witness.next('leg.incoming')
      await rig.port.answer(other)
      const room = await rig.port.openRoom()
      await rig.port.join(room, leg, 'peer')
      await rig.port.join(room, other, 'phone')
      listening.rtp.say(440)
      await listening.rtp.hears([TONE], [440])
      await expect
        .poll(async () => (await hear(person.page, [440])).share[440], { timeout: 10_000 })
        .toBeGreaterThan(0.5)
      listening.hangup()
      await witness.next('leg.ended')
    }

    test('makes a call, hears and is heard', async () => {
      await expectAudio(await connected())
    })

    test('takes a call, hears and is heard', async () => {
      const to = { kind: 'user', user: 'alice' } as const
      const leg = await rig.port.originate({ to, from: { user: '100' }, ringTimeoutMs: 10_000 })
      await witness.next('leg.answered')
      await expectAudio(leg)
    })

    test('holds a call and goes on with it', async () => {
      const leg = await connected()
      await person.page.evaluate(() => window.irisPeer.hold())
      expect(await witness.next('leg.held')).toMatchObject({ leg })
      await person.page.evaluate(() => window.irisPeer.resume())
      expect(await witness.next('leg.resumed')).toMatchObject({ leg })
      await expectAudio(leg)
    })

    test('transfers a call, and hears how that comes about', async () => {
      const leg = await connected()
      const done = person.page.evaluate(() => window.irisPeer.transfer('sip:200@iris.test'))
      expect(await witness.next('leg.refer_requested')).toMatchObject({
        leg,
        target: { user: '200' },
      })
      await rig.port.acceptRefer(leg)
      await rig.port.tellRefer(leg, { kind: 'ringing' })
      await rig.port.tellRefer(leg, { kind: 'connected' })
      await done
    })

    test('hangs up, and is hung up', async () => {
      const first = await connected()
      await person.page.evaluate(() => window.irisPeer.hangup())
      expect(await witness.next('leg.ended')).toMatchObject({ leg: first, by: 'party' })
      const second = await connected()
      await rig.port.hangup(second, 'NORMAL_CLEARING')
      await person.page.evaluate(() => window.irisPeer.over())
      expect(await witness.next('leg.ended')).toMatchObject({ leg: second, by: 'us' })
    })
  })
}
