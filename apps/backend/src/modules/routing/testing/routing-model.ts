import type { RelaxStep } from '@iris/contracts'

/** What a contact is to the model. */
export interface ModelContact {
  readonly id: string
  readonly queue: ModelQueue
  readonly channel: 'voice' | 'chat'
  readonly band: number
  priority: number
  sinceMs: number
  readonly needs: Needs
  /** Who spoke with the same person before, where that is known. */
  readonly spokeWith: ModelAgent | undefined
  /** Of whoever is to be called back. */
  readonly callback: ModelCallback | undefined
  /** Nobody else may have it, and this agent may whatever is needed. */
  onlyAgentId: string | undefined
  /** Until then nobody else may have it. */
  keptFor: { readonly agentId: string; readonly untilMs: number } | undefined
  /** Until when each may not have it; without an end in sight, `Infinity`. */
  readonly declinedBy: Map<string, number>
  /** Whoever is to be called back is called already, and the agent is kept for them. */
  isBeingCalled: boolean
  /** Waiting where there is nobody. */
  offeredTo: readonly string[]
}

/** Somebody who is to be called back, whether or not they stand in the line. */
export interface ModelCallback {
  readonly id: string
  readonly queue: ModelQueue
  readonly priority: number
  readonly needs: Needs
  sinceMs: number
  /** When they were to be called last, or are to be called next. */
  dueMs: number
  /** Whose it is to call them. */
  onlyAgentId: string | undefined
  attempts: number
  /** Before the next attempt there is a minute, and then it is due. */
  state: 'in_line' | 'dialling' | 'waits' | 'due' | 'done' | 'failed' | 'cancelled'
}

export interface ModelQueue {
  readonly id: string
  /** Everybody of the first rank who may have it is rung, where others have one rung. */
  readonly ringsAll: boolean
  readonly agingPerMinute: number
  /** Whom it calls back is called before the agent. */
  readonly callsCustomerFirst: boolean
  /** Of contacts that have none of their own. */
  readonly needs: Needs
  /** Where those go on who have waited too long. */
  readonly overflowsInto: string | undefined
}

/** The level of the one skill that there is, and what it comes down to; 0 for none needed. */
export interface Needs {
  readonly level: number
  /** From the earliest on. */
  readonly steps: readonly { readonly afterMs: number; readonly level: number }[]
}

export interface ModelAgent {
  readonly id: string
  /** By queue. */
  readonly ranks: ReadonlyMap<string, number>
  readonly points: number
  level: number
  /** Available, or going to be after the call in hand. */
  isThere: boolean
  /** Let something pass, and is not there until they say so. */
  isNotResponding: boolean
  /** After-call work, and whether it ends by itself. */
  wrapUp: 'none' | 'for_a_minute' | 'until_ended'
  /** The call that was accepted. */
  callId: string | undefined
  /** Chats that were accepted. */
  readonly chats: Set<string>
}

/** Whom each contact is offered to, as the database has it. */
export type Offers = ReadonlyMap<string, readonly string[]>

export type Ending = 'answered' | 'abandoned' | 'queue_deleted' | 'cancelled' | 'left'

/** So long, in every queue, somebody waits for whoever spoke with them last. */
export const stickyMs = 60_000

const points = { voice: 100, chat: 30 } as const

/** What an agent has in hand or is offered. */
interface Load {
  readonly points: number
  readonly calls: number
}

/** The simplest routing there can be: it says what may be, and looks through everybody each time. */
export class RoutingModel {
  readonly queues = new Map<string, ModelQueue>()
  readonly contacts = new Map<string, ModelContact>()
  readonly agents = new Map<string, ModelAgent>()
  readonly callbacks = new Map<string, ModelCallback>()
  /** Whom the calls are to that go out, by the call. */
  readonly dialled = new Map<string, string>()
  /** Those that are over, and how they came to be. */
  readonly ended = new Map<string, Ending>()
  /** Those that waited too long, each time, and went on to another queue. */
  readonly sentOn: string[] = []
  /** Agents who came free one after another just now: whoever rang for the first did not ring for the next. */
  readonly freedApart = new Set<string>()
  /** Contacts that came to wait just now, after agents may have come free: what stood in the line may have been given to these. */
  readonly cameApart = new Set<string>()

