import { type Decision, RoutingBoard } from '@iris/routing'
import type { Tx } from '../../work.ts'
import { fitnessOf, readRoutable, type Routable } from '../agents/routable.ts'
import type { PhoneReady } from '../agents/service.ts'
import { agentsOffered } from './offers.ts'
import { nothingTouched, type Touched } from './touched.ts'
import {
  type QueueRules,
  readEntries,
  readHorizon,
  readRules,
  readVersions,
  readWrittenSince,
  routedQueue,
  type VersionedEntry,
  waitingContact,
} from './waiting.ts'

/** A tenant's line and agents in memory, as they stand in the database. What has changed is read again from there. */
export class BoardMirror {
  readonly #board = new RoutingBoard()
  readonly #phoneReady: PhoneReady
  #rules = new Map<string, QueueRules>()
  readonly #agents = new Map<string, Routable>()
  /** Of every place in a line. */
  readonly #versions = new Map<string, string>()
  /** Of every contact that is being offered, to whom. */
  readonly #offered = new Map<string, readonly string[]>()
  /** Agents to whom something is seen to be offered no more, who are to be read again. */
  readonly #released = new Set<string>()
  /** Contacts that were to ring for several, of whom some stood otherwise in the database: read again, they ring for all. */
  readonly #readAgainForAll = new Set<string>()
  /** Of the transactions that were over before it, every place that they wrote is known. */
  #horizon = '0'

  constructor(phoneReady: PhoneReady) {
    this.#phoneReady = phoneReady
  }

