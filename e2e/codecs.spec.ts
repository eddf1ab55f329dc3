import { Baresip } from '@iris/telephony/testing'
import { expectTone } from './fixtures/expect-audio.ts'
import { codecHeard } from './fixtures/listening.ts'
import { agentHz, beginTalk, callerHz, expect, test } from './fixtures/test.ts'
import { DeskPage } from './pages/desk-page.ts'
import { PublicPhonePage } from './pages/public-phone-page.ts'

test.describe('what a call is spoken in', () => {
  test.beforeEach(({ admin }) => admin.setQueue('Support', { wrapUpMs: 0 }))

  test('is Opus from browser to browser', async ({ centre, newPerson }) => {
    const [agent, caller] = await Promise.all([newPerson(agentHz), newPerson(callerHz)])
    const desk = new DeskPage(agent.page, centre.origin)
    const phone = new PublicPhonePage(caller.page, centre.origin)
    await desk.signIn('agent1@demo.test')
    await phone.open()
    await beginTalk(desk, phone)
    await expectTone(desk, callerHz)
    expect(await codecHeard(agent.page)).toBe('audio/opus')
    expect(await codecHeard(caller.page)).toBe('audio/opus')
    await phone.press('Hang up')
  })

  for (const [codec, name] of [
    ['PCMU', 'audio/PCMU'],
    ['G722', 'audio/G722'],
  ] as const) {
    test(`is ${codec} with a telephone that speaks it`, async ({ centre, newPerson }) => {
      const agent = await newPerson(agentHz)
      const desk = new DeskPage(agent.page, centre.origin)
      await desk.signIn('agent1@demo.test')
      await desk.goAvailable()
      const dial = `sip:+15550100100@127.0.0.1:${centre.sipPort}`
      const baresip = await Baresip.start({ saysHz: callerHz, dial, seconds: 80, codec })
      await baresip.isConnected()
      await baresip.press('2')
      await desk.press('Accept')
      await expectTone(desk, callerHz)
      expect(await codecHeard(agent.page)).toBe(name)
      expect(await baresip.hears(agentHz)).toBe(true)
      await baresip.hangup()
      await baresip.close()
    })
  }
})
