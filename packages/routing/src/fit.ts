import type { AwayReason, RoutedAgent } from './agents.ts'
import type { SkillNeed, WaitingContact } from './contacts.ts'
import type { RoutedQueue } from './queues.ts'
import type { Stage } from './stage.ts'

/** Why an agent cannot be offered a contact now. */
export type Obstacle =
  /** It waits for somebody else. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'lacks'; readonly need: SkillNeed }
  /** The agent, or the queue, does not take this channel at all. */
  | { readonly kind: 'no_channel' }
  | { readonly kind: AwayReason }
  /** The agent does not take this channel now: by choice, or being in a call. */
  | { readonly kind: 'channel_off' }
  /** Too few points are left. */
  | { readonly kind: 'full' }
  | { readonly kind: 'declined'; readonly atMs: number }

/** What contacts want of an agent, whoever turned them down. */
export interface Demand {
  readonly queue: RoutedQueue
  readonly contact: Pick<WaitingContact, 'channel'>
  readonly stage: Pick<Stage, 'needs' | 'keptFor'>
}

/** What an agent is asked about. */
export interface Ask extends Demand {
  readonly contact: WaitingContact
  readonly stage: Stage
  readonly nowMs: number
}

/**
 * Whether the agent comes into question at all: answers the contact's queue, or is the one it is for. The others are no part
 * of what is said of it.
 */
export function isAsked(
  { agentId, queues }: RoutedAgent,
  { queueId, onlyAgentId }: WaitingContact,
): boolean {
  return queues.has(queueId) || onlyAgentId === agentId
}

/** Why an agent who is asked cannot be offered the contact now, what lasts longest first; `undefined` for one who can. */
export function obstacle(agent: RoutedAgent, ask: Ask): Obstacle | undefined {
  return unfit(agent, ask) ?? cooling(agent, ask)
}

/** The same of all contacts that want it, but for their declines. */
export function unfit(agent: RoutedAgent, demand: Demand): Obstacle | undefined {
  return wrongAgent(agent, demand) ?? noRoom(agent, demand)
}

function wrongAgent(agent: RoutedAgent, { stage }: Demand): Obstacle | undefined {
  const { keptFor, needs } = stage
  if (keptFor !== null && keptFor.agentId !== agent.agentId) return { kind: 'kept' }
  if (keptFor?.kind === 'only') return undefined
  for (const need of needs) {
    if ((agent.skills.get(need.skillId) ?? 0) < need.level) return { kind: 'lacks', need }
  }
  return undefined
}

function noRoom(agent: RoutedAgent, { contact, queue }: Demand): Obstacle | undefined {
  const { channel } = contact
  const cost = agent.costs[channel]
  if (cost === null || !queue.channels.includes(channel)) return { kind: 'no_channel' }
  if (agent.away !== null) return { kind: agent.away }
  if (!agent.channels.has(channel)) return { kind: 'channel_off' }
  return agent.load + cost > agent.points ? { kind: 'full' } : undefined
}

function cooling({ agentId }: RoutedAgent, { contact, queue, nowMs }: Ask): Obstacle | undefined {
  const atMs = lastDeclineMs(contact, agentId)
  // One that lies ahead by more than that was written before the clock was set back.
  if (atMs === undefined || Math.abs(nowMs - atMs) >= queue.declineCooldownMs) return undefined
  return { kind: 'declined', atMs }
}

function lastDeclineMs({ declined }: WaitingContact, agentId: string): number | undefined {
  let last: number | undefined
  for (const { agentId: by, atMs } of declined) {
    if (by === agentId && (last === undefined || atMs > last)) last = atMs
  }
  return last
}

/**
 * The rank at which the agent answers the contact's queue. Whom the contact would rather have counts as one of rank 1, and so
 * does whoever is named without answering the queue.
 */
export function rankFor(
  { agentId, queues }: RoutedAgent,
  { queueId, preferredAgentId }: WaitingContact,
): number {
  return agentId === preferredAgentId ? 1 : (queues.get(queueId) ?? 1)
}
