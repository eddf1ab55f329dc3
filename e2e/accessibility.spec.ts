import type { Page } from '@playwright/test'
import type axeCore from 'axe-core'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from './fixtures/test.ts'
import { DeskPage } from './pages/desk-page.ts'

declare global {
  interface Window {
    /** Set by the page having run axe's script. */
    axe: typeof axeCore
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
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
  '/agent/agents',
  '/admin/',
  '/admin/users',
  '/admin/queues',
  '/admin/trunks',
  '/admin/numbers',
  '/admin/prompts',
  '/admin/recording',
  '/admin/voicemail',
  '/admin/contacts',
  '/admin/secrets',
  '/admin/webhooks',
  '/portal/calls',
  '/portal/numbers',
  '/flows/',
  '/call/',
]

/** What axe finds wrong on the page, one line each. */
async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, {
      runOnly: tags,
      // It takes a running clock and a person's initials for labels.
      rules: { 'label-content-name-mismatch': { enabled: false } },
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${String(target)}: ${failureSummary}`),
    )
  }, rules)
}

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
