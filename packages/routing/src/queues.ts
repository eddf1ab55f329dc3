import type { Channel } from './contacts.ts'

/** Who of those who are free and fit gets a contact. Ties go to whoever has been idle longest, then by id. */
export type RoutingMethod =
  | 'longest_idle'
  /** Whose last contact from this queue was longest ago. */
  | 'round_robin'
  /** Who has the smallest share of their points in use, then was busy least of the last hour. */
  | 'least_occupied'
  /** Whose levels of the needed skills are highest in sum. */
  | 'best_skill'
  /** Everybody at once. */
  | 'ring_all'

/** How a queue gives its contacts away. */
export interface RoutedQueue {
  readonly queueId: string
  readonly method: RoutingMethod
  /** Points of priority that a contact gains for each minute of waiting; thousandths count. */
  readonly agingPerMinute: number
  readonly channels: readonly Channel[]
  /** How long an agent who missed or turned down a contact is not offered it again. */
  readonly declineCooldownMs: number
}

/** How long an agent who missed or turned down a contact is not offered it again, unless told otherwise. */
export const ordinaryDeclineCooldownMs = 30_000
