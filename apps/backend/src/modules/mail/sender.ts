import { type Database, type Mail, type MailAttachment, MailError } from '@iris/platform'
import { fromNow } from '../../from-now.ts'
import type { Logger } from '../../log.ts'
import type { Tables } from '../../tables.ts'
import * as repository from './repository.ts'

interface Parts {
  readonly database: Database<Tables>
  readonly mail: Mail
  /** The sound of a message; nothing where the message is gone. */
  readonly soundOf: (tenantId: string, voicemailId: string) => Promise<MessageSound | undefined>
  readonly log: Logger
}

/** `too-large`: it is not sent along. */
export type MessageSound = MailAttachment | 'too-large'

const dayMs = 86_400_000
/** Longer than a send may take, all its steps together. */
const leaseMs = 300_000
const mostAtOnce = 5
const mostAttempts = 10
const firstPauseMs = 30_000
const longestPauseMs = 3_600_000

/** Sends the mails that are due, a few at once. Returns how many were tried. */
export async function sendDueMails(parts: Parts): Promise<number> {
  const due = await parts.database.asSystem((tx) =>
    repository.claimDue(tx, { limit: mostAtOnce, leaseMs }),
  )
  await Promise.all(due.map((row) => sendOne(parts, row)))
  return due.length
}

/** Forgets mails that nobody could send for a week, and those that were done a month ago. */
export function forgetOldMails(database: Database<Tables>): Promise<number> {
  return database.asSystem((tx) =>
    repository.deleteOld(tx, { waitingMs: 7 * dayMs, doneMs: 30 * dayMs }),
  )
}

async function sendOne(parts: Parts, row: repository.MailRow): Promise<void> {
  const { database, mail, log } = parts
  const { id, tenant_id: tenantId, recipient: to, subject } = row
  const sound = row.voicemail_id === null ? 'none' : await parts.soundOf(tenantId, row.voicemail_id)
  if (sound === undefined) {
    return database.asTenant(tenantId, (tx) => repository.deleteMail(tx, id))
  }
  const change = await mail
    .send({ id, to, subject, ...contentOf(row.body, sound) })
    .then(() => ({ state: 'sent' as const, problem: null }))
    .catch((error: unknown) => afterFailure(row, error))
  const { state, problem } = change
  if (state !== 'sent') log.warn({ mailId: id, state, problem }, 'a mail was not sent')
  await database.asTenant(tenantId, (tx) => repository.updateMail(tx, id, change))
}

function contentOf(text: string, sound: MessageSound | 'none') {
  if (sound === 'none') return { text, attachments: [] }
  if (sound !== 'too-large') return { text, attachments: [sound] }
  return { text: `${text}\nIt is too long to be sent along.\n`, attachments: [] }
}

/** Tries again later and later; gives up what will never be taken, and what was tried often enough. */
function afterFailure({ attempts }: repository.MailRow, error: unknown) {
  if (!(error instanceof MailError)) throw error
  const problem = error.message.slice(0, 500)
  if (error.kind === 'refused' || attempts >= mostAttempts) {
    return { state: 'failed' as const, problem }
  }
  const pauseMs = Math.min(firstPauseMs * 2 ** (attempts - 1), longestPauseMs)
  return { state: 'waiting' as const, problem, next_at: fromNow(pauseMs) }
}