  /** Those that no other queue sends on to. */
  get deletableQueues(): ModelQueue[] {
    const all = [...this.queues.values()]
    return all.filter(({ id }) => !all.some(({ overflowsInto }) => overflowsInto === id))
  }

  end({ id }: ModelContact, ending: Ending): void {
    this.contacts.delete(id)
    this.ended.set(id, ending)
  }

  /** Whether nothing is in hand that needs a phone, nor to be done after it. */
  isIdle({ id, callId, wrapUp }: ModelAgent): boolean {
    const rings = [...this.contacts.values()].some(
      (one) => one.channel === 'voice' && one.offeredTo.includes(id),
    )
    return callId === undefined && wrapUp === 'none' && !rings
  }

  /** Whether the agent has nothing to do, and could have anything. */
  isFree(agent: ModelAgent): boolean {
    const isOffered = [...this.contacts.values()].some((one) => one.offeredTo.includes(agent.id))
    return agent.isThere && this.isIdle(agent) && agent.chats.size === 0 && !isOffered
  }

  /** Whether somebody who enters the queue waits for this agent, if they are to. */
  isWaitedFor(agent: ModelAgent, queue: ModelQueue): boolean {
    return agent.ranks.has(queue.id) && (agent.isThere || !this.isIdle(agent))
  }

  /** The agent has it in hand, and nobody else is rung any more. */
  answer(contact: ModelContact, agentId: string): void {
    const agent = this.agents.get(agentId)
    if (!agent || !contact.offeredTo.includes(agentId)) throw new Error('taken by somebody else')
    if (contact.channel === 'chat') agent.chats.add(contact.id)
    else agent.callId = contact.id
    if (contact.callback) this.call(contact, contact.callback)
    this.end(contact, 'answered')
  }

  /** One attempt more. */
  call({ id }: ModelContact, callback: ModelCallback): void {
    callback.state = 'dialling'
    callback.attempts += 1
    this.dialled.set(id, callback.id)
  }

  /** The agent has turned it down. */
  decline(contact: ModelContact, agentId: string): void {
    contact.declinedBy.set(agentId, Infinity)
    this.release(contact, agentId)
  }

  /** It is taken back from the agent. */
  release(contact: ModelContact, agentId: string): void {
    contact.offeredTo = contact.offeredTo.filter((id) => id !== agentId)
  }

  /** The agent has let it pass. */
  miss(contact: ModelContact, agentId: string): void {
    const agent = this.agents.get(agentId)
    if (!agent) throw new Error('an offer to nobody')
    this.decline(contact, agentId)
    if (contact.channel === 'chat' && !this.isIdle(agent)) return
    agent.isNotResponding ||= agent.isThere
    agent.isThere = false
  }

  /** What is written is taken back from whoever has gone: after forgotten rings, whose agents may have been given others by then. */
  doJobs(): void {
    for (const contact of this.contacts.values()) {
      if (contact.channel === 'voice') continue
      for (const agentId of contact.offeredTo) {
        const agent = this.agents.get(agentId)
        const isGone = agent && !agent.isThere && !agent.isNotResponding && this.isIdle(agent)
        if (!isGone) continue
        this.release(contact, agentId)
        this.cameApart.add(contact.id)
      }
    }
  }

  /** It goes of its own accord; whoever was to be called back is not any more. */
  leave(contact: ModelContact): void {
    if (contact.callback) contact.callback.state = 'cancelled'
    this.end(contact, contact.callback ? 'cancelled' : 'abandoned')
  }

  /** Whoever is to be called back stands in the line: before others, where it is another attempt. */
  lineUp(callback: ModelCallback, callId: string): void {
    callback.state = 'in_line'
    this.contacts.set(callId, {
      ...callback,
      id: callId,
      callback,
      channel: 'voice',
      spokeWith: undefined,
      band: callback.attempts === 0 ? 0 : 1,
      keptFor: undefined,
      declinedBy: new Map(),
      isBeingCalled: false,
      offeredTo: [],
    })
  }

