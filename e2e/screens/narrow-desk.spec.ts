import type { Agent, Callback, Queue } from '@iris/contracts'
import type { Locator } from '@playwright/test'
import type { ApiAsAdmin } from '../fixtures/api-as-admin.ts'
import { expect, test } from '../fixtures/test.ts'
import { violationsOn } from '../fixtures/violations.ts'

const telephone = { width: 390, height: 844 }
const longName = 'Margarete Schönberger-Wiesenthal'

/** Waits until all of it stands on the screen, sideways, and nothing of it is cut off: a change of size is drawn a moment later. */
async function expectWhole(part: Locator): Promise<void> {
  await expect(part).toBeVisible()
  const isWhole = () =>
    part.evaluate((element) => {
      const { left, right } = element.getBoundingClientRect()
      const isClipped = element.scrollWidth > element.clientWidth && element.clientWidth > 0
      return left >= 0 && right <= window.innerWidth && !isClipped
    })
  await expect.poll(isWhole, `${part} is whole`).toBe(true)
}

const lines = (part: Locator): Promise<number> =>
  part.evaluate((element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
  })

test('the wallboard is read, and links to it made and revoked, on a telephone', async ({
  newDesk,
  centre,
}) => {
  const { page } = await newDesk('supervisor@demo.test')
  await page.setViewportSize(telephone)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(`${centre.origin}/agent/wallboard`)
  const targets = page.getByText(/^Target \d+% · since/)
  await expectWhole(targets)
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share the wallboard' })
  const name = 'Kitchen on the third floor, beside the window of the training room'
  await dialog.getByLabel('Where it is used').fill(name)
  await dialog.getByRole('button', { name: 'Make link' }).click()
  for (const button of ['Copy', `Revoke the link for ${name}`]) {
    await expectWhole(dialog.getByRole('button', { name: button }))
  }
  expect(await violationsOn(page)).toEqual([])
  await dialog.getByRole('button', { name: `Revoke the link for ${name}` }).click()
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Revoke/ })
    .click()
  await expect(dialog.getByRole('listitem').filter({ hasText: name })).toContainText('Revoked by')
})

test('whom an agent is to call back is read whole, and what goes on with it', async ({
  newDesk,
  admin,
}) => {
  const made = await callbacksOfAda(admin)
  const { page } = await newDesk('agent1@demo.test')
  await page.route('**/v1/me/callbacks', async (route) => {
    const answer = await route.fetch()
    const { items } = (await answer.json()) as { items: Callback[] }
    const shown = items.map((one) =>
      one.callerName === 'Nils' ? { ...one, state: 'dialling', attempts: 2, maxAttempts: 3 } : one,
    )
    await route.fulfill({ response: answer, json: { items: shown } })
  })
  await page.reload()
  const list = page.getByRole('region', { name: 'Your callbacks' })
  for (const [size, scheme] of [
    [{ width: 1440, height: 900 }, 'light'],
    [telephone, 'dark'],
  ] as const) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme: scheme })
    if (size === telephone) await page.getByRole('tab', { name: /^Work/ }).click()
    const [late, nils, later] = [longName, 'Nils', '(555) 010-0143'].map((text) =>
      list.getByRole('listitem').filter({ hasText: text }),
    ) as [Locator, Locator, Locator]
    await expectWhole(late.getByText('(555) 010-0142'))
    await expect.poll(() => lines(late.getByText('Due now'))).toBe(1)
    await expect(nils).toContainText('Calling')
    await expect(nils).toContainText('attempt 2 of 3')
    await expect(later).not.toContainText('Due now')
    await expectWhole(later.getByText('(555) 010-0143'))
    expect(await violationsOn(page)).toEqual([])
  }
  for (const { id } of made) await admin.send('DELETE', `/v1/callbacks/${id}`)
})

async function callbacksOfAda(admin: ApiAsAdmin): Promise<Callback[]> {
  const idOf = async (path: string, name: string) => {
    const { items } = await admin.send<{ items: (Queue | Agent)[] }>('GET', path)
    return items.find((one) => one.name.startsWith(name))?.id
  }
  const own = {
    queueId: await idOf('/v1/queues', 'Support'),
    agentId: await idOf('/v1/agents', 'Ada'),
  }
  const dueAt = new Date(Date.now() + 26 * 3_600_000).toISOString()
  const wishes = [
    { number: '(555) 010-0142', name: longName, note: 'Was charged twice.' },
    { number: '(555) 010-0145', name: 'Nils' },
    { number: '(555) 010-0143', dueAt },
  ]
  const made: Callback[] = []
  for (const wish of wishes) {
    made.push(await admin.send<Callback>('POST', '/v1/callbacks', { ...own, ...wish }))
  }
  return made
}
