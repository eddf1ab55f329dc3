import type {
  Agent,
  Channel,
  ContactOutcome,
  EventPayload,
  QueueOutcome,
  StateCause,
  Totals,
} from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import type { DrawnEvent } from '../projection.ts'

/** What was meant to happen, counted while it was made up: by queue, and of all contacts by outcome. */
export interface Meant {
  readonly queues: Map<string, Partial<Record<keyof Totals, number>>>
  readonly outcomes: Map<ContactOutcome, number>
}

export interface Settings {
  readonly tenantId: string
  readonly queueIds: readonly string[]
  readonly agentIds: readonly string[]
  readonly numberIds: readonly string[]
  readonly contacts: number
  readonly startsAtMs: number
  readonly endsAtMs: number
  readonly seed: number
}

export interface AgentMan {
  readonly id: string
  freeAtMs: number
  state: Agent['state']
}

const withinMs = 20_000
export const shortAbandonMs = 5_000

/** What is told of a made-up centre, and counted while it is: the words of which its contacts' stories are made. */
export class CentreStory {
  protected readonly settings: Settings
  protected readonly events: DrawnEvent[] = []
  protected readonly meant: Meant = { queues: new Map(), outcomes: new Map() }
  protected readonly agents: AgentMan[]
  protected readonly random: () => number
  protected contacts = 0
  protected id = ''
  protected channel: Channel = 'voice'

  constructor(settings: Settings) {
    this.settings = settings
    this.random = randomFrom(settings.seed)
    this.agents = settings.agentIds.map((id) => ({
      id,
      freeAtMs: settings.startsAtMs,
      state: { kind: 'offline', since: iso(settings.startsAtMs) },
    }))
  }

  protected begin(channel: Channel): void {
    this.id = uuidv7()
    this.channel = channel
  }

  protected started(atMs: number, direction: 'inbound' | 'outbound'): void {
    const numberId = direction === 'inbound' ? this.pick(this.settings.numberIds) : null
    const parties = { from: '+15550100177', number: '+15550100100' }
    this.say(atMs, 'call.started', { callId: this.id, direction, ...parties, numberId })
  }

  protected queued(
    atMs: number,
    place: { queueId: string; waitingSinceMs: number; again: boolean; callbackId?: string },
  ): void {
    const { waitingSinceMs, ...rest } = place
    const fixed = { priority: 0, numberId: null, withinMs, shortAbandonMs }
    const contact = { contactId: this.id, channel: this.channel }
    const waitingSince = iso(waitingSinceMs)
    this.say(atMs, 'contact.queued', { ...contact, ...rest, waitingSince, ...fixed })
    if (!place.again && place.callbackId === undefined) this.add(place.queueId, 'offered')
  }

  protected left(
    atMs: number,
    left: {
      queueId: string
      outcome: QueueOutcome
      agentId: string | null
      waitedMs: number
      again?: boolean
      isCallback?: boolean
    },
  ): void {
    const { queueId, outcome, agentId, waitedMs, again = false, isCallback = false } = left
    const contact = { contactId: this.id, channel: this.channel }
    this.say(atMs, 'contact.left_queue', {
      ...contact,
      queueId,
      outcome,
      agentId,
      waitMs: waitedMs,
    })
    if (!again && !isCallback) this.#meanLeft(queueId, outcome, waitedMs)
  }

  #meanLeft(queueId: string, outcome: QueueOutcome, waitedMs: number): void {
    if (outcome === 'answered') {
      this.add(queueId, 'answered')
      this.add(queueId, 'waitMs', waitedMs)
      if (waitedMs <= withinMs) this.add(queueId, 'answeredInTime')
    } else if (outcome === 'abandoned') {
      if (waitedMs < shortAbandonMs) return this.add(queueId, 'shortAbandoned')
      this.add(queueId, 'abandoned')
      this.add(queueId, 'abandonWaitMs', waitedMs)
      if (waitedMs > withinMs) this.add(queueId, 'abandonedLate')
    } else this.add(queueId, outcome === 'callback' ? 'callbacksAsked' : 'flowedOut')
  }

  protected offer(agent: AgentMan, atMs: number, queueId: string): void {
    const next = { kind: 'available' } as const
    this.move(agent, atMs, { kind: 'offering', callId: this.id, next })
    this.offered(atMs, queueId, agent.id)
  }

  protected offered(atMs: number, queueId: string, agentId: string): void {
    const contact = { contactId: this.id, channel: this.channel }
    const about = { agentName: 'Ada', expiresAt: iso(atMs + 20_000), offer: 1, ringsAll: false }
    this.say(atMs, 'contact.offered', { ...contact, queueId, agentId, ...about })
  }

  protected offerEnded(
    atMs: number,
    end: Pick<EventPayload<'contact.offer_ended'>, 'queueId' | 'agentId' | 'outcome'>,
  ): void {
    const contact = { contactId: this.id, channel: this.channel }
    this.say(atMs, 'contact.offer_ended', { ...contact, ...end })
  }

  protected ended(atMs: number, outcome: ContactOutcome): void {
    const end = { queueId: null, agentId: null, cause: 'NORMAL_CLEARING', talkMs: 0 } as const
    this.say(atMs, 'call.ended', { callId: this.id, ...end })
    this.outcome(outcome)
  }

  protected outcome(outcome: ContactOutcome): void {
    const { outcomes } = this.meant
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    this.contacts += 1
  }

  protected move(agent: AgentMan, atMs: number, state: StateWithoutTime): void {
    const cause: StateCause = { kind: 'agent' }
    agent.state = { ...state, since: iso(atMs) }
    agent.freeAtMs = Math.max(agent.freeAtMs, atMs)
    const rest = { name: 'Ada', teamId: null, channels: [], work: [], load: 0 }
    const shown = { id: agent.id, ...rest, state: agent.state }
    this.say(atMs, 'agent.state_changed', { agent: shown, cause })
  }

  /** Whoever is free first. */
  protected agentFor(atMs: number): AgentMan {
    return (
      this.freeAgent(atMs) ??
      this.agents
        .filter(({ state }) => state.kind === 'available')
        .reduce((one, other) => (other.freeAtMs < one.freeAtMs ? other : one))
    )
  }

  protected freeAgent(atMs: number): AgentMan | undefined {
    const from = Math.floor(this.random() * this.agents.length)
    const inTurn = [...this.agents.slice(from), ...this.agents.slice(0, from)]
    return inTurn.find((agent) => agent.freeAtMs < atMs && agent.state.kind === 'available')
  }

  protected say<Type extends DrawnEvent['type']>(
    atMs: number,
    type: Type,
    payload: EventPayload<Type>,
  ): void {
    const event = { id: uuidv7(), type, tenantId: this.settings.tenantId, at: iso(atMs), payload }
    this.events.push(event as DrawnEvent)
  }

  protected add(queueId: string, figure: keyof Totals, much = 1): void {
    const totals = this.meant.queues.get(queueId) ?? {}
    this.meant.queues.set(queueId, { ...totals, [figure]: (totals[figure] ?? 0) + much })
  }

  protected upTo(ms: number): number {
    return Math.floor(this.random() * (ms + 1))
  }

  protected pick<One>(of: readonly One[]): One {
    const one = of[Math.floor(this.random() * of.length)]
    if (one === undefined) throw new Error('There is nothing to pick from.')
    return one
  }
}

type WithoutTime<State> = State extends { since: string } ? Omit<State, 'since'> : never
type StateWithoutTime = WithoutTime<Agent['state']>

export const iso = (ms: number) => new Date(ms).toISOString()

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
