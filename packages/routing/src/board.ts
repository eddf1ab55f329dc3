import { type RoutedAgent, withOffer } from './agents.ts'
import { choose } from './choose.ts'
import type { WaitingContact } from './contacts.ts'
import type { ChoiceFacts, ContactFacts, WaitFacts } from './facts.ts'
import type { Ask } from './fit.ts'
import type { RoutedQueue } from './queues.ts'
import { agingUnits, compareInQueue, compareTurns, scoreOf, scoreUnits } from './service-order.ts'
import { stageAt } from './stage.ts'
import { survey } from './survey.ts'

/** A contact is to be offered to these agents at once; to one, but where everybody is rung. */
export interface Decision {
  readonly contactId: string
  readonly queueId: string
  readonly agentIds: readonly string[]
  readonly facts: ChoiceFacts
}

/** Who waits and who could take it. */
export class RoutingBoard {
  readonly #queues = new Map<string, RoutedQueue>()
  readonly #contacts = new Map<string, WaitingContact>()
  readonly #agents = new Map<string, RoutedAgent>()
  readonly #offered = new Set<string>()

  putQueue(queue: RoutedQueue): void {
    this.#queues.set(queue.queueId, queue)
  }

  removeQueue(queueId: string): void {
    this.#queues.delete(queueId)
  }

  putContact(contact: WaitingContact): void {
    this.#contacts.set(contact.contactId, contact)
    this.#offered.delete(contact.contactId)
  }

  removeContact(contactId: string): void {
    this.#contacts.delete(contactId)
    this.#offered.delete(contactId)
  }

  putAgent(agent: RoutedAgent): void {
    this.#agents.set(agent.agentId, agent)
  }

  removeAgent(agentId: string): void {
    this.#agents.delete(agentId)
  }

  decide(nowMs: number): Decision[] {
    const decisions: Decision[] = []
    for (const { ask, rank } of this.#turns(nowMs)) {
      if (this.#offered.has(ask.contact.contactId)) continue
      const decision = this.#offer(ask, rank)
      if (decision !== undefined) decisions.push(decision)
    }
    return decisions
  }

  nextWakeAtMs(nowMs: number): number | null {
    const times = [...this.#contacts.keys()]
      .filter((contactId) => !this.#offered.has(contactId))
      .map((contactId) => this.#ask(contactId, nowMs)?.stage.changesAtMs ?? null)
      .filter((atMs) => atMs !== null)
    return times.length === 0 ? null : Math.min(...times)
  }

  placeOf(contactId: string): number | undefined {
    const contact = this.#contacts.get(contactId)
    if (contact === undefined) return undefined
    const place = this.waiting(contact.queueId).indexOf(contactId)
    return place < 0 ? undefined : place + 1
  }

  waiting(queueId: string): string[] {
    const queue = this.#queues.get(queueId)
    if (queue === undefined) return []
    return [...this.#contacts.values()]
      .filter((contact) => contact.queueId === queueId)
      .sort((a, b) => compareInQueue(a, b, agingUnits(queue)))
      .map(({ contactId }) => contactId)
  }

  explain(contactId: string, nowMs: number): WaitFacts | undefined {
    const ask = this.#ask(contactId, nowMs)
    if (ask === undefined) return undefined
    const { fitting, passedOver } = survey(this.#agents.values(), ask)
    return {
      ...this.#factsOf(ask),
      isOffered: this.#offered.has(contactId),
      keptFor: ask.stage.keptFor,
      fit: fitting.length,
      passedOver,
      changesAtMs: ask.stage.changesAtMs,
    }
  }

  #turns(nowMs: number): { ask: Ask; rank: number }[] {
    const ranks = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    return [...this.#contacts.keys()]
      .map((contactId) => this.#ask(contactId, nowMs))
      .filter((ask) => ask !== undefined)
      .flatMap((ask) => ranks.map((rank) => ({ ask, rank })))
      .map(({ ask, rank }) => ({
        ask,
        rank,
        contact: ask.contact,
        scoreUnits: scoreUnits(ask.contact, agingUnits(ask.queue), nowMs),
      }))
      .sort(compareTurns)
  }

  #offer(ask: Ask, rank: number): Decision | undefined {
    const { contact, nowMs } = ask
    const found = survey(this.#agents.values(), ask)
    const chosen = choose(found, ask)
    if (chosen === undefined || chosen.rank !== rank) return undefined
    const { choice, fit } = chosen
    const facts = { ...this.#factsOf(ask), choice, rank, fit, passedOver: found.passedOver }
    this.#offered.add(contact.contactId)
    for (const agent of chosen.agents) {
      this.#agents.set(agent.agentId, withOffer(agent, contact, nowMs))
    }
    return {
      contactId: contact.contactId,
      queueId: contact.queueId,
      agentIds: chosen.agents.map(({ agentId }) => agentId),
      facts,
    }
  }

  #ask(contactId: string, nowMs: number): Ask | undefined {
    const contact = this.#contacts.get(contactId)
    const queue = contact && this.#queues.get(contact.queueId)
    if (contact === undefined || queue === undefined) return undefined
    return { contact, queue, nowMs, stage: stageAt(contact, nowMs, queue.declineCooldownMs) }
  }

  #factsOf({ contact, queue, stage, nowMs }: Ask): ContactFacts {
    const { contactId, queueId, channel, band, waitingSinceMs } = contact
    return {
      contactId,
      queueId,
      channel,
      atMs: nowMs,
      place: this.placeOf(contactId) ?? 1,
      band,
      score: scoreOf(contact, agingUnits(queue), nowMs),
      waitedMs: nowMs - waitingSinceMs,
      needs: stage.needs,
      step: stage.step,
    }
  }
}
