import { expect, type Page } from '@playwright/test'
import { DeskPage } from './desk-page.ts'

/** Opens the admin portal at one of its pages, signed in. */
export async function openAdmin(
  page: Page,
  origin: string,
  path: string,
  email = 'admin@demo.test',
): Promise<void> {
  const desk = new DeskPage(page, origin)
  await desk.fillSignIn(email)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(desk.phone).toContainText('Phone ready')
  await page.goto(`${origin}/admin${path}`)
}

/** Chooses an option of a list. */
export async function choose(
  page: Page,
  field: string | RegExp,
  option: string | RegExp,
): Promise<void> {
  await page.getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option }).click()
}
