import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail server of a test: a real one, that takes what is sent to it. */
export interface MailServer {
  readonly url: string
  /** What came, as it went over the wire. */
  readonly came: readonly ReceivedMail[]
  close(): Promise<void>
}

interface ReceivedMail {
  readonly to: string
  /** Headers and body (RFC 5322). */
  readonly source: string
}

/** Opens a server on a free port of this machine. `answer` may refuse a recipient, by an error with a `responseCode`. */
export async function openMailServer(
  answer: (to: string) => Error | undefined = () => undefined,
  options: SMTPServerOptions = {},
): Promise<MailServer> {
  const came: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => done(answer(address) ?? null),
    onData: (stream, { envelope }, done) => {
      buffer(stream).then(
        (bytes) => {
          came.push({ to: envelope.rcptTo[0]?.address ?? '', source: bytes.toString() })
          done()
        },
        (error: Error) => done(error),
      )
    },
    ...options,
  })
  const listener = server.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    came,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** A server's refusal with this SMTP code. */
export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
