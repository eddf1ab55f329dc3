import type { EventPayload } from '@iris/contracts'
import { violates } from '../../../problem.ts'
import type { DoWork, Work } from '../../../work.ts'
import { moveAgent } from '../../agents/service.ts'
import { writeCallbackCall } from '../../calls/callback-call.ts'
import { agentEventOf } from '../../calls/live/ledger.ts'
import { lockOffer, returnEntry } from '../../queues/repository.ts'
import { type CallbackRow, takeEntryOf, updateCallback } from '../repository.ts'

type OfferOutcome = EventPayload<'contact.offer_ended'>['outcome']

/** A callback as it is being made: another request may have moved it forward since it was offered. */
export type Accepted = Pick<CallbackRow, 'priority' | 'waiting_since'>

interface Offer {
  readonly tenantId: string
  readonly nodeId: string
  readonly callId: string
  readonly queueId: string
  readonly agentId: string
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
    const { callId, agentId } = this.#offer
    await this.#write(async (work) => {
      if (!(await lockOffer(work.tx, callId, agentId))) return
      await returnEntry(work.tx, callId, { agentId, atMs: Date.now() })
      await this.#over(work, outcome)
    })
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

  async #begin(work: Work, row: CallbackRow): Promise<Accepted | undefined> {
    const { callId, agentId, nodeId } = this.#offer
    if (!(await takeEntryOf(work.tx, callId, agentId))) return undefined
    const attempts = row.attempts + 1
    const begun = await updateCallback(work.tx, row, { state: 'dialling', attempts })
    if (!begun) throw new Error('A callback that is over was in the line.')
    await this.#over(work, 'accepted')
    await writeCallbackCall(work, {
      id: callId,
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
    const { callId, agentId } = this.#offer
    if (!(await takeEntryOf(work.tx, callId, agentId))) return
    const nextAttemptAt = new Date(Date.now() + row.retry_after_ms)
    await updateCallback(work.tx, row, { next_attempt_at: nextAttemptAt })
    await this.#over(work, 'withdrawn')
  }

  async #over(work: Work, outcome: OfferOutcome): Promise<void> {
    const { callId, queueId, agentId } = this.#offer
    const moved = await moveAgent(work, agentId, { kind: agentEventOf[outcome], callId })
    if (outcome === 'accepted' && moved.kind !== 'moved') {
      throw new Error('The agent who accepted a callback was not offered it.')
    }
    await work.publish('contact.offer_ended', {
      contactId: callId,
      channel: 'voice',
      queueId,
      agentId,
      outcome,
    })
  }

  #write<T>(task: (work: Work) => Promise<T>): Promise<T> {
    return this.#doWork(this.#offer.tenantId, null, task)
  }
}
