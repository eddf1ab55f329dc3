import { describe, expect, it } from 'vitest'
import type { Values } from '../../expressions/values.ts'
import { block, end } from '../../testing/build-flow.ts'
import { last, programWith } from '../../testing/play-flow.ts'

/** The exit a branch of these cases takes for these variables. */
function exitOf(cases: Record<string, string>[], parameters: Values = {}) {
  const program = programWith({ first: block('branch', { cases }) })
  const context = { callId: 'c', callerNumber: '+4930', calledNumber: '+1', parameters }
  return last(program, [], context).trace[1]?.outcome
}

const compare = (left: string, right: string) => ({ left, is: 'starts_with', right })

describe('branch', () => {
  it('takes the first case that holds', () => {
    const number = '{{ caller.number }}'
    const cases = [compare(number, '+1'), compare(number, '+49'), compare(number, '+4')]
    expect(exitOf(cases)).toBe('case_2')
  })

  it('leaves by otherwise when no case holds', () => {
    expect(exitOf([{ left: '{{ menu.key }}', is: 'equals', right: '1' }])).toBe('otherwise')
  })

  it('takes a case whose expression is true', () => {
    const cases = [{ when: 'first' }, { when: 'second' }]
    expect(exitOf(cases, { first: false, second: true })).toBe('case_2')
    expect(exitOf(cases, { first: false, second: false })).toBe('otherwise')
  })

  it('is left by error where an expression has no value, or is neither true nor false', () => {
    expect(exitOf([{ when: 'nobody' }])).toBe('error')
    expect(exitOf([{ when: 'count' }], { count: 1 })).toBe('error')
  })

  it('does not look at the cases after the one that holds', () => {
    expect(exitOf([compare('a', 'a'), { when: 'nobody' }])).toBe('case_1')
  })

  it('ends the call in failure at an error that leads nowhere, and that is no fault of the flow', () => {
    const program = programWith({ first: block('branch', { cases: [{ when: 'nobody' }] }), end })
    const { state, trace } = last(program)
    expect(state).toEqual({ kind: 'ended', cause: 'NORMAL_TEMPORARY_FAILURE', by: 'flow' })
    expect(trace[1]).not.toHaveProperty('problem')
    expect(trace[1]?.set).toMatchObject({ error: { reason: expect.any(String) } })
  })
})
