import { Email } from '@iris/contracts'
import { leaveMail, mailStatus } from '../../mail/service.ts'
import { type FlowRun, inWork, type WorkParts } from './flow-run.ts'

/** Mail that a flow sends: plain text, to at most ten. */
export interface MailCommand {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
}

export type MailResult =
  /** It is on its way: it is tried for a week. */
  { readonly kind: 'sent' } | MailFailure

interface MailFailure {
  readonly kind: 'failed'
  readonly code: 'bad_address' | 'bad_mail' | 'too_many'
  readonly reason: string
}

const mostRecipients = 10
const longestSubject = 200
const longestText = 20_000
/** What may wait in a centre before flows may leave no more: a flow that goes wrong must not fill the outbox. */
const mostWaiting = 1000

/** Leaves a mail to each of those it is for; all of them or none. */
export async function sendMail(
  parts: WorkParts,
  run: FlowRun,
  command: MailCommand,
): Promise<MailResult> {
  const subject = command.subject.replaceAll(/\s+/g, ' ').trim()
  const problem = problemOf(command, subject)
  if (problem) return problem
  const recipients = recipientsOf(command.to)
  if ('kind' in recipients) return recipients
  return inWork(parts, run, async (work): Promise<MailResult> => {
    const { waiting } = await mailStatus(work, true)
    if (waiting + recipients.length > mostWaiting) {
      return failed('too_many', `More than ${mostWaiting} mails wait already.`)
    }
    for (const to of recipients) await leaveMail(work, { to, subject, text: command.text })
    return { kind: 'sent' }
  })
}

function problemOf({ text }: MailCommand, subject: string): MailFailure | undefined {
  if (subject === '') return failed('bad_mail', 'The mail has no subject.')
  if (subject.length > longestSubject) {
    return failed('bad_mail', `The subject has more than ${longestSubject} characters.`)
  }
  if (text.trim() === '') return failed('bad_mail', 'The mail has no text.')
  if (text.length > longestText) {
    return failed('bad_mail', `The text has more than ${longestText} characters.`)
  }
  return `${subject}${text}`.includes('\0')
    ? failed('bad_mail', 'The mail has characters that no mail may have.')
    : undefined
}

/** Each address once. */
function recipientsOf(to: readonly string[]): readonly string[] | MailFailure {
  const parsed = to.map((address) => Email.safeParse(address))
  const wrong = parsed.findIndex(({ success }) => !success)
  if (wrong !== -1) return failed('bad_address', `The ${wrong + 1}. address is no mail address.`)
  const addresses = [...new Set(parsed.flatMap(({ data }) => data ?? []))]
  if (addresses.length === 0) return failed('bad_address', 'The mail is for nobody.')
  if (addresses.length > mostRecipients) {
    return failed('bad_address', `The mail is for more than ${mostRecipients}.`)
  }
  return addresses
}

const failed = (code: MailFailure['code'], reason: string): MailFailure => ({
  kind: 'failed',
  code,
  reason,
})
