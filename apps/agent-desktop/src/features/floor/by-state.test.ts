import type { Agent, AgentState } from '@iris/contracts'
import { expect, test } from 'vitest'
import { byState } from './by-state.ts'

test('agents who need a look stand first, then those at work, by name', () => {
  const since = '2026-11-20T09:00:00.000Z'
  const agent = (name: string, state: AgentState): Agent => ({
    id: name,
    name,
    state,
    teamId: null,
    channels: ['voice'],
    work: [],
    load: 0,
  })
  const agents = [
    agent('Zoe', { kind: 'offline', since }),
    agent('Ben', { kind: 'available', since }),
    agent('Ada', { kind: 'available', since }),
    agent('Eve', { kind: 'not_responding', since }),
  ]
  expect(agents.toSorted(byState).map(({ name }) => name)).toEqual(['Eve', 'Ada', 'Ben', 'Zoe'])
})
