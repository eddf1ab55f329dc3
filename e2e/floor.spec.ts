import { beginTalk, expect, test } from './fixtures/test.ts'

/** Waits until the quarter of an hour is not about to end: what is shown of it begins anew with the next. */
async function untilQuarterLasts(): Promise<void> {
  const leftMs = () => 900_000 - (Date.now() % 900_000)
  test.setTimeout(150_000)
  await expect.poll(leftMs, { timeout: 75_000 }).toBeGreaterThan(60_000)
}

test('a supervisor sees queues and agents as they change, and changes an agent', async ({
  newDesk,
  newPhone,
  admin,
}) => {
  await admin.setQueue('Support', { wrapUpMs: 0 })
  const [ada, sofia, phone] = await Promise.all([
    newDesk('agent1@demo.test'),
    newDesk('supervisor@demo.test'),
    newPhone(),
  ])
  await untilQuarterLasts()
  await sofia.page.getByRole('link', { name: 'Floor' }).click()
  const agents = sofia.page.getByRole('table', { name: 'Agents' })
  const row = agents.getByRole('row', { name: /Ada Morgan/ })
  const support = sofia.page
    .getByRole('table', { name: 'Queues' })
    .getByRole('row', { name: /Support/ })
  await ada.choose('Offline')
  await expect(row).toContainText('Offline')

  await test.step('who waits, who is free, who talks', async () => {
    await phone.call()
    await phone.key('2')
    await expect(support.getByRole('cell').nth(0)).toHaveText('1')
    await ada.choose('Available')
    await expect(row).toContainText('Ringing')
    await ada.press('Accept')
    await expect(row).toContainText('In call')
    await expect(support.getByRole('cell').nth(0)).toHaveText('0')
    await expect(support).toContainText('1 busy')
    // Of how many depends on the calls that there were before, in this quarter of an hour.
    await expect(support).toContainText(/\d+% of 80%/)
  })

  await test.step('what comes after the call is chosen for the agent', async () => {
    await row.getByRole('button', { name: 'Change Ada Morgan' }).click()
    await sofia.page.getByRole('menuitem', { name: 'Lunch' }).click()
    await expect(row).toContainText('Lunch')
    await expect(ada.state).toHaveAccessibleName(/next: Lunch/)
    await ada.press('End call')
    await ada.is('Lunch')
  })

  await test.step('an agent who forgot to is signed out', async () => {
    await row.getByRole('button', { name: 'Change Ada Morgan' }).click()
    await sofia.page.getByRole('menuitem', { name: 'Sign out' }).click()
    await sofia.page.getByRole('button', { name: 'Sign Ada Morgan out' }).click()
    await expect(row).toContainText('Offline')
    await ada.is('Offline')
  })

  await test.step('agents are found by name and by state, and the address says so', async () => {
    await sofia.page.getByRole('searchbox', { name: 'Find an agent' }).fill('okaf')
    await expect(agents.getByRole('row')).toHaveCount(2)
    await expect(sofia.page).toHaveURL(/search=okaf/)
    await sofia.page.reload()
    await expect(agents.getByRole('row')).toHaveCount(2)
  })
})

test('a call that an agent is stuck with is ended for them', async ({
  newDesk,
  newPhone,
  admin,
}) => {
  await admin.setQueue('Support', { wrapUpMs: 0 })
  const [ada, sofia, phone] = await Promise.all([
    newDesk('agent1@demo.test'),
    newDesk('supervisor@demo.test'),
    newPhone(),
  ])
  await beginTalk(ada, phone)
  await sofia.page.getByRole('link', { name: 'Floor' }).click()
  await sofia.page.getByRole('button', { name: 'Change Ada Morgan' }).click()
  await sofia.page.getByRole('menuitem', { name: 'End contact' }).click()
  await sofia.page.getByRole('button', { name: 'End it for Ada Morgan' }).click()
  await expect(phone.page.getByText('Call ended')).toBeVisible()
  await ada.is('Available')
})

test('a wallboard shows the quarter of an hour, and fills the screen', async ({
  newDesk,
  newPhone,
  admin,
}) => {
  await admin.setQueue('Support', { wrapUpMs: 0 })
  const [ada, sofia, phone] = await Promise.all([
    newDesk('agent1@demo.test'),
    newDesk('supervisor@demo.test'),
    newPhone(),
  ])
  await sofia.page.getByRole('link', { name: 'Wallboard' }).click()
  await untilQuarterLasts()
  await beginTalk(ada, phone)
  const figure = (name: string) =>
    sofia.page.locator('dl > div', { has: sofia.page.getByText(name, { exact: true }) })
  await expect(figure('Waiting')).toContainText('0')
  await expect(figure('Service level')).toContainText(/\d%/)
  await expect(figure('Agents')).toContainText('1 busy')
  await expect(sofia.page.getByRole('row', { name: /Support/ })).toContainText(/\d%/)
  await sofia.press('Full screen')
  await expect(sofia.page.getByRole('button', { name: 'Leave full screen' })).toBeVisible()
  await ada.press('End call')
})

test('a floor that cannot be reached says so, and fills once it can', async ({ newDesk }) => {
  const { page } = await newDesk('supervisor@demo.test')
  await page.route('**/v1/live?**', (route) => route.abort())
  await page.getByRole('link', { name: 'Floor' }).click()
  await expect(page.getByText('The floor cannot be reached')).toBeVisible()
  await page.unroute('**/v1/live?**')
  await expect(page.getByRole('table', { name: 'Queues' })).toContainText('Support')
})
