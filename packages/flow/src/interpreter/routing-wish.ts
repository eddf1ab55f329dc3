import type { Named } from './named.ts'

/** A skill that an agent must have, at least at this level (1 to 5). */
export interface NamedNeed {
  readonly skill: Named
  readonly level: number
}

/** Who may have a caller, where that is not as the queue says. */
export interface RoutingWish {
  /** All of them, in place of the queue's own. */
  readonly needs?: readonly NamedNeed[]
  /** What is needed once they have waited so long, in place of what was needed before. */
  readonly relax?: readonly { readonly afterMs: number; readonly needs: readonly NamedNeed[] }[]
  /** Whom they are for, as it was written: a mail address, a name or an id. `waitMs` of `null`: nobody else, ever. */
  readonly agent?: { readonly who: string; readonly waitMs: number | null }
}
