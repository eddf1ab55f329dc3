import type { Call } from '@iris/contracts'
import { describe, expect, test } from 'vitest'
import { lastedMs, outcomeOf, talkedMs, waitedMs } from './call-facts.ts'

const second = (n: number) => new Date(Date.UTC(2026, 10, 20, 9, 0, n)).toISOString()
const now = Date.parse(second(100))

function call(more: Partial<Call>): Call {
  return {
    id: 'c1',
    direction: 'inbound',
    state: 'ended',
    from: { value: '+15550100123', display: '(555) 010-0123' },
    number: { value: '+15550100100', display: '(555) 010-0100' },
    queue: null,
    agent: null,
    startedAt: second(0),
    answeredAt: second(1),
    answeredBy: null,
    queuedAt: null,
    connectedAt: null,
    endedAt: second(60),
    cause: 'NORMAL_CLEARING',
    endedBy: 'caller',
    consult: null,
    supervision: null,
    path: [],
    quality: null,
    ...more,
  }
}

describe('the outcome of a call', () => {
  test.each([
    [{ state: 'queued', endedAt: null }, 'queued'],
    [{ connectedAt: second(20), queuedAt: second(5) }, 'answered'],
    [{ queuedAt: second(5) }, 'abandoned'],
    [{ queuedAt: second(5), endedBy: 'flow' }, 'unanswered'],
    [{}, 'left'],
    [{ connectedAt: second(20), cause: 'INTERRUPTED' }, 'interrupted'],
  ] as const)('of %j is "%s"', (more, outcome) => {
    expect(outcomeOf(call(more))).toBe(outcome)
  })
})

describe('the times of a call', () => {
  test('run on while it does', () => {
    const live = call({ queuedAt: second(10), connectedAt: second(30), endedAt: null })
    expect([waitedMs(live, now), talkedMs(live, now), lastedMs(live, now)]).toEqual([
      20_000, 70_000, 100_000,
    ])
    expect(waitedMs(call({ queuedAt: second(10), endedAt: null }), now)).toBe(90_000)
  })

  test('are nothing for what never was', () => {
    expect([waitedMs(call({}), now), talkedMs(call({}), now)]).toEqual([undefined, undefined])
  })
})
