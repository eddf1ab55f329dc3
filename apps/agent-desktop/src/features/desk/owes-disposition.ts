import type { AgentState, DeskContact } from '@iris/contracts'

/** Whether the agent is kept in after-call work, and from calling anybody, until they say what came of the contact. */
export function owesDisposition(
  state: AgentState | undefined,
  contact: Pick<DeskContact, 'wrapUp' | 'disposition'> | null,
): boolean {
  const isRequired = state?.kind === 'wrap_up' && contact?.wrapUp?.dispositionRequired === true
  return isRequired && contact.disposition === null
}
