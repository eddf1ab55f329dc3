import type { MailStatus } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import type { Work } from '../../work.ts'
import * as repository from './repository.ts'

/** Leaves a mail, with the sound of a message or without, to be sent, in the transaction of what it tells of. */
export async function leaveMail(
  work: Work,
  mail: {
    readonly to: string
    readonly subject: string
    readonly text: string
    readonly voicemailId?: string
  },
): Promise<void> {
  await repository.insertMail(work.tx, {
    id: uuidv7(),
    tenant_id: work.tenantId,
    recipient: mail.to,
    subject: mail.subject,
    body: mail.text,
    voicemail_id: mail.voicemailId ?? null,
  })
}

export async function mailStatus(work: Work, configured: boolean): Promise<MailStatus> {
  const counts = await repository.countMails(work.tx)
  return { configured, ...counts, problem: await repository.latestProblem(work.tx) }
}
