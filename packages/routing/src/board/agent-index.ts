import type { RoutedAgent } from '../agents.ts'

/** An agent on the board; replaced as a whole when something about the agent changes. */
export interface Slot {
  agent: RoutedAgent
}

/** The agents, by queue. */
export class AgentIndex {
  readonly #slots = new Map<string, Slot>()
  readonly #members = new Map<string, Set<Slot>>()
  /** Of each queue, those who may have room for something. */
  readonly #open = new Map<string, Set<Slot>>()
  /** Those of whom more may be possible than when last asked. */
  #changed = new Set<Slot>()

  put(agent: RoutedAgent): void {
    const slot = this.#slots.get(agent.agentId) ?? { agent }
    this.#withdraw(slot)
    slot.agent = agent
    this.#slots.set(agent.agentId, slot)
    for (const queueId of agent.queues.keys()) {
      into(this.#members, queueId, slot)
      if (isOpen(agent)) into(this.#open, queueId, slot)
    }
    if (isOpen(agent)) this.#changed.add(slot)
  }

  remove(agentId: string): void {
    const slot = this.#slots.get(agentId)
    if (slot === undefined) return
    this.#withdraw(slot)
    this.#slots.delete(agentId)
  }

  /** Replaces an agent by one who can take less, in the same queues. */
  load(agent: RoutedAgent): Slot | undefined {
    const slot = this.#slots.get(agent.agentId)
    if (slot === undefined) return undefined
    slot.agent = agent
    if (isOpen(agent)) return slot
    for (const queueId of agent.queues.keys()) outOf(this.#open, queueId, slot)
    return slot
  }

  get(agentId: string): Slot | undefined {
    return this.#slots.get(agentId)
  }

  /** Who answers the queue. */
  membersOf(queueId: string): ReadonlySet<Slot> {
    return this.#members.get(queueId) ?? nobody
  }

  /** Who answers the queue and may have room for something. */
  openOf(queueId: string): ReadonlySet<Slot> {
    return this.#open.get(queueId) ?? nobody
  }

  /** Has everybody of the queue count as changed. */
  touchQueue(queueId: string): void {
    for (const slot of this.openOf(queueId)) this.#changed.add(slot)
  }

  /** Those who changed since this was asked last and may have room for something. */
  takeChanged(): Set<Slot> {
    const changed = this.#changed
    this.#changed = new Set()
    return changed
  }

  #withdraw(slot: Slot): void {
    this.#changed.delete(slot)
    for (const queueId of slot.agent.queues.keys()) {
      outOf(this.#members, queueId, slot)
      outOf(this.#open, queueId, slot)
    }
  }
}

/** Whether the agent may have room for something. */
export function isOpen({ away, channels, load, points }: RoutedAgent): boolean {
  return away === null && channels.size > 0 && load < points
}

const nobody: ReadonlySet<Slot> = new Set()

function into(sets: Map<string, Set<Slot>>, queueId: string, slot: Slot): void {
  const known = sets.get(queueId)
  if (known === undefined) sets.set(queueId, new Set([slot]))
  else known.add(slot)
}

function outOf(sets: Map<string, Set<Slot>>, queueId: string, slot: Slot): void {
  const known = sets.get(queueId)
  if (known === undefined) return
  known.delete(slot)
  if (known.size === 0) sets.delete(queueId)
}
