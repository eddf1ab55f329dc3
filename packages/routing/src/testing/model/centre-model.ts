import type { SkillNeed } from '../../contacts.ts'
import {
  type Arrival,
  modelAgingPerMinute,
  type ModelAgent,
  modelCooldownMs,
  modelCosts,
  modelPoints,
  type ModelQueue,
  type Outcome,
  type Seen,
} from './routing-system.ts'

/** A contact as the model knows it. */
export interface ModelContact extends Arrival {
  readonly arrivedMs: number
  state:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'offered'; readonly agentIds: readonly string[] }
    | { readonly kind: 'active'; readonly agentId: string }
    | { readonly kind: 'ended'; readonly outcome: Outcome }
  readonly declined: { readonly agentId: string; readonly atMs: number }[]
}

/**
 * A centre, as simply as it can be told: it does not say who gets a contact, but holds what it sees of a routing service
 * against what was promised. It throws where a promise is broken.
 */
export class CentreModel {
  readonly queues: ReadonlyMap<string, ModelQueue>
  readonly contacts = new Map<string, ModelContact>()
  readonly agents = new Map<string, ModelAgent>()
  #nowMs = 0

  constructor(queues: readonly ModelQueue[]) {
    this.queues = new Map(queues.map((queue) => [queue.queueId, queue]))
  }

  get nowMs(): number {
    return this.#nowMs
  }

  inState<Kind extends ModelContact['state']['kind']>(kind: Kind): ModelContact[] {
    return [...this.contacts.values()].filter(({ state }) => state.kind === kind)
  }

  arrive(arrival: Arrival): void {
    const state = { kind: 'waiting' } as const
    const contact = { ...arrival, arrivedMs: this.#nowMs, state, declined: [] }
    this.contacts.set(arrival.contactId, contact)
  }

  accept(contact: ModelContact, agentId: string): void {
    contact.state = { kind: 'active', agentId }
  }

  end(contact: ModelContact, outcome: Outcome): void {
    contact.state = { kind: 'ended', outcome }
  }

  reject(contact: ModelContact, agentId: string): void {
    contact.declined.push({ agentId, atMs: this.#nowMs })
    const left = offeredTo(contact).filter((other) => other !== agentId)
    contact.state = left.length === 0 ? { kind: 'waiting' } : { kind: 'offered', agentIds: left }
  }

  miss(contact: ModelContact): void {
    for (const agentId of offeredTo(contact)) {
      this.reject(contact, agentId)
      const agent = this.agents.get(agentId)
      if (agent !== undefined) this.agents.set(agentId, { ...agent, isReady: false })
    }
  }

  /** Takes in what is offered now, and checks that it could be. */
  look({ nowMs, offers, endings }: Seen): void {
    this.#nowMs = nowMs
    const offered = new Map(offers.map(({ contactId, agentIds }) => [contactId, agentIds]))
    this.#check(offered.size === offers.length, 'a contact is offered twice')
    for (const { contactId } of offers) {
      const kind = this.contacts.get(contactId)?.state.kind
      this.#check(
        kind === 'waiting' || kind === 'offered',
        `${contactId} is offered, being ${kind}`,
      )
    }
    const taken = [...this.contacts.values()].filter((one) => this.#takeIn(one, offered))
    for (const agent of this.agents.values()) this.#checkCapacity(agent)
    for (const contact of taken) {
      this.#checkNumber(contact)
      this.#checkTurn(contact)
    }
    for (const contact of this.inState('waiting')) this.#checkNobodyFree(contact)
    this.#checkEndings(endings)
  }

  /** Says whether the offer is new. */
  #takeIn(contact: ModelContact, offered: ReadonlyMap<string, readonly string[]>): boolean {
    const agentIds = offered.get(contact.contactId) ?? []
    const isNew = !this.#isKept(contact, agentIds)
    if (isNew) for (const agentId of agentIds) this.#checkMay(agentId, contact)
    if (agentIds.length > 0) contact.state = { kind: 'offered', agentIds }
    else if (contact.state.kind === 'offered') contact.state = { kind: 'waiting' }
    return isNew && agentIds.length > 0
  }

  /** Whether it is offered to the same as before: only who is not ready any more may have lost it. */
  #isKept(contact: ModelContact, agentIds: readonly string[]): boolean {
    const before = offeredTo(contact)
    const lost = before.filter((agentId) => !agentIds.includes(agentId))
    const isLeft = lost.every((agentId) => this.agents.get(agentId)?.isReady === false)
    this.#check(isLeft, `${contact.contactId} was taken from ${before} for ${agentIds}`)
    return before.length > lost.length && agentIds.every((agentId) => before.includes(agentId))
  }

  /** One, or all who could be rung at that rank. */
  #checkNumber(contact: ModelContact): void {
    const agentIds = offeredTo(contact)
    const isToAll = this.queues.get(contact.queueId)?.method === 'ring_all'
    const isOnce = new Set(agentIds).size === agentIds.length
    const isRight = isOnce && (isToAll || agentIds.length === 1)
    this.#check(isRight, `${contact.contactId} is offered to ${agentIds}`)
    if (!isToAll) return
    const ranks = agentIds.map((agentId) => this.agents.get(agentId)?.queues[contact.queueId] ?? 1)
    for (const agent of this.agents.values()) {
      const isOfRank = (agent.queues[contact.queueId] ?? 1) <= Math.max(...ranks)
      const isLeftOut = isOfRank && !agentIds.includes(agent.agentId)
      const couldRing = isLeftOut && this.#couldTake(agent, contact)
      this.#check(!couldRing, `${contact.contactId} rings ${agentIds}, not ${agent.agentId}`)
    }
  }

