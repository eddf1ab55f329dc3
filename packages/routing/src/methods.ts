import type { RoutedAgent } from './agents.ts'
import { compareIds } from './compare-ids.ts'
import type { WaitingContact } from './contacts.ts'
import type { RoutingMethod } from './queues.ts'
import type { Stage } from './stage.ts'

interface Asked {
  readonly contact: WaitingContact
  readonly stage: Stage
  readonly queue: { readonly method: RoutingMethod }
}

/** Who of two who are free and fit comes first: whom the contact would rather have, then by the queue's method. */
export function compareAgents(a: RoutedAgent, b: RoutedAgent, asked: Asked): number {
  const { contact, queue } = asked
  return (
    Number(b.agentId === contact.preferredAgentId) -
      Number(a.agentId === contact.preferredAgentId) ||
    byMethod(a, b, queue.method, asked) ||
    a.idleSinceMs - b.idleSinceMs ||
    compareIds(a.agentId, b.agentId)
  )
}

function byMethod(a: RoutedAgent, b: RoutedAgent, method: RoutingMethod, asked: Asked): number {
  switch (method) {
    case 'longest_idle':
    case 'ring_all':
      return 0
    case 'round_robin':
      return lastFrom(a, asked.contact) - lastFrom(b, asked.contact)
    case 'least_occupied':
      return a.load / a.points - b.load / b.points || a.busyMsLastHour - b.busyMsLastHour
    case 'best_skill':
      return levelsOf(b, asked.stage) - levelsOf(a, asked.stage)
  }
}

/** When the agent last had a contact of this one's queue; long ago for one who never had. */
function lastFrom(agent: RoutedAgent, { queueId }: WaitingContact): number {
  return agent.lastFromQueueMs.get(queueId) ?? Number.MIN_SAFE_INTEGER
}

/** The agent's levels of the needed skills, in sum. */
export function levelsOf({ skills }: RoutedAgent, { needs }: Pick<Stage, 'needs'>): number {
  let sum = 0
  for (const { skillId } of needs) sum += skills.get(skillId) ?? 0
  return sum
}
