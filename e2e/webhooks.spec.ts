import type { Call, Flow, TenantNumber } from '@iris/contracts'
import { loudness, openPlainMedia, openUdpLine, ScriptedPhone } from '@iris/telephony/testing'
import type { Page } from '@playwright/test'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import type { ApiAsAdmin } from './fixtures/api-as-admin.ts'
import { agentHz, expect, test } from './fixtures/test.ts'
import { DeskPage } from './pages/desk-page.ts'

interface Hook {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const saying = { kind: 'say', text: 'Your server has the call, and you hear its words.' }

/** A customer's server, which does the same with every caller; and what it was asked. */
async function openCustomer(verb: object = saying) {
  const asked: Hook[] = []
  const told: Hook[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const isStatus = request.url === '/status'
      ;(isStatus ? told : asked).push({ headers: request.headers, body })
      if (isStatus) return response.writeHead(204).end()
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify([verb]))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { asked, told, origin: `http://127.0.0.1:${port}`, close: () => void server.close() }
}

/** Standard Webhooks: the base64 of an HMAC over id, time and body. */
function isSignedBy({ headers, body }: Hook, secret: string): boolean {
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(expected)
}

async function openAdmin(page: Page, origin: string, path: string): Promise<void> {
  const desk = new DeskPage(page, origin)
  await desk.fillSignIn('admin@demo.test')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(desk.phone).toContainText('Phone ready')
  await page.goto(`${origin}/admin${path}`)
}

async function choose(page: Page, field: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option }).click()
}

