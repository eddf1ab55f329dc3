import type { Permission } from '@iris/contracts'
import type { Component } from 'vue'
import AgentsPart from './parts/AgentsPart.vue'
import GeneralPart from './parts/GeneralPart.vue'
import HoursPart from './parts/HoursPart.vue'
import LevelPart from './parts/LevelPart.vue'
import LimitsPart from './parts/LimitsPart.vue'
import RoutingPart from './parts/RoutingPart.vue'
import WaitingPart from './parts/WaitingPart.vue'
import WrapUpPart from './parts/WrapUpPart.vue'

interface QueuePartEntry {
  /** As in the address: `/queues/…/service-level`. */
  readonly path: string
  readonly name:
    | 'general'
    | 'routing'
    | 'level'
    | 'limits'
    | 'waiting'
    | 'hours'
    | 'wrapUp'
    | 'agents'
  readonly component: Component
  /** Who may not sees no such part; and who may not write that only looks at it. */
  readonly needs: { readonly read: Permission; readonly write: readonly Permission[] }
}

const queues = { read: 'queues:read', write: ['queues:write'] } as const

/** The parts of a queue's page, in order; the first is where it opens. */
export const queueParts: readonly QueuePartEntry[] = [
  { path: 'general', name: 'general', component: GeneralPart, needs: queues },
  { path: 'routing', name: 'routing', component: RoutingPart, needs: queues },
  {
    path: 'agents',
    name: 'agents',
    component: AgentsPart,
    needs: { read: 'agents:read', write: ['queues:write', 'agents:write'] },
  },
  { path: 'service-level', name: 'level', component: LevelPart, needs: queues },
  { path: 'limits', name: 'limits', component: LimitsPart, needs: queues },
  { path: 'waiting', name: 'waiting', component: WaitingPart, needs: queues },
  { path: 'hours', name: 'hours', component: HoursPart, needs: queues },
  { path: 'after-call-work', name: 'wrapUp', component: WrapUpPart, needs: queues },
]
