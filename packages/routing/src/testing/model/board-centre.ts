import type { RoutedAgent } from '../../agents.ts'
import { RoutingBoard } from '../../board/routing-board.ts'
import type { WaitingContact } from '../../contacts.ts'
import { ordinaryAgent, ordinaryContact, ordinaryQueue } from '../ordinary.ts'
import {
  type Arrival,
  modelAgingPerMinute,
  type ModelAgent,
  modelCooldownMs,
  modelCosts,
  modelPoints,
  type ModelQueue,
  type Outcome,
  type RoutingSystem,
  type Seen,
} from './routing-system.ts'

interface Held {
  waiting: WaitingContact
  offeredTo: readonly string[]
  activeWith: string | null
}

/** The smallest service around a board: it keeps who has what in hand, and tells the board of each change. */
export class BoardCentre implements RoutingSystem {
  readonly #board = new RoutingBoard()
  readonly #queues: ReadonlyMap<string, ModelQueue>
  readonly #contacts = new Map<string, Held>()
  readonly #agents = new Map<string, ModelAgent>()
  readonly #endings: { contactId: string; outcome: Outcome }[] = []
  #nowMs = 1_000_000

  constructor(queues: readonly ModelQueue[]) {
    this.#queues = new Map(queues.map((queue) => [queue.queueId, queue]))
    for (const { queueId, method } of queues) {
      this.#board.putQueue({
        ...ordinaryQueue,
        queueId,
        method,
        agingPerMinute: modelAgingPerMinute,
        declineCooldownMs: modelCooldownMs,
      })
    }
  }

  async arrive(arrival: Arrival): Promise<void> {
    const relax = this.#queues.get(arrival.queueId)?.relax ?? []
    const waiting = { ...ordinaryContact, ...arrival, relax, waitingSinceMs: this.#nowMs }
    this.#contacts.set(arrival.contactId, { waiting, offeredTo: [], activeWith: null })
    this.#board.putContact(waiting)
    this.#decide()
  }

  async hangUp(contactId: string): Promise<void> {
    const held = this.#contacts.get(contactId)
    if (held !== undefined) this.#end(held, held.activeWith === null ? 'abandoned' : 'handled')
  }

  async finish(contactId: string): Promise<void> {
    const held = this.#contacts.get(contactId)
    if (held !== undefined && held.activeWith !== null) this.#end(held, 'handled')
  }

  async accept(contactId: string, agentId: string): Promise<void> {
    const held = this.#contacts.get(contactId)
    if (held === undefined || !held.offeredTo.includes(agentId)) return
    const { offeredTo } = held
    held.offeredTo = []
    held.activeWith = agentId
    this.#board.removeContact(contactId)
    this.#putAgents(offeredTo)
  }

  async reject(contactId: string, agentId: string): Promise<void> {
    this.#decline(contactId, [agentId])
  }

  async miss(contactId: string): Promise<void> {
    const agentIds = this.#contacts.get(contactId)?.offeredTo ?? []
    for (const agentId of agentIds) {
      const agent = this.#agents.get(agentId)
      if (agent !== undefined) this.#agents.set(agentId, { ...agent, isReady: false })
    }
    this.#decline(contactId, agentIds)
  }

  async setAgent(agent: ModelAgent): Promise<void> {
    this.#agents.set(agent.agentId, agent)
    this.#putAgents([agent.agentId])
  }

  /** Decides only when the board wants to, so that it is seen whether it does. */
  async passTime(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    for (let wakeMs = this.#wakeMs; wakeMs <= untilMs; wakeMs = this.#wakeMs) {
      this.#nowMs = wakeMs
      this.#decide()
    }
    this.#nowMs = untilMs
  }

  async see(): Promise<Seen> {
    const offers = [...this.#contacts]
      .filter(([, { offeredTo }]) => offeredTo.length > 0)
      .map(([contactId, { offeredTo }]) => ({ contactId, agentIds: offeredTo }))
    return { nowMs: this.#nowMs, offers, endings: [...this.#endings] }
  }

  get #wakeMs(): number {
    return this.#board.nextWakeAtMs() ?? Number.POSITIVE_INFINITY
  }

  #decline(contactId: string, agentIds: readonly string[]): void {
    const held = this.#contacts.get(contactId)
    if (held === undefined) return
    const declined = agentIds.map((agentId) => ({ agentId, atMs: this.#nowMs }))
    held.offeredTo = held.offeredTo.filter((agentId) => !agentIds.includes(agentId))
    held.waiting = { ...held.waiting, declined: [...held.waiting.declined, ...declined] }
    if (held.offeredTo.length === 0) this.#board.putContact(held.waiting)
    this.#putAgents(agentIds)
  }

  #end(held: Held, outcome: Outcome): void {
    const { contactId } = held.waiting
    this.#contacts.delete(contactId)
    this.#board.removeContact(contactId)
    this.#endings.push({ contactId, outcome })
    this.#putAgents(held.activeWith === null ? held.offeredTo : [held.activeWith])
  }

  #putAgents(agentIds: readonly string[]): void {
    for (const agentId of agentIds) {
      const agent = this.#agents.get(agentId)
      if (agent !== undefined) this.#board.putAgent(this.#routed(agent))
    }
    this.#decide()
  }

  #routed({ agentId, isReady, queues, skills }: ModelAgent): RoutedAgent {
    const inHand = [...this.#contacts.values()]
      .filter((held) => held.activeWith === agentId || held.offeredTo.includes(agentId))
      .map(({ waiting }) => modelCosts[waiting.channel === 'voice' ? 'voice' : 'chat'])
    return {
      ...ordinaryAgent,
      agentId,
      away: isReady ? null : 'not_ready',
      queues: new Map(Object.entries(queues)),
      skills: new Map(Object.entries(skills)),
      points: modelPoints,
      costs: { ...modelCosts, sms: null, mail: null },
      load: inHand.reduce((sum, cost) => sum + cost, 0),
      idleSinceMs: this.#nowMs,
    }
  }

  #decide(): void {
    for (const { contactId, agentIds } of this.#board.decide(this.#nowMs)) {
      const held = this.#contacts.get(contactId)
      if (held !== undefined) held.offeredTo = agentIds
    }
  }
}
