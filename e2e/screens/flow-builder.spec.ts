import type { Flow, FlowDraft } from '@iris/contracts'
import type { ApiAsAdmin } from '../fixtures/api-as-admin.ts'
import { callerHz, colleagueHz, expect, test } from '../fixtures/test.ts'
import { violationsOn } from '../fixtures/violations.ts'
import { BuilderPage } from '../pages/builder-page.ts'

test.setTimeout(240_000)

function newFlow(admin: ApiAsAdmin, name: string): Promise<Flow> {
  return admin.send<Flow>('POST', '/v1/flows', { name })
}

function draftOf(admin: ApiAsAdmin, { id }: Flow): Promise<FlowDraft> {
  return admin.send<FlowDraft>('GET', `/v1/flows/${id}/draft`)
}

test('what was done is undone, and is there after a reload', async ({
  centre,
  newPerson,
  admin,
}) => {
  const flow = await newFlow(admin, 'Undone')
  const { page } = await newPerson(colleagueHz)
  const builder = new BuilderPage(page, centre.origin)
  await builder.signIn('admin@demo.test')
  await builder.open(flow.id)
  await expect(page.getByRole('button', { name: 'Publish' })).toBeEnabled()
  await builder.dragIn('Say', { x: 200, y: 500 })
  await builder.choose('Say')
  await page.keyboard.press('Delete')
  await expect(builder.block('Say')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(builder.block('Say')).toBeVisible()
  await builder.isSaved()
  await page.reload()
  await expect(builder.block('Say')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Publish' })).toBeEnabled()
  expect((await draftOf(admin, flow)).document.blocks).toHaveProperty('say')
})

test('a flow is drawn and published with the keyboard alone', async ({
  centre,
  newPerson,
  admin,
}) => {
  const flow = await newFlow(admin, 'Drawn by keys')
  const { page } = await newPerson(colleagueHz)
  const builder = new BuilderPage(page, centre.origin)
  await builder.signIn('admin@demo.test')
  await builder.open(flow.id)
  await expect(page.getByRole('button', { name: 'Publish' })).toBeEnabled()
  const { keyboard } = page

  await builder.canvas.focus()
  await keyboard.press('Enter')
  await expect(builder.block('Start')).toBeFocused()

  await keyboard.press('Tab')
  await expect(page.getByRole('searchbox', { name: 'Search blocks' }).last()).toBeFocused()
  await keyboard.type('say')
  await keyboard.press('Enter')
  await expect(builder.block('Say')).toBeFocused()

  await keyboard.press('Enter')
  await expect(builder.inspector.getByLabel('Block name')).toBeFocused()
  await builder.inspector.getByLabel('Text').focus()
  await keyboard.type('Thank you.')
  await keyboard.press('Escape')
  await expect(builder.block('Say')).toBeFocused()

  await keyboard.press('Tab')
  await expect(page.getByRole('searchbox', { name: 'Search blocks' }).last()).toBeFocused()
  await keyboard.type('end')
  await keyboard.press('Enter')
  await expect(builder.block('End')).toBeFocused()
  await keyboard.press('ArrowLeft')
  await expect(builder.block('Say')).toBeFocused()
  await keyboard.press('c')
  await expect(page.getByRole('combobox', { name: 'Which exit?' })).toBeFocused()
  await keyboard.type('error')
  await keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: /^Where does / })).toBeFocused()
  await keyboard.type('End')
  await keyboard.press('Enter')
  await builder.isSaved()
  const { document } = await draftOf(admin, flow)
  expect(document.blocks['say']).toMatchObject({
    settings: { text: 'Thank you.' },
    exits: { next: 'end', error: 'end' },
  })

  expect(await violationsOn(page)).toEqual([])
  await keyboard.press('Control+c')
  await keyboard.press('Control+v')
  await expect(builder.block('Say')).toHaveCount(2)
  await keyboard.press('Control+z')
  await expect(builder.block('Say')).toHaveCount(1)

  await keyboard.press('Control+f')
  await expect(page.getByRole('searchbox', { name: 'Search names and texts' })).toBeFocused()
  await keyboard.type('thank you')
  await keyboard.press('Enter')
  await expect(builder.block('Say')).toBeFocused()

  await keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog')).toContainText('This is the first version.')
  await page.getByLabel('What is other, and why').focus()
  await keyboard.type('By keys')
  for (let press = 0; press < 2; press += 1) await keyboard.press('Tab')
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Publish' })).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByRole('region').getByText('Version 1 answers calls now')).toBeVisible()
})

