import type { RelaxStep, SkillNeed } from '@iris/contracts'
import type { Work } from '../../../../work.ts'
import { findAgentCalled } from '../../../agents/called.ts'
import type { LineRouting } from '../../../queues/line.ts'
import { findSkillIds } from '../../../skills/repository.ts'

/** Who may have a caller, where that is not as the queue says. It goes along from queue to queue, and back to a place. */
export interface PlaceRouting {
  /** In place of what the queue needs, with what is needed instead after a time of waiting. */
  readonly needs?: readonly SkillNeed[]
  readonly relax?: readonly RelaxStep[]
  /** The agent they are for; with `untilMs` (since 1970) anybody may have them from then on. */
  readonly keptFor?: { readonly agentId: string; readonly untilMs: number | null }
}

/** The same as it is asked for: `who` is a mail address, a name or an id. Skills without an id are not known. */
export interface RoutingAsked {
  readonly needs?: readonly AskedNeed[] | undefined
  readonly relax?: readonly { readonly afterMs: number; readonly needs: readonly AskedNeed[] }[]
  readonly agent?: { readonly who: string; readonly waitMs: number | null } | undefined
}

export interface AskedNeed {
  readonly skill: { readonly id: string | null; readonly name?: string }
  readonly level: number
}

type Read =
  | { readonly kind: 'read'; readonly routing: PlaceRouting }
  /** What is asked for is not there; `reason` is in words. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** Finds the skills and the agent that are asked for. */
export async function readRouting(
  work: Work,
  { needs, relax = [], agent }: RoutingAsked,
  waitingSinceMs: number,
): Promise<Read> {
  const missing = await missingSkill(work, [
    ...(needs ?? []),
    ...relax.flatMap((step) => step.needs),
  ])
  if (missing) return { kind: 'unknown', reason: missing }
  const found = agent && (await findAgentCalled(work.tx, agent.who))
  if (found?.kind === 'unknown') return found
  const routing = {
    ...(needs && {
      needs: needs.map(known),
      relax: relax.map((step) => ({ afterMs: step.afterMs, needs: step.needs.map(known) })),
    }),
    ...(agent &&
      found && {
        keptFor: {
          agentId: found.agentId,
          untilMs: agent.waitMs === null ? null : waitingSinceMs + agent.waitMs,
        },
      }),
  }
  return { kind: 'read', routing }
}

async function missingSkill(
  { tx }: Work,
  needs: readonly AskedNeed[],
): Promise<string | undefined> {
  if (needs.length === 0) return undefined
  const ids = needs.flatMap(({ skill }) => skill.id ?? [])
  const there = new Set(await findSkillIds(tx, ids))
  const missing = needs.find(({ skill: { id } }) => id === null || !there.has(id))
  if (!missing) return undefined
  const { id, name = id } = missing.skill
  return `There is no skill called ${name}.`
}

const known = ({ skill, level }: AskedNeed): SkillNeed => ({ skillId: skill.id ?? '', level })

/** What of it is written down with a place in the line. */
export function lineRouting({ needs, relax, keptFor }: PlaceRouting, nowMs: number): LineRouting {
  const untilMs = keptFor?.untilMs ?? null
  return {
    columns: {
      ...(needs && { needs: JSON.stringify(needs), relax: JSON.stringify(relax ?? []) }),
      ...(keptFor && untilMs === null && { only_agent_id: keptFor.agentId }),
    },
    ...(keptFor &&
      untilMs !== null && {
        keptFor: { agentId: keptFor.agentId, forMs: Math.max(0, untilMs - nowMs) },
      }),
  }
}