  /** What is offered, as far as it is known. */
  get offers(): Offers {
    return new Map(
      [...this.contacts.values()].flatMap(({ id, offeredTo }) =>
        offeredTo.length === 0 ? [] : [[id, offeredTo] as const],
      ),
    )
  }

  /** Whether nobody waits whom somebody free may take: then routing has nothing to do. */
  isSettled(offers: Offers): boolean {
    return this.#unoffered(offers).every((contact) =>
      [...this.agents.values()].every(
        (agent) => !this.#fits(agent, contact, this.#loadOf(agent, offers)),
      ),
    )
  }

  /**
   * Takes what has come to be offered since a time; gives every promise that is broken by it. What has become possible only
   * since then may have come too late for what was offered meanwhile.
   */
  take(offers: Offers, sinceMs: number): string[] {
    const agents = [...this.agents.values()]
    const broken = agents.flatMap((agent) => this.#skipped(agent, offers, sinceMs))
    for (const contact of this.contacts.values()) {
      const agentIds = offers.get(contact.id) ?? []
      broken.push(...this.#wronglyRung(contact, { agentIds, offers, sinceMs }))
      contact.offeredTo = agentIds
    }
    this.freedApart.clear()
    this.cameApart.clear()
    for (const id of offers.keys()) {
      if (!this.contacts.has(id)) broken.push(`${id} is offered, and does not wait`)
    }
    for (const agent of this.agents.values()) {
      const load = this.#loadOf(agent, offers)
      if (load.points > agent.points) broken.push(`${agent.id} has ${load.points} points in hand`)
      if (load.calls > 1) broken.push(`${agent.id} has ${load.calls} calls`)
    }
    return broken
  }

  /** It rings for one agent, or for all of a rank who may have it (whoever is called back, for one); and it goes on ringing for those for whom it rings. */
  #wronglyRung(
    contact: ModelContact,
    {
      agentIds,
      offers,
      sinceMs,
    }: { readonly agentIds: readonly string[]; readonly offers: Offers; readonly sinceMs: number },
  ): string[] {
    const { id, offeredTo, queue } = contact
    if (offeredTo.length > 0) {
      const isKept = offeredTo.toSorted().join() === agentIds.toSorted().join()
      return isKept ? [] : [`${id} rang for ${offeredTo}, and rings for ${agentIds}`]
    }
    const ringsAll = queue.ringsAll && !contact.callback
    const isOnce = new Set(agentIds).size === agentIds.length
    const isRight = isOnce && (agentIds.length < 2 || ringsAll)
    if (!isRight) return [`${id} rings for ${agentIds}`]
    if (agentIds.length === 0 || !ringsAll) return []
    const rankOf = (agent?: ModelAgent) => agent?.ranks.get(queue.id) ?? 9
    const rank = Math.max(...agentIds.map((agentId) => rankOf(this.agents.get(agentId))))
    const leftOut = [...this.agents.values()].filter(
      (agent) =>
        rankOf(agent) <= rank &&
        !agentIds.includes(agent.id) &&
        !this.freedApart.has(agent.id) &&
        this.#fits(agent, contact, this.#loadOf(agent, offers), sinceMs),
    )
    return leftOut.map((agent) => `${id} rings for ${agentIds}, and not for ${agent.id}`)
  }

  /**
   * Whom an agent was not given, though they came first, and what the agent may not have. What is new is given in its order,
   * with what is left by then.
   */
  #skipped(agent: ModelAgent, offers: Offers, sinceMs: number): string[] {
    const fresh = [...this.contacts.values()]
      .filter(({ id, offeredTo }) => isTo(agent, offers.get(id)) && !isTo(agent, offeredTo))
      .toSorted((a, b) => compareFor(agent, sinceMs, a, b))
    const before = new Map(
      [...offers].filter(([id, to]) => !isTo(agent, to) || !fresh.some((one) => one.id === id)),
    )
    let load = this.#loadOf(agent, before)
    return fresh.flatMap((given) => {
      const passed = this.#unoffered(offers).filter(
        (contact) =>
          !this.cameApart.has(contact.id) &&
          [sinceMs, Date.now()].every((ms) => compareFor(agent, ms, contact, given) < 0) &&
          this.#fits(agent, contact, load, sinceMs),
      )
      const mayHave = this.#fits(agent, given, load)
      load = withOne(load, given)
      return [
        ...passed.map(({ id }) => `${agent.id} was given ${given.id} before ${id}`),
        ...(mayHave ? [] : [`${agent.id} may not have ${given.id}`]),
      ]
    })
  }

  #unoffered(offers: Offers): ModelContact[] {
    return [...this.contacts.values()].filter(({ id }) => !offers.has(id))
  }

  #loadOf({ id, callId, chats }: ModelAgent, offers: Offers): Load {
    const calls = callId === undefined ? 0 : 1
    const inHand = { calls, points: calls * points.voice + chats.size * points.chat }
    return [...this.contacts.values()]
      .filter((contact) => offers.get(contact.id)?.includes(id))
      .reduce(withOne, inHand)
  }

  #fits(agent: ModelAgent, contact: ModelContact, load: Load, atMs = Date.now()): boolean {
    return (
      agent.isThere &&
      agent.wrapUp === 'none' &&
      mayEverHave(agent, contact, atMs) &&
      (contact.declinedBy.get(agent.id) ?? 0) <= atMs &&
      load.points + points[contact.channel] <= agent.points &&
      (contact.channel !== 'voice' || load.calls === 0)
    )
  }
}

