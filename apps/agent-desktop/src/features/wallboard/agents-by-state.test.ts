import { expect, test } from 'vitest'
import { agentsByState } from './agents-by-state.ts'

test('agents are free, busy or away, each once', () => {
  const states = {
    available: 1,
    offering: 2,
    in_call: 4,
    wrap_up: 8,
    not_ready: 16,
    not_responding: 32,
  }
  expect(agentsByState(states)).toEqual({ available: 1, busy: 14, notReady: 48, signedIn: 63 })
})
