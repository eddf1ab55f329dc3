import type {
  Answerer,
  CallQuality,
  CallStep,
  EventPayload,
  HangupCause,
  QueueOutcome,
  StateCause,
  VerbResult,
  WaitTreatment,
} from '@iris/contracts'
import type { AgentEvent } from '@iris/routing'
import type { DoWork, Work } from '../../../../work.ts'
import { moveAgent } from '../../../agents/service.ts'
import { admit, type Admission } from '../../../queues/admission.ts'
import { acceptOffer, enterLine, leaveLine } from '../../../queues/line.ts'
import * as queues from '../../../queues/repository.ts'
import { endOffer, type OfferOutcome } from '../../../routing/offers.ts'
import type { QueueFacts } from '../call-in-progress.ts'
import { lineRouting, type PlaceRouting } from '../waiting/place-routing.ts'
import { queueFactsOf } from '../waiting/queue-facts.ts'
import { unpark } from '../../parked.ts'
import * as calls from '../../repository.ts'

/** A call as it is written down: what is known of it when it comes in. */
export interface NewCall {
  readonly id: string
  readonly tenantId: string
  readonly nodeId: string
  readonly startedAtMs: number
  readonly from: string
  readonly number: string
  readonly numberId: string | null
  readonly flow: { readonly id: string; readonly version: number } | undefined
  /** The trunk it came by, where that is known. */
  readonly trunkId?: string
  /** Who is told how it goes. */
  readonly statusCallbackUrl?: string | null
}

/**
 * Writes down what happens to one call, each change and its events in one transaction. Rows are locked in one order
 * everywhere (queue entry, agent, call), so that no two transactions wait for each other.
 */
export class CallLedger {
  readonly #doWork: DoWork
  readonly #call: NewCall

  constructor(doWork: DoWork, call: NewCall) {
    this.#doWork = doWork
    this.#call = call
  }

