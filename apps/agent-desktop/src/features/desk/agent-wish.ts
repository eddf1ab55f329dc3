import type { AgentState, NextState } from '@iris/contracts'

/**
 * The state as it will be once the backend agrees: an agent at rest becomes what they chose at once; one with a contact
 * in hand, once that is over.
 */
export function withWish(
  state: AgentState,
  wish: { readonly next: NextState; readonly at: string },
): AgentState {
  const { next, at } = wish
  switch (state.kind) {
    case 'offering':
    case 'in_call':
    case 'wrap_up':
      return { ...state, next }
    case 'offline':
    case 'available':
    case 'not_ready':
    case 'not_responding':
      return isSame(state, next) ? state : { ...next, since: at }
  }
}

function isSame(a: AgentState | NextState, b: NextState): boolean {
  if (a.kind !== 'not_ready' || b.kind !== 'not_ready') return a.kind === b.kind
  return a.reason === b.reason
}
