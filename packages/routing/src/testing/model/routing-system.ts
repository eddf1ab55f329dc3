import type { Channel, RelaxStep, SkillNeed } from '../../contacts.ts'
import type { RoutingMethod } from '../../queues.ts'

/**
 * What is driven and watched: a whole service, or the board in a small one. Each call comes back when everything has settled
 * that follows from it. What cannot be any more does nothing: a contact that has gone is not accepted.
 */
export interface RoutingSystem {
  arrive(arrival: Arrival): Promise<void>
  hangUp(contactId: string): Promise<void>
  accept(contactId: string, agentId: string): Promise<void>
  /** The agent turns it down, and stays ready. Others to whom it is offered too still have it. */
  reject(contactId: string, agentId: string): Promise<void>
  /** All to whom it is offered let it ring, and are not ready until they say so. */
  miss(contactId: string): Promise<void>
  /** There is no after-call work. */
  finish(contactId: string): Promise<void>
  /** Whoever is not ready any more keeps what is in hand; offers may be withdrawn. */
  setAgent(agent: ModelAgent): Promise<void>
  passTime(ms: number): Promise<void>
  see(): Promise<Seen>
}

/** What everybody can see of it. */
export interface Seen {
  readonly nowMs: number
  /** Whom each contact is offered to right now. */
  readonly offers: readonly { readonly contactId: string; readonly agentIds: readonly string[] }[]
  /** How contacts ended, every time one did. */
  readonly endings: readonly { readonly contactId: string; readonly outcome: Outcome }[]
}

export type Outcome = 'handled' | 'abandoned'

export interface ModelQueue {
  readonly queueId: string
  readonly method: RoutingMethod
  readonly relax: readonly RelaxStep[]
}

export interface Arrival {
  readonly contactId: string
  readonly queueId: string
  readonly channel: Extract<Channel, 'voice' | 'chat'>
  readonly band: number
  readonly priority: number
  readonly needs: readonly SkillNeed[]
  readonly onlyAgentId?: string
}

export interface ModelAgent {
  readonly agentId: string
  readonly isReady: boolean
  /** The rank of each queue the agent answers. */
  readonly queues: Readonly<Record<string, number>>
  readonly skills: Readonly<Record<string, number>>
}

/** One call, or three chats. */
export const modelPoints = 100
export const modelCosts = { voice: 100, chat: 30 } as const
/** The same for all queues, so that the order between two contacts does not change with time. */
export const modelAgingPerMinute = 1
export const modelCooldownMs = 30_000
/** Of all that lasts, the common part. */
export const modelStepMs = 5000
