import { notReadyReasons } from './not-ready-reasons.ts'
import type { AgentState, NextState } from '@iris/contracts'

/** A choice of the state menu; menus work with texts, so it has one: `available`, `not_ready:break`, `offline`. */
export interface StateChoice {
  readonly key: string
  readonly next: NextState
}

export const atWork: StateChoice = { key: 'available', next: { kind: 'available' } }
export const away: readonly StateChoice[] = notReadyReasons.map((reason) => ({
  key: `not_ready:${reason}`,
  next: { kind: 'not_ready', reason },
}))
export const gone: StateChoice = { key: 'offline', next: { kind: 'offline' } }

const all: readonly StateChoice[] = [atWork, ...away, gone]

export function choiceOf(key: string | undefined): NextState | undefined {
  return all.find((choice) => choice.key === key)?.next
}

/** What is chosen now: the state itself, or with a contact in hand what comes after. */
export function chosenKey(state: AgentState): string | undefined {
  const chosen = 'next' in state ? state.next : state
  if (chosen.kind === 'not_ready') return `not_ready:${chosen.reason}`
  return all.find(({ next }) => next.kind === chosen.kind)?.key
}
