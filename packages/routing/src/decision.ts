import type { RoutedAgent } from './agents.ts'
import { choose } from './choose.ts'
import type { ChoiceFacts, ContactFacts } from './facts.ts'
import type { Ask } from './fit.ts'
import { agingUnits, scoreOf } from './service-order.ts'
import { ofLaterRank, type Survey } from './survey.ts'

/** A contact is to be offered to these agents at once; to one, but where everybody is rung. */
export interface Decision {
  readonly contactId: string
  readonly queueId: string
  readonly agentIds: readonly string[]
  readonly facts: ChoiceFacts
}

/**
 * Decides about one contact, with those whom it is offered to as they were before; `undefined` where nobody fits at that
 * rank, or somebody does at an earlier one.
 */
export function decideAbout(
  ask: Ask,
  found: Survey,
  at: { readonly rank: number; readonly place: number },
): { decision: Decision; agents: readonly RoutedAgent[] } | undefined {
  const chosen = choose(found, ask)
  if (chosen === undefined || chosen.rank !== at.rank) return undefined
  const { contactId, queueId } = ask.contact
  const { agents, choice, rank, fit } = chosen
  const facts: ChoiceFacts = {
    ...factsOf(ask, at.place),
    choice,
    rank,
    fit,
    passedOver: [...found.passedOver, ...ofLaterRank(found, rank)],
  }
  const agentIds = agents.map(({ agentId }) => agentId)
  return { decision: { contactId, queueId, agentIds, facts }, agents }
}

export function factsOf({ contact, queue, stage, nowMs }: Ask, place: number): ContactFacts {
  const { contactId, queueId, channel, band, waitingSinceMs } = contact
  return {
    contactId,
    queueId,
    channel,
    atMs: nowMs,
    place,
    band,
    score: scoreOf(contact, agingUnits(queue), nowMs),
    waitedMs: nowMs - waitingSinceMs,
    needs: stage.needs,
    step: stage.step,
  }
}