  async begun(): Promise<void> {
    const {
      id,
      tenantId,
      nodeId,
      startedAtMs,
      from,
      number,
      numberId,
      flow,
      trunkId,
      statusCallbackUrl,
    } = this.#call
    await this.#write(async (work) => {
      await calls.insertCall(work.tx, {
        id,
        tenant_id: tenantId,
        node_id: nodeId,
        direction: 'inbound',
        state: 'ringing',
        from_value: from,
        number_value: number,
        number_id: numberId,
        flow_id: flow?.id ?? null,
        flow_version: flow?.version ?? null,
        started_at: new Date(startedAtMs),
        trunk_id: trunkId ?? null,
        status_callback_url: statusCallbackUrl ?? null,
      })
      const direction = 'inbound'
      await work.publish('call.started', { callId: id, direction, from, number, numberId })
    })
  }

  /** The call went on in its flow: the whole path, and the stations that are new. */
  async moved(
    path: readonly CallStep[],
    entered: readonly CallStep[],
    answeredAtMs?: number,
  ): Promise<void> {
    const { id } = this.#call
    await this.#write(async (work) => {
      const answered = answeredAtMs === undefined ? {} : { answered_at: new Date(answeredAtMs) }
      await calls.updateLiveCall(work.tx, id, { state: 'in_flow', path, ...answered })
      if (answeredAtMs !== undefined) await work.publish('call.answered', { callId: id })
      await publishSteps(work, id, entered)
    })
  }

  /** The caller said something at a menu. */
  async heard(speech: Omit<EventPayload<'call.heard'>, 'callId'>): Promise<void> {
    await this.#write((work) => work.publish('call.heard', { callId: this.#call.id, ...speech }))
  }

  /** The caller enters something in secret: how many keys there are. */
  async digitsEntered(entry: Omit<EventPayload<'call.digits_entered'>, 'callId'>): Promise<void> {
    const { id } = this.#call
    await this.#write((work) => work.publish('call.digits_entered', { callId: id, ...entry }))
  }

  /** It has become known who answered, or known better. */
  async answeredBy(
    answeredBy: Answerer,
    how: { readonly confidence: number; readonly beep: boolean },
  ): Promise<void> {
    const { id } = this.#call
    await this.#write(async (work) => {
      if (!(await calls.updateLiveCall(work.tx, id, { answered_by: answeredBy }))) return
      await work.publish('call.answered_by', { callId: id, answeredBy, ...how })
    })
  }

  /** The caller comes to a queue, which may not take them; whoever held a place there is taken again. */
  async queued(
    entry: QueuePlace,
    path: readonly CallStep[],
    entered: readonly CallStep[],
  ): Promise<Admission> {
    const { id, numberId } = this.#call
    const waitingSince = new Date(entry.waitingSinceMs)
    const { columns, keptFor } = lineRouting(entry, Date.now())
    return this.#write(async (work) => {
      const admission = await admit(work, entry.queueId, { again: entry.again === true })
      if (admission.kind === 'gone') return admission
      await calls.updateLiveCall(work.tx, id, {
        state: 'queued',
        queue_id: entry.queueId,
        queued_at: waitingSince,
        agent_id: null,
        connected_at: null,
        path,
      })
      await publishSteps(work, id, entered)
      await enterLine(
        work,
        {
          contact_id: id,
          queue_id: entry.queueId,
          priority: entry.priority,
          from_value: this.#call.from,
          ...(entry.jumps && { band: 1 }),
          ...columns,
          waiting_since: waitingSince,
          expires_at: entry.expiresAtMs === null ? null : new Date(entry.expiresAtMs),
        },
        { again: entry.again === true, numberId, keptFor },
      )
      if (admission.kind === 'refused') {
        await leaveLine(work, id, admission.cause)
        await calls.updateLiveCall(work.tx, id, { state: 'in_flow' })
      }
      return admission
    })
  }

  /** A queue as calls need it; `undefined` where there is none. */
  queueFacts(queueId: string): Promise<QueueFacts | undefined> {
    return this.#write(async (work) => {
      const queue = await queues.findQueue(work.tx, queueId)
      return queue && queueFactsOf(queue)
    })
  }

  /**
   * Whoever is called back has taken the call, and waits in the place that they have: on the line from now on. Gives the queue
   * they wait in.
   */
  onTheLine(
    { queueId }: QueuePlace,
    path: readonly CallStep[],
    entered: CallStep,
  ): Promise<queues.QueueRow | undefined> {
    const { id } = this.#call
    return this.#write(async (work) => {
      await queues.putOnLine(work.tx, id)
      const change = { state: 'queued', answered_at: new Date(), agent_id: null, path } as const
      await calls.updateLiveCall(work.tx, id, change)
      await work.publish('call.answered', { callId: id })
      await publishSteps(work, id, [entered])
      return queues.findQueue(work.tx, queueId)
    })
  }

  /** The caller's place in the queue, 1 being next. */
  place(): Promise<number | undefined> {
    return this.#write((work) => queues.findPlace(work.tx, this.#call.id))
  }

  async ringing(path: readonly CallStep[], step: CallStep): Promise<void> {
    await this.#write(async (work) => {
      await calls.updateLiveCall(work.tx, this.#call.id, { path })
      await publishSteps(work, this.#call.id, [step])
    })
  }

  /** An offer came to nothing; the caller keeps the place. False where it was over already. */
  offerFailed(offer: OfferFailure, path: readonly CallStep[]): Promise<boolean> {
    const { id } = this.#call
    return this.#write(async (work) => {
      const { outcome, ...ref } = offer
      const isFirst = await endOffer(work, { contactId: id, ...ref }, { outcome })
      await calls.updateLiveCall(work.tx, id, { path })
      return isFirst
    })
  }

  /** The agent has the caller; false, and nothing happens, where the offer was taken back meanwhile. */
  connected(
    { agentId, offer, queueId }: QueueOffer & { readonly queueId: string },
    connectedAtMs: number,
    waitMs: number,
    path: readonly CallStep[],
  ): Promise<boolean> {
    const { id } = this.#call
    return this.#write(async (work) => {
      if (!(await acceptOffer(work, { contactId: id, agentId, offer }))) return false
      await noteAgent(work, id, agentId)
      await calls.updateLiveCall(work.tx, id, {
        state: 'connected',
        agent_id: agentId,
        connected_at: new Date(connectedAtMs),
        path,
      })
      await work.publish('call.connected', { callId: id, queueId, agentId, waitMs })
      return true
    })
  }

  /** The parties hear each other better or worse than was known. */
  async qualityChanged(quality: CallQuality, agentId: string | null): Promise<void> {
    const { id } = this.#call
    await this.#write(async (work) => {
      if (!(await calls.updateLiveCall(work.tx, id, { quality }))) return
      await work.publish('call.quality_changed', { callId: id, agentId, quality })
    })
  }

  /** The caller is in a conference, and is led by nobody until they leave it. */
  async inConference(): Promise<void> {
    await this.#write((work) =>
      calls.updateLiveCall(work.tx, this.#call.id, { state: 'in_conference' }),
    )
  }

  /** A verb has come to its result. */
  async verbResult(result: VerbResult): Promise<void> {
    await this.#write((work) => work.publish('call.verb_result', { callId: this.#call.id, result }))
  }

  /** A webhook gave no usable answer. */
  async webhookFailed(what: { url: string; failure: string }): Promise<void> {
    await this.#write((work) =>
      work.publish('call.webhook_failed', { callId: this.#call.id, ...what }),
    )
  }

  async agentLost(agentId: string, path: readonly CallStep[]): Promise<void> {
    await this.#write(async (work) => {
      await calls.updateLiveCall(work.tx, this.#call.id, { path })
      await work.publish('call.agent_lost', { callId: this.#call.id, agentId })
    })
  }

  /** The agent's part is over; the caller's may go on. */
  async agentDone(
    agentId: string,
    after: {
      readonly wrapUpMs: number | null
      readonly queueId?: string | null
      readonly phoneReady: boolean
    },
  ): Promise<void> {
    await this.#write((work) =>
      moveAgent(work, agentId, { kind: 'call_ended', callId: this.#call.id, ...after }),
    )
  }

  /** The caller waits no longer, and no agent has them: the longest wait has passed. */
  async leftQueue(path: readonly CallStep[], outcome: QueueOutcome): Promise<void> {
    await this.#write(async (work) => {
      await leaveLine(work, this.#call.id, outcome)
      await calls.updateLiveCall(work.tx, this.#call.id, { state: 'in_flow', path })
    })
  }

  async ended(end: CallEnd): Promise<void> {
    const { id } = this.#call
    await this.#write(async (work) => {
      await leaveLine(work, id, end.by === 'system' ? 'interrupted' : 'abandoned')
      await unpark(work, id)
      for (const { agentId, event } of end.agents) await moveAgent(work, agentId, event)
      const isFirst = await calls.updateLiveCall(work.tx, id, {
        state: 'ended',
        ended_at: new Date(end.atMs),
        cause: end.cause,
        ended_by: end.by,
        path: end.path,
        consult: null,
        supervision: null,
        quality: end.quality,
      })
      if (!isFirst) return
      const { queueId, agentId, cause, talkMs } = end
      await work.publish('call.ended', { callId: id, queueId, agentId, cause, talkMs })
    })
  }

  #write<T>(task: (work: Work) => Promise<T>): Promise<T> {
    return this.#doWork(this.#call.tenantId, null, task)
  }
}

