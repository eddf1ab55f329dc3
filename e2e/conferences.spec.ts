import { agentHz, colleagueHz, expect, test } from './fixtures/test.ts'
import { expectMusic, expectSilence, expectTone } from './fixtures/expect-audio.ts'
import type { DeskPage } from './pages/desk-page.ts'

/** Chooses from a field's list. */
async function choose({ page }: DeskPage, field: string, option: string): Promise<void> {
  await page.getByRole('dialog').getByLabel(field).click()
  await page.getByRole('option', { name: option }).click()
}

test('a supervisor calls two agents into a conference, and keeps order in it', async ({
  newDesk,
  admin,
}) => {
  const before = await admin.records()
  const [ada, ben, sofia] = await Promise.all([
    newDesk('agent1@demo.test'),
    newDesk('agent2@demo.test', colleagueHz),
    newDesk('supervisor@demo.test'),
  ])
  await Promise.all([ada.goAvailable(), ben.goAvailable()])
  await sofia.page.getByRole('link', { name: 'Conferences' }).click()
  await expect(sofia.page.getByText('No conference now')).toBeVisible()

  await test.step('open it with the first', async () => {
    await sofia.press('New conference')
    await sofia.page.getByRole('dialog').getByLabel('Name').fill('Weekly')
    await choose(sofia, 'Who', 'Ada Morgan')
    await sofia.press('Call')
    await ada.press('Accept')
    await expectMusic(ada, agentHz, colleagueHz)
    await expect(ada.contact).toContainText('You are in a conference.')
    await expect(ada.page.getByRole('button', { name: 'Leave call' })).toBeVisible()
    await expect(ada.page.getByRole('button', { name: 'Transfer' })).toBeDisabled()
    await expect(ada.page.getByRole('button', { name: 'Record' })).toHaveCount(0)
  })
  const people = sofia.page.getByRole('list', { name: 'In Weekly' }).getByRole('listitem')
  await test.step('add the second: they hear each other', async () => {
    await sofia.press('Add somebody to Weekly')
    await choose(sofia, 'Who', 'Ben Okafor')
    await sofia.press('Call')
    await ben.press('Accept')
    await expectTone(ada, colleagueHz)
    await expectTone(ben, agentHz)
    await expect(people).toHaveCount(2)
    await expect(sofia.page.getByText('2 are in')).toBeVisible()
  })
  await test.step('mute and unmute', async () => {
    await sofia.press('Mute Ben Okafor')
    await expect(people.nth(1)).toContainText('Muted')
    await expectSilence(ada)
    await expectTone(ben, agentHz)
    await sofia.press('Unmute Ben Okafor')
    await expectTone(ada, colleagueHz)
  })
  await test.step('deafen', async () => {
    await sofia.press('Let Ada Morgan hear nothing')
    await expect(people.nth(0)).toContainText('Hears nothing')
    await expectSilence(ada)
    await sofia.press('Let Ada Morgan hear again')
    await expectTone(ada, colleagueHz)
  })
  await test.step('lock: nobody can be added', async () => {
    await sofia.press('Lock')
    await expect(sofia.page.getByRole('button', { name: 'Add somebody to Weekly' })).toBeDisabled()
    await sofia.press('Unlock')
  })
  await test.step('remove one, and end it', async () => {
    await sofia.press('Remove Ben Okafor')
    await ben.is('Available')
    await expect(people).toHaveCount(1)
    await expectMusic(ada, agentHz, colleagueHz)
    await sofia.press('End Weekly')
    await sofia.page.getByRole('alertdialog').getByRole('button', { name: 'End Weekly' }).click()
    await ada.is('Available')
    await expect(sofia.page.getByText('No conference now')).toBeVisible()
  })
  const known = new Set(before.map(({ id }) => id))
  const added = async () => (await admin.records()).filter(({ id }) => !known.has(id))
  await expect.poll(async () => (await added()).length).toBe(2)
})
