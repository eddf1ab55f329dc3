import type { MailStatus, TenantNumber, Voicemail, VoicemailBox } from '@iris/contracts'
import { openMailServer, refusal, type MailServer } from '@iris/platform/testing'
import { channelsOfWav, tonesIn } from '@iris/telephony/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CallCentre, callerTone, openCallCentre, until } from '../../testing/call-centre.ts'

const number = '+15550100172'
const beepHz = 1400

let server: MailServer
let centre: CallCentre
let night: VoicemailBox
/** Addresses the server answers with this code, as often as it says. */
const answers = new Map<string, { code: number; times: number }>()

beforeAll(async () => {
  server = await openMailServer((to) => {
    const answer = answers.get(to)
    if (!answer || answer.times === 0) return undefined
    answer.times -= 1
    return refusal(answer.code, 'Not now.')
  })
  centre = await openCallCentre({ SMTP_URL: server.url, IRIS_MAIL_FROM: 'iris@centre.example' })
  night = await box('Night', 'night@example.com')
  await centre.asAdmin<TenantNumber>('POST', '/v1/numbers', { number, voicemailBoxId: night.id })
})
afterAll(async () => {
  await centre.close()
  await server.close()
})

const box = (name: string, mailTo: string | null, agentId: string | null = null) =>
  centre.asAdmin<VoicemailBox>('POST', '/v1/voicemail-boxes', { name, mailTo, agentId })

const messages = async () =>
  (await centre.asAdmin<{ items: Voicemail[] }>('GET', '/v1/voicemails')).items

async function leaveMessage(): Promise<Voicemail> {
  const before = (await messages()).length
  const call = await (await centre.caller()).call(number)
  await call.hears('200')
  await call.rtp.hears([beepHz])
  call.rtp.say(callerTone)
  await call.rtp.receives(150)
  call.rtp.press('#')
  await call.hears('BYE')
  await until('the message is there', async () => (await messages()).length === before + 1)
  const [message] = await messages()
  if (!message) throw new Error('There is no message')
  return message
}

const mailsTo = (to: string) => server.came.filter((mail) => mail.to === to)
const mailed = (to: string, count = 1) =>
  until(`${to} has ${count} mails`, async () => mailsTo(to).length === count)

/** The file that is attached to a mail. */
function attachmentOf(source: string): Buffer {
  const [, encoded = ''] =
    /audio\/wav[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(source) ?? []
  return Buffer.from(encoded, 'base64')
}

/** Makes what waits due now, as if it had not failed yet: the pauses are for servers, not for tests. */
const hurry = () =>
  centre.ground.database.asSystem((tx) =>
    tx
      .updateTable('mails')
      .set({ next_at: new Date(), problem: null })
      .where('state', '=', 'waiting')
      .execute(),
  )

const status = () => centre.asAdmin<MailStatus>('GET', '/v1/mail')

describe('a message in a box with a mail address', () => {
  it('is mailed with its sound, and the lamp of the box is lit', async () => {
    const lamps: unknown[] = []
    const stop = centre.ground.bus.watch((event) => {
      if (event.type === 'voicemail_box.waiting_changed') lamps.push(event.payload)
    })
    await leaveMessage()
    await mailed('night@example.com')
    const [mail] = mailsTo('night@example.com')
    expect(mail?.source).toMatch(/^Subject: Voicemail from \(555\) 010-0199 in Night\r$/m)
    const { left } = channelsOfWav(attachmentOf(mail?.source ?? ''))
    expect(tonesIn(left.subarray(4000, 12_000), [callerTone, beepHz])).toEqual([callerTone])
    expect(lamps).toEqual([{ boxId: night.id, queueId: null, agentId: null, unheard: 1 }])
    stop()
  })

  it('is forwarded with a note to an agent’s own box, which is mailed too', async () => {
    const ada = await centre.agent('agent1@demo.test')
    const [message] = await messages()
    const path = `/v1/voicemails/${message?.id}/forward`
    const to = { kind: 'agent', agentId: ada.id }
    await expect(centre.asAdmin('POST', path, { to })).rejects.toThrow('no voicemail box')
    const own = await box('Ada', 'ada@example.com', ada.id)
    await centre.asAdmin('POST', path, { to, note: 'Please call back.' })
    const { items } = await ada.send<{ items: Voicemail[] }>('GET', '/v1/voicemails')
    expect(items).toMatchObject([
      { box: { id: own.id }, forwardedBy: 'Noor Haddad', note: 'Please call back.', heardAt: null },
    ])
    await mailed('ada@example.com')
    expect(mailsTo('ada@example.com')[0]?.source).toContain('Please call back.')
    await centre.asAdmin('DELETE', `/v1/voicemails/${message?.id}`)
    const copy = await centre.audio(`/v1/voicemails/${items[0]?.id}/audio`)
    expect(copy.response.status).toBe(200)
    expect(channelsOfWav(copy.bytes).left.length).toBeGreaterThan(16_000)
  })

  it('is moved to another box, out of the reach of those who could hear it', async () => {
    const ada = await centre.agent('agent1@demo.test')
    const { items } = await ada.send<{ items: Voicemail[] }>('GET', '/v1/voicemails')
    const path = `/v1/voicemails/${items[0]?.id}`
    const targets = await ada.send<{ items: object[] }>('GET', '/v1/voicemail-targets')
    expect(targets.items).toContainEqual({ id: night.id, name: 'Night' })
    const nowhere = { boxId: '01968ae3-4c00-7000-8000-000000000001' }
    await expect(ada.send('PATCH', path, nowhere)).rejects.toThrow('no such voicemail box')
    const moved = await ada.send<Voicemail>('PATCH', path, { boxId: night.id })
    expect(moved.box.name).toBe('Night')
    await expect(ada.send('PATCH', path, { heard: true })).rejects.toThrow('not_found')
  })
})

describe('a mail', () => {
  it('that cannot be taken now is sent later', async () => {
    answers.set('night@example.com', { code: 451, times: 2 })
    const before = mailsTo('night@example.com').length
    await leaveMessage()
    for (const left of [1, 0]) {
      await until('it was tried', async () => answers.get('night@example.com')?.times === left)
      await until('it waits', async () => (await status()).problem !== null)
      expect(await status()).toMatchObject({ configured: true, waiting: 1 })
      await hurry()
    }
    await mailed('night@example.com', before + 1)
    await until('nothing waits', async () => (await status()).waiting === 0)
  })

  it('that will never be taken is given up, and the admin can see why', async () => {
    answers.set('night@example.com', { code: 550, times: 1 })
    const before = mailsTo('night@example.com').length
    await leaveMessage()
    await until('it is given up', async () => (await status()).failed === 1)
    expect((await status()).problem).toContain('Not now.')
    expect(mailsTo('night@example.com')).toHaveLength(before)
  })
})
