import { AgentState as WireState, type NextState as WireNext } from '@iris/contracts'
import { expect, expectTypeOf, it } from 'vitest'
import type { AgentState, NextState } from './agent-state.ts'

// This package imports none of ours; here it is held against the contract all the same.

type InWords<State> = State extends { sinceMs: number }
  ? Omit<State, 'sinceMs' | 'endsAtMs'> &
      (State extends { endsAtMs: number | null } ? { endsAt: string | null } : unknown) & {
        since: string
      }
  : never

it('has the states of the contract, with times in ms', () => {
  expectTypeOf<NextState['kind']>().toEqualTypeOf<WireNext['kind']>()
  expectTypeOf<Extract<NextState, { kind: 'not_ready' }>['reason']>().toEqualTypeOf<
    Extract<WireNext, { kind: 'not_ready' }>['reason']
  >()
  expectTypeOf<AgentState['kind']>().toEqualTypeOf<WireState['kind']>()
  expectTypeOf<InWords<AgentState>>().toExtend<WireState>()
})

it('is taken by the contract once its times are written out', () => {
  const state = {
    kind: 'wrap_up',
    callId: '01968ae3-4c00-7000-8000-000000000001',
    queueId: '01968ae3-4c00-7000-8000-000000000002',
    endsAtMs: 30_000,
    extended: true,
    next: { kind: 'not_ready', reason: 'back_office' },
    sinceMs: 0,
  } as const satisfies AgentState
  const { endsAtMs, sinceMs, ...rest } = state
  const wire = { ...rest, endsAt: instant(endsAtMs), since: instant(sinceMs) }
  expect(WireState.parse(wire)).toEqual(wire)
})

function instant(ms: number): string {
  return new Date(ms).toISOString()
}
