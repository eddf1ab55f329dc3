import type { Permission } from '@iris/contracts'
import { ChartNoAxesColumn, Headset, Phone, Settings2, Workflow } from '@lucide/vue'
import type { Component } from 'vue'
import { frameWords } from '../frame-words.ts'

export type AppName = 'agent' | 'admin' | 'portal' | 'flows' | 'call'

/** One of the front ends. All are served by the same origin and share one sign-in. */
export interface AppEntry {
  readonly name: AppName
  readonly base: `/${string}/`
  readonly icon: Component
  /** Who finds something there: holders of any of these. */
  readonly needs: readonly Permission[]
}

export const apps: readonly AppEntry[] = [
  { name: 'agent', base: '/agent/', icon: Headset, needs: ['phone:use', 'calls:read'] },
  {
    name: 'admin',
    base: '/admin/',
    icon: Settings2,
    needs: ['users:read', 'queues:write', 'webhooks:write'],
  },
  { name: 'portal', base: '/portal/', icon: ChartNoAxesColumn, needs: ['calls:read'] },
  { name: 'flows', base: '/flows/', icon: Workflow, needs: ['flows:read'] },
  { name: 'call', base: '/call/', icon: Phone, needs: [] },
]

export function titleOf(name: AppName): string {
  return frameWords(`apps.${name}`)
}
