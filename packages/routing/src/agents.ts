import type { Channel, WaitingContact } from './contacts.ts'

/** Why an agent takes nothing at all now. */
export type AwayReason =
  | 'offline'
  | 'not_ready'
  | 'not_responding'
  | 'offered'
  | 'in_call'
  | 'wrap_up'
  | 'no_phone'

/** An agent as routing sees one. Those who take nothing now are told too, so that it can say why they did not get it. */
export interface RoutedAgent {
  readonly agentId: string
  /** `null` for one who may be offered what `channels` and the points allow. */
  readonly away: AwayReason | null
  /** The queues the agent answers, by id, and their rank: those of rank 1 are served before those of rank 2. */
  readonly queues: ReadonlyMap<string, number>
  /** The level of each skill the agent has, by the skill's id. */
  readonly skills: ReadonlyMap<string, number>
  /** How much the agent can have in hand at once. */
  readonly points: number
  /** What a contact takes of the points; `null` for a channel the agent does not take. */
  readonly costs: Readonly<Record<Channel, number | null>>
  /** What the agent wants and can take now: voice only with a phone, and not during a call. */
  readonly channels: ReadonlySet<Channel>
  /** Points in use. */
  readonly load: number
  /** Since when nothing was given to the agent, while ready. */
  readonly idleSinceMs: number
  readonly busyMsLastHour: number
  /** When the agent last got a contact of a queue, by the queue's id. */
  readonly lastFromQueueMs: ReadonlyMap<string, number>
}

/** The agent once the contact is offered to them. */
export function withOffer(
  agent: RoutedAgent,
  { channel, queueId }: WaitingContact,
  nowMs: number,
): RoutedAgent {
  return {
    ...agent,
    load: agent.load + (agent.costs[channel] ?? 0),
    channels: channel === 'voice' ? without(agent.channels, 'voice') : agent.channels,
    idleSinceMs: nowMs,
    lastFromQueueMs: new Map(agent.lastFromQueueMs).set(queueId, nowMs),
  }
}

function without(channels: ReadonlySet<Channel>, channel: Channel): ReadonlySet<Channel> {
  return new Set([...channels].filter((other) => other !== channel))
}
