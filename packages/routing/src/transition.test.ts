import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgentEvent, AgentState, NextState } from './agent-state.ts'
import { transition } from './transition.ts'

const available: NextState = { kind: 'available' }
const lunch: NextState = { kind: 'not_ready', reason: 'lunch' }
const offline: NextState = { kind: 'offline' }
const since = { sinceMs: 100 }

const states = {
  offline: { kind: 'offline', ...since },
  available: { kind: 'available', ...since },
  not_ready: { kind: 'not_ready', reason: 'break', ...since },
  offering: { kind: 'offering', callId: 'call', next: available, ...since },
  in_call: { kind: 'in_call', callId: 'call', next: available, ...since },
  wrap_up: {
    kind: 'wrap_up',
    callId: 'call',
    queueId: 'queue',
    endsAtMs: 5000,
    extended: false,
    next: available,
    ...since,
  },
  not_responding: { kind: 'not_responding', ...since },
} as const satisfies Record<AgentState['kind'], AgentState>

const phoneReady = true
const events = {
  choose: { kind: 'choose', next: lunch, phoneReady },
  offered: { kind: 'offered', callId: 'call' },
  call_joined: { kind: 'call_joined', callId: 'call' },
  offer_accepted: { kind: 'offer_accepted', callId: 'call' },
  offer_missed: { kind: 'offer_missed', callId: 'call' },
  offer_rejected: { kind: 'offer_rejected', callId: 'call' },
  offer_withdrawn: { kind: 'offer_withdrawn', callId: 'call' },
  offer_unreachable: { kind: 'offer_unreachable', callId: 'call' },
  call_ended: {
    kind: 'call_ended',
    callId: 'call',
    wrapUpMs: 30_000,
    queueId: 'queue',
    phoneReady,
  },
  wrap_up_finished: { kind: 'wrap_up_finished', phoneReady },
  wrap_up_lapsed: { kind: 'wrap_up_lapsed', phoneReady },
  wrap_up_extended: { kind: 'wrap_up_extended', byMs: 30_000 },
  phone_lost: { kind: 'phone_lost' },
  phone_ready: { kind: 'phone_ready' },
  call_placed: { kind: 'call_placed', callId: 'call' },
  work_missed: { kind: 'work_missed', contactId: 'chat' },
  gone: { kind: 'gone' },
} as const satisfies Record<AgentEvent['kind'], AgentEvent>

const eventKinds = Object.keys(events) as AgentEvent['kind'][]

/** The state that comes of it, `=` for no change, `!` and a code for a refusal. */
function result(state: AgentState, event: AgentEvent, nowMs = 9000): string {
  const after = transition(state, event, nowMs)
  if (after.kind === 'refused') return `!${after.code}`
  return after.kind === 'unchanged' ? '=' : after.state.kind
}

describe('the table of states and events', () => {
  // In the order of `events`.
  const no = '!wrong_state'
  const table: Record<AgentState['kind'], string[]> = {
    offline: [
      'not_ready',
      no,
      'in_call',
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      '=',
      '=',
      'in_call',
    ].concat(['=', '=']),
    available: [
      'not_ready',
      'offering',
      'in_call',
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      'offline',
      '=',
      'in_call',
      'not_responding',
      'offline',
    ],
    not_ready: [
      'not_ready',
      no,
      'in_call',
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      'offline',
      '=',
      'in_call',
      '=',
      'offline',
    ],
    offering: [
      'offering',
      no,
      no,
      'in_call',
      'not_responding',
      'available',
      'available',
      'offline',
    ].concat([no, no, no, no, '=', '=', no, '=', 'offline']),
    in_call: ['in_call', no, no, no, no, no, no, no, 'wrap_up', no, no, no, '=', '=', no].concat([
      '=',
      'in_call',
    ]),
    wrap_up: ['wrap_up', no, no, no, no, no, no, no, no].concat([
      'available',
      'available',
      'wrap_up',
      '=',
      '=',
      'in_call',
      '=',
      'offline',
    ]),
    not_responding: [
      'not_ready',
      no,
      'in_call',
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      no,
      'offline',
      '=',
      'in_call',
      '=',
      'offline',
    ],
  }

  it.each(Object.values(states).map((state) => [state.kind, state] as const))(
    'is kept in state %s',
    (kind, state) => {
      expect(eventKinds.map((event) => result(state, events[event]))).toEqual(table[kind])
    },
  )
})

