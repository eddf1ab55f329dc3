import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUp, offline, transitionLine } from './line.ts'
import type { Line, LineEffect, LineEvent } from './line.ts'
import { retryDelayMs } from './retry-delay.ts'

const start: LineEvent = { kind: 'start', registers: true, missing: null }
const startGuest: LineEvent = { kind: 'start', registers: false, missing: null }
const came: LineEvent = { kind: 'credentials-came' }
const connected: LineEvent = { kind: 'connected' }
const registered: LineEvent = { kind: 'registered' }
const broken: LineEvent = { kind: 'broken' }
const refused = (status: number | null): LineEvent => ({ kind: 'registration-failed', status })

/** Runs events at time 0 with middling jitter; gives the last line and the last event's effects. */
function run(...events: LineEvent[]) {
  let line: Line = offline
  let effects: readonly LineEffect[] = []
  for (const event of events)
    ({ line, effects } = transitionLine(line, event, { at: 0, chance: 0.5 }))
  return { state: line.state, line, effects: effects.map(({ kind }) => kind) }
}

describe('the line', () => {
  it('fetches credentials, connects and registers', () => {
    expect(run(start)).toMatchObject({
      state: { kind: 'connecting' },
      effects: ['fetch-credentials'],
    })
    expect(run(start, came).effects).toEqual(['connect'])
    expect(run(start, came, connected).state).toEqual({ kind: 'connecting' })
    expect(run(start, came, connected, registered).state).toEqual({ kind: 'registered' })
  })

  it('is ready without registering when it is a guest', () => {
    expect(run(startGuest, came, connected).state).toEqual({ kind: 'ready' })
  })

  it.each(['websocket', 'webrtc'] as const)('says that the browser has no %s', (missing) => {
    const { state, effects } = run({ kind: 'start', registers: true, missing })
    expect(state).toEqual({ kind: `no-${missing}` })
    expect(effects).toEqual([])
  })

  it('starts once', () => {
    expect(run(start, start).effects).toEqual([])
    expect(run(start, came, connected, registered, start).state).toEqual({ kind: 'registered' })
  })

  it('comes back by itself after a break, sooner at first', () => {
    const up = [start, came, connected, registered]
    expect(run(...up, broken)).toMatchObject({
      state: { kind: 'reconnecting', attempt: 1, nextTryAt: 200 },
      effects: ['wait'],
    })
    expect(run(...up, broken, { kind: 'try' }).effects).toEqual(['connect'])
    expect(run(...up, broken, broken, broken, broken).state).toMatchObject({
      attempt: 4,
      nextTryAt: 2000,
    })
    const back = run(...up, broken, broken, connected, registered)
    expect(back.state).toEqual({ kind: 'registered' })
    expect(back.line.failures).toBe(0)
  })

  it('waits no longer when the network is back', () => {
    const { state, effects } = run(start, came, broken, { kind: 'network-back' })
    expect(state).toMatchObject({ kind: 'reconnecting', nextTryAt: 0 })
    expect(effects).toEqual(['connect'])
    expect(run(start, came, connected, registered, { kind: 'network-back' }).effects).toEqual([])
  })

  it('asks for credentials again when it could not have them', () => {
    const failed: LineEvent = { kind: 'credentials-failed', signedOut: false }
    expect(run(start, failed)).toMatchObject({ state: { kind: 'reconnecting' }, effects: ['wait'] })
    expect(run(start, failed, { kind: 'try' }).effects).toEqual(['fetch-credentials'])
  })

  it('gives up when the session has ended', () => {
    const { state, effects } = run(start, { kind: 'credentials-failed', signedOut: true })
    expect(state).toEqual({ kind: 'refused', reason: 'signed-out' })
    expect(effects).toEqual(['retire'])
  })

  it.each([401, 403, 404, 407])('fetches fresh credentials once when refused with %i', (status) => {
    expect(run(start, came, connected, refused(status)).effects).toEqual(['fetch-credentials'])
    const again = run(start, came, connected, refused(status), came, connected, refused(status))
    expect(again.state).toEqual({ kind: 'refused', reason: 'credentials' })
    expect(again.effects).toEqual(['retire'])
    const later = run(start, came, refused(status), came, registered, refused(status))
    expect(later.effects).toEqual(['fetch-credentials'])
  })

  it.each([500, 503, null])('tries again on a new connection after %s', (status) => {
    const { state, effects } = run(start, came, connected, refused(status))
    expect(state).toMatchObject({ kind: 'reconnecting', attempt: 1 })
    expect(effects).toEqual(['disconnect', 'wait'])
  })

  it('renews a guest’s credentials once for a call, and again after one got through', () => {
    const up = [startGuest, came, connected]
    const renewed = run(...up, { kind: 'call-refused' }, came, connected)
    expect(renewed.state).toEqual({ kind: 'ready' })
    expect(
      run(...up, { kind: 'call-refused' }, came, connected, { kind: 'call-refused' }).state,
    ).toEqual({ kind: 'refused', reason: 'credentials' })
    expect(
      run(
        ...up,
        { kind: 'call-refused' },
        came,
        connected,
        { kind: 'call-let-through' },
        { kind: 'call-refused' },
      ).effects,
    ).toEqual(['fetch-credentials'])
  })

  it('closes when stopped and starts anew afterwards', () => {
    expect(run(start, came, { kind: 'stop' })).toMatchObject({ line: offline, effects: ['close'] })
    expect(run({ kind: 'stop' }).effects).toEqual([])
    expect(run(start, came, refused(403), came, refused(403), start).effects).toEqual([
      'fetch-credentials',
    ])
  })
})

