import { fromNow } from '../../../from-now.ts'
import { violates } from '../../../problem.ts'
import type { DoWork, Work } from '../../../work.ts'
import { writeCallbackCall } from '../../calls/callback-call.ts'
import { acceptOffer, leaveLine } from '../../queues/line.ts'
import { keepOffer } from '../../queues/repository.ts'
import { endOffer, lockOffered, type OfferOutcome, type OfferRef } from '../../routing/offers.ts'
import { type CallbackRow, updateCallback } from '../repository.ts'

/** A callback as it is being made: another request may have moved it forward since it was offered. */
export type Accepted = Pick<CallbackRow, 'priority' | 'waiting_since' | 'needs' | 'relax'>

interface Offer extends OfferRef {
  readonly tenantId: string
  readonly nodeId: string
}

/** Writes down what comes of offering a callback to an agent. An offer that was taken back meanwhile changes nothing. */
export class OfferLedger {
  readonly #doWork: DoWork
  readonly #offer: Offer

  constructor(doWork: DoWork, offer: Offer) {
    this.#doWork = doWork
    this.#offer = offer
  }

  /** The agent does not make the call; it keeps its place. */
  async failed(outcome: Exclude<OfferOutcome, 'accepted'>): Promise<void> {
    await this.#write((work) => endOffer(work, this.#offer, { outcome }))
  }

  /**
   * The agent makes the call: out of the line, counted and written down, all at once. `undefined` where it is not theirs any
   * more, or the same number is being called for another queue: then it waits for its next turn.
   */
  async accepted(row: CallbackRow): Promise<Accepted | undefined> {
    try {
      return await this.#write((work) => this.#begin(work, row))
    } catch (error) {
      if (!violates(error, 'callbacks_dialling')) throw error
      await this.#write((work) => this.#postpone(work, row))
      return undefined
    }
  }

  /**
   * The customer is about to be called, and the agent is kept for them for so long: counted and written down. False where it is
   * not that agent's any more, or the same number is being called for another queue.
   */
  async dialling(row: CallbackRow, keptForMs: number): Promise<boolean> {
    try {
      return await this.#write(async (work) => {
        if (!(await lockOffered(work, this.#offer))) return false
        await keepOffer(work.tx, this.#offer.contactId, keptForMs)
        await this.#writeCall(work, row)
        return true
      })
    } catch (error) {
      if (!violates(error, 'callbacks_dialling')) throw error
      await this.#write((work) => this.#postpone(work, row))
      return false
    }
  }

  async #begin(work: Work, row: CallbackRow): Promise<Accepted | undefined> {
    if (!(await acceptOffer(work, this.#offer))) return undefined
    return this.#writeCall(work, row)
  }

  async #writeCall(work: Work, row: CallbackRow): Promise<CallbackRow> {
    const { contactId, agentId, nodeId } = this.#offer
    const attempts = row.attempts + 1
    const begun = await updateCallback(work.tx, row, { state: 'dialling', attempts })
    if (!begun) throw new Error('A callback that is over was in the line.')
    await writeCallbackCall(work, {
      id: contactId,
      nodeId,
      number: begun.number_value,
      callerId: begun.caller_id,
      queueId: begun.queue_id,
      waitingSince: begun.waiting_since,
      agentId,
    })
    return begun
  }

  async #postpone(work: Work, row: CallbackRow): Promise<void> {
    if (!(await lockOffered(work, this.#offer))) return
    await leaveLine(work, this.#offer.contactId, 'left')
    await updateCallback(work.tx, row, { next_attempt_at: fromNow(row.retry_after_ms) })
  }

  #write<T>(task: (work: Work) => Promise<T>): Promise<T> {
    return this.#doWork(this.#offer.tenantId, null, task)
  }
}
