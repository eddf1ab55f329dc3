import type { QueueRow } from '../../../queues/repository.ts'
import { afterCallMs, settingsOf } from '../../../queues/settings.ts'
import type { QueueFacts } from '../call-in-progress.ts'

/** A queue, as calls in it need it. */
export function queueFactsOf(row: QueueRow): QueueFacts {
  return {
    name: row.name,
    wrapUpMs: afterCallMs(settingsOf(row)),
    announceEveryMs: row.announce_every_ms,
    record: row.record,
    music: row.music,
  }
}
