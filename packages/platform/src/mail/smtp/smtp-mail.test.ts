import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type MailServer, openMailServer, refusal } from '../../testing/mail-server.ts'
import type { MailMessage } from '../mail.ts'
import { openSmtpMail, type SmtpMailOptions } from './open-smtp-mail.ts'

const message: MailMessage = {
  id: 'm-1',
  to: 'ada@example.com',
  subject: 'Nachricht für Ada',
  text: 'Hällo.\n',
  attachments: [
    { fileName: 'message.wav', contentType: 'audio/wav', content: Buffer.from('RIFF sound') },
  ],
}

async function server(...options: Parameters<typeof openMailServer>): Promise<MailServer> {
  const opened = await openMailServer(...options)
  onTestFinished(() => opened.close())
  return opened
}

function mailBy(url: string, options: Partial<SmtpMailOptions> = {}) {
  const mail = openSmtpMail({ url, from: 'Iris <iris@centre.example>', ...options })
  onTestFinished(() => mail.close())
  return mail
}

describe('mail by SMTP', () => {
  test('comes with its text and its attachment, under the id it was given', async () => {
    const { url, came } = await server()
    await mailBy(url).send(message)
    expect(came).toHaveLength(1)
    const { to, source } = came[0] ?? { to: '', source: '' }
    expect(to).toBe('ada@example.com')
    expect(source).toMatch(/^Message-ID: <m-1@centre\.example>\r$/m)
    expect(source).toMatch(/^From: Iris <iris@centre\.example>\r$/m)
    expect(source).toMatch(/^Auto-Submitted: auto-generated\r$/m)
    expect(source).toMatch(/^Subject: =\?UTF-8\?Q\?Nachricht_f=C3=BCr_Ada\?=\r$/m)
    expect(source).toContain('H=C3=A4llo.')
    expect(source).toContain('Content-Type: audio/wav; name=message.wav')
    expect(source).toContain(Buffer.from('RIFF sound').toString('base64'))
  })

  test('signs in where the address says who', async () => {
    const asked: string[] = []
    const { url, came } = await server(undefined, {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username = '', password = '' }, _session, done) => {
        asked.push(`${username} ${password}`)
        if (password === 'p@ss') done(null, { user: username })
        else done(refusal(535, 'wrong'))
      },
    })
    await mailBy(url.replace('//', '//iris:p%40ss@')).send(message)
    expect(came).toHaveLength(1)
    const wrong = mailBy(url.replace('//', '//iris:other@')).send(message)
    // The password can be put right; the message is kept for then.
    await expect(wrong).rejects.toMatchObject({ kind: 'unavailable' })
    expect(asked).toEqual(['iris p@ss', 'iris other'])
  })

  test.each([
    [550, 'refused'],
    [452, 'unavailable'],
  ] as const)('that the server answers with %i is %s', async (code, kind) => {
    const { url } = await server(() => refusal(code, 'No.'))
    await expect(mailBy(url).send(message)).rejects.toMatchObject({ kind })
  })

  test('goes to one address, whatever is written in it', async () => {
    const { url, came } = await server()
    const to = 'ada@example.com, eve@example.com'
    await mailBy(url)
      .send({ ...message, to })
      .catch(() => undefined)
    expect(came.map((mail) => mail.to)).not.toContain('eve@example.com')
  })

  test('waits no longer for a silent server than it is told', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => void silent.close())
    const { port } = silent.address() as AddressInfo
    const sending = mailBy(`smtp://127.0.0.1:${port}`, { timeoutMs: 200 }).send(message)
    await expect(sending).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test('says so when nobody is there', async () => {
    const gone = await openMailServer()
    await gone.close()
    await expect(mailBy(gone.url).send(message)).rejects.toMatchObject({ kind: 'unavailable' })
  })
})
