/** A contact that waits in a queue. Times are ms since 1970. */
export interface WaitingContact {
  readonly contactId: string
  readonly queueId: string
  /** A higher one is answered first. */
  readonly priority: number
  readonly waitingSinceMs: number
  /** Offers of this contact that were missed or rejected, in any order. */
  readonly declined: readonly Decline[]
  /** Who gets it first if available: the agent whose connection was lost, say. */
  readonly preferredAgentId?: string
}

export interface Decline {
  readonly agentId: string
  readonly atMs: number
}

/** An agent who can be offered a contact now. */
export interface AvailableAgent {
  readonly agentId: string
  /** The queues the agent answers. */
  readonly queueIds: readonly string[]
  readonly availableSinceMs: number
}

export interface Offer {
  readonly contactId: string
  readonly agentId: string
}
