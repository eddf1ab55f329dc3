import { compareIds } from '../compare-ids.ts'
import type { WaitingContact } from '../contacts.ts'
import type { Demand } from '../fit.ts'
import type { RoutedQueue } from '../queues.ts'
import { agingUnits, compareInQueue } from '../service-order.ts'
import { type Stage, stageAt } from '../stage.ts'
import { SortedList } from './sorted-list.ts'

/** A contact on the board. */
export interface Entry {
  readonly contact: WaitingContact
  readonly line: Line
  isOffered: boolean
  /** Where it waits for an offer; `null` while it is offered, or not looked at yet. */
  place: Place | null
}

/** All contacts of a queue, those that are offered among them. */
export interface Line {
  readonly queueId: string
  /** `null` while the queue is not known: nothing is offered from it. */
  queue: RoutedQueue | null
  entries: SortedList<Entry>
  /** Those for nobody in particular. */
  readonly groups: Map<string, Group>
}

/** Contacts of one queue whom the same agents may take, each at the same rank, but for who declined which. */
export interface Group {
  readonly key: string
  readonly line: Line
  readonly demand: Demand
  /** Who alone may have them. */
  readonly agentId: string | null
  readonly entries: SortedList<Entry>
}

interface Place {
  readonly group: Group
  readonly stage: Stage
}

/**
 * The contacts, indexed by what an agent who comes free looks for: the first of each group. Within a queue the order does
 * not change with time; what does change with time alone is in `stage`, and looked at again when it is due.
 */
export class WaitingIndex {
  readonly #entries = new Map<string, Entry>()
  readonly #lines = new Map<string, Line>()
  /** Groups of those for one agent alone, by the agent's id. */
  readonly #kept = new Map<string, Map<string, Group>>()
  readonly #due = new SortedList<Entry>(compareDue)
  /** To be placed when the time is known. */
  readonly #unplaced = new Set<Entry>()
  #nowMs = Number.NEGATIVE_INFINITY

  putQueue(queue: RoutedQueue): void {
    this.#setQueue(this.#lineOf(queue.queueId), queue)
  }

  /** Its contacts stay, and are not offered until there is a queue of that id again. */
  removeQueue(queueId: string): void {
    const line = this.#lines.get(queueId)
    if (line === undefined) return
    this.#setQueue(line, null)
    this.#forgetIfUnused(line)
  }

  put(contact: WaitingContact, isOffered: boolean): void {
    this.remove(contact.contactId)
    const line = this.#lineOf(contact.queueId)
    const entry: Entry = { contact, line, isOffered, place: null }
    this.#entries.set(contact.contactId, entry)
    line.entries.add(entry)
    if (!isOffered) this.#unplaced.add(entry)
  }

  remove(contactId: string): void {
    const entry = this.#entries.get(contactId)
    if (entry === undefined) return
    this.#unplace(entry)
    this.#unplaced.delete(entry)
    this.#entries.delete(contactId)
    entry.line.entries.delete(entry)
    this.#forgetIfUnused(entry.line)
  }

  markOffered(entry: Entry): void {
    this.#unplace(entry)
    entry.isOffered = true
  }

  get(contactId: string): Entry | undefined {
    return this.#entries.get(contactId)
  }

  line(queueId: string): Line | undefined {
    return this.#lines.get(queueId)
  }

  /** Groups of a queue that are for nobody in particular. */
  groupsOf(queueId: string): Iterable<Group> {
    return this.#lines.get(queueId)?.groups.values() ?? []
  }

  /** Groups that are for this agent alone, of any queue. */
  groupsFor(agentId: string): Iterable<Group> {
    return this.#kept.get(agentId)?.values() ?? []
  }

  /** When something changes next by itself; as of the last `advance`. */
  get dueAtMs(): number | null {
    return this.#due.first?.place?.stage.changesAtMs ?? null
  }

