import {
  agentHz,
  beginTalk,
  callerHz,
  colleagueHz,
  expect,
  test,
  wrapUpByHandMs,
} from './fixtures/test.ts'
import { expectMusic, expectTone, expectTones } from './fixtures/expect-audio.ts'
import type { DeskPage } from './pages/desk-page.ts'

/** Ends both agents' after-call work, so that the next test finds them free. */
async function finish(...desks: readonly DeskPage[]): Promise<void> {
  for (const desk of desks) {
    await desk.press('Finish wrap-up')
    await expect(desk.state).not.toHaveAccessibleName(/Wrap-up/)
  }
}

test.describe('a transfer', () => {
  test.beforeEach(({ admin }) => admin.setQueue('Support', { wrapUpMs: wrapUpByHandMs }))

  test('brings the caller to a colleague at once', async ({ newDesk, newPhone, admin }) => {
    const before = await admin.records()
    const [ada, ben, phone] = await Promise.all([
      newDesk('agent1@demo.test'),
      newDesk('agent2@demo.test', colleagueHz),
      newPhone(),
    ])
    await beginTalk(ada, phone)

    // The caller may hear the agent before the desk knows that they talk; a key pressed before that means nothing.
    await expect(ada.page.getByRole('button', { name: 'Transfer', exact: true })).toBeEnabled()
    await ada.page.keyboard.press('Control+Shift+T')
    await ada.page.getByLabel('Find a colleague or a queue').fill('ben')
    const giveToBen = ada.page.getByRole('button', { name: 'Transfer to Ben Okafor' })
    await expect(giveToBen).toBeDisabled()
    await ben.goAvailable()
    // The box that is open hears of it.
    await expect(giveToBen).toBeEnabled()
    await giveToBen.click()
    await ada.is('Wrap-up')
    await expectMusic(phone, agentHz, callerHz, colleagueHz)
    const offer = ben.page.getByRole('region', { name: 'Incoming call' })
    await expect(offer).toContainText('Ada Morgan transfers this caller to you')
    await ben.press('Accept')
    await expectTone(phone, colleagueHz)
    await expectTone(ben, callerHz)

    await ben.press('End call')
    const record = await admin.nextRecord(before)
    expect(record).toMatchObject({
      endedBy: 'agent',
      agent: { name: 'Ben Okafor' },
      path: [
        { kind: 'menu' },
        { kind: 'queue', name: 'Support' },
        { kind: 'agent', name: 'Ada Morgan', outcome: 'transferred' },
        { kind: 'agent', name: 'Ben Okafor', outcome: 'completed' },
        { kind: 'hang_up' },
      ],
    })
    await finish(ada, ben)
  })

  test('by parking: whoever picks the caller up has them', async ({ newDesk, newPhone, admin }) => {
    const before = await admin.records()
    const [ada, ben, phone] = await Promise.all([
      newDesk('agent1@demo.test'),
      newDesk('agent2@demo.test', colleagueHz),
      newPhone(),
    ])
    await beginTalk(ada, phone)
    await ada.press('Transfer')
    await ada.press('Park')
    await ada.is('Wrap-up')
    await expectMusic(phone, agentHz, callerHz, colleagueHz)
    await expect(ben.page.getByText('Slot 1 · by Ada Morgan')).toBeVisible()
    await ben.press('Pick up Web call')
    await ben.is('In call')
    await expectTone(phone, colleagueHz)
    await expectTone(ben, callerHz)
    await phone.press('Hang up')
    expect(await admin.nextRecord(before)).toMatchObject({ agent: { name: 'Ben Okafor' } })
    await finish(ada, ben)
  })

  test('after a consult, with swap and conference, each hearing whom they should', async ({
    newDesk,
    newPhone,
    admin,
  }) => {
    const before = await admin.records()
    const [ada, ben, phone] = await Promise.all([
      newDesk('agent1@demo.test'),
      newDesk('agent2@demo.test', colleagueHz),
      newPhone(),
    ])
    await beginTalk(ada, phone)
    await ben.goAvailable()

    await ada.press('Transfer')
    await ada.press('Consult Ben Okafor')
    await expect(ada.contact).toContainText('Calling Ben Okafor…')
    await ben.press('Accept')
    await expectTone(ada, colleagueHz)
    await expectTone(ben, agentHz)
    await expectMusic(phone, agentHz, callerHz, colleagueHz)
    await expect(ada.contact).toContainText('You talk with Ben Okafor. The caller hears music.')
    await expect(ben.contact).toContainText('You talk with Ada Morgan. The caller hears music.')

    await test.step('swap', async () => {
      await ada.press('To the caller')
      await expectTone(ada, callerHz)
      await expectTone(phone, agentHz)
      await expectMusic(ben, agentHz, callerHz, colleagueHz)
      await ada.press('To Ben Okafor')
      await expectTone(ada, colleagueHz)
    })
    await test.step('conference', async () => {
      await ada.press('Conference')
      await expectTones(phone, agentHz, colleagueHz)
      await expectTones(ada, callerHz, colleagueHz)
      await expectTones(ben, callerHz, agentHz)
    })
    await test.step('mute the caller for both, and let them be heard again', async () => {
      await ada.press('Mute the caller')
      await expectTone(ben, agentHz)
      await expectTone(ada, colleagueHz)
      await ada.press('Unmute the caller')
      await expectTones(ben, callerHz, agentHz)
    })
    await test.step('hand over', async () => {
      await ada.press('Hand over')
      await ada.is('Wrap-up')
      await expectTone(phone, colleagueHz)
      await expectTone(ben, callerHz)
    })
    await phone.press('Hang up')
    await ben.is('Wrap-up')
    expect(await admin.nextRecord(before)).toMatchObject({
      endedBy: 'caller',
      agent: { name: 'Ben Okafor' },
    })
    await finish(ada, ben)
  })
})
