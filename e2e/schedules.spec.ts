import type { Agent, Shift } from '@iris/contracts'
import { agentHz, expect, test } from './fixtures/test.ts'
import { choose, openAdmin } from './pages/admin-page.ts'

test('an admin plans an agent’s week by keyboard, and is told what overlaps', async ({
  centre,
  newPerson,
  admin,
}) => {
  test.setTimeout(120_000)
  const { page } = await newPerson(agentHz)
  const { items } = await admin.send<{ items: Agent[] }>('GET', '/v1/agents')
  const agent = items.find(({ name }) => name === 'Ada Morgan')
  const dialog = page.getByRole('dialog')
  const section = page.getByRole('region', { name: 'Schedule' })
  const row = (name: RegExp) => section.getByRole('row', { name })
  const shifts = async (): Promise<Pick<Shift, 'activity'>[]> => {
    const day = 86_400_000
    const at = (ms: number) => new Date(Date.now() + ms).toISOString()
    const path = `/v1/agents/${agent?.id}/schedule?from=${at(-14 * day)}&to=${at(30 * day)}`
    return (await admin.send<{ items: Shift[] }>('GET', path)).items
  }
  await openAdmin(page, centre.origin, `/agents/${agent?.id}`)

  await test.step('a shift, without a pointer', async () => {
    await expect(section.getByText('Nothing is planned for this week')).toBeVisible()
    await section.getByRole('button', { name: 'Add shift' }).focus()
    await page.keyboard.press('Enter')
    await expect(dialog).toBeVisible()
    await dialog.getByLabel('From').focus()
    await page.keyboard.type('0830AM')
    // The browser's own button for choosing a time is between the two.
    const isThere = () =>
      dialog.getByLabel('To').evaluate((element) => element === document.activeElement)
    for (let press = 0; press < 4 && !(await isThere()); press += 1)
      await page.keyboard.press('Tab')
    await expect(dialog.getByLabel('To')).toBeFocused()
    await page.keyboard.type('0500PM')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(row(/Work/)).toContainText(/8:30\sAM – 5:00\sPM/)
    await expect(section.getByRole('button', { name: 'Add shift' })).toBeFocused()
    expect(await shifts()).toMatchObject([{ activity: 'work' }])
  })

  await test.step('what overlaps is refused in words', async () => {
    await section.getByRole('button', { name: 'Add shift' }).click()
    await choose(page, 'Activity', 'Lunch')
    await dialog.getByLabel('From').fill('16:30')
    await dialog.getByLabel('To').fill('17:30')
    await dialog.getByRole('button', { name: 'Add shift' }).click()
    await expect(dialog.getByRole('alert')).toContainText(/It overlaps with Work, .* 8:30/)
    await dialog.getByLabel('From').fill('17:00')
    await dialog.getByRole('button', { name: 'Add shift' }).click()
    await expect(row(/Lunch/)).toContainText(/5:00\sPM – 5:30\sPM/)
  })

  await test.step('a shift is changed, and another deleted', async () => {
    await section.getByRole('button', { name: /^Edit Lunch/ }).click()
    await choose(page, 'Activity', 'Training')
    await dialog.getByLabel('To').fill('19:00')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(row(/Training/)).toContainText(/5:00\sPM – 7:00\sPM/)
    await section.getByRole('button', { name: /^Delete Work/ }).focus()
    await page.keyboard.press('Enter')
    await expect(row(/Work/)).toHaveCount(0)
    expect(await shifts()).toMatchObject([{ activity: 'training' }])
  })

  await test.step('another week has shifts of its own', async () => {
    await section.getByRole('button', { name: 'Week after' }).click()
    await expect(section.getByText('Nothing is planned for this week')).toBeVisible()
    await section.getByRole('button', { name: 'This week' }).click()
    await expect(row(/Training/)).toBeVisible()
  })
})
