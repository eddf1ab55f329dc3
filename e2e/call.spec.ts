import { Baresip } from '@iris/telephony/testing'
import { agentHz, beginTalk, callerHz, expect, test, wrapUpByHandMs } from './fixtures/test.ts'
import { expectMusic, expectTone } from './fixtures/expect-audio.ts'
import { DeskPage } from './pages/desk-page.ts'
import { PublicPhonePage } from './pages/public-phone-page.ts'

test.describe('a call', () => {
  test.beforeEach(({ admin }) => admin.setQueue('Support', { wrapUpMs: wrapUpByHandMs }))

  test('goes from the menu over the queue to the agent, with real audio both ways', async ({
    centre,
    newPerson,
    admin,
  }) => {
    const before = await admin.records()
    const [agent, caller] = await Promise.all([newPerson(agentHz), newPerson(callerHz)])
    const desk = new DeskPage(agent.page, centre.origin)
    const phone = new PublicPhonePage(caller.page, centre.origin)
    await desk.signIn('agent1@demo.test')
    await desk.goAvailable()

    await phone.open()
    await phone.call()
    await expect
      .poll(async () => (await phone.hear()).level, 'hears the menu')
      .toBeGreaterThan(0.005)
    await phone.key('2')

    const offer = agent.page.getByRole('region', { name: 'Incoming call' })
    await expect(offer).toContainText('Web call')
    await expect(offer).toContainText('Support')
    await expect(offer).toContainText('(555) 010-0100')
    await expect(offer).toContainText(/Waited\s*0:\d\d/)
    await expectMusic(phone, agentHz, callerHz)
    await offer.getByRole('button', { name: 'Accept' }).click()
    await desk.is('In call')
    await expectTone(phone, agentHz)
    await expectTone(desk, callerHz)

    await test.step('mute', async () => {
      await desk.press('Mute')
      await expect.poll(async () => (await phone.hear(agentHz)).level).toBeLessThan(0.005)
      await desk.press('Unmute')
      await expectTone(phone, agentHz)
    })
    await test.step('hold by the agent', async () => {
      await desk.press('Hold')
      await expectMusic(phone, agentHz, callerHz)
      await desk.press('Resume')
      await expectTone(phone, agentHz)
      await expectTone(desk, callerHz)
    })
    await test.step('hold by the caller', async () => {
      await phone.press('Hold')
      await expectMusic(desk, agentHz, callerHz)
      await phone.press('Resume')
      await expectTone(desk, callerHz)
    })

    await test.step('how well the two hear each other', async () => {
      // With the round trip, which only the browser's own reports can tell.
      const words = /(Good|Fair|Poor) · [\d.]+ % lost · \d+ ms jitter · \d+ ms round trip/
      await expect(agent.page.getByText(words)).toBeVisible({ timeout: 20_000 })
    })

    await phone.press('Hang up')
    await desk.is('Wrap-up')
    await expect(caller.page.getByText('Call ended')).toBeVisible()
    const record = await admin.nextRecord(before)
    expect(record).toMatchObject({
      cause: 'NORMAL_CLEARING',
      endedBy: 'caller',
      number: { value: '+15550100100' },
      queue: { name: 'Support' },
      agent: { name: 'Ada Morgan' },
      path: [
        { kind: 'menu', name: 'Main menu', outcome: 'key_2' },
        { kind: 'queue', name: 'Support', outcome: 'answered' },
        { kind: 'agent', name: 'Ada Morgan' },
      ],
    })
    await desk.press('Finish wrap-up')
    await desk.is('Available')

    await test.step('the call log shows it with its way', async () => {
      await agent.page.getByRole('link', { name: 'Calls', exact: true }).click()
      await agent.page
        .getByRole('row', { name: /Web call/ })
        .first()
        .click()
      for (const station of ['Main menu', 'Support', 'Ada Morgan']) {
        await expect(agent.page.getByRole('main')).toContainText(station)
      }
      await expect(agent.page.getByRole('main')).toContainText(/% lost · \d+ ms jitter/)
    })
  })

  test('is ended by the agent too', async ({ newDesk, newPhone, admin }) => {
    const before = await admin.records()
    const [desk, phone] = await Promise.all([newDesk('agent2@demo.test'), newPhone()])
    await beginTalk(desk, phone)
    await desk.press('End call')
    await expect(phone.page.getByText('Call ended')).toBeVisible()
    expect(await admin.nextRecord(before)).toMatchObject({
      endedBy: 'agent',
      cause: 'NORMAL_CLEARING',
    })
  })

  test('comes from a telephone in the network as well', async ({ centre, newPerson, admin }) => {
    const before = await admin.records()
    const agent = await newPerson(agentHz)
    const desk = new DeskPage(agent.page, centre.origin)
    await desk.signIn('agent1@demo.test')
    await desk.goAvailable()
    const baresip = await Baresip.start({
      saysHz: callerHz,
      dial: `sip:+15550100100@127.0.0.1:${centre.sipPort}`,
      seconds: 80,
    })
    await baresip.isConnected()
    await baresip.press('2')
    await desk.press('Accept')
    await expectTone(desk, callerHz)
    await desk.press('Hold')
    await agent.page.getByRole('button', { name: 'Resume' }).waitFor()
    await desk.press('Resume')
    await expectTone(desk, callerHz)
    expect(await baresip.hears(agentHz)).toBe(true)
    await baresip.hangup()
    await desk.is('Wrap-up')
    // Whoever is at this desk next finds it free.
    await desk.press('Finish wrap-up')
    await baresip.close()
    expect(await admin.nextRecord(before)).toMatchObject({
      from: { value: 'baresip' },
      endedBy: 'caller',
      path: [{ kind: 'menu' }, { kind: 'queue' }, { kind: 'agent' }],
    })
  })
})
