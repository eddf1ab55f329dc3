import type { Agent } from '@iris/contracts'
import { expect, test } from 'vitest'
import { fits } from './use-agent-filters.ts'

const agent = (change: Partial<Agent>): Agent => ({
  id: 'a',
  name: 'Ada Morgan',
  state: { kind: 'available', since: '2026-11-20T09:00:00.000Z' },
  teamId: null,
  channels: ['voice'],
  work: [],
  load: 0,
  ...change,
})
const all = { search: '', team: '', state: '' } as const

test('agents are found by part of a name, by team, by having none, and by state', () => {
  expect(fits(agent({}), all)).toBe(true)
  expect(fits(agent({}), { ...all, search: ' mOrg' })).toBe(true)
  expect(fits(agent({}), { ...all, search: 'Ben' })).toBe(false)
  expect(fits(agent({}), { ...all, team: 'none' })).toBe(true)
  expect(fits(agent({ teamId: 't' }), { ...all, team: 'none' })).toBe(false)
  expect(fits(agent({ teamId: 't' }), { ...all, team: 't', state: 'available' })).toBe(true)
  expect(fits(agent({}), { ...all, state: 'in_call' })).toBe(false)
})
