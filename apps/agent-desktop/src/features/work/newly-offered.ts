import type { AgentWork } from '@iris/contracts'

/** What is offered now and was not before. */
export function newlyOffered(
  now: readonly AgentWork[],
  before: readonly AgentWork[],
): readonly AgentWork[] {
  const known = new Set(
    before.filter(({ phase }) => phase === 'offered').map(({ contactId }) => contactId),
  )
  return now.filter(({ phase, contactId }) => phase === 'offered' && !known.has(contactId))
}