const isTo = ({ id }: ModelAgent, agentIds: readonly string[] = []) => agentIds.includes(id)

function mayEverHave(agent: ModelAgent, contact: ModelContact, atMs: number): boolean {
  if (contact.onlyAgentId !== undefined) return contact.onlyAgentId === agent.id
  return (
    agent.ranks.has(contact.queue.id) &&
    !isKeptFromAt(atMs, agent, contact) &&
    agent.level >= levelOf(contact, atMs)
  )
}

const isKeptFromAt = (atMs: number, { id }: ModelAgent, { keptFor }: ModelContact) =>
  keptFor !== undefined && atMs < keptFor.untilMs && keptFor.agentId !== id

const withOne = (load: Load, { channel }: ModelContact): Load => ({
  points: load.points + points[channel],
  calls: load.calls + (channel === 'voice' ? 1 : 0),
})

/** The level that is needed by now. */
function levelOf({ needs, queue, sinceMs }: ModelContact, nowMs: number): number {
  const { level, steps } = needs.level > 0 ? needs : queue.needs
  return steps.findLast(({ afterMs }) => sinceMs + afterMs <= nowMs)?.level ?? level
}

/** The same, as contacts and queues have it. */
export function settingsOf(skillId: string, { level, steps }: Needs) {
  const needsOf = (one: number) => (one === 0 ? [] : [{ skillId, level: one }])
  const relax: RelaxStep[] = steps.map((step) => ({
    afterMs: step.afterMs,
    needs: needsOf(step.level),
  }))
  return { needs: needsOf(level), relax }
}

/** The order in which an agent is given contacts. Whoever is named without answering the queue counts as one of rank 1. */
function compareFor({ ranks }: ModelAgent, atMs: number, a: ModelContact, b: ModelContact): number {
  const rank = ({ queue }: ModelContact) => ranks.get(queue.id) ?? 1
  const score = ({ queue, priority, sinceMs }: ModelContact) =>
    priority * 60_000 + queue.agingPerMinute * (atMs - sinceMs)
  return (
    b.band - a.band ||
    rank(a) - rank(b) ||
    score(b) - score(a) ||
    a.sinceMs - b.sinceMs ||
    (a.id < b.id ? -1 : 1)
  )
}
