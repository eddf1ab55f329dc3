import type { EventOf } from '@iris/contracts'
import type { Database, Kv } from '@iris/platform'
import type { LegId, VoiceEvent, VoicePort } from '@iris/telephony'
import type { Logger } from '../../../log.ts'
import type { Tables } from '../../../tables.ts'
import type { DoWork, EventBus } from '../../../work.ts'
import { offerHeaders, outcomeOf } from '../../calls/live/ringing/agent-ring.ts'
import { queueFactsOf } from '../../calls/live/waiting/queue-facts.ts'
import type { CallFacts } from '../../calls/live/call-in-progress.ts'
import type { QueuePlace } from '../../calls/live/ledger/ledger.ts'
import type { OutsideLine } from '../../calls/live/dialling/dial-out.ts'
import type { LiveCall } from '../../calls/live/live-call.ts'
import { countryOf } from '../../identity/tenant.ts'
import { displayNumber } from '../../numbers/display.ts'
import type { PhonePresence } from '../../phones/presence.ts'
import { findQueue, type QueueRow } from '../../queues/repository.ts'
import { findCallback, type CallbackRow } from '../repository.ts'
import { callCustomer, type CustomerTaken } from './customer-first.ts'
import { type Accepted, OfferLedger } from './offer-ledger.ts'

interface Parts {
  readonly nodeId: string
  readonly voice: VoicePort
  readonly database: Database<Tables>
  readonly bus: EventBus
  readonly kv: Kv
  readonly doWork: DoWork
  readonly phones: PhonePresence
  readonly log: Logger
  readonly line: Pick<OutsideLine, 'dial'>
  /** Makes the call: the agent has accepted, and waits on the leg; or the customer has. */
  readonly carry: (facts: CallFacts) => Pick<LiveCall, 'hear'>
}

type Offered = EventOf<'contact.offered'>
type LegEnd = Extract<VoiceEvent, { kind: 'leg.ended' }>

/** What is called back, as the agent who is rung for it sees it. */
interface Callee {
  readonly row: CallbackRow
  readonly queue: QueueRow
  readonly number: { readonly value: string; readonly display: string }
  readonly callerIdDisplay: string
}

/** An agent's phone that rings for somebody who is to be called back. */
interface AgentRinging {
  leg: LegId | undefined
  isWithdrawn: boolean
  /** Aborted where the agent is not kept any more for whom is being called. */
  readonly giveUp: AbortController
  ended: LegEnd | undefined
  readonly answered: PromiseWithResolvers<void>
}

/** What a callback begins with once it is offered to an agent. */
interface Beginning {
  readonly callee: Callee
  readonly ring: AgentRinging
  readonly ledger: OfferLedger
}

/** An offer is one process' own for so long after it has lapsed. */
const leaseAfterMs = 10_000

/**
 * Rings agents for those who are to be called back. Where the agent comes first, it becomes a call in progress once they have
 * accepted, and the callback was theirs to the end; where the customer does, once the customer has. Whatever fails before puts
 * it back into its place.
 */
export class CallbackCalls {
  readonly #parts: Parts
  readonly #rings = new Map<string, AgentRinging>()
  readonly #running = new Set<Promise<void>>()
  readonly #stopOffers: () => void
  readonly #stopLegs: () => void