  #checkMay(agentId: string, contact: ModelContact): void {
    const agent = this.agents.get(agentId)
    const may = agent !== undefined && this.#wants(agent, contact)
    this.#check(may, `${contact.contactId} is offered to ${agentId}, who may not have it`)
  }

  #checkCapacity({ agentId }: ModelAgent): void {
    const inHand = this.#inHand(agentId)
    const calls = inHand.filter(({ channel }) => channel === 'voice').length
    this.#check(calls <= 1, `${agentId} has ${calls} calls`)
    this.#check(loadOf(inHand) <= modelPoints, `${agentId} has ${loadOf(inHand)} points in hand`)
  }

  /** Whoever got this contact could not have had one before it, which waits still. */
  #checkTurn(contact: ModelContact): void {
    for (const agentId of offeredTo(contact)) {
      const agent = this.agents.get(agentId)
      if (agent === undefined) continue
      for (const other of this.inState('waiting')) {
        const isBefore = turnOf(other, agent) < turnOf(contact, agent)
        const isSkipped = isBefore && this.#couldTake(agent, other, contact)
        this.#check(!isSkipped, `${agentId} got ${contact.contactId} before ${other.contactId}`)
      }
    }
  }

  #checkNobodyFree(contact: ModelContact): void {
    for (const agent of this.agents.values()) {
      const { agentId } = agent
      const isFree = this.#couldTake(agent, contact)
      this.#check(!isFree, `${contact.contactId} waits, and ${agentId} could take it`)
    }
  }

  #checkEndings(endings: Seen['endings']): void {
    const expected = this.inState('ended').map(({ contactId, state }) => {
      return `${contactId} ${state.kind === 'ended' ? state.outcome : ''}`
    })
    const seen = endings.map(({ contactId, outcome }) => `${contactId} ${outcome}`)
    const [told, due] = [seen.toSorted().join(), expected.toSorted().join()]
    this.#check(told === due, `the endings are ${told} and should be ${due}`)
  }

  /** With room for it, were `instead` not in hand. */
  #couldTake(agent: ModelAgent, contact: ModelContact, instead?: ModelContact): boolean {
    const inHand = this.#inHand(agent.agentId).filter((one) => one !== instead)
    return this.#wants(agent, contact) && loadOf([...inHand, contact]) <= modelPoints
  }

  /** But for the room: ready, of the queue, skilled, and not one who just declined it. */
  #wants(agent: ModelAgent, contact: ModelContact): boolean {
    const { agentId, isReady, queues } = agent
    const justDeclined = contact.declined.some(
      (decline) => decline.agentId === agentId && this.#nowMs < decline.atMs + modelCooldownMs,
    )
    if (!isReady || justDeclined) return false
    if (contact.onlyAgentId !== undefined) return contact.onlyAgentId === agentId
    return contact.queueId in queues && this.needsOf(contact).every((need) => has(agent, need))
  }

  needsOf({ queueId, needs, arrivedMs }: ModelContact): readonly SkillNeed[] {
    const steps = this.queues.get(queueId)?.relax ?? []
    return steps.findLast(({ afterMs }) => arrivedMs + afterMs <= this.#nowMs)?.needs ?? needs
  }

  #inHand(agentId: string): ModelContact[] {
    return [...this.contacts.values()].filter(
      (contact) =>
        offeredTo(contact).includes(agentId) ||
        (contact.state.kind === 'active' && contact.state.agentId === agentId),
    )
  }

  #check(holds: boolean, what: string): void {
    if (!holds) throw new Error(`A promise is broken: ${what}.`)
  }
}

/** Whom it is offered to. */
export function offeredTo({ state }: ModelContact): readonly string[] {
  return state.kind === 'offered' ? state.agentIds : []
}

function loadOf(contacts: readonly ModelContact[]): number {
  return contacts.reduce((sum, { channel }) => sum + modelCosts[channel], 0)
}

function has({ skills }: ModelAgent, { skillId, level }: SkillNeed): boolean {
  return (skills[skillId] ?? 0) >= level
}

/** As one text to compare: band, rank for the agent, score, arrival. What is as good in all of them has no order here. */
function turnOf(
  { band, queueId, priority, arrivedMs }: ModelContact,
  { queues }: ModelAgent,
): string {
  const score = priority * 60_000 - modelAgingPerMinute * arrivedMs
  const parts = [9 - band, queues[queueId] ?? 1, 1e15 - score, arrivedMs]
  return parts.map((part) => String(part).padStart(20, '0')).join(' ')
}
