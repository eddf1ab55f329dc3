import type { IrisEvent } from '@iris/contracts'

/** What may stand otherwise than it is known, and is to be read again. */
export interface Touched {
  readonly contacts: Set<string>
  /** Their places in line. */
  readonly callbacks: Set<string>
  readonly agents: Set<string>
  readonly queues: Set<string>
  allAgents: boolean
}

export const nothingTouched = (): Touched => ({
  contacts: new Set(),
  callbacks: new Set(),
  agents: new Set(),
  queues: new Set(),
  allAgents: false,
})

export function isAnyTouched({ contacts, callbacks, agents, queues, allAgents }: Touched): boolean {
  return allAgents || contacts.size + callbacks.size + agents.size + queues.size > 0
}

/** Adds what one more has touched. */
export function alsoTouched(touched: Touched, more: Touched): void {
  for (const id of more.contacts) touched.contacts.add(id)
  for (const id of more.callbacks) touched.callbacks.add(id)
  for (const id of more.agents) touched.agents.add(id)
  for (const id of more.queues) touched.queues.add(id)
  touched.allAgents ||= more.allAgents
}

/** Notes what an event says has changed; false where it is no matter of routing. */
export function touchedBy(event: IrisEvent, touched: Touched): boolean {
  switch (event.type) {
    case 'contact.queued':
    case 'contact.moved':
    case 'contact.left_queue':
      touched.contacts.add(event.payload.contactId)
      return true
    case 'contact.offered':
    case 'contact.offer_ended':
    case 'contact.accepted':
      touched.contacts.add(event.payload.contactId)
      touched.agents.add(event.payload.agentId)
      return true
    case 'contact.ended':
    case 'contact.wrapped_up':
      if (event.payload.agentId === null) return false
      touched.agents.add(event.payload.agentId)
      return true
    case 'callback.requested':
    case 'callback.due':
      touched.callbacks.add(event.payload.callbackId)
      return true
    case 'agent.state_changed':
      touched.agents.add(event.payload.agent.id)
      return true
    case 'agent.profile_changed':
      touched.agents.add(event.payload.agentId)
      return true
    case 'user.changed':
      touched.agents.add(event.payload.userId)
      return true
    case 'queue.changed':
      touched.queues.add(event.payload.queueId)
      return true
    case 'skill.changed':
      touched.allAgents = true
      return true
    default:
      return false
  }
}
