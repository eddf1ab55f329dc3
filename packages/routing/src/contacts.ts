export type Channel = 'voice' | 'chat' | 'sms' | 'mail'

/** A skill that an agent must have, at least at this level. */
export interface SkillNeed {
  readonly skillId: string
  readonly level: number
}

/** What is needed, in place of what was needed before, once a contact has waited so long. */
export interface RelaxStep {
  readonly afterMs: number
  readonly needs: readonly SkillNeed[]
}

/** An offer that an agent missed or turned down. */
export interface Decline {
  readonly agentId: string
  readonly atMs: number
}

/** A contact that waits in a queue for an offer. Times are ms since 1970. */
export interface WaitingContact {
  readonly contactId: string
  readonly queueId: string
  readonly channel: Channel
  /** A higher band is served first, whatever the priorities: 0 is ordinary, 1 is work that jumps the queue. */
  readonly band: number
  /** A whole number. A higher one is served first, in its band. */
  readonly priority: number
  readonly waitingSinceMs: number
  /** All of them are needed. */
  readonly needs: readonly SkillNeed[]
  /** In any order; the latest whose time has come holds. */
  readonly relax: readonly RelaxStep[]
  /** Offers of this contact that were missed or turned down, in any order. */
  readonly declined: readonly Decline[]
  /** Until then only this agent may have it: who spoke with the same person last. */
  readonly sticky?: { readonly agentId: string; readonly untilMs: number }
  /** Only ever this agent may have it, whatever the needs and whether or not the agent answers the queue. */
  readonly onlyAgentId?: string
  /** Who gets it first where free and fit: the agent whose connection was lost, say. */
  readonly preferredAgentId?: string
  /** One agent has it at a time, also where the queue rings all: who is called back is called by one. */
  readonly ringsOne?: true
}
