import { compareIds } from './compare-ids.ts'
import type { RelaxStep, SkillNeed, WaitingContact } from './contacts.ts'

/** What holds of a contact now, of what changes with time alone. */
export interface Stage {
  /** In the order of the skills' ids. */
  readonly needs: readonly SkillNeed[]
  /** How many steps of relaxation have come; 0 while its own needs hold. */
  readonly step: number
  /** Who alone may have it now. */
  readonly keptFor: KeptFor | null
  /** When it changes next, by itself, in ms since 1970: a relaxation, the end of a wait for one agent, of a cooldown. */
  readonly changesAtMs: number | null
}

export type KeptFor =
  /** For good. */
  | { readonly kind: 'only'; readonly agentId: string }
  | { readonly kind: 'sticky'; readonly agentId: string; readonly untilMs: number }

export function stageAt(contact: WaitingContact, nowMs: number, declineCooldownMs: number): Stage {
  const steps = contact.relax.toSorted((a, b) => a.afterMs - b.afterMs)
  const come = steps.filter((step) => relaxesAtMs(contact, step) <= nowMs)
  const keptFor = keptForAt(contact, nowMs)
  const changes = [
    ...steps.map((step) => relaxesAtMs(contact, step)),
    ...(keptFor?.kind === 'sticky' ? [keptFor.untilMs] : []),
    ...contact.declined.map(({ atMs }) => atMs + declineCooldownMs),
  ].filter((atMs) => atMs > nowMs)
  return {
    needs: (come.at(-1) ?? contact).needs.toSorted((a, b) => compareIds(a.skillId, b.skillId)),
    step: come.length,
    keptFor,
    changesAtMs: changes.length === 0 ? null : Math.min(...changes),
  }
}

function relaxesAtMs({ waitingSinceMs }: WaitingContact, { afterMs }: RelaxStep): number {
  return waitingSinceMs + afterMs
}

function keptForAt({ onlyAgentId, sticky }: WaitingContact, nowMs: number): KeptFor | null {
  if (onlyAgentId !== undefined) return { kind: 'only', agentId: onlyAgentId }
  if (sticky !== undefined && nowMs < sticky.untilMs) return { kind: 'sticky', ...sticky }
  return null
}
