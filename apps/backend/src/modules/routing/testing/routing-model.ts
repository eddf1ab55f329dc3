/** What a contact is to the model, and what has become of it. */
export interface ModelContact {
  readonly id: string
  readonly queueId: string
  readonly channel: 'voice' | 'chat'
  readonly band: number
  priority: number
  readonly sinceMs: number
  /** The level of the one skill that there is; 0 for none needed. */
  readonly need: number
  readonly declinedBy: Set<string>
  /** Waiting where there is none. */
  offeredTo: string | undefined
}

export interface ModelAgent {
  readonly id: string
  /** By queue. */
  readonly ranks: ReadonlyMap<string, number>
  level: number
  state: 'away' | 'there' | 'in_call'
  callId: string | undefined
  /** Chats that were accepted. */
  readonly chats: Set<string>
}

/** Who is offered what, as the database has it. */
export type Offers = ReadonlyMap<string, string>

const points = { voice: 100, chat: 30 } as const

/** The simplest routing there can be: it says what may be, and looks through everybody each time. */
export class RoutingModel {
  readonly contacts = new Map<string, ModelContact>()
  readonly agents = new Map<string, ModelAgent>()
  /** Those that are over. */
  readonly ended = new Set<string>()

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
    for (const agent of this.agents.values()) {
      const load = this.#loadOf(agent, offers)
      if (load > 100) broken.push(`${agent.id} has ${load} points in hand`)
      if (agent.state === 'away' && load > 0 && agent.chats.size === 0) {
        broken.push(`${agent.id} is away and is offered something`)
      }
    }
    return broken
  }

  /** Whom an agent was not given, though they came first. What is new is given in its order, with what is left by then. */
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
      load += points[given.channel]
      return [
        ...passed.map(({ id }) => `${agent.id} was given ${given.id} before ${id}`),
        ...(mayHave ? [] : [`${agent.id} may not have ${given.id}`]),
      ]
    })
  }

  #unoffered(offers: Offers): ModelContact[] {
    return [...this.contacts.values()].filter(({ id }) => !offers.has(id))
  }

  #loadOf(agent: ModelAgent, offers: Offers): number {
    const offered = [...this.contacts.values()].filter(({ id }) => offers.get(id) === agent.id)
    const inCall = agent.state === 'in_call' ? points.voice : 0
    const inOffers = offered.reduce((sum, { channel }) => sum + points[channel], 0)
    return inCall + agent.chats.size * points.chat + inOffers
  }

  #fits(agent: ModelAgent, contact: ModelContact, load: number): boolean {
    return (
      agent.state !== 'away' &&
      agent.ranks.has(contact.queueId) &&
      agent.level >= contact.need &&
      !contact.declinedBy.has(agent.id) &&
      load + points[contact.channel] <= 100
    )
  }
}

/** The order in which an agent is given contacts. */
function compareFor(agent: ModelAgent, a: ModelContact, b: ModelContact): number {
  const rank = ({ queueId }: ModelContact) => agent.ranks.get(queueId) ?? 9
  return (
    b.band - a.band ||
    rank(a) - rank(b) ||
    b.priority - a.priority ||
    a.sinceMs - b.sinceMs ||
    (a.id < b.id ? -1 : 1)
  )
}
