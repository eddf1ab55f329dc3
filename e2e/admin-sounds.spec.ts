import type { Prompt, Queue, TenantNumber, VoicemailBox } from '@iris/contracts'
import { channelsOfWav, openPlainMedia, openUdpLine, ScriptedPhone } from '@iris/telephony/testing'
import { tone, tonesIn, wavFile } from '@iris/telephony/testing'
import type { ApiAsAdmin } from './fixtures/api-as-admin.ts'
import { agentHz, expect, test } from './fixtures/test.ts'
import { choose, openAdmin } from './pages/admin-page.ts'

const jingleHz = 700
const beepHz = 1400

const jingle = (name: string, lastsMs: number) => ({
  name,
  mimeType: 'audio/wav',
  buffer: wavFile(tone(jingleHz, lastsMs), 'PCMU'),
})

async function only<Item>(admin: ApiAsAdmin, path: string): Promise<Item | undefined> {
  return (await admin.send<{ items: Item[] }>('GET', path)).items.at(-1)
}

test('a prompt is uploaded, heard, renamed, spoken anew and deleted', async ({
  centre,
  newPerson,
  admin,
}) => {
  const { page } = await newPerson(agentHz)
  await openAdmin(page, centre.origin, '/prompts')
  await expect(page.getByText('No prompts yet')).toBeVisible()

  await page.getByRole('button', { name: 'New prompt' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Jingle')
  await choose(page, 'Sound', 'A sound file')
  await dialog.getByRole('button', { name: 'Add prompt' }).click()
  await expect(dialog).toContainText('Choose a file.')
  const noSound = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('not a sound') }
  await dialog.getByLabel('Sound file').setInputFiles(noSound)
  await expect(dialog).toContainText('This file cannot be read as sound.')
  await dialog.getByLabel('Sound file').setInputFiles(jingle('jingle.wav', 6000))
  await expect(dialog.getByLabel('Listen to jingle.wav')).toBeVisible()
  await dialog.getByRole('button', { name: 'Add prompt' }).click()
  const row = page.getByRole('row', { name: /Jingle/ })
  await expect(row).toContainText('Uploaded')
  await expect(row).toContainText('0:06')
  const prompt = await only<Prompt>(admin, '/v1/prompts')
  const { left } = channelsOfWav(await admin.audio(`/v1/prompts/${prompt?.id}/audio`))
  expect(tonesIn(left.subarray(2000, 10_000), [jingleHz, 440])).toEqual([jingleHz])

  await row.getByRole('button', { name: 'Listen to Jingle' }).click()
  await expect(row.getByRole('button', { name: 'Stop' })).toBeVisible()
  await expect(row.getByRole('button', { name: 'Listen to Jingle' })).toBeVisible()

  await row.getByRole('button', { name: 'Actions for Jingle' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await dialog.getByLabel('Name').fill('Closed')
  await choose(page, 'Sound', 'Spoken from a text')
  await dialog.getByLabel('Text').fill('We are closed today.')
  await dialog.getByRole('button', { name: 'Save' }).click()
  const spoken = page.getByRole('row', { name: /Closed/ })
  await expect(spoken).toContainText('Spoken')

  await spoken.getByRole('button', { name: 'Actions for Closed' }).click()
  await page.getByRole('menuitem', { name: 'Delete Closed' }).click()
  await page.getByRole('button', { name: 'Delete Closed' }).click()
  await expect(page.getByText('No prompts yet')).toBeVisible()
})

test('a box with a greeting of its own answers a new number', async ({
  centre,
  newPerson,
  admin,
}) => {
  const { page } = await newPerson(agentHz)
  await openAdmin(page, centre.origin, '/voicemail')
  await page.getByRole('button', { name: 'New box' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Night line')
  await choose(page, 'Messages are for', 'Support')
  await choose(page, 'Callers hear', 'A sound file')
  await dialog.getByLabel('Sound file').setInputFiles(jingle('greeting.wav', 2000))
  await dialog.getByLabel('Send messages to').fill('nobody')
  await dialog.getByRole('button', { name: 'Add box' }).click()
  await expect(dialog).toContainText('Write an address such as')
  await dialog.getByLabel('Send messages to').fill('night@example.com')
  await dialog.getByRole('button', { name: 'Add box' }).click()
  const row = page.getByRole('row', { name: /Night line/ })
  await expect(row).toContainText('Agents of Support')
  await expect(row).toContainText('Sound, 0:02')
  expect(await only<VoicemailBox>(admin, '/v1/voicemail-boxes')).toMatchObject({
    name: 'Night line',
    mailTo: 'night@example.com',
    greetingAudio: { durationMs: 2000 },
  })

  await page.getByRole('link', { name: 'Numbers' }).click()
  await page.getByRole('button', { name: 'New number' }).click()
  await dialog.getByLabel('Number').fill('+1 (555) 010-0142')
  await choose(page, 'Answered by', 'Night line')
  await dialog.getByRole('button', { name: 'Add number' }).click()
  await expect(page.getByRole('row', { name: /010-0142/ })).toContainText('Voicemail: Night line')

  const line = await openUdpLine({ host: '127.0.0.1', port: centre.sipPort })
  const media = { media: {}, openMedia: openPlainMedia }
  const phone = new ScriptedPhone(line, { user: '+15550100199', domain: '127.0.0.1', ...media })
  const call = await phone.call('+15550100142')
  await call.hears('200')
  await call.rtp.hears([jingleHz])
  await call.rtp.hears([beepHz])
  await phone.close()
})

test('what is recorded is chosen for the centre, for a queue and for a number', async ({
  centre,
  newPerson,
  admin,
}) => {
  // As it is: what the page makes of it is undone after the test.
  await admin.setQueue('Sales', { record: 'off' })
  const { page } = await newPerson(agentHz)
  await openAdmin(page, centre.origin, '/recording')
  await choose(page, 'Talks are recorded', /after a beep/)
  await choose(page, 'Kept', 'for 90 days')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The policy is changed').first()).toBeVisible()
  expect(await admin.send('GET', '/v1/recording-policy')).toEqual({
    rule: 'on_with_beep',
    retentionDays: 90,
  })
  await expect(page.getByText('No recording is held')).toBeVisible()

  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: /Choose whether Sales is recorded/ }).click()
  await dialog.getByRole('combobox', { name: 'Talks are recorded' }).click()
  await page.getByRole('option', { name: /announced/ }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('row', { name: /Sales/ })).toContainText('On, announced')
  await page.getByRole('button', { name: /Choose whether .*Main line is recorded/ }).click()
  await dialog.getByRole('combobox', { name: 'Talks are recorded' }).click()
  await page.getByRole('option', { name: /Always, without a word/ }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Main line was changed').first()).toBeVisible()
  const { items } = await admin.send<{ items: TenantNumber[] }>('GET', '/v1/numbers')
  const main = items.find(({ label }) => label === 'Main line')
  expect(main).toMatchObject({ record: 'on' })

  await admin.send('PATCH', `/v1/numbers/${main?.id}`, { record: 'off' })
  await admin.send('PUT', '/v1/recording-policy', { rule: 'off', retentionDays: null })
})

test('the music of a queue is chosen among the prompts, in an order', async ({
  centre,
  newPerson,
  admin,
}) => {
  await admin.setQueue('Support', { music: [] })
  const { id } = await admin.send<Prompt>('POST', '/v1/prompts', {
    name: 'Waltz',
    text: 'A waltz, as you hear.',
  })
  const { page } = await newPerson(agentHz)
  await openAdmin(page, centre.origin, '/queues')
  await page.getByRole('link', { name: 'Support' }).click()
  await page.getByRole('button', { name: 'Add a piece' }).click()
  await page.getByRole('button', { name: 'Add a piece' }).click()
  await choose(page, 'Piece 2', 'Waltz')
  await page.getByRole('button', { name: 'Move Waltz up' }).click()
  await expect(page.getByRole('combobox', { name: 'Piece 1' })).toContainText('Waltz')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Support is changed').first()).toBeVisible()
  const { items } = await admin.send<{ items: Queue[] }>('GET', '/v1/queues')
  expect(items.find(({ name }) => name === 'Support')?.music).toEqual([id, 'hold-music'])

  await page.goto(`${centre.origin}/admin/prompts`)
  await expect(page.getByRole('row', { name: /Waltz/ })).toContainText('Support')
})
