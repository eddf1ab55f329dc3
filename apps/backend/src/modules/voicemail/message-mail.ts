import type { Database } from '@iris/platform'
import { streamWav, wavBytes } from '@iris/telephony'
import { buffer } from 'node:stream/consumers'
import type { Tables } from '../../tables.ts'
import type { Work } from '../../work.ts'
import { countryOf } from '../identity/tenant.ts'
import type { MessageSound } from '../mail/sender.ts'
import { leaveMail } from '../mail/service.ts'
import { displayNumber } from '../numbers/display.ts'
import type { RecordingVault } from '../recordings/vault.ts'
import { findBox, findVoicemail } from './repository.ts'

/** What most servers take, once it is written as base64. */
const largestBytes = 10 * 1024 * 1024

/** Leaves a mail about a message to be sent, where its box has an address. */
export async function mailMessage(work: Work, voicemailId: string): Promise<void> {
  const message = await findVoicemail(work.tx, undefined, voicemailId)
  const box = message && (await findBox(work.tx, message.box_id))
  if (!message || !box?.mail_to) return
  const from = displayNumber(message.from_value, await countryOf(work.tx, work.tenantId)).display
  const seconds = Math.round((message.duration_ms ?? 0) / 1000)
  await leaveMail(work, {
    to: box.mail_to,
    subject: `Voicemail from ${from} in ${box.name}`,
    text: [
      `${from} left a message of ${seconds} seconds in ${box.name}.`,
      ...(message.forwarded_by === null ? [] : [`${message.forwarded_by} forwarded it.`]),
      ...(message.note === null ? [] : ['', message.note]),
      '',
      'It is attached as a sound file, and on your desk under Voicemail.',
      '',
    ].join('\n'),
    voicemailId,
  })
}

/** The sound of a message as it goes along with a mail; nothing where it is gone. */
export async function soundOfMessage(
  { database, vault }: { readonly database: Database<Tables>; readonly vault: RecordingVault },
  tenantId: string,
  voicemailId: string,
): Promise<MessageSound | undefined> {
  const row = await database.asTenant(tenantId, (tx) => findVoicemail(tx, undefined, voicemailId))
  if (!row) return undefined
  const sealed = { id: row.id, tenantId, wrappedKey: row.wrapped_key }
  const recording = await vault.open(sealed).catch(() => undefined)
  if (!recording) return undefined
  const bytes = wavBytes(recording)
  if (bytes > largestBytes) {
    await recording.close()
    return 'too-large'
  }
  const content = await buffer(streamWav(recording, { start: 0, end: bytes }))
  return { fileName: 'message.wav', contentType: 'audio/wav', content }
}
