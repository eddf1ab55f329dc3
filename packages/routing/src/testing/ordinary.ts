import type { RoutedAgent } from '../agents.ts'
import type { WaitingContact } from '../contacts.ts'
import { ordinaryDeclineCooldownMs, type RoutedQueue } from '../queues.ts'

/** A queue, a contact and an agent of whom nothing special is said: the agent answers the queue in which the contact waits. */
export const ordinaryQueue: RoutedQueue = {
  queueId: 'sales',
  method: 'longest_idle',
  agingPerMinute: 0,
  channels: ['voice', 'chat', 'sms', 'mail'],
  declineCooldownMs: ordinaryDeclineCooldownMs,
}

export const ordinaryContact: WaitingContact = {
  contactId: 'c1',
  queueId: 'sales',
  channel: 'voice',
  band: 0,
  priority: 0,
  waitingSinceMs: 0,
  needs: [],
  relax: [],
  declined: [],
}

export const ordinaryAgent: RoutedAgent = {
  agentId: 'ada',
  away: null,
  queues: new Map([['sales', 1]]),
  skills: new Map(),
  points: 100,
  costs: { voice: 100, chat: 30, sms: 20, mail: 40 },
  channels: new Set(['voice', 'chat', 'sms', 'mail']),
  load: 0,
  idleSinceMs: 0,
  busyMsLastHour: 0,
  lastFromQueueMs: new Map(),
}
