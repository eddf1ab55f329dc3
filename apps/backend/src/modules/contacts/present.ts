import type { Contact, ContactLeg, TimelineEntry } from '@iris/contracts'
import { displayNumber } from '../numbers/display.ts'
import { type DrawnContact, type Leg, legsOf } from './contact.ts'
import type { AgentStretch } from './timeline.ts'

/** The names of queues and agents, by id; what is gone has none. */
export interface Names {
  readonly queues: ReadonlyMap<string, string>
  readonly agents: ReadonlyMap<string, string>
}

export function presentContact(
  contact: DrawnContact,
  { country, names }: { readonly country: string; readonly names: Names },
): Contact {
  const { id, channel, direction, numberId, subject, outcome, disposition, legs } = contact
  const talk = legsOf(contact, 'talk').at(-1)
  const queueId = legsOf(contact, 'queue').at(-1)?.queueId ?? talk?.queueId ?? null
  return {
    id,
    channel,
    direction,
    numberId,
    subject,
    outcome,
    disposition,
    from: displayNumber(contact.from, country),
    startedAt: instant(contact.startedAtMs),
    endedAt: instantOrNull(contact.endedAtMs),
    queue: queueId === null ? null : { id: queueId, name: queueName(names, queueId) },
    agent: talk ? { id: talk.agentId, name: agentName(names, talk.agentId) } : null,
    legs: legs.map((leg) => presentLeg(leg, names)),
  }
}

function presentLeg(leg: Leg, names: Names): ContactLeg {
  const stretch = { from: instant(leg.fromMs), to: instantOrNull(leg.toMs) }
  switch (leg.kind) {
    case 'queue': {
      const { kind, queueId, outcome, again, callbackId, withinMs, shortAbandonMs } = leg
      return {
        kind,
        ...stretch,
        queueId,
        outcome,
        again,
        callbackId,
        withinMs,
        shortAbandonMs,
        queueName: queueName(names, queueId),
        waitingSince: instant(leg.waitingSinceMs),
      }
    }
    case 'offer': {
      const { kind, queueId, agentId, outcome } = leg
      const called = { queueName: queueName(names, queueId), agentName: agentName(names, agentId) }
      return { kind, ...stretch, queueId, agentId, outcome, ...called }
    }
    case 'talk': {
      const { kind, holdMs, transferred, conferenced } = leg
      return { kind, ...stretch, ...whose(leg, names), holdMs, transferred, conferenced }
    }
    case 'wrap_up': {
      const { kind, disposition } = leg
      return { kind, ...stretch, ...whose(leg, names), disposition }
    }
  }
}

function whose({ agentId, queueId }: { agentId: string; queueId: string | null }, names: Names) {
  const name = queueId === null ? null : queueName(names, queueId)
  return { agentId, agentName: agentName(names, agentId), queueId, queueName: name }
}

const queueName = ({ queues }: Names, id: string) => queues.get(id) ?? 'Deleted queue'
const agentName = ({ agents }: Names, id: string) => agents.get(id) ?? 'Former agent'

export function presentStretch(stretch: AgentStretch): TimelineEntry {
  const { state, reason, contactId, cause } = stretch
  const [from, to] = [instant(stretch.fromMs), instantOrNull(stretch.toMs)]
  return { state, reason, contactId, from, to, cause }
}

function instant(ms: number): string {
  return new Date(ms).toISOString()
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : instant(ms)
}
