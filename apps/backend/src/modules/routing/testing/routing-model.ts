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
  readonly declinedBy: Set<string>
  /** Waiting where there is none. */
  offeredTo: string | undefined
}

export interface ModelQueue {
  readonly id: string
  readonly agingPerMinute: number
  /** Of contacts that have none of their own. */
  readonly needs: Needs
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
export type Offers = ReadonlyMap<string, string>

export type Ending = 'answered' | 'abandoned' | 'queue_deleted'

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
  /** Those that are over, and how they came to be. */
  readonly ended = new Map<string, Ending>()

  end({ id }: ModelContact, ending: Ending): void {
    this.contacts.delete(id)
    this.ended.set(id, ending)
  }

  /** Whether nothing is in hand that needs a phone, nor to be done after it. */
  isIdle({ id, callId, wrapUp }: ModelAgent): boolean {
    const rings = [...this.contacts.values()].some(
      (one) => one.channel === 'voice' && one.offeredTo === id,
    )
    return callId === undefined && wrapUp === 'none' && !rings
  }

  /** The agent has let it pass. */
  miss(contact: ModelContact): void {
    const agent = this.agents.get(contact.offeredTo ?? '')
    if (!agent) throw new Error('an offer to nobody')
    contact.offeredTo = undefined
    contact.declinedBy.add(agent.id)
    if (contact.channel === 'chat' && !this.isIdle(agent)) return
    agent.isNotResponding ||= agent.isThere
    agent.isThere = false
  }

  /** What is written is taken back from whoever has gone. */
  doJobs(): void {
    for (const contact of this.contacts.values()) {
      const agent = this.agents.get(contact.offeredTo ?? '')
      if (contact.channel === 'voice' || !agent) continue
      const isGone = !agent.isThere && !agent.isNotResponding && this.isIdle(agent)
      if (isGone) contact.offeredTo = undefined
    }
  }

  /** What is offered, as far as it is known. */
  get offers(): Offers {
    return new Map(
      [...this.contacts.values()].flatMap(({ id, offeredTo }) =>
        offeredTo === undefined ? [] : [[id, offeredTo] as const],
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

  /** Takes what is offered now; gives every promise that is broken by it. */
  take(offers: Offers): string[] {
    const broken = [...this.agents.values()].flatMap((agent) => this.#skipped(agent, offers))
    for (const contact of this.contacts.values()) contact.offeredTo = offers.get(contact.id)
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

  /**
   * Whom an agent was not given, though they came first, and what the agent may not have. What is new is given in its order,
   * with what is left by then.
   */
  #skipped(agent: ModelAgent, offers: Offers): string[] {
    const fresh = [...this.contacts.values()]
      .filter(({ id, offeredTo }) => offers.get(id) === agent.id && offeredTo !== agent.id)
      .toSorted((a, b) => compareFor(agent, a, b))
    const before = new Map([...offers].filter(([id]) => !fresh.some((one) => one.id === id)))
    let load = this.#loadOf(agent, before)
    return fresh.flatMap((given) => {
      const passed = this.#unoffered(offers).filter(
        (contact) => compareFor(agent, contact, given) < 0 && this.#fits(agent, contact, load),
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
      .filter((contact) => offers.get(contact.id) === id)
      .reduce(withOne, inHand)
  }

  #fits(agent: ModelAgent, contact: ModelContact, load: Load): boolean {
    return (
      agent.isThere &&
      agent.wrapUp === 'none' &&
      agent.ranks.has(contact.queue.id) &&
      agent.level >= levelOf(contact, Date.now()) &&
      !contact.declinedBy.has(agent.id) &&
      load.points + points[contact.channel] <= agent.points &&
      (contact.channel !== 'voice' || load.calls === 0)
    )
  }
}

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

/**
 * The order in which an agent is given contacts. Queues that an agent answers at the same rank age alike, so it does not change
 * with time.
 */
function compareFor({ ranks }: ModelAgent, a: ModelContact, b: ModelContact): number {
  const rank = ({ queue }: ModelContact) => ranks.get(queue.id) ?? 9
  const score = ({ queue, priority, sinceMs }: ModelContact) =>
    priority * 60_000 - queue.agingPerMinute * sinceMs
  return (
    b.band - a.band ||
    rank(a) - rank(b) ||
    score(b) - score(a) ||
    a.sinceMs - b.sinceMs ||
    (a.id < b.id ? -1 : 1)
  )
}
