import { type Decision, RoutingBoard } from '@iris/routing'
import type { Tx } from '../../work.ts'
import {
  fitnessOf,
  readChangedAgents,
  readChangedProfiles,
  readRoutable,
  type Routable,
} from '../agents/routable.ts'
import type { PhoneReady } from '../agents/service.ts'
import type { Touched } from './touched.ts'
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

/**
 * A tenant's line and agents in memory, as they stand in the database at one instant, whether or not it was told of. Whatever
 * is read together is to be read in one snapshot: whoever enters is seen with every agent who came free before.
 */
export class BoardMirror {
  readonly #board = new RoutingBoard()
  readonly #phoneReady: PhoneReady
  #rules = new Map<string, QueueRules>()
  readonly #agents = new Map<string, Routable>()
  /** Of every place in a line. */
  readonly #versions = new Map<string, string>()
  /** Contacts that were to ring for several, of whom some stood otherwise in the database, and have been read again since. */
  readonly #waitedForAll = new Set<string>()
  /** Of the transactions that were over before it, all is known that they wrote of what agents do. */
  #horizonOfAgents = '0'
  /** The same of their profiles, skills and queues. */
  #horizonOfProfiles = '0'
  /** The same of places. */
  #horizonOfLine = '0'

  constructor(phoneReady: PhoneReady) {
    this.#phoneReady = phoneReady
  }

  get size(): { readonly waiting: number; readonly agents: number } {
    return { waiting: this.#versions.size, agents: this.#agents.size }
  }

  async load(tx: Tx): Promise<void> {
    const horizon = await readHorizon(tx)
    await this.#readQueues(tx)
    await this.#readAgents(tx)
    for (const entry of await readEntries(tx, 'all')) this.#put(entry)
    this.#horizonOfAgents = horizon
    this.#horizonOfProfiles = horizon
    this.#horizonOfLine = horizon
  }

  /** Only what one queue's contacts are explained with. */
  async loadQueue(tx: Tx, queueId: string): Promise<void> {
    await this.#readQueues(tx)
    await this.#readAgents(tx)
    const entries = await readEntries(tx, { contactIds: [], queueIds: [queueId] })
    for (const entry of entries) this.#put(entry)
  }

  /**
   * Reads again what was touched, and every agent who does something else; where any does, everything in the line that has
   * changed. So whoever is seen to be free is seen with those who came before, and whoever waits with those who came free before.
   * Where somebody is to ring for all, it is seen, too, of whom else that has become all.
   */
  async refresh(tx: Tx, touched: Touched): Promise<void> {
    const { queues, allAgents } = touched
    const horizon = await readHorizon(tx)
    if (queues.size > 0) await this.#readQueues(tx)
    const isAll = queues.size > 0 || allAgents
    const changed = isAll ? [] : await readChangedAgents(tx, this.#horizonOfAgents, this.#agents)
    const agentIds = isAll ? undefined : [...new Set([...touched.agents, ...changed])]
    await this.#readAgents(tx, agentIds)
    this.#horizonOfAgents = horizon
    const written = agentIds?.length === 0 ? [] : await this.#readWritten(tx, horizon)
    const entries = [...written, ...(await this.#readTouched(tx, touched))]
    if (!isAll && entries.some((entry) => this.#ringsForAll(entry))) {
      await this.#readProfiles(tx, horizon)
    }
  }

  async #readTouched(
    tx: Tx,
    { contacts, callbacks, queues }: Touched,
  ): Promise<readonly VersionedEntry[]> {
    if (contacts.size + callbacks.size + queues.size === 0) return []
    const [contactIds, callbackIds, queueIds] = [[...contacts], [...callbacks], [...queues]]
    const entries = await readEntries(tx, { contactIds, callbackIds, queueIds })
    const found = new Set(entries.map((entry) => entry.contact_id))
    for (const id of contacts) if (!found.has(id)) this.#forget(id)
    for (const entry of entries) this.#put(entry)
    return entries
  }

  async #readProfiles(tx: Tx, horizon: string): Promise<void> {
    const changed = await readChangedProfiles(tx, this.#horizonOfProfiles)
    await this.#readAgents(tx, changed)
    this.#horizonOfProfiles = horizon
    if (changed.length > 0) await this.#readWritten(tx, horizon)
  }

  #ringsForAll({ offered_to: offeredTo, queue_id: queueId }: VersionedEntry): boolean {
    return offeredTo === null && this.#rules.get(queueId)?.routing.method === 'ring_all'
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

  /** Whether a contact that would have rung for some of those chosen has waited until these were read again. */
  hasWaitedForAll(contactId: string): boolean {
    return this.#waitedForAll.has(contactId)
  }

  /** It waits for that: once, and then it rings. */
  noteWaitForAll(contactId: string): void {
    this.#waitedForAll.add(contactId)
  }

  /** It rings. Where it has to ring again later, it may wait again. */
  forgetWaitForAll(contactId: string): void {
    this.#waitedForAll.delete(contactId)
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

  async #readWritten(tx: Tx, horizon: string): Promise<readonly VersionedEntry[]> {
    const entries = await readWrittenSince(tx, this.#horizonOfLine)
    this.#horizonOfLine = horizon
    for (const entry of entries) if (!this.isCurrent(entry)) this.#put(entry)
    return entries
  }

  #put(entry: VersionedEntry): void {
    const { contact_id: id } = entry
    const rules = this.#rules.get(entry.queue_id)
    this.#versions.set(id, entry.version)
    const rests = entry.callback_id !== null && rules?.isClosed
    if (!rules || rests) this.#board.removeContact(id)
    else if (entry.offered_to === null) this.#board.putContact(waitingContact(entry, rules))
    else this.#board.putOffered(waitingContact(entry, rules))
  }

  #forget(contactId: string): void {
    this.#versions.delete(contactId)
    this.#waitedForAll.delete(contactId)
    this.#board.removeContact(contactId)
  }
}