  /** Places everything as of `nowMs`. Gives the contacts of which more may be possible than before. */
  advance(nowMs: number): Entry[] {
    // The clock was set back: what had come has not.
    if (nowMs < this.#nowMs) this.#placeAgain(this.#entries.values())
    this.#nowMs = nowMs
    for (const entry of this.#takeDue(nowMs)) this.#unplaced.add(entry)
    const placed = [...this.#unplaced].filter((entry) => this.#place(entry, nowMs))
    this.#unplaced.clear()
    return placed
  }

  #setQueue(line: Line, queue: RoutedQueue | null): void {
    const before = agingOf(line)
    line.queue = queue
    if (agingOf(line) !== before) line.entries = inOrder(line.entries, agingOf(line))
    this.#placeAgain(line.entries)
  }

  #takeDue(nowMs: number): Entry[] {
    const due: Entry[] = []
    for (const entry of this.#due) {
      if ((entry.place?.stage.changesAtMs ?? nowMs) > nowMs) break
      due.push(entry)
    }
    for (const entry of due) this.#unplace(entry)
    return due
  }

  #placeAgain(entries: Iterable<Entry>): void {
    for (const entry of entries) {
      this.#unplace(entry)
      if (!entry.isOffered) this.#unplaced.add(entry)
    }
  }

  #place(entry: Entry, nowMs: number): boolean {
    const { queue } = entry.line
    if (queue === null) return false
    const stage = stageAt(entry.contact, nowMs, queue.declineCooldownMs)
    const group = this.#groupOf(entry, { queue, contact: entry.contact, stage })
    group.entries.add(entry)
    entry.place = { group, stage }
    if (stage.changesAtMs !== null) this.#due.add(entry)
    return true
  }

  #unplace(entry: Entry): void {
    if (entry.place === null) return
    const { group, stage } = entry.place
    if (stage.changesAtMs !== null) this.#due.delete(entry)
    group.entries.delete(entry)
    if (group.entries.size === 0) this.#forgetGroup(group)
    entry.place = null
  }

  #groupOf({ contact, line }: Entry, demand: Demand): Group {
    const agentId = demand.stage.keptFor?.agentId ?? null
    const groups = agentId === null ? line.groups : this.#keptGroups(agentId)
    const key = groupKey(contact, demand.stage)
    const known = groups.get(key)
    if (known !== undefined) return known
    const group: Group = { key, line, demand, agentId, entries: inOrder([], agingOf(line)) }
    groups.set(key, group)
    return group
  }

  #keptGroups(agentId: string): Map<string, Group> {
    const known = this.#kept.get(agentId)
    if (known !== undefined) return known
    const groups = new Map<string, Group>()
    this.#kept.set(agentId, groups)
    return groups
  }

  #forgetGroup({ key, line, agentId }: Group): void {
    if (agentId === null) {
      line.groups.delete(key)
      return
    }
    const kept = this.#kept.get(agentId)
    kept?.delete(key)
    if (kept?.size === 0) this.#kept.delete(agentId)
  }

  #lineOf(queueId: string): Line {
    const known = this.#lines.get(queueId)
    if (known !== undefined) return known
    const line: Line = { queueId, queue: null, entries: inOrder([], 0), groups: new Map() }
    this.#lines.set(queueId, line)
    return line
  }

  #forgetIfUnused({ queueId, queue, entries }: Line): void {
    if (queue === null && entries.size === 0) this.#lines.delete(queueId)
  }
}

export function agingOf({ queue }: Line): number {
  return queue === null ? 0 : agingUnits(queue)
}

function inOrder(entries: Iterable<Entry>, aging: number): SortedList<Entry> {
  const ordered = new SortedList<Entry>((a, b) => compareInQueue(a.contact, b.contact, aging))
  for (const entry of entries) ordered.add(entry)
  return ordered
}

function compareDue(a: Entry, b: Entry): number {
  return (
    (a.place?.stage.changesAtMs ?? 0) - (b.place?.stage.changesAtMs ?? 0) ||
    compareIds(a.contact.contactId, b.contact.contactId)
  )
}

function groupKey(contact: WaitingContact, { needs, keptFor }: Demand['stage']): string {
  const needed = needs.map(({ skillId, level }) => `${skillId}:${level}`).join()
  const { queueId, channel, preferredAgentId } = contact
  return [queueId, channel, needed, keptFor?.kind, preferredAgentId].join('|')
}