  constructor(parts: Parts) {
    this.#parts = parts
    const { voice, bus } = parts
    this.#stopOffers = bus.watch((event) => {
      if (event.type === 'contact.offered' && event.payload.callbackId !== undefined)
        this.#take(event)
      const isWithdrawn =
        event.type === 'contact.offer_ended' && event.payload.outcome === 'withdrawn'
      if (isWithdrawn) this.#withdraw(event.payload.contactId)
    })
    const stops = [
      voice.on('leg.answered', ({ leg }) => this.#ringOf(leg)?.answered.resolve()),
      voice.on('leg.ended', (event) => {
        const ring = this.#ringOf(event.leg)
        if (ring) ring.ended = event
        ring?.answered.resolve()
      }),
    ]
    this.#stopLegs = () => stops.forEach((stop) => stop())
  }

  /** Whether it is about to become a call of this process. */
  has(callId: string): boolean {
    return this.#rings.has(callId)
  }

  /** Resolves once no agent is being rung any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
    this.#stopLegs()
  }

  /** Leaves what is offered from now on to other processes. */
  close(): void {
    this.#stopOffers()
  }

  #ringOf(leg: LegId): AgentRinging | undefined {
    return [...this.#rings.values()].find((ring) => ring.leg === leg)
  }

  #withdraw(callId: string): void {
    const ring = this.#rings.get(callId)
    if (!ring) return
    ring.isWithdrawn = true
    ring.giveUp.abort()
    if (ring.leg !== undefined) this.#hangUp(ring.leg)
  }

  #take(event: Offered): void {
    const { contactId: callId } = event.payload
    const running = this.#offer(event)
      .catch((error: unknown) =>
        this.#parts.log.error({ err: error, callId }, 'a callback could not be offered'),
      )
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async #offer(event: Offered): Promise<void> {
    const { kv, nodeId, doWork } = this.#parts
    const { contactId: callId, expiresAt } = event.payload
    const leaseMs = Math.max(0, Date.parse(expiresAt) - Date.now()) + leaseAfterMs
    if (!(await kv.acquire(`callback-offer:${event.id}`, nodeId, leaseMs))) return
    const callee = await this.#calleeOf(event)
    if (!callee) return
    const ledger = new OfferLedger(doWork, {
      ...event.payload,
      tenantId: event.tenantId,
      nodeId,
    })
    const ring: AgentRinging = {
      leg: undefined,
      isWithdrawn: false,
      giveUp: new AbortController(),
      ended: undefined,
      answered: Promise.withResolvers(),
    }
    this.#rings.set(callId, ring)
    try {
      const parts = { callee, ring, ledger }
      await (callee.row.first === 'customer'
        ? this.#callFirst(event, parts)
        : this.#ring(event, parts))
    } finally {
      this.#rings.delete(callId)
    }
  }

  async #ring(event: Offered, { callee, ring, ledger }: Beginning): Promise<void> {
    const leg = await this.#startRinging(event, callee).catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'an agent could not be rung for a callback')
      return undefined
    })
    if (leg === undefined) return ledger.failed('unreachable')
    ring.leg = leg
    if (ring.isWithdrawn) this.#hangUp(leg)
    await ring.answered.promise
    if (ring.ended) return ring.isWithdrawn ? undefined : ledger.failed(outcomeOf(ring.ended.cause))
    const accepted = await ledger.accepted(callee.row).catch((error: unknown) => {
      this.#parts.log.error({ err: error }, 'an accepted callback could not be begun')
      return undefined
    })
    if (!accepted) {
      this.#hangUp(leg)
      return ledger.failed('withdrawn')
    }
    const call = this.#parts.carry(factsOf(event, { callee, leg, accepted }))
    // An agent who has gone meanwhile ends the call as they would a moment later.
    if (ring.ended) call.hear(ring.ended)
  }

  /** The customer's telephone rings first; who takes the call is a caller of the queue, and the agent is rung for them. */
  async #callFirst(event: Offered, { callee, ring, ledger }: Beginning): Promise<void> {
    const { row, queue } = callee
    const keptMs = queue.ring_timeout_ms
    const how = { ledger, keptMs, giveUp: ring.giveUp.signal }
    const taken = await callCustomer(this.#parts, row, how)
    if (taken) this.#parts.carry(customerFacts(event, callee, taken))
  }

  async #startRinging(event: Offered, callee: Callee): Promise<LegId | undefined> {
    const { voice, phones } = this.#parts
    const { contactId: callId, agentId, expiresAt } = event.payload
    const to = phones.everyPhoneOf(agentId)
    if (!to) return undefined
    const { row, queue, number, callerIdDisplay } = callee
    const expiresAtMs = Date.parse(expiresAt)
    return voice.originate({
      to,
      from: { user: number.value, displayName: calleeName(callee) },
      headers: {
        ...offerHeaders({
          callId,
          numberDisplay: callerIdDisplay,
          queueName: queue.name,
          waitingSinceMs: row.waiting_since.getTime(),
          expiresAtMs,
        }),
        'X-Iris-Callback': row.id,
      },
      ringTimeoutMs: Math.max(1000, expiresAtMs - Date.now()),
    })
  }

  #calleeOf({ tenantId, payload }: Offered): Promise<Callee | undefined> {
    const { callbackId = '', contactId: callId, queueId } = payload
    return this.#parts.database.asTenant(tenantId, async (tx) => {
      const row = await findCallback(tx, callbackId)
      const queue = await findQueue(tx, queueId)
      if (row?.state !== 'waiting' || row.call_id !== callId || !queue) return undefined
      const country = await countryOf(tx, tenantId)
      const number = displayNumber(row.number_value, country)
      const callerIdDisplay =
        row.caller_id === null ? '' : displayNumber(row.caller_id, country).display
      return { row, queue, number, callerIdDisplay }
    })
  }

  #hangUp(leg: LegId): void {
    this.#parts.voice.hangup(leg, 'ORIGINATOR_CANCEL').catch(() => undefined)
  }
}