describe('going into a call of one’s own accord', () => {
  it('is followed by what the agent was before, with the reason', () => {
    const before = [states.offline, states.available, states.not_ready, states.not_responding]
    const after = before.map((state) => {
      const during = transition(state, events.call_joined, 7)
      const ended = { ...events.call_ended, wrapUpMs: 0 }
      return during.kind === 'moved' ? transition(during.state, ended, 9) : during
    })
    expect(after.map((one) => (one.kind === 'moved' ? one.state : one))).toEqual([
      { kind: 'offline', sinceMs: 9 },
      { kind: 'available', sinceMs: 9 },
      { kind: 'not_ready', reason: 'break', sinceMs: 9 },
      { kind: 'available', sinceMs: 9 },
    ])
  })
})

describe('choosing', () => {
  it('takes effect at once when nothing is in hand', () => {
    const after = transition(
      states.not_responding,
      { kind: 'choose', next: available, phoneReady },
      7,
    )
    expect(after).toEqual({ kind: 'moved', state: { kind: 'available', sinceMs: 7 } })
  })

  it('is what comes next during an offer, a call and wrap-up', () => {
    for (const state of [states.offering, states.in_call, states.wrap_up]) {
      const after = transition(state, events.choose, 7)
      expect(after).toEqual({ kind: 'moved', state: { ...state, next: lunch } })
    }
  })

  it('changes nothing when it is so already, so idle time goes on', () => {
    const again: AgentEvent = { kind: 'choose', next: available, phoneReady }
    expect(transition(states.available, again, 7)).toEqual({
      kind: 'unchanged',
      state: states.available,
    })
    expect(transition(states.in_call, again, 7).kind).toBe('unchanged')
  })

  it('begins anew with another reason', () => {
    const after = transition(states.not_ready, events.choose, 7)
    expect(after).toEqual({ kind: 'moved', state: { ...lunch, sinceMs: 7 } })
  })

  it('refuses available without a phone, and says why in words', () => {
    const after = transition(
      states.offline,
      { kind: 'choose', next: available, phoneReady: false },
      7,
    )
    expect(after).toMatchObject({ kind: 'refused', code: 'no_phone' })
    expect(after).toHaveProperty('message', expect.stringContaining('phone is not connected'))
    const away = { kind: 'choose', next: lunch, phoneReady: false } as const
    expect(transition(states.offline, away, 7).kind).toBe('moved')
  })
})

describe('an offer', () => {
  it('goes on to what was chosen during it, when it is rejected or withdrawn', () => {
    const state: AgentState = { ...states.offering, next: lunch }
    for (const kind of ['offer_rejected', 'offer_withdrawn'] as const) {
      const after = transition(state, { kind, callId: 'call' }, 7)
      expect(after).toEqual({ kind: 'moved', state: { ...lunch, sinceMs: 7 } })
    }
  })

  it('keeps the call and what was chosen, when it is accepted', () => {
    const after = transition({ ...states.offering, next: offline }, events.offer_accepted, 7)
    const state = { kind: 'in_call', callId: 'call', next: offline, sinceMs: 7 }
    expect(after).toEqual({ kind: 'moved', state })
  })

  it('is not ended by what is said of another', () => {
    const late: AgentEvent = { kind: 'offer_missed', callId: 'the one before' }
    expect(result(states.offering, late)).toBe('!other_call')
  })
})

describe('a call', () => {
  it('leads to wrap-up for the time given', () => {
    const after = transition({ ...states.in_call, next: lunch }, events.call_ended, 7)
    expect(after).toEqual({
      kind: 'moved',
      state: { ...states.wrap_up, endsAtMs: 30_007, next: lunch, sinceMs: 7 },
    })
  })

  it('leads to what was chosen when there is no wrap-up', () => {
    const ended: AgentEvent = { ...events.call_ended, wrapUpMs: 0 }
    expect(result(states.in_call, ended)).toBe('available')
    expect(result({ ...states.in_call, next: offline }, ended)).toBe('offline')
  })

  it('leaves the agent offline when the phone went with it', () => {
    const ended: AgentEvent = { ...events.call_ended, phoneReady: false }
    expect(result(states.in_call, ended)).toBe('offline')
  })

  it('is not ended by the end of another', () => {
    expect(result(states.in_call, { ...events.call_ended, callId: 'other' })).toBe('!other_call')
  })
})

