import type { Customer, Secret } from '@iris/contracts'
import type { Page } from '@playwright/test'
import { agentHz, expect, test } from '../fixtures/test.ts'
import { DeskPage } from '../pages/desk-page.ts'

/** The admin portal, signed in, at one of its pages. */
async function openAdmin(page: Page, origin: string, path: string): Promise<void> {
  const desk = new DeskPage(page, origin)
  await desk.fillSignIn('admin@demo.test')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(desk.phone).toContainText('Phone ready')
  await page.goto(`${origin}/admin${path}`)
}

test('a secret is kept, replaced and deleted, and its value is on no page again', async ({
  centre,
  newPerson,
  admin,
}) => {
  const { page } = await newPerson(agentHz)
  await openAdmin(page, centre.origin, '/secrets')
  await expect(page.getByText('No secrets yet')).toBeVisible()

  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'New secret' }).click()
  await dialog.getByLabel('Name').fill('9lives')
  await dialog.getByLabel('Value').fill('short')
  await dialog.getByRole('button', { name: 'Keep secret' }).click()
  await expect(dialog).toContainText('Begin with a letter')
  await expect(dialog).toContainText('Write at least 6 characters.')
  await dialog.getByLabel('Name').fill('crm_key')
  await dialog.getByLabel('Value').fill('sk-live-of-the-crm')
  await dialog.getByRole('button', { name: 'Keep secret' }).click()
  const row = page.getByRole('row', { name: /CRM_KEY/ })
  await expect(row).toContainText('{{ secret.CRM_KEY }}')
  await expect(row).toContainText('Noor Haddad')

  await page.getByRole('button', { name: 'New secret' }).click()
  await dialog.getByLabel('Name').fill('CRM_KEY')
  await dialog.getByLabel('Value').fill('another value')
  await dialog.getByRole('button', { name: 'Keep secret' }).click()
  await expect(dialog).toContainText('There is one already.')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Leave', exact: true }).click()

  await row.getByRole('button', { name: 'Actions for CRM_KEY' }).click()
  await page.getByRole('menuitem', { name: 'Replace the value' }).click()
  await expect(dialog.getByLabel('Value')).toHaveValue('')
  await dialog.getByLabel('Value').fill('sk-live-of-today')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('region').getByText('CRM_KEY has another value')).toBeVisible()
  const kept = await admin.send<{ items: Secret[] }>('GET', '/v1/secrets')
  expect(kept.items.map(({ name }) => name)).toEqual(['CRM_KEY'])
  expect(JSON.stringify(kept)).not.toContain('sk-live')

  await row.getByRole('button', { name: 'Actions for CRM_KEY' }).click()
  await page.getByRole('menuitem', { name: 'Delete CRM_KEY' }).click()
  await page.getByRole('button', { name: 'Delete CRM_KEY' }).click()
  await expect(page.getByText('No secrets yet')).toBeVisible()
})

test('a customer is added, found, changed and deleted', async ({ centre, newPerson, admin }) => {
  await admin.send('POST', '/v1/customers', { name: 'Bo Diddley', numbers: ['+15550100142'] })
  const { page } = await newPerson(agentHz)
  await openAdmin(page, centre.origin, '/customers')
  await expect(page.getByRole('row', { name: /Bo Diddley/ })).toContainText('(555) 010-0142')

  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'New customer' }).click()
  await dialog.getByLabel('Name').fill('Ada Lovelace')
  await dialog.getByLabel('Numbers').fill('+1 (555) 010-0142')
  await dialog.getByLabel('Mail addresses').fill('ada@example.com')
  await dialog.getByLabel('What else is known').fill('tier = gold\norders = 3')
  await dialog.getByRole('button', { name: 'Add customer' }).click()
  await expect(dialog).toContainText('+15550100142 is a number of Bo Diddley.')
  await dialog.getByLabel('Numbers').fill('+1 (555) 010-0143')
  await dialog.getByRole('button', { name: 'Add customer' }).click()
  const row = page.getByRole('row', { name: /Ada Lovelace/ })
  await expect(row).toContainText('ada@example.com')

  await page.getByLabel('Search customers').fill('diddley')
  await expect(row).toHaveCount(0)
  await page.getByLabel('Search customers').fill('nobody at all')
  await expect(page.getByText('Nobody fits')).toBeVisible()
  await page.getByLabel('Search customers').fill('010-0143')
  await expect(row).toBeVisible()
  await page.getByLabel('Search customers').fill('')
  await expect(page.getByRole('row', { name: /Bo Diddley/ })).toBeVisible()

  await row.getByRole('button', { name: 'Actions for Ada Lovelace' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await expect(dialog.getByLabel('What else is known')).toHaveValue('tier = gold\norders = 3')
  await dialog.getByLabel('What else is known').fill('tier = silver')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('region').getByText('Ada Lovelace is changed')).toBeVisible()
  const found = await admin.send<{ items: Customer[] }>(
    'GET',
    '/v1/customers?email=ada@example.com',
  )
  expect(found.items[0]).toMatchObject({ attributes: { tier: 'silver' } })
  expect(found.items[0]?.attributes).not.toHaveProperty('orders')

  await row.getByRole('button', { name: 'Actions for Ada Lovelace' }).click()
  await page.getByRole('menuitem', { name: 'Delete Ada Lovelace' }).click()
  await page.getByRole('button', { name: 'Delete Ada Lovelace' }).click()
  await expect(row).toHaveCount(0)
})