const event: fc.Arbitrary<LineEvent> = fc.oneof(
  fc.constantFrom<LineEvent>(
    start,
    startGuest,
    { kind: 'start', registers: true, missing: 'webrtc' },
    came,
    { kind: 'credentials-failed', signedOut: false },
    { kind: 'credentials-failed', signedOut: true },
    connected,
    registered,
    broken,
    { kind: 'call-refused' },
    { kind: 'call-let-through' },
    { kind: 'try' },
    { kind: 'network-back' },
    { kind: 'stop' },
  ),
  fc.constantFrom(200, 401, 403, 404, 407, 500, 503, null).map(refused),
)

/** Runs any events and checks every step of it. */
function everyStep(check: (before: Line, event: LineEvent, at: number, chance: number) => void) {
  const chance = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.array(fc.tuple(event, chance)), (events) => {
      let line: Line = offline
      for (const [at, [event, chance]] of events.entries()) {
        check(line, event, at, chance)
        line = transitionLine(line, event, { at, chance }).line
      }
    }),
  )
}

describe('whatever happens to the line', () => {
  it('waits whenever it says that it will try again, and never longer than 2.4 s', () => {
    everyStep((before, event, at, chance) => {
      const { line, effects } = transitionLine(before, event, { at, chance })
      const waits = effects.flatMap((effect) => (effect.kind === 'wait' ? [effect.untilAt] : []))
      const newlyLost = line.state.kind === 'reconnecting' && line.failures > before.failures
      expect(waits).toEqual(newlyLost ? [line.state.nextTryAt] : [])
      expect(Math.max(0, ...waits.map((until) => until - at))).toBeLessThanOrEqual(2400)
    })
  })

  it('does nothing by itself once it is stopped or refused', () => {
    fc.assert(
      fc.property(fc.array(event), event, (events, last) => {
        const { line } = run(...events, { kind: 'stop' })
        fc.pre(last.kind !== 'start')
        expect(transitionLine(line, last, { at: 0, chance: 0 })).toEqual({
          line: offline,
          effects: [],
        })
      }),
    )
  })

  it('is up only once the server has said so', () => {
    everyStep((before, event) => {
      const { line } = transitionLine(before, event, { at: 0, chance: 0 })
      const cameUp = isUp(line.state) && !isUp(before.state)
      expect(cameUp ? event.kind : null).toBe(
        cameUp ? (line.registers ? 'registered' : 'connected') : null,
      )
    })
  })
})

it.each([
  [1, 0, 160],
  [1, 1, 240],
  [2, 0.5, 500],
  [3, 0.5, 1000],
  [4, 0.5, 2000],
  [99, 1, 2400],
])('waits before try %i with chance %d for %i ms', (attempt, chance, expected) => {
  expect(retryDelayMs(attempt, chance)).toBe(expected)
})
