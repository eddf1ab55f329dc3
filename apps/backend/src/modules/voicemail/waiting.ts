import type { Work } from '../../work.ts'
import { listBoxes } from './repository.ts'

/** Tells how many messages wait in a box: what lights the lamp of a phone. */
export async function tellWaiting(work: Work, boxId: string): Promise<void> {
  const [box] = await listBoxes(work.tx, undefined, boxId)
  if (!box) return
  await work.publish('voicemail_box.waiting_changed', {
    boxId,
    queueId: box.queue_id,
    agentId: box.agent_id,
    unheard: Number(box.unheard),
  })
}