test('a number is answered by a server, which knows our messages by the secret it was given', async ({
  centre,
  newPerson,
  admin,
}) => {
  const customer = await openCustomer()
  const { page, context } = await newPerson(agentHz)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openAdmin(page, centre.origin, '/webhooks')
  await expect(page.getByText('None was made yet.')).toBeVisible()
  await expect(page.getByText('No number has an address')).toBeVisible()

  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Make a secret' }).click()
  await dialog.getByRole('button', { name: 'Make it' }).click()
  const shown = dialog.getByLabel('Secret')
  await expect(shown).toBeFocused()
  const secret = await shown.inputValue()
  expect(secret).toMatch(/^whsec_/)
  await dialog.getByRole('button', { name: 'Copy' }).click()
  await expect(dialog.getByText('It is copied.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret)
  await dialog.getByRole('button', { name: 'I have kept it' }).click()
  await expect(page.getByText('The secret of now was made')).toBeVisible()
  await expect(page.getByText(secret)).toHaveCount(0)

  await page.getByRole('link', { name: 'Numbers' }).click()
  await page.getByRole('button', { name: 'New number' }).click()
  await dialog.getByLabel('Number').fill('+15550100143')
  await choose(page, 'Answered by', /^A webhook/)
  await dialog.getByRole('button', { name: 'Add number' }).click()
  await expect(dialog).toContainText('Write an address such as')
  await dialog.getByLabel('Address', { exact: true }).fill(`${customer.origin}/answer`)
  await expect(dialog).not.toContainText('Write an address such as')
  await dialog.getByLabel('Second address').fill('nowhere')
  await dialog.getByLabel('Tell about calls').fill(`${customer.origin}/status`)
  await expect(dialog).toContainText('Write an address such as')
  await dialog.getByLabel('Second address').fill('')
  await dialog.getByRole('button', { name: 'Add number' }).click()
  await expect(page.getByRole('row', { name: /010-0143/ })).toContainText('Webhook: 127.0.0.1')

  const line = await openUdpLine({ host: '127.0.0.1', port: centre.sipPort })
  const media = { media: {}, openMedia: openPlainMedia }
  const phone = new ScriptedPhone(line, { user: '+15550100199', domain: '127.0.0.1', ...media })
  const call = await phone.call('+15550100143')
  await call.rtp.until('hears words', () => loudness(call.rtp.latestAudio()) > 200)
  await call.hears('BYE')
  await phone.close()
  const [question] = customer.asked
  expect(question && isSignedBy(question, secret)).toBe(true)
  await expect.poll(() => customer.told.length).toBe(3)
  expect(customer.told.every((hook) => isSignedBy(hook, secret))).toBe(true)

  await page.getByRole('link', { name: 'Webhooks' }).click()
  await expect(page.getByRole('row', { name: /Says what to do/ })).toContainText('/answer')
  await expect(page.getByRole('row', { name: /Is told of calls/ })).toContainText('/status')
  await page.getByRole('button', { name: 'Make a new secret' }).click()
  await dialog.getByRole('checkbox', { name: 'End the one before now' }).click()
  await dialog.getByRole('button', { name: 'Make it' }).click()
  await expect(shown).not.toHaveValue(secret)
  await page.keyboard.press('Escape')
  await expect(shown).toBeVisible()
  await dialog.getByRole('button', { name: 'I have kept it' }).click()

  await page.getByRole('link', { name: 'Numbers' }).click()
  await page
    .getByRole('row', { name: /010-0143/ })
    .getByRole('button')
    .click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await choose(page, 'Answered by', /^Nothing/)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('row', { name: /010-0143/ })).toContainText('Not in service')
  const { items } = await admin.send<{ items: TenantNumber[] }>('GET', '/v1/numbers')
  const number = items.find((one) => one.number.value === '+15550100143')
  expect(number).toMatchObject({
    answerUrl: null,
    statusCallbackUrl: `${customer.origin}/status`,
  })
  customer.close()
})

async function mainLine(admin: ApiAsAdmin): Promise<TenantNumber | undefined> {
  const { items } = await admin.send<{ items: TenantNumber[] }>('GET', '/v1/numbers')
  return items.find(({ label }) => label === 'Main line')
}

/** The name of the flow that answers the demo's number. */
async function flowOfMainLine(admin: ApiAsAdmin): Promise<string> {
  const { items } = await admin.send<{ items: Flow[] }>('GET', '/v1/flows')
  const number = await mainLine(admin)
  return items.find(({ id }) => id === number?.flowId)?.name ?? ''
}

test('a number’s webhook gives way to its flow when nobody answers there', async ({
  centre,
  newPerson,
  admin,
}) => {
  const flow = await flowOfMainLine(admin)
  const { page } = await newPerson(agentHz)
  await openAdmin(page, centre.origin, '/numbers')
  await page
    .getByRole('row', { name: /Main line/ })
    .getByRole('button')
    .click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('combobox', { name: 'Answered by' })).toHaveText(flow)
  await choose(page, 'Answered by', /^A webhook/)
  await dialog.getByLabel('Address', { exact: true }).fill(`${centre.origin}/not-there`)
  await choose(page, 'Where neither answers', flow)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('row', { name: /Main line/ })).toContainText('Webhook:')

  const main = await mainLine(admin)
  expect(main?.flowId).not.toBeNull()
  const line = await openUdpLine({ host: '127.0.0.1', port: centre.sipPort })
  const media = { media: {}, openMedia: openPlainMedia }
  const phone = new ScriptedPhone(line, { user: '+15550100199', domain: '127.0.0.1', ...media })
  const before = await admin.records()
  const call = await phone.call(main?.number.value ?? '')
  await call.hears('200')
  await call.rtp.until('hears words', () => loudness(call.rtp.latestAudio()) > 200)
  call.hangup()
  await phone.close()
  const { path } = await admin.nextRecord(before)
  expect(path.some(({ kind }) => kind === 'menu' || kind === 'say')).toBe(true)
  await admin.send('PATCH', `/v1/numbers/${main?.id}`, { answerUrl: null })
})

test('a call that a server leads has its record when the centre is killed in it', async ({
  centre,
  admin,
}) => {
  const customer = await openCustomer({ kind: 'gather', firstDigitTimeoutMs: 60_000 })
  const number = '+15550100144'
  await admin.send('POST', '/v1/numbers', { number, answerUrl: `${customer.origin}/answer` })
  const line = await openUdpLine({ host: '127.0.0.1', port: centre.sipPort })
  const media = { media: {}, openMedia: openPlainMedia }
  const phone = new ScriptedPhone(line, { user: '+15550100199', domain: '127.0.0.1', ...media })
  const before = await admin.records()
  const call = await phone.call(number)
  await call.hears('200')
  await expect
    .poll(async () => {
      const { items } = await admin.send<{ items: Call[] }>('GET', '/v1/calls?state=live')
      return items[0]?.path.map(({ kind }) => kind)
    })
    .toEqual(['gather'])
  await centre.kill()
  await centre.restart()
  const record = await admin.nextRecord(before)
  expect(record).toMatchObject({ cause: 'INTERRUPTED', endedBy: 'system' })
  expect(record.answeredAt).not.toBeNull()
  await phone.close()
  customer.close()
})
