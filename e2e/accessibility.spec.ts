import { expect, test } from './fixtures/test.ts'
import { violationsOn } from './fixtures/violations.ts'
import { DeskPage } from './pages/desk-page.ts'

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]
const pages = [
  '/agent/',
  '/agent/calls',
  '/agent/live',
  '/agent/conferences',
  '/agent/voicemail',
  '/agent/queues',
  '/agent/floor',
  '/agent/wallboard',
  '/admin/',
  '/admin/users',
  '/admin/queues',
  '/admin/trunks',
  '/admin/numbers',
  '/admin/prompts',
  '/admin/recording',
  '/admin/voicemail',
  '/admin/customers',
  '/admin/secrets',
  '/admin/webhooks',
  '/portal/calls',
  '/portal/numbers',
  '/flows/',
  '/call/',
]

for (const theme of ['light', 'dark'] as const) {
  test(`every page keeps to WCAG 2.2 AA as far as a machine can tell, ${theme}`, async ({
    centre,
    newPerson,
  }) => {
    const { page } = await newPerson(440)
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    const desk = new DeskPage(page, centre.origin)
    await desk.fillSignIn('admin@demo.test')
    expect(await violationsOn(page), 'the sign-in').toEqual([])
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(desk.phone).toContainText('Phone ready')
    for (const size of sizes) {
      await page.setViewportSize(size)
      for (const path of pages) {
        await page.goto(centre.origin + path)
        await expect(page.getByRole('main')).toBeVisible()
        await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
        expect(await violationsOn(page), `${path} at ${size.width}`).toEqual([])
      }
    }
  })
}
