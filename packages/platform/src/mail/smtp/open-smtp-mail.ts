import { createTransport } from 'nodemailer'
import { type Mail, MailError, type MailMessage } from '../mail.ts'

export interface SmtpMailOptions {
  /** `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte. */
  readonly url: string
  /** Whom mail is from: `Iris <iris@example.com>`. */
  readonly from: string
  /** How long a server may keep us waiting in each step. */
  readonly timeoutMs?: number
}

const usualTimeoutMs = 20_000

/** Sends mail by an SMTP server (RFC 5321); with STARTTLS where it offers that (RFC 3207). */
export function openSmtpMail({ url, from, timeoutMs = usualTimeoutMs }: SmtpMailOptions): Mail {
  const transport = createTransport({
    ...serverOf(url),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Nothing is read from files or fetched, whatever a message holds.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const host = from.replace(/^.*@/, '').replace(/>.*$/, '')
  return {
    async send(message) {
      try {
        await transport.sendMail(composed(message, from, host))
      } catch (cause) {
        throw mailErrorOf(cause)
      }
    },
    async close() {
      transport.close()
    },
  }
}

function serverOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const user = decodeURIComponent(username)
  return {
    host: hostname,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(password) } }),
  }
}

function composed({ id, to, subject, text, attachments }: MailMessage, from: string, host: string) {
  return {
    messageId: `<${id}@${host}>`,
    from,
    // As an address alone, whatever it holds, and never a list of them.
    to: { name: '', address: to },
    subject,
    text,
    // RFC 3834: no out-of-office answers to a machine.
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: attachments.map(({ fileName, contentType, content }) => ({
      filename: fileName,
      contentType,
      content,
    })),
  }
}

/** A 5xx is the server's last word (RFC 5321 §4.2.1), unless it is about us and not about the message. */
function mailErrorOf(cause: unknown): MailError {
  const { responseCode, code } = fieldsOf(cause)
  const isFinal = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH'
  const message = cause instanceof Error ? cause.message : String(cause)
  return new MailError(isFinal ? 'refused' : 'unavailable', message, { cause })
}

function fieldsOf(error: unknown): { responseCode?: number; code?: string } {
  if (typeof error !== 'object' || error === null) return {}
  return {
    ...('responseCode' in error &&
      typeof error.responseCode === 'number' && { responseCode: error.responseCode }),
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
  }
}
