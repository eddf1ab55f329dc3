import { agentHz, beginTalk, callerHz, expect, supervisorHz, test } from './fixtures/test.ts'
import { expectNoTone, expectTone, expectTones } from './fixtures/expect-audio.ts'

test('a supervisor listens, whispers, barges in, and ends the call', async ({
  newDesk,
  newPhone,
  admin,
}) => {
  await admin.setQueue('Support', { wrapUpMs: 0 })
  const before = await admin.records()
  const [ada, sofia, phone] = await Promise.all([
    newDesk('agent1@demo.test'),
    newDesk('supervisor@demo.test', supervisorHz),
    newPhone(),
  ])
  await beginTalk(ada, phone)

  await sofia.page.getByRole('link', { name: 'Live calls' }).click()
  const call = sofia.page.getByRole('list', { name: 'Live calls' }).getByRole('listitem')
  await expect(call).toContainText('Ada Morgan')
  await expect(call).toContainText('In call')

  await test.step('listen', async () => {
    await sofia.press('Listen')
    await expectTones(sofia, agentHz, callerHz)
    await expectNoTone(phone, supervisorHz)
    await expectNoTone(ada, supervisorHz)
    await expect(ada.contact).not.toContainText('Sofia')
  })
  await test.step('whisper', async () => {
    await sofia.press('Whisper')
    await expectTones(ada, callerHz, supervisorHz)
    await expectNoTone(phone, supervisorHz)
    await expect(ada.contact).toContainText('Sofia Lindqvist is listening. Only you hear them.')
  })
  await test.step('barge in', async () => {
    await sofia.press('Barge in')
    await expectTones(ada, callerHz, supervisorHz)
    await expectTones(phone, agentHz, supervisorHz)
  })
  await test.step('stop', async () => {
    await sofia.press('Stop')
    await expectTone(ada, callerHz)
    await expectTone(phone, agentHz)
    await sofia.is('Offline')
  })
  await test.step('end', async () => {
    await call.getByRole('button', { name: /^End the call of/ }).click()
    await sofia.page
      .getByRole('alertdialog')
      .getByRole('button', { name: /^End the call/ })
      .click()
    await expect(phone.page.getByText('Call ended')).toBeVisible()
    expect(await admin.nextRecord(before)).toMatchObject({ endedBy: 'supervisor' })
  })
})
