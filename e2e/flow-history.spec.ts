import type {
  Flow,
  FlowDraft,
  FlowRun,
  FlowTrace,
  FlowVersionSummary,
  TenantNumber,
} from '@iris/contracts'
import type { Page } from '@playwright/test'
import type { ApiAsAdmin } from './fixtures/api-as-admin.ts'
import { callerHz, expect, test } from './fixtures/test.ts'
import { violationsOn } from './fixtures/violations.ts'
import { DeskPage } from './pages/desk-page.ts'

test.describe.configure({ timeout: 120_000 })

/** The flow builder, signed in. */
async function openBuilder(page: Page, origin: string, path = '/'): Promise<void> {
  const desk = new DeskPage(page, origin)
  await desk.fillSignIn('admin@demo.test')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(desk.phone).toContainText('Phone ready')
  await page.goto(`${origin}/flows${path}`)
}

/** The demo's flow, answering the demo's number. */
async function demoFlow(admin: ApiAsAdmin): Promise<Flow> {
  const { items } = await admin.send<{ items: Flow[] }>('GET', '/v1/flows')
  const flow = items.find(({ name }) => name === 'Main line')
  if (!flow) throw new Error('The demo has a flow.')
  // Another file may have led it elsewhere: they share a centre.
  const numbers = await admin.send<{ items: TenantNumber[] }>('GET', '/v1/numbers')
  for (const { id } of numbers.items.filter(({ number }) => number.value === '+15550100100'))
    await admin.send('PATCH', `/v1/numbers/${id}`, { flowId: flow.id })
  return flow
}

/** Publishes the demo's flow with other words in its menu. */
async function publishWith(admin: ApiAsAdmin, flow: Flow, text: string): Promise<void> {
  const draft = await admin.send<FlowDraft>('GET', `/v1/flows/${flow.id}/draft`)
  const { menu } = draft.document.blocks
  if (!menu) throw new Error('The demo’s flow has a menu.')
  const changed = { ...menu, settings: { ...menu.settings, text } }
  const document = {
    ...draft.document,
    blocks: { ...draft.document.blocks, menu: changed },
  }
  await admin.send('PUT', `/v1/flows/${flow.id}/draft`, { document }, { 'if-match': '*' })
  await admin.send('POST', `/v1/flows/${flow.id}/publish`, { note: 'Shorter menu' })
}

