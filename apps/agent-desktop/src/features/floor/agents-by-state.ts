import type { Agent, BoardQueue } from '@iris/contracts'

/** How many agents are free, busy or away, each once. */
export function agentsByState(agents: readonly Agent[]): BoardQueue['agents'] {
  const counts = { available: 0, busy: 0, notReady: 0, signedIn: 0 }
  for (const { state } of agents) {
    if (state.kind === 'offline') continue
    counts.signedIn += 1
    if (state.kind === 'available') counts.available += 1
    else if (state.kind === 'not_ready' || state.kind === 'not_responding') counts.notReady += 1
    else counts.busy += 1
  }
  return counts
}
