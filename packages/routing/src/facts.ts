import type { AwayReason } from './agents.ts'
import type { Channel, SkillNeed } from './contacts.ts'
import type { KeptFor } from './stage.ts'

// What a decision was made from: plain JSON, to be kept and told in words later.

/** How a contact stood. */
export interface ContactFacts {
  readonly contactId: string
  readonly queueId: string
  readonly channel: Channel
  readonly atMs: number
  /** In its queue; 1 is next. */
  readonly place: number
  readonly band: number
  /** Priority and what waiting added to it, in points. */
  readonly score: number
  readonly waitedMs: number
  /** What was needed at that time. */
  readonly needs: readonly SkillNeed[]
  /** How many steps of relaxation had come. */
  readonly step: number
}

/** Why it went to whom it went. */
export interface ChoiceFacts extends ContactFacts {
  readonly choice: Choice
  /** The queue's rank for whom it went to. */
  readonly rank: number
  /** How many were free and fit, at that rank; one of them, or all, were chosen. */
  readonly fit: number
  readonly passedOver: readonly PassedOver[]
}

/** What decided between those who fit, and its value for the one who was chosen. */
export type Choice =
  | KeptFor
  | { readonly kind: 'preferred'; readonly agentId: string }
  | { readonly kind: 'longest_idle'; readonly agentId: string; readonly idleMs: number }
  | {
      readonly kind: 'round_robin'
      readonly agentId: string
      /** How long ago the agent last had a contact of the queue; `null` for never. */
      readonly lastAgoMs: number | null
    }
  | {
      readonly kind: 'least_occupied'
      readonly agentId: string
      readonly load: number
      readonly points: number
      readonly busyMsLastHour: number
    }
  /** The levels of the needed skills in sum. */
  | { readonly kind: 'best_skill'; readonly agentId: string; readonly levels: number }
  | { readonly kind: 'ring_all' }

/** Agents of the queue who did not get it for the same reason. */
export type PassedOver = {
  readonly count: number
  /** The first few, by id. */
  readonly agentIds: readonly string[]
} & (
  | { readonly kind: AwayReason | 'kept' | 'no_channel' | 'channel_off' | 'full' }
  /** They fit, but the queue is of a later rank for them. */
  | { readonly kind: 'later_rank' }
  | { readonly kind: 'lacks'; readonly need: SkillNeed }
  /** When the last of them did. */
  | { readonly kind: 'declined'; readonly atMs: number }
)

/** Why it waits. */
export interface WaitFacts extends ContactFacts {
  /** Whether it is offered to somebody right now. */
  readonly isOffered: boolean
  readonly keptFor: KeptFor | null
  /** How many are free and fit. */
  readonly fit: number
  readonly passedOver: readonly PassedOver[]
  /** When something changes by itself: a relaxation, the end of a wait for one agent, of a cooldown. */
  readonly changesAtMs: number | null
}
