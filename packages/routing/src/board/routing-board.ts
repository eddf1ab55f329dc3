import type { RoutedAgent } from '../agents.ts'
import type { WaitingContact } from '../contacts.ts'
import { type Decision, factsOf } from '../decision.ts'
import type { WaitFacts } from '../facts.ts'
import type { Ask } from '../fit.ts'
import type { RoutedQueue } from '../queues.ts'
import { stageAt } from '../stage.ts'
import { survey } from '../survey.ts'
import { AgentIndex } from './agent-index.ts'
import { asked, Matching } from './matching.ts'
import { type Entry, WaitingIndex } from './waiting-index.ts'

/**
 * Who waits, who could take it, and who is offered what. Tell it what changes, in any order, and ask it to decide; it looks
 * only at what changed, and decides as if it had gone through everything (`testing/board-by-hand.ts` does).
 *
 * Contacts are served by band, then by the rank of their queue for the agent, then by priority and ageing, then by arrival.
 * No agent who is free and fits is left without an offer while a contact waits that the agent may take. The same state gives
 * the same decisions whatever the order in which it was told.
 *
 * With W contacts, A agents of a queue and G groups of contacts with the same needs in an agent's queues, an event costs
 * O(A + G + log W).
 */
export class RoutingBoard {
  readonly #waiting = new WaitingIndex()
  readonly #agents = new AgentIndex()

  putQueue(queue: RoutedQueue): void {
    this.#waiting.putQueue(queue)
    this.#agents.touchQueue(queue.queueId)
  }

  /** Its contacts stay, without an offer, until they are removed or there is a queue of that id again. */
  removeQueue(queueId: string): void {
    this.#waiting.removeQueue(queueId)
  }

  /** A contact that waits for an offer: new, changed, or back from an offer that came to nothing. */
  putContact(contact: WaitingContact): void {
    this.#waiting.put(contact, false)
  }

  /** A contact that is being offered: it holds its place and is offered to nobody else. */
  putOffered(contact: WaitingContact): void {
    this.#waiting.put(contact, true)
  }

  removeContact(contactId: string): void {
    this.#waiting.remove(contactId)
  }

  putAgent(agent: RoutedAgent): void {
    this.#agents.put(agent)
  }

  removeAgent(agentId: string): void {
    this.#agents.remove(agentId)
  }

  /**
   * Says who is to be offered what now, in the order of service. What it offers counts as offered from then on, and the
   * agents as having it in hand, until they are put anew.
   */
  decide(nowMs: number): Decision[] {
    return new Matching(this.#waiting, this.#agents, nowMs).run()
  }

  /** When to decide again though nothing happens, as of the last decision: needs are relaxed, a cooldown ends. */
  nextWakeAtMs(): number | null {
    return this.#waiting.dueAtMs
  }

  /** In its queue, 1 being next; those who are being offered hold theirs. */
  placeOf(contactId: string): number | undefined {
    const entry = this.#waiting.get(contactId)
    const index = entry?.line.entries.indexOf(entry)
    return index === undefined ? undefined : index + 1
  }

  /** The contacts of a queue, those being offered among them, in the order of service. */
  waiting(queueId: string): string[] {
    const entries = this.#waiting.line(queueId)?.entries ?? []
    return Array.from(entries, ({ contact }) => contact.contactId)
  }

  /** Why a contact waits; `undefined` if it or its queue is not known. */
  explain(contactId: string, nowMs: number): WaitFacts | undefined {
    const entry = this.#waiting.get(contactId)
    const ask = entry && askAt(entry, nowMs)
    if (entry === undefined || ask === undefined) return undefined
    const { fitting, passedOver } = survey(asked(this.#agents, entry), ask)
    return {
      ...factsOf(ask, this.placeOf(contactId) ?? 1),
      isOffered: entry.isOffered,
      keptFor: ask.stage.keptFor,
      fit: fitting.length,
      passedOver,
      changesAtMs: ask.stage.changesAtMs,
    }
  }
}

function askAt({ contact, line: { queue } }: Entry, nowMs: number): Ask | undefined {
  if (queue === null) return undefined
  return { contact, queue, nowMs, stage: stageAt(contact, nowMs, queue.declineCooldownMs) }
}
