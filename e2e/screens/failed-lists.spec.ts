import type { Agent, Callback, Contact, Flow, Queue, Skill } from '@iris/contracts'
import type { Page } from '@playwright/test'
import type { ApiAsAdmin } from '../fixtures/api-as-admin.ts'
import { agentHz, expect, test } from '../fixtures/test.ts'
import { openAdmin } from '../pages/admin-page.ts'

const waitingIn = '**/v1/queues/*/waiting'

/** From now on the address is answered by something that is not Iris. */
const fail = (page: Page, address: string) =>
  page.route(address, (route) => route.fulfill({ status: 500, body: 'Bad gateway' }))

/** From now on the address is not answered at all. */
const hold = (page: Page, address: string) => page.route(address, () => undefined)

/** Asks again in vain, then lets the address answer: a page may ask by itself as well, so the button is pressed before. */
async function retry(page: Page, address: string): Promise<void> {
  const asked = page.waitForRequest(address)
  await page.getByRole('button', { name: 'Try again' }).click()
  await asked
  await page.unroute(address)
  await page.reload()
}

async function idOf(admin: ApiAsAdmin, path: string, name: string): Promise<string> {
  const { items } = await admin.send<{ items: (Queue | Agent | Skill | Flow)[] }>('GET', path)
  const found = items.find((one) => one.name === name)
  if (!found) throw new Error(`there is no ${name} in ${path}`)
  return found.id
}

test('nobody is said to wait as long as that is not known', async ({ newDesk, centre }) => {
  const { page } = await newDesk('agent1@demo.test')
  const queues = page.getByRole('region', { name: 'Your queues' })
  await hold(page, waitingIn)
  await page.reload()
  await expect(queues).toContainText('Support')
  await expect(queues).not.toContainText('Nobody waits')
  await page.goto(`${centre.origin}/agent/queues`)
  await expect(page.getByRole('heading', { name: 'Queues' })).toBeVisible()
  await expect(page.getByText('Nobody waits')).toHaveCount(0)

  await page.unroute(waitingIn)
  await fail(page, waitingIn)
  await page.goto(`${centre.origin}/agent/`)
  await expect(queues).toContainText('Your queues could not be loaded')
  await retry(page, waitingIn)
  await expect(queues.getByText('Nobody waits').first()).toBeVisible()
})

test('what is on the desk stays there when it cannot be fetched again', async ({
  newDesk,
  admin,
}) => {
  const { page } = await newDesk('agent1@demo.test')
  const queues = page.getByRole('region', { name: 'Your queues' })
  await expect(queues.getByText('Nobody waits').first()).toBeVisible()
  await fail(page, '**/v1/queues')
  const refetched = page.waitForResponse(
    (response) => response.url().endsWith('/v1/queues') && response.status() === 500,
  )
  const queueId = await idOf(admin, '/v1/queues', 'Support')
  const wish = { queueId, number: '(555) 010-0142', name: 'Nils' }
  const callback = await admin.send<Callback>('POST', '/v1/callbacks', wish)
  await refetched
  await admin.send('DELETE', `/v1/callbacks/${callback.id}`)
  await expect(queues).toContainText('Sales')
  await expect(page.getByText('could not be loaded')).toHaveCount(0)
})

test('a contact beside calls says that what came of it could not be asked for', async ({
  newDesk,
  admin,
}) => {
  const queueId = await idOf(admin, '/v1/queues', 'Support')
  const disposition = { id: '01968ae3-4c00-7000-8000-0000000000e1', name: 'Answered' }
  await admin.setQueue('Support', {
    wrapUp: {
      mode: 'optional',
      dispositionRequired: false,
      dispositions: [{ ...disposition, result: 'resolved', children: [] }],
    },
  })
  const ada = await newDesk('agent1@demo.test')
  await fail(ada.page, '**/v1/queues')
  await ada.page.reload()
  await ada.goAvailable()
  const chat = { channel: 'chat', queueId, from: 'Kim Novak', subject: 'My order' }
  await admin.send<Contact>('POST', '/v1/contacts', chat)
  await ada.page.getByRole('button', { name: /^Accept: Chat from Kim Novak/ }).click()
  const notice = ada.page
    .getByRole('alert')
    .filter({ hasText: 'What can come of a contact could not be loaded.' })
  await expect(notice).toBeVisible()
  await ada.page.unroute('**/v1/queues')
  await notice.getByRole('button', { name: 'Try again' }).click()
  await expect(notice).toHaveCount(0)
  await expect(ada.page.getByRole('combobox', { name: 'What came of it' })).toBeVisible()
})

test('the agents of the floor say why they are not there, and come', async ({
  newDesk,
  centre,
}) => {
  const { page } = await newDesk('supervisor@demo.test')
  await fail(page, '**/v1/teams')
  await page.goto(`${centre.origin}/agent/floor`)
  const failed = page.getByRole('alert').filter({ hasText: 'The agents could not be loaded' })
  await expect(failed).toContainText('HTTP 500')
  await retry(page, '**/v1/teams')
  await expect(page.getByRole('table', { name: 'Agents' })).toContainText('Ada Morgan')
})

test('a wallboard without a connection says so as large as its rows', async ({
  newDesk,
  centre,
}) => {
  const { page } = await newDesk('supervisor@demo.test')
  await page.setViewportSize({ width: 1920, height: 1080 })
  await page.route('**/v1/live?**', (route) => route.abort())
  await page.goto(`${centre.origin}/agent/wallboard`)
  const notice = page.getByText('No connection. Trying again…')
  await expect(notice).toBeVisible()
  const heightPx = await notice.evaluate((text) =>
    Number.parseFloat(getComputedStyle(text).fontSize),
  )
  expect(heightPx).toBeGreaterThanOrEqual(30)
})

test('the admin portal says nothing of queues that it does not know', async ({
  newPerson,
  centre,
  admin,
}) => {
  const { page } = await newPerson(agentHz)
  await hold(page, '**/v1/queues')
  await openAdmin(page, centre.origin, '/skills')
  const spanish = page.getByRole('row', { name: /Spanish/ })
  await expect(spanish).toBeVisible()
  await expect(spanish).not.toContainText('No queue')
  await page.unroute('**/v1/queues')

  await fail(page, '**/schedule?**')
  const ada = await idOf(admin, '/v1/agents', 'Ada Morgan')
  await page.goto(`${centre.origin}/admin/agents/${ada}`)
  const failed = page.getByRole('alert').filter({ hasText: 'The schedule could not be loaded' })
  await expect(failed).toContainText('HTTP 500')
  await retry(page, '**/schedule?**')
  await expect(page.getByText('Nothing is planned for this week')).toBeVisible()
})
