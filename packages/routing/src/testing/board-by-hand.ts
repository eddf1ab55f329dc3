import { type RoutedAgent, withOffer } from '../agents.ts'
import type { WaitingContact } from '../contacts.ts'
import { decideAbout, type Decision, factsOf } from '../decision.ts'
import type { WaitFacts } from '../facts.ts'
import type { Ask } from '../fit.ts'
import type { RoutedQueue } from '../queues.ts'
import {
  agingUnits,
  compareInQueue,
  compareTurns,
  scoreUnits,
  type Turn,
} from '../service-order.ts'
import { stageAt } from '../stage.ts'
import { survey } from '../survey.ts'

const ranks = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** The board as one would do it by hand: it keeps what it is told, and goes through everything each time. */
export class BoardByHand {
  readonly queues = new Map<string, RoutedQueue>()
  readonly contacts = new Map<string, WaitingContact>()
  readonly agents = new Map<string, RoutedAgent>()
  readonly offered = new Set<string>()

  putQueue(queue: RoutedQueue): void {
    this.queues.set(queue.queueId, queue)
  }

  removeQueue(queueId: string): void {
    this.queues.delete(queueId)
  }

  putContact(contact: WaitingContact): void {
    this.contacts.set(contact.contactId, contact)
    this.offered.delete(contact.contactId)
  }

  putOffered(contact: WaitingContact): void {
    this.contacts.set(contact.contactId, contact)
    this.offered.add(contact.contactId)
  }

  removeContact(contactId: string): void {
    this.contacts.delete(contactId)
    this.offered.delete(contactId)
  }

  putAgent(agent: RoutedAgent): void {
    this.agents.set(agent.agentId, agent)
  }

  removeAgent(agentId: string): void {
    this.agents.delete(agentId)
  }

  /** Every contact at every rank, in the order of service: who is free and fits gets it. */
  decide(nowMs: number): Decision[] {
    return this.#turns(nowMs)
      .sort(compareTurns)
      .map(({ ask, rank }) => this.#decideAt(ask, rank))
      .filter((decision) => decision !== undefined)
  }

  nextWakeAtMs(nowMs: number): number | null {
    const times = this.#unoffered(nowMs)
      .map(({ stage }) => stage.changesAtMs)
      .filter((atMs) => atMs !== null)
    return times.length === 0 ? null : Math.min(...times)
  }

  placeOf(contactId: string): number | undefined {
    const contact = this.contacts.get(contactId)
    if (contact === undefined) return undefined
    return this.waiting(contact.queueId).indexOf(contactId) + 1
  }

  waiting(queueId: string): string[] {
    const queue = this.queues.get(queueId)
    const aging = queue === undefined ? 0 : agingUnits(queue)
    return [...this.contacts.values()]
      .filter((contact) => contact.queueId === queueId)
      .sort((a, b) => compareInQueue(a, b, aging))
      .map(({ contactId }) => contactId)
  }

  explain(contactId: string, nowMs: number): WaitFacts | undefined {
    const contact = this.contacts.get(contactId)
    const ask = contact && this.#ask(contact, nowMs)
    if (ask === undefined) return undefined
    const { fitting, passedOver } = survey(this.#asked(), ask)
    const { keptFor, changesAtMs } = ask.stage
    const isOffered = this.offered.has(contactId)
    const facts = factsOf(ask, this.placeOf(contactId) ?? 1)
    return { ...facts, isOffered, keptFor, fit: fitting.length, passedOver, changesAtMs }
  }

  #turns(nowMs: number): (Turn & { readonly ask: Ask })[] {
    return this.#unoffered(nowMs).flatMap((ask) => {
      const { contact, queue } = ask
      const score = scoreUnits(contact, agingUnits(queue), nowMs)
      return ranks.map((rank) => ({ ask, rank, contact, scoreUnits: score }))
    })
  }

  #decideAt(ask: Ask, rank: number): Decision | undefined {
    const { contact, nowMs } = ask
    if (this.offered.has(contact.contactId)) return undefined
    const place = this.placeOf(contact.contactId) ?? 1
    const made = decideAbout(ask, survey(this.#asked(), ask), { rank, place })
    if (made === undefined) return undefined
    this.offered.add(contact.contactId)
    for (const agent of made.agents) this.putAgent(withOffer(agent, contact, nowMs))
    return made.decision
  }

  #unoffered(nowMs: number): Ask[] {
    return [...this.contacts.values()]
      .filter(({ contactId }) => !this.offered.has(contactId))
      .map((contact) => this.#ask(contact, nowMs))
      .filter((ask) => ask !== undefined)
  }

  #ask(contact: WaitingContact, nowMs: number): Ask | undefined {
    const queue = this.queues.get(contact.queueId)
    if (queue === undefined) return undefined
    return { contact, queue, nowMs, stage: stageAt(contact, nowMs, queue.declineCooldownMs) }
  }

  #asked(): { agent: RoutedAgent }[] {
    return [...this.agents.values()].map((agent) => ({ agent }))
  }
}
