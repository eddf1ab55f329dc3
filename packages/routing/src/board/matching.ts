import { type RoutedAgent, withOffer } from '../agents.ts'
import { decideAbout, type Decision } from '../decision.ts'
import { type Ask, isAsked, obstacle, rankFor, unfit } from '../fit.ts'
import { compareTurns, scoreUnits, type Turn } from '../service-order.ts'
import { survey } from '../survey.ts'
import { type AgentIndex, isOpen, type Slot } from './agent-index.ts'
import { SortedList } from './sorted-list.ts'
import { agingOf, type Entry, type Group, type WaitingIndex } from './waiting-index.ts'

/** A contact whose turn it may be. */
type Candidate = Turn & { readonly entry: Entry } & (
    | { readonly kind: 'contact' }
    /** The first of its group who was not looked at yet. */
    | { readonly kind: 'group'; readonly group: Group }
  )

/**
 * One round of deciding. Before it, no contact waits whom an agent could take, but for the contacts and agents that
 * changed since; so that only they are looked at, in the order of service, and the outcome is that of going through everything.
 *
 * Contacts that changed look for agents who did not; the groups of contacts that an agent who changed may take give their
 * first, one after another. What a candidate waits for is looked at again when its turn has come: meanwhile others may have
 * taken it, so that turns only come later than they were thought to.
 */
export class Matching {
  readonly #waiting: WaitingIndex
  readonly #agents: AgentIndex
  readonly #nowMs: number
  readonly #changed: Set<Slot>
  readonly #turns = new SortedList<Candidate>(compareTurns)

  constructor(waiting: WaitingIndex, agents: AgentIndex, nowMs: number) {
    this.#waiting = waiting
    this.#agents = agents
    this.#nowMs = nowMs
    const contacts = waiting.advance(nowMs)
    this.#changed = agents.takeChanged()
    for (const entry of contacts) this.#addContact(entry)
    this.#addGroups()
  }

  run(): Decision[] {
    const decisions: Decision[] = []
    for (let next = this.#turns.takeFirst(); next; next = this.#turns.takeFirst()) {
      const decision = next.kind === 'contact' ? this.#tryContact(next) : this.#tryGroup(next)
      if (decision !== undefined) decisions.push(decision)
    }
    return decisions
  }

  /** For agents who did not change, of a rank after `after`; those who did come to it by its group. */
  #addContact(entry: Entry, after = 0): void {
    const ask = this.#ask(entry)
    if (ask === undefined) return
    let rank = Number.POSITIVE_INFINITY
    for (const slot of this.#openFor(entry)) {
      const ofSlot = rankFor(slot.agent, entry.contact)
      if (ofSlot <= after || ofSlot >= rank || this.#changed.has(slot)) continue
      if (obstacle(slot.agent, ask) === undefined) rank = ofSlot
    }
    if (Number.isFinite(rank)) this.#turns.add({ kind: 'contact', ...this.#turn(entry, rank) })
  }

  #tryContact({ entry, rank }: Candidate): Decision | undefined {
    const decision = this.#offer(entry, rank)
    if (decision === undefined) this.#addContact(entry, rank)
    return decision
  }

  #addGroups(): void {
    const ranks = new Map<Group, Set<number>>()
    for (const { agent } of this.#changed) {
      for (const queueId of agent.queues.keys()) {
        this.#findRanks(agent, this.#waiting.groupsOf(queueId), ranks)
      }
      this.#findRanks(agent, this.#waiting.groupsFor(agent.agentId), ranks)
    }
    for (const [group, ofGroup] of ranks) {
      for (const rank of ofGroup) this.#addGroup(group, rank, group.entries.first)
    }
  }

  #findRanks(agent: RoutedAgent, groups: Iterable<Group>, into: Map<Group, Set<number>>): void {
    for (const group of groups) {
      if (unfit(agent, group.demand) !== undefined) continue
      const { first } = group.entries
      if (first === undefined || !isAsked(agent, first.contact)) continue
      const ranks = into.get(group) ?? new Set()
      into.set(group, ranks.add(rankFor(agent, first.contact)))
    }
  }

  #addGroup(group: Group, rank: number, entry: Entry | undefined): void {
    if (entry === undefined) return
    this.#turns.add({ kind: 'group', group, ...this.#turn(entry, rank) })
  }

  #tryGroup(candidate: Candidate & { kind: 'group' }): Decision | undefined {
    const { group, entry, rank } = candidate
    if (entry.isOffered) {
      this.#addGroup(group, rank, group.entries.after(entry))
      return undefined
    }
    const fits = this.#changedFit(entry, rank)
    if (fits === 'never') return undefined
    const decision = fits === 'now' ? this.#offer(entry, rank) : undefined
    this.#addGroup(group, rank, group.entries.after(entry))
    return decision
  }

  /** Whether one of the agents who changed, for whom the queue is of that rank, may take it. */
  #changedFit(entry: Entry, rank: number): Fit {
    let best: Fit = 'never'
    for (const { agent } of this.#changed) {
      if (rankFor(agent, entry.contact) !== rank) continue
      const fit = this.#fit(agent, entry)
      if (fit === 'now') return 'now'
      if (fit === 'another') best = 'another'
    }
    return best
  }

  #fit(agent: RoutedAgent, entry: Entry): Fit {
    const ask = this.#ask(entry)
    if (ask === undefined || !isAsked(agent, entry.contact)) return 'never'
    const hindered = obstacle(agent, ask)
    if (hindered === undefined) return 'now'
    return hindered.kind === 'declined' ? 'another' : 'never'
  }

  /** Nothing happens where it is offered already, or nobody fits at that rank any more. */
  #offer(entry: Entry, rank: number): Decision | undefined {
    const ask = this.#ask(entry)
    if (ask === undefined) return undefined
    const place = (entry.line.entries.indexOf(entry) ?? 0) + 1
    const made = decideAbout(ask, survey(this.#askedFor(entry), ask), { rank, place })
    if (made === undefined) return undefined
    this.#waiting.markOffered(entry)
    for (const agent of made.agents) this.#load(withOffer(agent, entry.contact, this.#nowMs))
    return made.decision
  }

  #load(agent: RoutedAgent): void {
    const slot = this.#agents.load(agent)
    if (slot !== undefined && !isOpen(agent)) this.#changed.delete(slot)
  }

  #askedFor(entry: Entry): Iterable<Slot> {
    return asked(this.#agents, entry)
  }

  #openFor({ contact }: Entry): Iterable<Slot> {
    const { queueId, onlyAgentId } = contact
    if (onlyAgentId === undefined) return this.#agents.openOf(queueId)
    const slot = this.#agents.get(onlyAgentId)
    return slot === undefined ? [] : [slot]
  }

  #ask({ contact, line, place }: Entry): Ask | undefined {
    if (line.queue === null || place === null) return undefined
    return { contact, queue: line.queue, stage: place.stage, nowMs: this.#nowMs }
  }

  #turn(entry: Entry, rank: number) {
    const { contact, line } = entry
    return { entry, contact, rank, scoreUnits: scoreUnits(contact, agingOf(line), this.#nowMs) }
  }
}

/** Whether an agent may take a contact: now, or at least another of its group, or none of them. */
type Fit = 'now' | 'another' | 'never'

/** Who comes into question for a contact: those of its queue, and whom alone it is for. */
export function asked(agents: AgentIndex, { contact }: Entry): Iterable<Slot> {
  const members = agents.membersOf(contact.queueId)
  const only = contact.onlyAgentId === undefined ? undefined : agents.get(contact.onlyAgentId)
  return only === undefined || members.has(only) ? members : [...members, only]
}
