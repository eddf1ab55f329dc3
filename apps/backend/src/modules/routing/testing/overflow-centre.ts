import type { Database } from '@iris/platform'
import { sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import { workFor } from '../../../work.ts'
import { enterLine, leaveLine } from '../../queues/line.ts'
import { tellOverflowDue } from '../../queues/overflow-due.ts'
import { sendWrittenOn } from '../../queues/written-overflow.ts'
import type { LineCentre } from './line-centre.ts'

/** Has those go on who have waited too long: what is written as the worker does, calls as the process that carries them does. */
export async function openOverflow(centre: LineCentre, database: Database<Tables>) {
  const { bus, work } = centre
  const doWork = workFor(database, bus)
  const close = await sendWrittenOn(bus, doWork)

  /** That it came into the queue before may be heard of only now. */
  function entersInto(queueId: string, contactId: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = bus.watch(({ type, payload }) => {
      if (type !== 'contact.queued') return
      if (payload.contactId !== contactId || payload.queueId !== queueId) return
      stop()
      resolve()
    })
    return promise
  }

  return {
    /** Where its queue says, which is this one. */
    async sendWritten(contactId: string, queueId: string): Promise<void> {
      const there = entersInto(queueId, contactId)
      await work(({ tx }) =>
        tx
          .updateTable('queue_entries')
          .set({ expires_at: sql<Date>`clock_timestamp() - interval '1 second'` })
          .where('contact_id', '=', contactId)
          .execute(),
      )
      await tellOverflowDue(database, doWork)
      await there
    },

    /** It leaves one line, and then enters the other. */
    async sendCall(contactId: string, queueId: string): Promise<void> {
      const left = await work((one) => leaveLine(one, contactId, 'max_wait'))
      if (!left) throw new Error(`${contactId} waits in no line`)
      const { contact_id, priority, band, waiting_since, from_value, needs, relax } = left
      const rest = { contact_id, priority, band, waiting_since, from_value }
      const own = {
        needs: JSON.stringify(needs),
        ...(relax && { relax: JSON.stringify(relax) }),
      }
      const about = { again: false, numberId: null }
      await work((one) => enterLine(one, { ...rest, ...own, queue_id: queueId }, about))
    },

    close,
  }
}

export type OverflowCentre = Awaited<ReturnType<typeof openOverflow>>
