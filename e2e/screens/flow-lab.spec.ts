import type { Flow, FlowTest } from '@iris/contracts'
import type { Locator, Page } from '@playwright/test'
import { callerHz, expect, test } from '../fixtures/test.ts'
import { violationsOn } from '../fixtures/violations.ts'
import { DeskPage } from '../pages/desk-page.ts'

test.describe.configure({ timeout: 120_000 })

/** The flow builder, signed in. */
async function openBuilder(page: Page, origin: string): Promise<void> {
  const desk = new DeskPage(page, origin)
  await desk.fillSignIn('admin@demo.test')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(desk.phone).toContainText('Phone ready')
  await page.goto(`${origin}/flows/`)
}

/** How far down the middle of it is, in CSS pixels. */
async function middleOf(part: Locator): Promise<number> {
  const box = await part.boundingBox()
  return box ? box.y + box.height / 2 : Number.NaN
}

test('a flow is made of a template, called without a telephone, and the call kept as a test', async ({
  centre,
  newPerson,
  admin,
}) => {
  const { page } = await newPerson(callerHz)
  await openBuilder(page, centre.origin)
  await page.getByRole('button', { name: 'New flow' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make the flow' }).click()
  await expect(dialog).toContainText('Give the flow a name.')
  await dialog.getByLabel('Name').fill('Front desk')
  await dialog.getByRole('radio', { name: 'Menu of two queues' }).check({ force: true })
  expect(await violationsOn(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Make the flow' }).click()
  await expect(page.getByRole('heading', { name: 'Front desk', level: 1 })).toBeVisible()

  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await expect(page.getByText('Waits at “Greeting”')).toBeVisible()
  await page.getByRole('button', { name: 'Let it happen' }).click()
  await expect(page.getByText('Waits at “Main menu”')).toBeVisible()
  await page.getByRole('button', { name: 'Stay silent' }).click()
  await page.getByRole('group', { name: 'Keypad' }).getByRole('button', { name: '2' }).click()
  await expect(page.getByText('Waits at “Support”')).toBeVisible()
  expect(await violationsOn(page)).toEqual([])

  await page.getByRole('button', { name: 'Back to here' }).nth(1).click()
  await expect(page.getByText('Waits at “Main menu”')).toBeVisible()
  const said = page.getByRole('textbox', { name: 'Say' })
  const sayIt = page.getByRole('button', { name: 'Say it' })
  expect(await middleOf(sayIt)).toBeCloseTo(await middleOf(said), 0)
  await said.fill('sales')
  await page.getByRole('button', { name: 'Say it' }).click()
  await expect(page.getByText('Waits at “Sales”')).toBeVisible()
  await page.getByRole('button', { name: 'Let it happen' }).click()
  await expect(page.getByText('The call has ended.')).toBeVisible()

  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Asks for sales')
  await page.getByRole('button', { name: 'Keep this call as a test' }).click()
  await page.getByRole('tab', { name: /^Tests/ }).click()
  await page.getByRole('button', { name: 'Run all' }).click()
  const tests = page.getByRole('list', { name: 'Tests' })
  await expect(tests).toContainText('Passed')
  await expect(page.getByText(/^Ways out taken: \d+ of \d+, \d+ %$/)).toBeVisible()
  expect(await violationsOn(page)).toEqual([])
  const { items } = await admin.send<{ items: Flow[] }>('GET', '/v1/flows')
  const flow = items.find(({ name }) => name === 'Front desk')
  const kept = await admin.send<{ items: FlowTest[] }>('GET', `/v1/flows/${flow?.id}/tests`)
  expect(kept.items).toMatchObject([{ name: 'Asks for sales', lastResult: { passed: true } }])
})

test('a flow of Twilio Studio is imported with what became of its parts', async ({
  centre,
  newPerson,
}) => {
  const { page } = await newPerson(callerHz)
  await openBuilder(page, centre.origin)
  await page.getByRole('button', { name: 'Import' }).click()
  const dialog = page.getByRole('dialog')
  const file = (text: string) => ({
    name: 'old_menu.json',
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  })
  await dialog.getByLabel('Choose a file').setInputFiles(file('{}'))
  await expect(dialog).toContainText('It is no flow')
  const studio = {
    states: [
      {
        name: 'Trigger',
        type: 'trigger',
        transitions: [{ event: 'incomingCall', next: 'hello' }],
        properties: {},
      },
      {
        name: 'hello',
        type: 'say-play',
        transitions: [{ event: 'audioComplete', next: 'fn' }],
        properties: { say: 'Hello' },
      },
      { name: 'fn', type: 'run-function', transitions: [], properties: { url: 'https://x.test' } },
    ],
    initial_state: 'Trigger',
  }
  await dialog.getByLabel('Choose a file').setInputFiles(file(JSON.stringify(studio)))
  await expect(dialog).toContainText('A flow of Twilio Studio')
  await expect(dialog.getByText('Taken over')).toBeVisible()
  await expect(dialog.getByText('fn, run-function')).toBeVisible()
  await expect(dialog.getByLabel('Name')).toHaveValue('old menu')
  expect(await violationsOn(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Make a draft of it' }).click()
  await expect(page.getByRole('heading', { name: 'old menu', level: 1 })).toBeVisible()
})
