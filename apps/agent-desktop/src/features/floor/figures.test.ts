import type { BoardQueue, Totals } from '@iris/contracts'
import { describe, expect, test } from 'vitest'
import { levelHue, percentText, sumOf, waitHue } from './figures.ts'

const none: Totals = {
  offered: 0,
  answered: 0,
  answeredInTime: 0,
  abandoned: 0,
  abandonedLate: 0,
  shortAbandoned: 0,
  flowedOut: 0,
  callbacksAsked: 0,
  callbacksDone: 0,
  handled: 0,
  transferredOut: 0,
  conferenced: 0,
  rejected: 0,
  missed: 0,
  waitMs: 0,
  abandonWaitMs: 0,
  longestWaitMs: 0,
  talkMs: 0,
  holdMs: 0,
  wrapUpMs: 0,
}
const rates = {
  serviceLevel: null,
  abandonRate: null,
  averageSpeedOfAnswerMs: null,
  averageHandleMs: null,
  occupancy: null,
  adherence: null,
}

function queue(change: Partial<BoardQueue>, totals: Partial<Totals>): BoardQueue {
  return {
    id: 'q',
    name: 'Sales',
    waiting: 0,
    callbacks: 0,
    oldestSince: null,
    expectedWaitS: null,
    expectedWaitError: null,
    opening: { isOpen: true, until: null, because: null },
    agents: { available: 1, busy: 2, notReady: 0, signedIn: 3 },
    targetPercent: 80,
    withinMs: 20_000,
    maxWaitMs: null,
    interval: { totals: { ...none, ...totals }, rates },
    today: { totals: none, rates },
    ...change,
  }
}

describe('queues together', () => {
  test('add up, and their rates are of the sums, not means of rates', () => {
    const sum = sumOf([
      queue(
        { waiting: 2, oldestSince: '2026-11-20T09:01:00.000Z' },
        { answered: 9, answeredInTime: 9, waitMs: 9000 },
      ),
      queue(
        { waiting: 1, oldestSince: '2026-11-20T09:00:00.000Z', targetPercent: 90 },
        { answered: 1, abandoned: 2, abandonedLate: 1, waitMs: 21_000 },
      ),
    ])
    expect(sum).toMatchObject({
      waiting: 3,
      oldestSince: '2026-11-20T09:00:00.000Z',
      targetPercent: 85,
      agents: { available: 2, signedIn: 6 },
      rates: { serviceLevel: 9 / 11, abandonRate: 2 / 12, averageSpeedOfAnswerMs: 3000 },
    })
  })

  test('of none say nothing rather than zero per cent', () => {
    expect(sumOf([]).rates.serviceLevel).toBeNull()
    expect(percentText(null, 'en')).toBe('–')
    expect(percentText(0.834, 'en')).toBe('83%')
  })
})

describe('a colour', () => {
  test('is green at the target, amber within five points, red beyond', () => {
    expect([0.8, 0.79, 0.75, 0.74, null].map((level) => levelHue(level, 80))).toEqual([
      'available',
      'warning',
      'warning',
      'stop',
      'offline',
    ])
  })

  test('is amber from three quarters of what may be waited', () => {
    expect([0, 14_999, 15_000, 20_000, null].map((ms) => waitHue(ms, 20_000))).toEqual([
      'available',
      'available',
      'warning',
      'stop',
      'offline',
    ])
  })
})
