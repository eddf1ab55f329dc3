import type { RecordingSheet } from '../recordings/recorder.ts'
import type { RecordingVault } from '../recordings/vault.ts'
import { mailMessage } from './message-mail.ts'
import { tellWaiting } from './waiting.ts'
import * as repository from './repository.ts'

/** A message while it is being left. */
export interface Message {
  readonly id: string
  readonly tenantId: string
  readonly nodeId: string
  readonly boxId: string
  readonly callId: string
  readonly from: string
  readonly startedAtMs: number
  readonly silenceEndMs: number
}

/** What is shorter is no message: the caller heard the beep and hung up. */
const leastMs = 1500

/** Writes a message down. Where nothing was said nothing is kept. */
export function messageSheet(message: Message, vault: RecordingVault): RecordingSheet {
  const { id, tenantId, boxId, callId } = message
  return {
    id,
    tenantId,
    async begun(work, wrappedKey) {
      await repository.insertVoicemail(work.tx, {
        id,
        tenant_id: tenantId,
        box_id: boxId,
        call_id: callId,
        node_id: message.nodeId,
        from_value: message.from,
        wrapped_key: wrappedKey,
        started_at: new Date(message.startedAtMs),
      })
    },
    async ready(work, { durationMs, reason }) {
      const saidMs = reason === 'silence' ? durationMs - message.silenceEndMs : durationMs
      if (saidMs < leastMs) {
        await repository.dropOpen(work.tx, id)
        work.afterCommit(() => void vault.remove({ id, tenantId }).catch(() => undefined))
        return
      }
      if (!(await repository.markReady(work.tx, id, durationMs))) return
      await work.publish('voicemail.received', { voicemailId: id, boxId, callId, durationMs })
      await tellWaiting(work, boxId)
      await mailMessage(work, id)
    },
    async failed(work) {
      await repository.dropOpen(work.tx, id)
    },
  }
}