export interface QueuePlace extends PlaceRouting {
  readonly queueId: string
  readonly priority: number
  readonly waitingSinceMs: number
  readonly expiresAtMs: number | null
  /** Whether it is one that was held before. */
  readonly again?: boolean
  /** Whether it is served before those who are new: somebody has spoken with them already. */
  readonly jumps?: true
  /** Through how many queues, each of which sent the caller on, it has come. */
  readonly hops?: number
  /** What is heard meanwhile; without it, what the queue says. */
  readonly treatment?: WaitTreatment | undefined
}

/** An agent's offer of the call: the contact's so-manieth. */
export interface QueueOffer {
  readonly agentId: string
  readonly offer: number
}

export interface OfferFailure extends QueueOffer {
  readonly outcome: Exclude<OfferOutcome, 'accepted'>
}

export interface CallEnd {
  readonly atMs: number
  readonly cause: HangupCause
  readonly by: 'caller' | 'callee' | 'agent' | 'supervisor' | 'flow' | 'system'
  readonly path: readonly CallStep[]
  readonly queueId: string | null
  readonly agentId: string | null
  readonly talkMs: number
  readonly quality: CallQuality | null
  /** What the end means for everybody who took part. */
  readonly agents: readonly AgentMove[]
}

/** Something that happens to an agent because of a call. */
export interface AgentMove {
  readonly agentId: string
  readonly event: AgentEvent
  /** Who made it happen, where the event does not say so by itself. */
  readonly cause?: StateCause
}

/** The agent has talked in the call from now on: it is one of theirs. */
export function noteAgent(work: Work, callId: string, agentId: string): Promise<void> {
  return calls.noteAgent(work.tx, {
    tenant_id: work.tenantId,
    agent_id: agentId,
    call_id: callId,
  })
}

export async function publishSteps(
  work: Work,
  callId: string,
  steps: readonly CallStep[],
): Promise<void> {
  for (const step of steps) await work.publish('call.step_entered', { callId, step })
}
