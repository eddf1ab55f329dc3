import {
  type Agent,
  type BoardDocument,
  type BoardQueue,
  noTotals,
  type PresenceDocument,
} from '@iris/contracts'

const at = '2026-11-20T09:00:00.000Z'

export function sampleAgent(id: string, state: Agent['state']['kind'] = 'available'): Agent {
  return {
    id,
    name: `Agent ${id}`,
    state: state === 'not_ready' ? { kind: state, reason: 'lunch', since: at } : idle(state),
    teamId: null,
    channels: [],
    work: [],
    load: 0,
  }
}

function idle(kind: Agent['state']['kind']): Agent['state'] {
  return kind === 'available' ? { kind, since: at } : { kind: 'offline', since: at }
}

export function samplePresence(...agents: readonly Agent[]): PresenceDocument {
  return { at, agents: Object.fromEntries(agents.map((agent) => [agent.id, agent])) }
}

const rates = {
  serviceLevel: null,
  abandonRate: null,
  averageSpeedOfAnswerMs: null,
  averageHandleMs: null,
  occupancy: 0.5,
  adherence: null,
}

export function sampleQueue(id: string, waiting: number): BoardQueue {
  return {
    id,
    name: `Queue ${id}`,
    waiting,
    callbacks: 0,
    oldestSince: null,
    expectedWaitS: null,
    expectedWaitError: null,
    opening: { isOpen: true, until: null, because: null },
    agents: { available: 0, busy: 0, notReady: 0, signedIn: 0 },
    targetPercent: 80,
    withinMs: 20_000,
    maxWaitMs: null,
    interval: { totals: noTotals, rates },
    today: { totals: noTotals, rates },
  }
}

const noAgents = {
  available: 0,
  offering: 0,
  in_call: 0,
  wrap_up: 0,
  not_ready: 0,
  not_responding: 0,
}

export function sampleBoard(...queues: readonly BoardQueue[]): BoardDocument {
  return {
    at,
    intervalFrom: at,
    states: noAgents,
    queues: Object.fromEntries(queues.map((queue) => [queue.id, queue])),
  }
}