  get size(): { readonly waiting: number; readonly agents: number } {
    return { waiting: this.#versions.size, agents: this.#agents.size }
  }

  async load(tx: Tx): Promise<void> {
    this.#horizon = await readHorizon(tx)
    await this.#readQueues(tx)
    await this.#readAgents(tx)
    for (const entry of await readEntries(tx, 'all')) this.#put(entry)
  }

  /** Only what one queue's contacts are explained with. */
  async loadQueue(tx: Tx, queueId: string): Promise<void> {
    await this.#readQueues(tx)
    await this.#readAgents(tx)
    const entries = await readEntries(tx, { contactIds: [], queueIds: [queueId] })
    for (const entry of entries) this.#put(entry)
  }

  /**
   * Reads again what was touched. Agents come first, and with them what they were offered: of whoever is seen to be free of an
   * offer, its contact is seen back in its place, and is not passed over for the one behind it. So it is with whoever came
   * before the agent was free, and of whom nothing has been heard yet. The other way round, too: of a contact that is
   * seen not to be offered any more, all to whom it was are seen to be free, so that it may go to them as to anybody.
   */
  async refresh(tx: Tx, touched: Touched): Promise<void> {
    await this.#readTouched(tx, touched)
    if (this.#released.size === 0) return
    const agents = new Set(this.#released)
    this.#released.clear()
    await this.#readTouched(tx, { ...nothingTouched(), agents })
  }

  async #readTouched(tx: Tx, touched: Touched): Promise<void> {
    const { contacts, callbacks, queues } = touched
    if (queues.size > 0) await this.#readQueues(tx)
    if (queues.size > 0 || touched.allAgents) await this.#readAgents(tx)
    else if (touched.agents.size > 0) await this.#readAgents(tx, [...touched.agents])
    if (queues.size + touched.agents.size > 0 || touched.allAgents) await this.#readWritten(tx)
    const contactIds = [...new Set([...contacts, ...this.#offeredToAny(touched)])]
    const [callbackIds, queueIds] = [[...callbacks], [...queues]]
    if (contactIds.length + callbackIds.length + queueIds.length === 0) return
    const entries = await readEntries(tx, { contactIds, callbackIds, queueIds })
    const found = new Set(entries.map((entry) => entry.contact_id))
    for (const id of contactIds) if (!found.has(id)) this.#forget(id)
    for (const entry of entries) this.#put(entry)
  }

  /** What stands otherwise in the database, though nobody said so. */
  async differences(tx: Tx): Promise<{ contacts: string[]; agents: string[] }> {
    const there = await readVersions(tx)
    const contacts = [...there]
      .filter(([id, version]) => this.#versions.get(id) !== version)
      .map(([id]) => id)
    for (const id of this.#versions.keys()) if (!there.has(id)) contacts.push(id)
    const read = await readRoutable(tx, this.#phoneReady)
    const ids = new Set([...read.keys(), ...this.#agents.keys()])
    const agents = [...ids].filter((id) => {
      const [now, known] = [read.get(id), this.#agents.get(id)]
      return !now || !known || fitnessOf(now) !== fitnessOf(known)
    })
    return { contacts, agents }
  }

  decide(nowMs: number): Decision[] {
    return this.#board.decide(nowMs)
  }

  nextWakeAtMs(): number | null {
    return this.#board.nextWakeAtMs()
  }

  explain(contactId: string, nowMs: number) {
    return this.#board.explain(contactId, nowMs)
  }

  rulesOf(queueId: string): QueueRules | undefined {
    return this.#rules.get(queueId)
  }

  /** Whether it stands as it did when it was decided upon. */
  isCurrent(entry: VersionedEntry): boolean {
    return this.#versions.get(entry.contact_id) === entry.version
  }

  /** Whether a contact that would ring for some of those chosen is to wait until these are read again: once, and then it rings. */
  waitsForAll(contactId: string): boolean {
    if (this.#readAgainForAll.delete(contactId)) return false
    this.#readAgainForAll.add(contactId)
    return true
  }

  isFit(agent: Routable): boolean {
    const known = this.#agents.get(agent.routed.agentId)
    return known !== undefined && fitnessOf(known) === fitnessOf(agent)
  }

  async #readQueues(tx: Tx): Promise<void> {
    const rules = await readRules(tx)
    for (const id of this.#rules.keys()) if (!rules.has(id)) this.#board.removeQueue(id)
    for (const [id, rule] of rules) this.#board.putQueue(routedQueue(id, rule))
    this.#rules = rules
  }

  async #readAgents(tx: Tx, ids?: readonly string[]): Promise<void> {
    const read = await readRoutable(tx, this.#phoneReady, ids)
    for (const id of ids ?? [...this.#agents.keys()]) {
      if (read.has(id)) continue
      this.#agents.delete(id)
      this.#board.removeAgent(id)
    }
    for (const [id, agent] of read) {
      this.#agents.set(id, agent)
      this.#board.putAgent(agent.routed)
    }
  }

  /** What was written since it was asked last, whether or not it was told of. */
  async #readWritten(tx: Tx): Promise<void> {
    const { entries, horizon } = await readWrittenSince(tx, this.#horizon)
    this.#horizon = horizon
    for (const entry of entries) if (!this.isCurrent(entry)) this.#put(entry)
  }

  #offeredToAny({ agents, allAgents, queues }: Touched): string[] {
    const isAll = allAgents || queues.size > 0
    return [...this.#offered].flatMap(([id, to]) =>
      isAll || to.some((agentId) => agents.has(agentId)) ? [id] : [],
    )
  }

  #put(entry: VersionedEntry): void {
    const { contact_id: id } = entry
    const offeredTo = agentsOffered(entry)
    this.#noteReleased(id, offeredTo)
    if (offeredTo.length > 0) this.#offered.set(id, offeredTo)
    else this.#offered.delete(id)
    const rules = this.#rules.get(entry.queue_id)
    this.#versions.set(id, entry.version)
    const rests = entry.callback_id !== null && rules?.isClosed
    if (!rules || rests) this.#board.removeContact(id)
    else if (entry.offered_to === null) this.#board.putContact(waitingContact(entry, rules))
    else this.#board.putOffered(waitingContact(entry, rules))
  }

  #noteReleased(contactId: string, offeredTo: readonly string[]): void {
    for (const id of this.#offered.get(contactId) ?? []) {
      if (!offeredTo.includes(id)) this.#released.add(id)
    }
  }

  #forget(contactId: string): void {
    this.#noteReleased(contactId, [])
    this.#versions.delete(contactId)
    this.#offered.delete(contactId)
    this.#readAgainForAll.delete(contactId)
    this.#board.removeContact(contactId)
  }
}
