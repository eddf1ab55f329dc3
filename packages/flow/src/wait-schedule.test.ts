import { WaitTreatment } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterHearing,
  beginWait,
  dueNow,
  nextDueAtMs,
  offerOf,
  type WaitSchedule,
} from './wait-schedule.ts'

const treatmentOf = (given: object) => WaitTreatment.parse(given)
const everyMs = fc.integer({ min: 5000, max: 60_000 })
const treatments = fc
  .record({
    position: fc.boolean(),
    everyMs,
    messages: fc.array(fc.record({ text: fc.constant('Hold the line.'), everyMs }), {
      maxLength: 4,
    }),
    offers: fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('1', '2', '*'),
        action: fc.constantFrom('callback', 'voicemail', 'leave'),
        afterMs: fc.integer({ min: 0, max: 60_000 }),
        sayText: fc.constant('Press it.'),
      }),
      { selector: ({ key }) => key, maxLength: 3 },
    ),
  })
  .map(treatmentOf)

/** Waits so often until something is due, and hears it, which takes a while; gives when each was said. */
function wait(
  treatment: WaitTreatment,
  { rounds, speechMs }: { rounds: number; speechMs: number },
) {
  let schedule: WaitSchedule = beginWait(treatment)
  const said: { item: string; atMs: number }[] = []
  let nowMs = 0
  for (let round = 0; round < rounds && nextDueAtMs(schedule) < Infinity; round++) {
    nowMs = Math.max(nowMs, nextDueAtMs(schedule))
    const due = dueNow(schedule, nowMs)
    for (const item of due) {
      said.push({ item: JSON.stringify(item), atMs: nowMs })
      nowMs += speechMs
    }
    schedule = afterHearing(schedule, due, nowMs)
  }
  return said
}

describe('a wait', () => {
  it('begins with the place and the ways out; messages come when their time has passed once', () => {
    const schedule = beginWait(
      treatmentOf({
        position: true,
        messages: [{ text: 'Hold the line.', everyMs: 20_000 }],
        offers: [
          { key: '1', action: 'callback', sayText: 'Press 1.' },
          { key: '2', action: 'leave', afterMs: 10_000, sayText: 'Press 2.' },
        ],
      }),
    )
    expect(dueNow(schedule, 0)).toEqual([{ kind: 'status' }, { kind: 'offer', index: 0 }])
    const later = afterHearing(schedule, dueNow(schedule, 0), 4000)
    expect(dueNow(later, 9999)).toEqual([])
    expect(nextDueAtMs(later)).toBe(10_000)
    expect(dueNow(later, 20_000)).toEqual([
      { kind: 'message', index: 0 },
      { kind: 'offer', index: 1 },
    ])
  })

  it('has nothing due where nothing is to be said', () => {
    expect(nextDueAtMs(beginWait(treatmentOf({})))).toBe(Infinity)
  })

  it('always says something when something is due, and pauses before it says the same again', () => {
    fc.assert(
      fc.property(treatments, fc.integer({ min: 0, max: 8000 }), (treatment, speechMs) => {
        const said = wait(treatment, { rounds: 30, speechMs })
        const items = beginWait(treatment)
        expect(said.length).toBeGreaterThanOrEqual(items.length === 0 ? 0 : 30)
        for (const { item, everyMs: pauseMs } of items) {
          const times = said.filter((one) => one.item === JSON.stringify(item))
          const pauses = times
            .slice(1)
            .map(({ atMs }, index) => atMs - (times[index]?.atMs ?? atMs))
          expect(Math.min(Infinity, ...pauses)).toBeGreaterThanOrEqual(pauseMs)
        }
      }),
    )
  })
})

describe('a way out', () => {
  it('is open from its time on, and by its own key alone', () => {
    fc.assert(
      fc.property(
        treatments,
        fc.constantFrom('1', '2', '*', '#'),
        fc.nat({ max: 90_000 }),
        (treatment, key, waitedMs) => {
          const found = offerOf(treatment, key, waitedMs)
          const own = treatment.offers.find((offer) => offer.key === key)
          expect(found).toEqual(own && waitedMs >= own.afterMs ? own : undefined)
        },
      ),
    )
  })

  it('needs a key of its own', () => {
    const offer = { key: '1', action: 'leave', sayText: 'Press 1.' }
    expect(WaitTreatment.safeParse({ offers: [offer, offer] }).success).toBe(false)
  })
})
