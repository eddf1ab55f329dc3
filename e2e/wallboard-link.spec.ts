import { expect, test } from './fixtures/test.ts'
import { violationsOn } from './fixtures/violations.ts'

test('a screen shows the wallboard by a link until it is revoked', async ({
  newDesk,
  newPerson,
  newPhone,
}) => {
  const [ada, sofia, screen, phone] = await Promise.all([
    newDesk('agent1@demo.test'),
    newDesk('supervisor@demo.test'),
    newPerson(440),
    newPhone(),
  ])
  await ada.choose('Offline')
  await sofia.page.getByRole('link', { name: 'Wallboard' }).click()
  const dialog = sofia.page.getByRole('dialog', { name: 'Share the wallboard' })
  const lobby = dialog.getByRole('listitem').filter({ hasText: 'Lobby screen' })
  const figure = (name: string) =>
    screen.page.locator('dl > div', { has: screen.page.getByText(name, { exact: true }) })

  await test.step('a supervisor makes it, and copies it this once', async () => {
    await sofia.press('Turn pages')
    await sofia.page.getByRole('menuitemradio', { name: 'Every 10 s' }).click()
    await expect(sofia.page).toHaveURL(/turn=10/)
    await sofia.press('Share')
    await sofia.press('Make link')
    await expect(dialog).toContainText('Say where it is used')
    await dialog.getByLabel('Where it is used').fill('Lobby screen')
    await sofia.press('Make link')
    await expect(dialog).toContainText('The link for “Lobby screen” is shown this once')
    await expect(lobby).toContainText('not used yet')
    expect(await violationsOn(sofia.page)).toEqual([])
  })

  await test.step('a browser that nobody is signed in to shows figures as they change', async () => {
    const address = await dialog.getByLabel('Link', { exact: true }).inputValue()
    const sent: string[] = []
    screen.page.on('request', (request) => sent.push(request.url()))
    await screen.page.goto(address)
    await expect(figure('Waiting')).toContainText('0')
    await phone.call()
    await phone.key('2')
    await expect(figure('Waiting')).toContainText('1')
    await ada.choose('Available')
    await ada.press('Accept')
    await expect(figure('Waiting')).toContainText('0')
    await ada.press('End call')
    // What opens the link is in no address that is sent.
    const secret = new URL(address).hash.slice(1)
    expect(secret).not.toBe('')
    expect(sent.some((url) => new URL(url).pathname === '/v1/live')).toBe(true)
    expect(sent.filter((url) => url.split('#')[0]?.includes(secret))).toEqual([])
  })

  await test.step('its pages turn, and stay when they are told to', async () => {
    const pages = screen.page.getByRole('navigation', { name: 'Pages' })
    await expect(pages.getByRole('button', { name: 'Agents, page 2 of 2' })).toHaveAttribute(
      'aria-current',
      'page',
      { timeout: 25_000 },
    )
    await expect(figure('Wrap-up')).toBeVisible()
    await screen.page.keyboard.press('Space')
    await expect(pages.getByText('Paused')).toBeVisible()
    expect(await violationsOn(screen.page)).toEqual([])
    await screen.page.emulateMedia({ reducedMotion: 'reduce' })
    await screen.page.keyboard.press('ArrowRight')
    await expect(figure('Waiting')).toBeVisible()
    expect(await screen.page.evaluate(() => document.getAnimations().length)).toBe(0)
    expect(await violationsOn(screen.page)).toEqual([])
  })

  await test.step('revoked, it says so, and opens no more', async () => {
    await dialog.getByRole('button', { name: 'Revoke the link for Lobby screen' }).click()
    await sofia.page
      .getByRole('alertdialog')
      .getByRole('button', { name: /^Revoke/ })
      .click()
    await expect(lobby).toContainText('Revoked by Sofia')
    await expect(screen.page.getByRole('main')).toContainText('This link was revoked')
    await expect(figure('Waiting')).toBeHidden()
    await screen.page.reload()
    await expect(screen.page.getByRole('main')).toContainText('This link was revoked')
  })
})

test('a link that was not copied whole says so', async ({ centre, newPerson }) => {
  const { page } = await newPerson(440)
  for (const part of ['', '#', '#01968ae3-4c00-7000-8000-000000000001.half']) {
    await page.goto('about:blank')
    await page.goto(`${centre.origin}/wallboard/${part}`)
    await expect(page.getByRole('main')).toContainText('This link does not open')
  }
})
