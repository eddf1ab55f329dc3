import {
  Announcements,
  CallbackRules,
  type Queue,
  QueueLimits,
  QueueRouting,
  QueueWrapUp,
  ServiceLevel,
} from '@iris/contracts'
import type { QueueRow } from './repository.ts'

/** What is set for a queue; what was never said is as its schema says. */
export type QueueSettings = Omit<Queue, 'agentIds' | 'hoursIds' | 'opening' | 'emergency'>

/** How long an agent has for after-call work, in ms: 0 for none, `null` for until they end it. */
export function afterCallMs({
  wrapUp,
  wrapUpMs,
}: Pick<Queue, 'wrapUp' | 'wrapUpMs'>): number | null {
  switch (wrapUp.mode) {
    case 'off':
      return 0
    case 'mandatory':
      return null
    case 'optional':
    case 'mandatory_timed':
      return wrapUpMs
  }
}

/** Whether an agent who must say what came of a contact has after-call work to say it in. */
export function leavesTimeToChoose(queue: Pick<Queue, 'wrapUp' | 'wrapUpMs'>): boolean {
  const { dispositionRequired, dispositions } = queue.wrapUp
  return !dispositionRequired || dispositions.length === 0 || afterCallMs(queue) !== 0
}

export function settingsOf(row: QueueRow): QueueSettings {
  return {
    id: row.id,
    name: row.name,
    ringTimeoutMs: row.ring_timeout_ms,
    wrapUpMs: row.wrap_up_ms,
    announceEveryMs: row.announce_every_ms,
    record: row.record,
    recordingRetentionDays: row.recording_retention_days,
    music: row.music,
    routing: QueueRouting.parse(row.routing),
    serviceLevel: ServiceLevel.parse(row.service_level),
    limits: QueueLimits.parse(row.limits),
    announcements: Announcements.parse(row.announcements),
    callbacks: CallbackRules.parse(row.callbacks),
    wrapUp: QueueWrapUp.parse(row.wrap_up),
    createdAt: row.created_at.toISOString(),
  }
}
