import type { AgentState } from '@iris/contracts'
import { stateWords } from '../state/state-words.ts'

/** A kind of state, whatever the reason. */
export function nameOfKind(kind: AgentState['kind']): string {
  return stateWords(`kinds.${kind}`)
}