describe('an agent who is gone', () => {
  it('has a call to its end, and is offline after it', () => {
    const during = transition(states.in_call, events.gone, 7)
    expect(during).toEqual({ kind: 'moved', state: { ...states.in_call, next: offline } })
    expect(result({ ...states.in_call, next: offline }, events.gone)).toBe('=')
    const after: AgentEvent = { ...events.call_ended, wrapUpMs: 0 }
    expect(result({ ...states.in_call, next: offline }, after)).toBe('offline')
  })

  it('does not become one who does not respond, where a phone went on ringing', () => {
    expect(result({ ...states.offering, next: offline }, events.offer_missed)).toBe('offline')
    expect(result({ ...states.offering, next: lunch }, events.offer_missed)).toBe('not_responding')
  })
})

describe('a call of the agent’s own', () => {
  const ended: AgentEvent = { ...events.call_ended, wrapUpMs: 0 }

  it.each([
    ['available', states.available, 'available'],
    ['not ready', states.not_ready, 'not_ready'],
    ['offline', states.offline, 'offline'],
    ['in wrap-up for lunch', { ...states.wrap_up, next: lunch }, 'not_ready'],
    ['not responding', states.not_responding, 'available'],
  ] as const)(
    'leaves one who was %s as they were, or where they were going',
    (_, before, after) => {
      const calling = transition(before, events.call_placed, 7)
      if (calling.kind === 'refused') throw new Error(calling.message)
      expect(result(calling.state, ended)).toBe(after)
    },
  )

  it('keeps the reason of one who was not ready', () => {
    const calling = transition(states.not_ready, events.call_placed, 7)
    const next = { kind: 'not_ready', reason: 'break' }
    expect(calling).toEqual({
      kind: 'moved',
      state: { kind: 'in_call', callId: 'call', next, sinceMs: 7 },
    })
  })
})

describe('wrap-up', () => {
  it('can be extended once', () => {
    const once = transition(states.wrap_up, events.wrap_up_extended, 7)
    const state = { ...states.wrap_up, endsAtMs: 35_000, extended: true }
    expect(once).toEqual({ kind: 'moved', state })
    expect(result(state, events.wrap_up_extended)).toBe('!already_extended')
  })

  it('does not lapse before its end, so a timer set before it was extended does no harm', () => {
    expect(result(states.wrap_up, events.wrap_up_lapsed, 4999)).toBe('!too_early')
    expect(result(states.wrap_up, events.wrap_up_lapsed, 5000)).toBe('available')
  })

  it('can be finished before its end', () => {
    expect(result(states.wrap_up, events.wrap_up_finished, 200)).toBe('available')
  })

  it('ends offline when available was next and the phone is gone', () => {
    const finished: AgentEvent = { kind: 'wrap_up_finished', phoneReady: false }
    expect(result(states.wrap_up, finished)).toBe('offline')
    expect(result({ ...states.wrap_up, next: lunch }, finished)).toBe('not_ready')
  })
})

describe('wrap-up without an end of its own', () => {
  const ended = transition(states.in_call, { ...events.call_ended, wrapUpMs: null }, 7)
  const state = { ...states.wrap_up, endsAtMs: null, sinceMs: 7 }

  it('lasts until the agent ends it', () => {
    expect(ended).toEqual({ kind: 'moved', state })
    expect(result(state, events.wrap_up_lapsed, Number.MAX_SAFE_INTEGER)).toBe('!too_early')
    expect(result(state, events.wrap_up_finished)).toBe('available')
  })

  it('cannot be extended: there is nothing to extend', () => {
    expect(result(state, events.wrap_up_extended)).toBe('!no_end')
  })
})

