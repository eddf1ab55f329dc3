import type { Database } from '@iris/platform'
import type { Logger } from '../../log.ts'
import type { Tables } from '../../tables.ts'
import type { DoWork } from '../../work.ts'
import { messageSheet } from '../voicemail/message-sheet.ts'
import { listLeftOpen as listMessagesLeftOpen } from '../voicemail/repository.ts'
import { completeRecording } from './recorder.ts'
import * as repository from './repository.ts'
import { deleteRecording } from './service.ts'
import { talkSheet } from './talk-sheet.ts'
import type { RecordingVault } from './vault.ts'

interface Parts {
  readonly database: Database<Tables>
  readonly doWork: DoWork
  readonly vault: RecordingVault
  readonly log: Logger
}

/** How many recordings one run deletes at most; the rest waits for the next. */
const mostAtOnce = 500

/**
 * Completes the recordings that a dead process left open, up to the last half second it wrote. Safe to run at any time.
 * Returns how many there were.
 */
export async function completeLeftOpen(parts: Parts, own: Own): Promise<number> {
  const open = [...(await talksLeftOpen(parts, own)), ...(await messagesLeftOpen(parts, own))]
  for (const { sheet, wrappedKey } of open) {
    await completeRecording(parts, sheet, { wrappedKey, reason: 'interrupted' })
  }
  if (open.length > 0) {
    parts.log.warn({ recordings: open.length }, 'recordings were cut off when a process died')
  }
  return open.length
}

interface Own {
  readonly nodeId: string
  readonly carries: (id: string) => boolean
}

async function talksLeftOpen({ database }: Parts, own: Own) {
  const rows = await database.asSystem((tx) => repository.listLeftOpen(tx, own))
  return rows.map((row) => ({
    wrappedKey: row.wrapped_key,
    sheet: talkSheet({
      id: row.id,
      tenantId: row.tenant_id,
      nodeId: row.node_id,
      callId: row.call_id,
      queueId: row.queue_id,
      agentId: row.agent_id,
      startedAtMs: row.started_at.getTime(),
    }),
  }))
}

async function messagesLeftOpen({ database, vault }: Parts, own: Own) {
  const rows = await database.asSystem((tx) => listMessagesLeftOpen(tx, own))
  return rows.map((row) => ({
    wrappedKey: row.wrapped_key,
    sheet: messageSheet(
      {
        id: row.id,
        tenantId: row.tenant_id,
        nodeId: row.node_id,
        boxId: row.box_id,
        callId: row.call_id,
        from: row.from_value,
        startedAtMs: row.started_at.getTime(),
        silenceEndMs: row.silence_end_ms,
      },
      vault,
    ),
  }))
}

/** Deletes what was kept as long as it is to be kept. Returns how many recordings that were. */
export async function deleteExpired({ database, doWork, vault }: Parts): Promise<number> {
  const expired = await database.asSystem((tx) => repository.listExpired(tx, mostAtOnce))
  for (const { id, tenant_id } of expired) {
    await doWork(tenant_id, null, (work) => deleteRecording(work, vault, id, 'recording.expired'))
  }
  return expired.length
}