test('a version is compared, named and rolled back to while a call goes on in the newer one', async ({
  centre,
  newPerson,
  newPhone,
  admin,
}) => {
  const flow = await demoFlow(admin)
  const first = flow.publishedVersion ?? 0
  await publishWith(admin, flow, 'For sales, press 1.')
  const phone = await newPhone()
  await phone.call()
  const running = async () =>
    (await admin.send<{ items: FlowRun[] }>('GET', `/v1/flows/${flow.id}/runs?outcome=running`))
      .items
  await expect
    .poll(async () => (await running()).map(({ version }) => version))
    .toEqual([first + 1])

  const { page } = await newPerson(callerHz)
  await openBuilder(page, centre.origin, `/${flow.id}/history`)
  const versions = page.getByRole('list', { name: 'Versions, newest first' })
  const older = versions.getByRole('button', { name: new RegExp(`^Version ${first}\\b`) })
  const newer = versions.getByRole('button', { name: new RegExp(`^Version ${first + 1}\\b`) })
  await expect(newer).toContainText('Answers calls')
  await expect(newer).toContainText('Shorter menu')

  await newer.click()
  const differences = page.getByRole('list', { name: 'What differs' })
  await expect(differences.getByRole('listitem')).toHaveCount(1)
  await expect(differences).toContainText('Main menu')
  await expect(differences).toContainText('For sales, press 1.')
  await differences.getByRole('button', { name: /Main menu/ }).click()
  await expect(page.getByRole('group', { name: /^Menu, Main menu/ })).toBeFocused()
  expect(await violationsOn(page)).toEqual([])

  await older.click()
  await page.getByRole('button', { name: 'Name', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Before the summer')
  await page.getByRole('button', { name: 'Save the name' }).click()
  await expect(older).toContainText('Before the summer')

  await page.getByRole('button', { name: 'Roll back', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Calls in progress finish in the version they began with.')
  await dialog.getByLabel('Why').fill('Callers were lost')
  await dialog.getByRole('button', { name: `Roll back to version ${first}` }).click()
  const again = versions.getByRole('button', { name: new RegExp(`^Version ${first + 2}\\b`) })
  await expect(again).toContainText('Answers calls')
  await expect(again).toContainText('Callers were lost')

  // The call that was there is still in its version, and goes on in it.
  expect((await running()).map(({ version }) => version)).toEqual([first + 1])
  await phone.press('Hang up')
  await expect.poll(async () => (await running()).length).toBe(0)
  const later = await newPhone()
  await later.call()
  await expect
    .poll(async () => (await running()).map(({ version }) => version))
    .toEqual([first + 2])
  await later.press('Hang up')
  const { items } = await admin.send<{ items: FlowVersionSummary[] }>(
    'GET',
    `/v1/flows/${flow.id}/versions`,
  )
  expect(items.find(({ version }) => version === first)?.name).toBe('Before the summer')
  expect(items[0]).toMatchObject({ version: first + 2, copyOf: first })
})

test('a call is counted, replayed step by step and kept as a test that passes', async ({
  centre,
  newPerson,
  newPhone,
  admin,
}) => {
  const flow = await demoFlow(admin)
  // The test is of the draft: it has to be what answers the call.
  await admin.send('POST', `/v1/flows/${flow.id}/restore`, { version: flow.publishedVersion })
  const phone = await newPhone()
  const before = await admin.records()
  await phone.call()
  await phone.key('1')
  await expect
    .poll(async () => JSON.stringify((await newestTrace(admin, flow.id))?.steps.at(-1)?.block))
    .toBe('"sales"')
  await phone.press('Hang up')
  await admin.nextRecord(before)
  await expect.poll(async () => (await newestTrace(admin, flow.id))?.outcome).toBe('caller_hung_up')

  const { page } = await newPerson(callerHz)
  await openBuilder(page, centre.origin, `/${flow.id}/live`)
  await expect(page.getByText('Where callers hang up')).toBeVisible()
  await expect(page.getByRole('button', { name: /Sales queue/ })).toContainText('1 of 1', {
    timeout: 30_000,
  })
  expect(await violationsOn(page)).toEqual([])

  await page.getByRole('list', { name: 'Calls, newest first' }).getByRole('button').first().click()
  const steps = page.getByRole('group', { name: 'One call, step by step' })
  await expect(steps).toContainText('1 of 3')
  await steps.getByRole('button', { name: 'Step on' }).click()
  await steps.getByRole('button', { name: 'Step on' }).click()
  await expect(steps).toContainText('3 of 3')
  await expect(page.getByText('the caller hung up')).toBeVisible()
  await expect(page.getByText('left by “1 · Sales”')).toBeVisible()
  await steps.getByLabel('Step', { exact: true }).fill('0')
  await steps.getByRole('button', { name: 'Play' }).click()
  await expect(steps).toContainText('3 of 3', { timeout: 20_000 })
  expect(await violationsOn(page)).toEqual([])

  await page.getByRole('button', { name: 'Save as a test' }).click()
  await expect(page.getByRole('region').getByText(/is a test now/)).toBeVisible()
  await page.goto(`${centre.origin}/flows/${flow.id}`)
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByRole('tab', { name: /^Tests/ }).click()
  await page.getByRole('button', { name: 'Run all' }).click()
  const tests = page.getByRole('list', { name: 'Tests' })
  await expect(tests.getByRole('listitem')).toHaveCount(1)
  await expect(tests).toContainText('Passed')
})

async function newestTrace(admin: ApiAsAdmin, flowId: string): Promise<FlowTrace | undefined> {
  const { items } = await admin.send<{ items: FlowRun[] }>('GET', `/v1/flows/${flowId}/runs`)
  const [run] = items
  return run && admin.send<FlowTrace>('GET', `/v1/flows/${flowId}/runs/${run.id}/trace`)
}
