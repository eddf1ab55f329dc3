import { type Mail, MailError, type MailMessage } from '@iris/platform'
import { sql } from 'kysely'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openTestCentre, problemCode, type TestCentre } from '../../testing/test-centre.ts'
import { forgetOldMails, type MessageSound, sendDueMails } from './sender.ts'
import { leaveMail } from './service.ts'

let centre: TestCentre
let tenantId: string
let sent: MailMessage[]
let failure: MailError | undefined

const mail: Mail = {
  async send(message) {
    if (failure) throw failure
    sent.push(message)
  },
  async close() {},
}
const sound: MessageSound = {
  fileName: 'message.wav',
  contentType: 'audio/wav',
  content: Buffer.from('RIFF'),
}
const parts = (soundOf: () => Promise<MessageSound | undefined> = async () => sound) => ({
  database: centre.database,
  mail,
  log: pino({ level: 'silent' }),
  soundOf,
})

beforeAll(async () => {
  centre = await openTestCentre()
  tenantId = (await centre.newTenant()).tenantId
})
afterAll(() => centre.close())
beforeEach(async () => {
  sent = []
  failure = undefined
  await centre.database.asSystem((tx) => tx.deleteFrom('mails').execute())
  await centre.doWork(tenantId, null, (work) =>
    leaveMail(work, {
      to: 'ada@example.com',
      subject: 'Voicemail',
      text: 'Somebody left a message.\n',
      voicemailId: uuidv7(),
    }),
  )
})

const row = () =>
  centre.database.asSystem((tx) => tx.selectFrom('mails').selectAll().executeTakeFirst())
const set = (change: { next_at: Date }) =>
  centre.database.asSystem((tx) => tx.updateTable('mails').set(change).execute())

describe('a mail that is due', () => {
  it('is sent once, also where two processes look at the same time', async () => {
    const tried = await Promise.all([sendDueMails(parts()), sendDueMails(parts())])
    expect(tried.toSorted()).toEqual([0, 1])
    expect(sent).toMatchObject([{ to: 'ada@example.com', attachments: [sound] }])
    expect(await row()).toMatchObject({ state: 'sent', attempts: 1, problem: null })
    expect(await sendDueMails(parts())).toBe(0)
  })

  it('is taken again under the same id when the process that took it died', async () => {
    const died = { ...parts(), soundOf: () => Promise.reject(new Error('killed')) }
    await expect(sendDueMails(died)).rejects.toThrow('killed')
    expect(await sendDueMails(parts())).toBe(0)
    await set({ next_at: new Date() })
    expect(await sendDueMails(parts())).toBe(1)
    expect(sent[0]?.id).toBe((await row())?.id)
  })

  it('waits longer after each failure, and is given up after the tenth', async () => {
    failure = new MailError('unavailable', 'busy')
    const pauses: number[] = []
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      await set({ next_at: new Date() })
      await sendDueMails(parts())
      const { next_at: nextAt } = (await row()) ?? { next_at: new Date(0) }
      pauses.push(Math.round((nextAt.getTime() - Date.now()) / 10_000) * 10)
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
    await set({ next_at: new Date() })
    await sendDueMails(parts())
    expect(await row()).toMatchObject({ state: 'failed', attempts: 10, problem: 'busy' })
  })

  it.each([-10, 10])(
    'waits by the database’s clock, where that here is %i minutes off',
    async (minutes) => {
      onTestFinished(() => void vi.useRealTimers())
      failure = new MailError('unavailable', 'busy')
      vi.setSystemTime(Date.now() + minutes * 60_000)
      expect(await sendDueMails(parts())).toBe(1)
      vi.useRealTimers()
      const pauseMs = ((await row())?.next_at.getTime() ?? 0) - Date.now()
      expect(pauseMs).toBeGreaterThan(0)
      expect(pauseMs).toBeLessThanOrEqual(30_000)
    },
  )

  it('is not sent when its message is gone meanwhile', async () => {
    await sendDueMails(parts(async () => undefined))
    expect(sent).toEqual([])
    expect(await row()).toBeUndefined()
  })

  it('says so where the sound is too large to go along', async () => {
    await sendDueMails(parts(async () => 'too-large'))
    expect(sent).toMatchObject([{ attachments: [] }])
    expect(sent[0]?.text).toContain('too long to be sent along')
  })
})

describe('mails', () => {
  it('are forgotten: those that nobody could send in a week, and those done a month ago', async () => {
    const age = (days: number) =>
      centre.database.asSystem((tx) =>
        sql`update mails set created_at = now() - ${days} * interval '1 day'`.execute(tx),
      )
    await age(6)
    expect(await forgetOldMails(centre.database)).toBe(0)
    await age(8)
    expect(await forgetOldMails(centre.database)).toBe(1)
  })

  it('are forgotten by the database’s clock', async () => {
    onTestFinished(() => void vi.useRealTimers())
    vi.setSystemTime(Date.now() + 8 * 86_400_000)
    expect(await forgetOldMails(centre.database)).toBe(0)
  })

  it('are counted for admins, not for agents', async () => {
    const admin = await centre.newUser(tenantId, ['admin'])
    expect((await admin.send('GET', '/v1/mail')).body).toEqual({
      configured: false,
      waiting: 1,
      failed: 0,
      problem: null,
    })
    const agent = await centre.newUser(tenantId, ['agent'])
    expect(problemCode(await agent.send('GET', '/v1/mail'))).toBe('forbidden')
  })
})