/** What the agent's phone says of the call. */
function calleeName({ row, number }: Callee): string {
  const who = row.caller_name === '' ? number.display : `${row.caller_name}, ${number.display}`
  return `Callback to ${who}`
}

/** The call as it goes on from there, like any other. */
function factsOf(
  { tenantId, payload }: Offered,
  {
    callee,
    leg,
    accepted,
  }: { readonly callee: Callee; readonly leg: LegId; readonly accepted: Accepted },
): CallFacts {
  const { row } = callee
  return {
    ...ordinaryFacts({ tenantId, payload }, callee),
    callerLeg: leg,
    calledBack: {
      agent: { id: payload.agentId, name: payload.agentName },
      place: placeOf(accepted, callee.queue),
      callerId: row.caller_id ?? undefined,
    },
    numberValue: row.caller_id ?? '',
  }
}

/** The call of a customer who has taken it before the agent. */
function customerFacts(
  event: Offered,
  callee: Callee,
  { leg, callerId }: CustomerTaken,
): CallFacts {
  const { row, queue } = callee
  const { agentId, agentName, offer } = event.payload
  const expiresAtMs = Date.now() + queue.ring_timeout_ms
  return {
    ...ordinaryFacts(event, callee),
    callerLeg: leg,
    customerFirst: {
      place: placeOf(row, queue),
      offer: { agentId, agentName, offer, expiresAtMs },
    },
    numberValue: callerId,
  }
}

/** The place they have, to which they come back should the agent be lost. */
function placeOf(
  { priority, waiting_since, needs, relax }: Accepted,
  { id: queueId }: QueueRow,
): QueuePlace {
  const waitingSinceMs = waiting_since.getTime()
  const routing = needs && { needs, relax: relax ?? [] }
  return { queueId, priority, waitingSinceMs, expiresAtMs: null, ...routing }
}

function ordinaryFacts(
  { tenantId, payload }: Pick<Offered, 'tenantId' | 'payload'>,
  { queue, number, callerIdDisplay }: Callee,
): Omit<CallFacts, 'callerLeg' | 'numberValue'> {
  return {
    id: payload.contactId,
    tenantId,
    direction: 'outbound',
    from: { user: number.value, display: number.display },
    numberDisplay: callerIdDisplay,
    program: undefined,
    hasFlow: false,
    programme: undefined,
    record: 'off',
    queues: new Map([[queue.id, queueFactsOf(queue)]]),
    boxes: new Map(),
  }
}
