import type { Work } from '../../work.ts'
import { enterLine } from '../queues/line.ts'
import type { CallbackRow } from './repository.ts'

/** Before the ordinary: those whose time was set, or has come again. */
const dueBand = 1

type InLine = Pick<
  CallbackRow,
  | 'id'
  | 'call_id'
  | 'queue_id'
  | 'priority'
  | 'waiting_since'
  | 'number_value'
  | 'agent_id'
  | 'needs'
  | 'relax'
>

/**
 * Puts whoever is to be called back into the line: in the place they had, or, once a time for it has come, before the others.
 * False where they stand there already.
 */
export function standInLine(
  work: Work,
  row: InLine,
  { isDue }: { readonly isDue: boolean },
): Promise<boolean> {
  return enterLine(
    work,
    {
      contact_id: row.call_id,
      callback_id: row.id,
      queue_id: row.queue_id,
      priority: row.priority,
      band: isDue ? dueBand : 0,
      waiting_since: row.waiting_since,
      from_value: row.number_value,
      only_agent_id: row.agent_id,
      ...(row.needs && {
        needs: JSON.stringify(row.needs),
        relax: JSON.stringify(row.relax ?? []),
      }),
    },
    { again: isDue, numberId: null },
  )
}