test('two people in one flow see each other, and taking over loses nothing', async ({
  centre,
  newPerson,
  admin,
}) => {
  const flow = await newFlow(admin, 'Of two')
  const [first, second] = await Promise.all([newPerson(callerHz), newPerson(colleagueHz)])
  const ada = new BuilderPage(first.page, centre.origin)
  const ben = new BuilderPage(second.page, centre.origin)
  await ada.signIn('admin@demo.test')
  await admin.send('POST', '/v1/users', {
    email: 'ben@demo.test',
    name: 'Ben Stone',
    roles: ['developer'],
    password: 'iris-demo-ben',
  })
  await ben.signIn('ben@demo.test', 'iris-demo-ben')
  await ada.open(flow.id)
  await expect(first.page.getByRole('button', { name: 'Publish' })).toBeEnabled()
  await ben.open(flow.id)

  await expect(
    second.page.locator('#content').getByText('is changing this flow. You can look at it.'),
  ).toBeVisible()
  await expect(second.page.getByRole('button', { name: 'Publish' })).toBeDisabled()
  await expect(first.page.getByRole('list', { name: /^Also here: / })).toBeVisible()

  await ada.dragIn('Say', { x: 200, y: 500 })
  await ada.inspector.getByLabel('Text').fill('From the first')
  await expect(ben.block('Say')).toContainText('From the first')

  await first.page.route('**/draft', (route) =>
    route.request().method() === 'PUT' ? route.abort() : route.fallback(),
  )
  await ada.inspector.getByLabel('Text').fill('Never saved')
  await expect(ada.saveState).toHaveText(/^Not saved: /)
  await second.page.getByRole('button', { name: 'Take over' }).click()
  await second.page.getByRole('alertdialog').getByRole('button', { name: 'Take over' }).click()
  await expect(first.page.locator('#content').getByText(/has taken this flow over/)).toBeVisible()
  await expect(ada.inspector.getByLabel('Text')).toHaveValue('Never saved')
  await first.page.unroute('**/draft')

  // The one may be told of it before the other is.
  await expect(second.page.getByRole('button', { name: 'Publish' })).toBeEnabled()
  await ben.dragIn('End', { x: 400, y: 600 })
  await ben.isSaved()
  const dialog = first.page.getByRole('dialog')
  await expect(dialog).toContainText('saved this flow meanwhile')
  await expect(dialog).toContainText('“Say” differs')
  await dialog.getByRole('button', { name: 'Keep mine as another flow' }).click()
  await expect(ada.block('End')).toBeVisible()
  const { items } = await admin.send<{ items: Flow[] }>('GET', '/v1/flows')
  const copy = items.find(({ name }) => name === 'Of two (my changes)')
  if (!copy) throw new Error('there is no copy')
  const kept = await draftOf(admin, copy)
  expect(kept.document.blocks['say']?.settings).toMatchObject({ text: 'Never saved' })
  const theirs = await draftOf(admin, flow)
  expect(theirs.document.blocks['say']?.settings).toMatchObject({ text: 'From the first' })
})

test('what could not be saved comes back after a reload', async ({ centre, newPerson, admin }) => {
  const flow = await newFlow(admin, 'On a bad network')
  const { page } = await newPerson(colleagueHz)
  await page.addInitScript(loseSaves)
  const builder = new BuilderPage(page, centre.origin)
  await builder.signIn('admin@demo.test')
  await builder.open(flow.id)
  await expect(page.getByRole('button', { name: 'Publish' })).toBeEnabled()
  await page.evaluate(() => sessionStorage.setItem('saves', 'lost'))
  await builder.dragIn('Say', { x: 200, y: 500 })
  await expect(builder.saveState).toHaveText(/^Not saved: /)

  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await expect(builder.block('Say')).toBeVisible()
  await expect(page.getByText('What had not been saved is back').first()).toBeVisible()
  await page.evaluate(() => sessionStorage.removeItem('saves'))
  await page.keyboard.press('Control+s')
  await builder.isSaved()
  expect((await draftOf(admin, flow)).document.blocks).toHaveProperty('say')
})

/** Runs in the page: a request of a page that is left may slip past a route, so that what is to be lost never leaves the page. */
function loseSaves(): void {
  const send = window.fetch.bind(window)
  window.fetch = (input, init) =>
    init?.method === 'PUT' && sessionStorage.getItem('saves') === 'lost'
      ? Promise.reject(new TypeError('Failed to fetch'))
      : send(input, init)
}
