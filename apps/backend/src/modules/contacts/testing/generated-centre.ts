import { v7 as uuidv7 } from 'uuid'
import type { DrawnEvent } from '../projection.ts'
import {
  type AgentMan,
  CentreStory,
  iso,
  type Meant,
  type Settings,
  shortAbandonMs,
} from './centre-story.ts'

const minute = 60_000

export interface GeneratedCentre {
  /** In the order of their times. */
  readonly events: readonly DrawnEvent[]
  readonly meant: Meant
  readonly contacts: number
}

/** Makes up what happens in a centre: contacts of every kind and every end, as the events that tell of them. */
export function generateCentre(settings: Settings): GeneratedCentre {
  return new Generator(settings).run()
}

class Generator extends CentreStory {
  run(): GeneratedCentre {
    const { contacts, startsAtMs, endsAtMs } = this.settings
    for (const agent of this.agents) {
      this.move(agent, startsAtMs + this.upTo(minute), { kind: 'available' })
    }
    for (let count = 0; count < contacts; count += 1) {
      const share = count / contacts
      this.#contact(Math.round(startsAtMs + minute + share * (endsAtMs - startsAtMs - 5 * minute)))
    }
    const events = this.events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    return { events, meant: this.meant, contacts: this.contacts }
  }

  #contact(atMs: number): void {
    this.begin('voice')
    const dice = this.random()
    if (dice < 0.06) return this.#selfService(atMs)
    if (dice < 0.1) return this.#ownCall(atMs)
    if (dice < 0.2) return this.#written(atMs)
    this.started(atMs, 'inbound')
    const queueId = this.pick(this.settings.queueIds)
    const queuedMs = atMs + 1 + this.upTo(20_000)
    this.queued(queuedMs, { queueId, waitingSinceMs: queuedMs, again: false })
    if (dice < 0.28) return this.#goesAway(queuedMs, queueId, this.upTo(shortAbandonMs - 1))
    if (dice < 0.38) return this.#goesAway(queuedMs, queueId, shortAbandonMs + this.upTo(40_000))
    if (dice < 0.43) return this.#overflows(queuedMs, queueId)
    if (dice < 0.48) return this.#asksToBeCalled(queuedMs, queueId)
    if (dice < 0.49) return this.#cutOff(queuedMs)
    if (dice < 0.52) return this.#returnsAndIsAnswered(queuedMs, queueId)
    this.#answered(queuedMs, queueId, queuedMs)
  }

  #selfService(atMs: number): void {
    this.started(atMs, 'inbound')
    this.ended(atMs + this.upTo(2 * minute), 'self_service')
  }

  /** An agent's own call: taken, or not. */
  #ownCall(atMs: number): void {
    const agent = this.agentFor(atMs)
    const beganMs = Math.max(atMs, agent.freeAtMs)
    const callId = this.id
    this.started(beganMs, 'outbound')
    this.move(agent, beganMs, { kind: 'in_call', callId, next: { kind: 'available' } })
    const talksMs = beganMs + this.upTo(20_000)
    const isTaken = this.random() < 0.7
    const endMs = talksMs + 1 + this.upTo(3 * minute)
    if (isTaken) {
      this.say(talksMs, 'call.answered', { callId })
      this.say(talksMs, 'call.connected', { callId, queueId: null, agentId: agent.id, waitMs: 0 })
    }
    this.move(agent, endMs, { kind: 'available' })
    this.ended(endMs, isTaken ? 'handled' : 'not_reached')
  }

  /** A chat, a text message or a mail. */
  #written(atMs: number): void {
    this.begin(this.pick(['chat', 'sms', 'mail'] as const))
    const contact = { contactId: this.id, channel: this.channel }
    const about = { direction: 'inbound', from: 'Grace', subject: 'Help', numberId: null } as const
    this.say(atMs, 'contact.created', { ...contact, ...about })
    const queueId = this.pick(this.settings.queueIds)
    this.queued(atMs, { queueId, waitingSinceMs: atMs, again: false })
    const agent = this.pick(this.agents)
    const agentId = agent.id
    const offeredMs = atMs + this.upTo(minute)
    this.offered(offeredMs, queueId, agentId)
    const acceptedMs = offeredMs + this.upTo(5000)
    this.left(acceptedMs, { queueId, outcome: 'answered', agentId, waitedMs: acceptedMs - atMs })
    this.offerEnded(acceptedMs, { queueId, agentId, outcome: 'accepted' })
    const waitMs = acceptedMs - atMs
    this.say(acceptedMs, 'contact.accepted', { ...contact, queueId, agentId, waitMs })
    const endedMs = acceptedMs + this.upTo(20 * minute)
    this.say(endedMs, 'contact.ended', { ...contact, queueId, agentId, outcome: 'handled' })
    this.outcome('handled')
    this.add(queueId, 'handled')
    if (this.random() < 0.5) return
    const [since, disposition] = [iso(endedMs), null]
    const over = { ...contact, queueId, agentId, since, disposition }
    this.say(endedMs + this.upTo(20_000), 'contact.wrapped_up', over)
  }

  #goesAway(queuedMs: number, queueId: string, waitedMs: number): void {
    const leftMs = queuedMs + waitedMs
    const isShort = waitedMs < shortAbandonMs
    if (!isShort && this.random() < 0.3) {
      // While an agent is being rung.
      const agent = this.freeAgent(queuedMs)
      if (agent) {
        this.offer(agent, queuedMs, queueId)
        this.move(agent, leftMs, { kind: 'available' })
        this.offerEnded(leftMs, { queueId, agentId: agent.id, outcome: 'withdrawn' })
      }
    }
    this.left(leftMs, { queueId, outcome: 'abandoned', agentId: null, waitedMs })
    this.ended(leftMs, isShort ? 'short_abandoned' : 'abandoned')
  }

  /** Out of its queue, and into another or to a message. */
  #overflows(queuedMs: number, queueId: string): void {
    const leftMs = queuedMs + this.upTo(30_000)
    const outcome = this.pick([
      'max_wait',
      'full',
      'no_agents',
      'closed',
      'left',
      'removed',
    ] as const)
    this.left(leftMs, { queueId, outcome, agentId: null, waitedMs: leftMs - queuedMs })
    if (this.random() < 0.4) return this.ended(leftMs + this.upTo(minute), 'flowed_out')
    const others = this.settings.queueIds.filter((id) => id !== queueId)
    const next = this.pick(others)
    this.queued(leftMs + 1, { queueId: next, waitingSinceMs: queuedMs, again: false })
    this.#answered(leftMs + 1, next, queuedMs)
  }

  #asksToBeCalled(queuedMs: number, queueId: string): void {
    const leftMs = queuedMs + shortAbandonMs + this.upTo(30_000)
    const waitedMs = leftMs - queuedMs
    this.left(leftMs, { queueId, outcome: 'callback', agentId: null, waitedMs })
    this.ended(leftMs + this.upTo(5000), 'callback')
    this.begin('voice')
    const callbackId = uuidv7()
    this.queued(leftMs, { queueId, waitingSinceMs: queuedMs, again: false, callbackId })
    const agent = this.agentFor(leftMs)
    const offeredMs = Math.max(leftMs, agent.freeAtMs)
    this.offer(agent, offeredMs, queueId)
    const callId = this.id
    const acceptedMs = offeredMs + this.upTo(8000)
    const agentId = agent.id
    this.left(acceptedMs, { queueId, outcome: 'answered', agentId, waitedMs: 0, isCallback: true })
    this.move(agent, acceptedMs, { kind: 'in_call', callId, next: { kind: 'available' } })
    this.offerEnded(acceptedMs, { queueId, agentId, outcome: 'accepted' })
    this.started(acceptedMs, 'outbound')
    const takenMs = acceptedMs + this.upTo(20_000)
    if (this.random() < 0.4) {
      this.move(agent, takenMs, { kind: 'available' })
      return this.ended(takenMs, 'not_reached')
    }
    this.say(takenMs, 'call.answered', { callId })
    this.say(takenMs, 'call.connected', { callId, queueId, agentId, waitMs: takenMs - queuedMs })
    this.add(queueId, 'callbacksDone')
    this.#talks(agent, queueId, takenMs)
  }

  /** The process that carries it dies. */
  #cutOff(queuedMs: number): void {
    const atMs = queuedMs + this.upTo(30_000)
    const end = { queueId: null, agentId: null, cause: 'INTERRUPTED', talkMs: 0 } as const
    this.say(atMs, 'call.ended', { callId: this.id, ...end })
    this.outcome('interrupted')
  }

  /** The agent vanishes in the talk: it comes back to its place, and another agent answers. */
  #returnsAndIsAnswered(queuedMs: number, queueId: string): void {
    const agent = this.agentFor(queuedMs)
    const talksMs = this.#accepted(agent, queuedMs, { queueId, waitingSinceMs: queuedMs })
    const lostMs = talksMs + this.upTo(minute)
    this.say(lostMs, 'call.parked', { callId: this.id, slot: 1, agentId: agent.id })
    this.move(agent, lostMs, { kind: 'offline' })
    this.add(queueId, 'handled')
    agent.freeAtMs = lostMs + 5 * minute
    this.move(agent, agent.freeAtMs, { kind: 'available' })
    const backMs = lostMs + 10_000
    this.queued(backMs, { queueId, waitingSinceMs: queuedMs, again: true })
    const other = this.agentFor(backMs)
    const againMs = this.#accepted(other, backMs, {
      queueId,
      waitingSinceMs: queuedMs,
      again: true,
    })
    this.#talks(other, queueId, againMs)
  }

  /** Offered, perhaps to several, and answered in the end. */
  #answered(queuedMs: number, queueId: string, waitingSinceMs: number): void {
    let atMs = queuedMs
    for (const outcome of ['missed', 'rejected', 'unreachable'] as const) {
      if (this.random() > 0.06) continue
      const agent = this.agentFor(atMs)
      const offeredMs = Math.max(atMs, agent.freeAtMs)
      this.offer(agent, offeredMs, queueId)
      atMs = offeredMs + 1 + this.upTo(20_000)
      this.#turnDown(agent, atMs, { queueId, outcome })
    }
    const agent = this.agentFor(atMs)
    const talksMs = this.#accepted(agent, atMs, { queueId, waitingSinceMs })
    this.#talks(agent, queueId, talksMs)
  }

  #turnDown(
    agent: AgentMan,
    atMs: number,
    { queueId, outcome }: { queueId: string; outcome: 'missed' | 'rejected' | 'unreachable' },
  ): void {
    if (outcome === 'missed') this.move(agent, atMs, { kind: 'not_responding' })
    if (outcome === 'unreachable') this.move(agent, atMs, { kind: 'offline' })
    if (outcome === 'rejected') this.move(agent, atMs, { kind: 'not_ready', reason: 'break' })
    this.offerEnded(atMs, { queueId, agentId: agent.id, outcome })
    this.add(queueId, outcome === 'rejected' ? 'rejected' : 'missed')
    agent.freeAtMs = atMs + this.upTo(20 * minute)
    this.move(agent, agent.freeAtMs, { kind: 'available' })
  }

  /** Gives when they talk. */
  #accepted(
    agent: AgentMan,
    fromMs: number,
    place: { queueId: string; waitingSinceMs: number; again?: boolean },
  ): number {
    const { queueId, waitingSinceMs, again = false } = place
    const offeredMs = Math.max(fromMs, agent.freeAtMs)
    this.offer(agent, offeredMs, queueId)
    const talksMs = offeredMs + this.upTo(10_000)
    const [callId, agentId] = [this.id, agent.id]
    const waitedMs = talksMs - waitingSinceMs
    this.left(talksMs, { queueId, outcome: 'answered', agentId, waitedMs, again })
    this.move(agent, talksMs, { kind: 'in_call', callId, next: { kind: 'available' } })
    this.offerEnded(talksMs, { queueId, agentId, outcome: 'accepted' })
    this.say(talksMs, 'call.connected', { callId, queueId, agentId, waitMs: waitedMs })
    return talksMs
  }

  /** The talk, and how it ends: by its end, or by a transfer. */
  #talks(agent: AgentMan, queueId: string, talksMs: number): void {
    const [callId, agentId] = [this.id, agent.id]
    const endMs = talksMs + 2 + this.upTo(5 * minute)
    if (this.random() < 0.2) {
      this.say(talksMs + 1, 'call.hold_changed', { callId, agentId, held: true })
      const isResumed = this.random() < 0.7
      const resumedMs = talksMs + 1 + this.upTo(endMs - talksMs - 1)
      if (isResumed) this.say(resumedMs, 'call.hold_changed', { callId, agentId, held: false })
    }
    const dice = this.random()
    if (dice < 0.05) return this.#toColleague(agent, queueId, endMs)
    if (dice < 0.1) return this.#toQueue(agent, queueId, endMs)
    if (dice < 0.13) this.#merged(agent, endMs - 1, queueId)
    this.#wrapsUp(agent, queueId, endMs)
    this.ended(endMs, 'handled')
  }

  #merged(agent: AgentMan, atMs: number, queueId: string): void {
    const party = { kind: 'number', number: { value: '+15550100', display: '555' } } as const
    const consult = { state: 'merged' as const, party, muted: [] }
    this.say(atMs, 'call.consult_changed', { callId: this.id, agentIds: [agent.id], consult })
    this.add(queueId, 'conferenced')
  }

  #toColleague(agent: AgentMan, queueId: string, atMs: number): void {
    const other = this.agentFor(atMs + 1)
    if (other === agent) return this.#toQueue(agent, queueId, atMs)
    const callId = this.id
    const from = { fromAgentId: agent.id, agentId: other.id }
    const handedMs = Math.max(atMs, other.freeAtMs)
    this.move(other, handedMs, { kind: 'in_call', callId, next: { kind: 'available' } })
    this.#wrapsUp(agent, queueId, handedMs)
    this.say(handedMs, 'call.transferred', { callId, queueId, ...from, number: null })
    this.add(queueId, 'transferredOut')
    const endMs = handedMs + this.upTo(3 * minute)
    this.#wrapsUp(other, queueId, endMs)
    this.ended(endMs, 'handled')
  }

  #toQueue(agent: AgentMan, queueId: string, atMs: number): void {
    this.#wrapsUp(agent, queueId, atMs)
    const next = this.pick(this.settings.queueIds)
    const facts = { name: 'Q', wrapUpMs: 0, announceEveryMs: 0, record: 'off' as const, music: [] }
    const to = { kind: 'queue' as const, queue: { id: next, ...facts } }
    this.say(atMs, 'call.transfer_started', { callId: this.id, agentId: agent.id, to })
    this.add(queueId, 'transferredOut')
    this.queued(atMs + 1, { queueId: next, waitingSinceMs: atMs + 1, again: false })
    if (this.random() < 0.3) {
      const waitedMs = this.upTo(30_000)
      this.left(atMs + 1 + waitedMs, {
        queueId: next,
        outcome: 'abandoned',
        agentId: null,
        waitedMs,
      })
      return this.ended(atMs + 1 + waitedMs, 'handled')
    }
    const other = this.agentFor(atMs + 1)
    const talksMs = this.#accepted(other, atMs + 1, { queueId: next, waitingSinceMs: atMs + 1 })
    const endMs = talksMs + this.upTo(2 * minute)
    this.#wrapsUp(other, next, endMs)
    this.ended(endMs, 'handled')
  }

  /** The agent's part is over; they wrap up, or are free at once. */
  #wrapsUp(agent: AgentMan, queueId: string, atMs: number): void {
    this.add(queueId, 'handled')
    if (this.random() < 0.2) return this.move(agent, atMs, { kind: 'available' })
    const callId = this.id
    const endsAt = iso(atMs + 30_000)
    const wrapUp = { kind: 'wrap_up', callId, queueId, endsAt, extended: false } as const
    this.move(agent, atMs, { ...wrapUp, next: { kind: 'available' } })
    const overMs = atMs + 1 + this.upTo(30_000)
    const disposition = { id: uuidv7(), path: ['Sale'], result: 'sale' as const, note: '' }
    const said = this.random() < 0.5 ? disposition : null
    const over = { contactId: callId, channel: 'voice', queueId, agentId: agent.id } as const
    this.say(overMs, 'contact.wrapped_up', { ...over, since: iso(atMs), disposition: said })
    this.move(agent, overMs, { kind: 'available' })
  }
}
