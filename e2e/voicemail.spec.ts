import { createRequire } from 'node:module'
import type { VoicemailBox } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { openPlainMedia, openUdpLine, ScriptedPhone } from '@iris/telephony/testing'
import type { ApiAsAdmin } from './fixtures/api-as-admin.ts'
import { expectTone } from './fixtures/expect-audio.ts'
import { agentHz, callerHz, expect, test } from './fixtures/test.ts'
import { DeskPage } from './pages/desk-page.ts'

const beepHz = 1400

/** Makes a number whose callers leave messages for the agents of Support in a box of this name. */
async function openBox(admin: ApiAsAdmin, name: string, number: string): Promise<void> {
  const { items } = await admin.send<{ items: { id: string; name: string }[] }>('GET', '/v1/queues')
  const box = await admin.send<VoicemailBox>('POST', '/v1/voicemail-boxes', {
    name,
    queueId: items.find(({ name }) => name === 'Support')?.id ?? null,
  })
  const document = flowOf({ first: block('voicemail', { box: box.name }, { error: 'end' }) })
  const flow = await admin.send<{ id: string }>('POST', '/v1/flows', { name, document })
  await admin.send('POST', `/v1/flows/${flow.id}/publish`, {})
  await admin.send('POST', '/v1/numbers', { number, flowId: flow.id })
}

async function leaveMessage(sipPort: number, number: string): Promise<void> {
  const line = await openUdpLine({ host: '127.0.0.1', port: sipPort })
  const phone = new ScriptedPhone(line, {
    user: '+15550100199',
    domain: '127.0.0.1',
    media: {},
    openMedia: openPlainMedia,
  })
  const call = await phone.call(number)
  await call.hears('200')
  await call.rtp.hears([beepHz])
  call.rtp.say(callerHz)
  await call.rtp.receives(150)
  call.rtp.press('#')
  await call.hears('BYE')
  await phone.close()
}

const recogniser = createRequire(import.meta.url).resolve('@iris/speech/testing/tone-listener.ts')
test.use({ settings: { IRIS_STT_PROGRAM: `${process.execPath} ${recogniser} hello=${callerHz}` } })

test('a message left at night is on the desk, is read and listened to there, and deleted', async ({
  centre,
  newPerson,
  admin,
}) => {
  const number = '+15550100177'
  await openBox(admin, 'Support after hours', number)
  const { page } = await newPerson(agentHz)
  const desk = new DeskPage(page, centre.origin)
  await desk.signIn('agent1@demo.test')
  await page.getByRole('link', { name: 'Voicemail' }).click()
  await expect(page.getByText('No messages')).toBeVisible()

  await leaveMessage(centre.sipPort, number)
  const messages = page.getByRole('list', { name: 'Messages' }).getByRole('listitem')
  await expect(messages).toHaveCount(1)
  await expect(messages).toContainText('(555) 010-0199')
  await expect(messages).toContainText('New')
  await expect(messages).toContainText('in Support after hours')
  // Each stretch of the tone is a word: a busy machine tears one in two.
  await expect(messages).toContainText(/“hello( hello)*”/)

  await desk.press('Listen')
  const seconds = () => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.duration)
  await expect.poll(seconds).toBeGreaterThan(2)
  await expect(messages.getByRole('button', { name: 'Mark as new' })).toBeVisible()
  await page.getByRole('button', { name: 'Delete the message from (555) 010-0199' }).click()
  await page.getByRole('button', { name: 'Delete the message', exact: true }).click()
  await expect(page.getByText('No messages')).toBeVisible()
})

test('a message is forwarded from the desk, and a greeting is recorded by its phone', async ({
  centre,
  newDesk,
  admin,
}) => {
  const number = '+15550100178'
  await openBox(admin, 'Support at noon', number)
  const desk = await newDesk('agent2@demo.test')
  const { items } = await admin.send<{ items: { id: string; name: string }[] }>('GET', '/v1/users')
  const agentId = items.find(({ name }) => name === 'Ben Okafor')?.id ?? null
  const body = { name: 'Ben’s box', agentId }
  const own = await admin.send<VoicemailBox>('POST', '/v1/voicemail-boxes', body)
  await leaveMessage(centre.sipPort, number)
  const { page } = desk
  await page.getByRole('link', { name: 'Voicemail' }).click()
  const messages = page.getByRole('list', { name: 'Messages' }).getByRole('listitem')
  await expect(messages).toHaveCount(1)
  await page.getByRole('button', { name: /^Forward the message/ }).click()
  await page.getByRole('combobox', { name: 'To the box' }).click()
  await page.getByRole('option', { name: 'Ben’s box' }).click()
  await page.getByLabel('A word about it').fill('Yours, I think.')
  await page.getByRole('button', { name: 'Forward', exact: true }).click()
  await expect(messages).toHaveCount(2)
  await expect(messages.first()).toContainText('Forwarded by Ben Okafor: Yours, I think.')

  await desk.press('Listen by phone')
  await page.getByRole('menuitem', { name: 'Ben’s box: 1 new' }).click()
  await desk.press('Keypad')
  await desk.press('2')
  const beeps = async () => (await desk.hear(beepHz)).share[beepHz]
  await expect.poll(beeps, { intervals: [50] }).toBeGreaterThan(0.5)
  // The desk's microphone says its tone.
  const heardUntil = Date.now() + 2500
  await expect.poll(() => Date.now(), { intervals: [200] }).toBeGreaterThan(heardUntil)
  await desk.press('#')
  await expectTone(desk, agentHz)
  await desk.press('1')
  const path = '/v1/voicemail-boxes'
  const boxes = async () => (await admin.send<{ items: VoicemailBox[] }>('GET', path)).items
  await expect
    .poll(async () => (await boxes()).find(({ id }) => id === own.id)?.greetingAudio?.durationMs)
    .toBeGreaterThan(1500)
})
