import type { AgentState } from '@iris/contracts'
import { describe, expect, test } from 'vitest'
import { withWish } from './agent-wish.ts'

const since = '2026-11-20T09:00:00.000Z'
const at = '2026-11-20T09:05:00.000Z'

describe('what an agent wishes', () => {
  test('is shown at once where nothing is in hand', () => {
    const state: AgentState = { kind: 'not_responding', since }
    expect(withWish(state, { next: { kind: 'available' }, at })).toEqual({
      kind: 'available',
      since: at,
    })
  })

  test('does not begin anew what one already is', () => {
    const state: AgentState = { kind: 'not_ready', reason: 'lunch', since }
    expect(withWish(state, { next: { kind: 'not_ready', reason: 'lunch' }, at })).toBe(state)
    expect(withWish(state, { next: { kind: 'not_ready', reason: 'break' }, at })).toEqual({
      kind: 'not_ready',
      reason: 'break',
      since: at,
    })
  })

  test('comes after the contact in hand', () => {
    const state: AgentState = { kind: 'in_call', callId: 'c1', next: { kind: 'available' }, since }
    expect(withWish(state, { next: { kind: 'offline' }, at })).toEqual({
      ...state,
      next: { kind: 'offline' },
    })
  })
})