describe('any life of an agent', () => {
  const callId = fc.constantFrom('call-1', 'call-2')
  const next = fc.constantFrom(available, lunch, offline)
  const ready = fc.boolean()
  const event: fc.Arbitrary<AgentEvent> = fc.oneof(
    fc.record({ kind: fc.constant('choose' as const), next, phoneReady: ready }),
    fc.record({
      kind: fc.constantFrom(
        ...(['offered', 'offer_accepted', 'offer_missed', 'offer_rejected'] as const),
        ...(['offer_withdrawn', 'offer_unreachable', 'call_joined'] as const),
      ),
      callId,
    }),
    fc.record({
      kind: fc.constant('call_ended' as const),
      callId,
      wrapUpMs: fc.constantFrom(0, 50, null),
      phoneReady: ready,
    }),
    fc.record({
      kind: fc.constantFrom('wrap_up_finished' as const, 'wrap_up_lapsed' as const),
      phoneReady: ready,
    }),
    fc.constantFrom<AgentEvent>(
      { kind: 'wrap_up_extended', byMs: 50 },
      { kind: 'phone_lost' },
      { kind: 'phone_ready' },
      { kind: 'work_missed', contactId: 'chat' },
      { kind: 'gone' },
    ),
  )
  const life = fc.array(fc.record({ event, afterMs: fc.nat(60) }), { maxLength: 60 })

  /** Every step: the state before, the event, when, and what came of it. */
  function live(happenings: readonly { event: AgentEvent; afterMs: number }[]) {
    let state: AgentState = { kind: 'available', sinceMs: 0 }
    let nowMs = 0
    return happenings.map(({ event, afterMs }) => {
      nowMs += afterMs
      const before = state
      const after = transition(before, event, nowMs)
      if (after.kind !== 'refused') ({ state } = after)
      return { before, event, nowMs, after, state }
    })
  }

  it('never throws, changes nothing it is given, and says in words what cannot be', () => {
    fc.assert(
      fc.property(life, (happenings) => {
        for (const { before, event, nowMs, after } of live(happenings)) {
          const frozen = Object.freeze(structuredClone(before))
          expect(transition(frozen, event, nowMs)).toEqual(after)
          const text = after.kind === 'refused' ? after.message : 'Nothing to say.'
          expect(text).toMatch(/^[A-Z].+\.$/)
        }
      }),
    )
  })

  it('knows a call from its offer to the end of its wrap-up, and no other in between', () => {
    fc.assert(
      fc.property(life, (happenings) => {
        for (const { before, event, state } of live(happenings)) {
          const [was, is] = [before, state].map((s) => ('callId' in s ? s.callId : undefined))
          expect(was === undefined || is === undefined || was === is).toBe(true)
          const begins = was === undefined && is !== undefined
          const isSupervision = event.kind === 'call_joined' && was === undefined
          const isOffer = before.kind === 'available' && state.kind === 'offering'
          expect(begins).toBe(isOffer || isSupervision)
        }
      }),
    )
  })

  it('counts time in a state from when it began', () => {
    fc.assert(
      fc.property(life, (happenings) => {
        for (const { before, state, nowMs } of live(happenings)) {
          const isOther =
            before.kind !== state.kind ||
            (before.kind === 'not_ready' &&
              state.kind === 'not_ready' &&
              before.reason !== state.reason)
          expect(state.sinceMs).toBe(isOther ? nowMs : before.sinceMs)
        }
      }),
    )
  })

  it('ends offline, or in a call after which comes offline, whenever the agent is gone', () => {
    fc.assert(
      fc.property(life, (happenings) => {
        for (const { event, state } of live(happenings)) {
          if (event.kind !== 'gone') continue
          const isOver = state.kind === 'offline'
          expect(isOver || (state.kind === 'in_call' && state.next.kind === 'offline')).toBe(true)
        }
      }),
    )
  })

  it('has wrap-up extended at most once', () => {
    fc.assert(
      fc.property(life, (happenings) => {
        let extensions = 0
        for (const { before, event, after } of live(happenings)) {
          if (before.kind !== 'wrap_up') extensions = 0
          else if (event.kind === 'wrap_up_extended' && after.kind === 'moved') extensions += 1
          expect(extensions).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})
