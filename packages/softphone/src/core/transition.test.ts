import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idle, isBusy } from './call.ts'
import type { CallCommand, CallEffect, CallEvent, CallReport, CallState } from './call.ts'
import { endCauses } from './end-cause.ts'
import type { Offer } from './offer.ts'
import { transition } from './transition.ts'

const offer: Offer = {
  caller: { address: '+15550100199', name: 'Ada' },
  callId: 'c1',
  number: '+15550100100',
  queue: 'Support',
  waitingSince: null,
  expiresAt: null,
  colleague: null,
  isAskedFor: false,
}

/** Runs events one millisecond apart and gives the last state, and every effect in order. */
function run(...events: CallEvent[]) {
  let state: CallState = idle
  const effects: CallEffect[] = []
  let refusal: string | null = null
  for (const [at, event] of events.entries()) {
    const step = transition(state, event, at)
    state = step.state
    refusal = step.refusal
    effects.push(...step.effects)
  }
  return { state, effects, refusal }
}

const call: CallCommand = { kind: 'call', target: '+1 555 010-0100' }
const invited: CallReport = { kind: 'invited', offer }
const inCall: CallEvent[] = [call, { kind: 'answered' }, { kind: 'audio-up' }]
const tookOffer: CallEvent[] = [invited, { kind: 'accept' }, { kind: 'audio-up' }]

describe('an outgoing call', () => {
  it('tries, rings, connects and is a call once both can be heard', () => {
    expect(run(call).state).toMatchObject({ kind: 'calling', stage: 'trying', startedAt: 0 })
    expect(run(call).effects).toEqual([{ kind: 'invite', target: '+15550100100' }])
    expect(run(call, { kind: 'ringing' }).state).toMatchObject({
      kind: 'calling',
      stage: 'ringing',
    })
    expect(run(call, { kind: 'ringing' }, { kind: 'answered' }).state.kind).toBe('connecting')
    expect(run(...inCall).state).toMatchObject({
      kind: 'in-call',
      connectedAt: 2,
      peer: { direction: 'outgoing', target: '+15550100100' },
      muted: false,
      hold: 'none',
      remoteHeld: false,
      audio: 'flowing',
    })
  })

  it('is a call at once when its audio was up before it was taken', () => {
    expect(run(call, { kind: 'audio-up' }).state.kind).toBe('calling')
    expect(run(call, { kind: 'audio-up' }, { kind: 'answered' }).state.kind).toBe('in-call')
    expect(
      run(call, { kind: 'audio-up' }, { kind: 'audio-interrupted' }, { kind: 'answered' }).state
        .kind,
    ).toBe('connecting')
  })

  it('can be given up before it is taken', () => {
    const { state, effects } = run(call, { kind: 'hang-up' })
    expect(state).toMatchObject({ kind: 'ended', cause: 'you-cancelled', connectedAt: null })
    expect(effects.at(-1)).toEqual({ kind: 'terminate' })
  })

  it('ends when its audio never comes', () => {
    const { state, effects } = run(call, { kind: 'answered' }, { kind: 'audio-overdue' })
    expect(state).toMatchObject({ kind: 'ended', cause: 'no-audio-path' })
    expect(effects.at(-1)).toEqual({ kind: 'terminate' })
    expect(run(...inCall, { kind: 'audio-overdue' }).state.kind).toBe('in-call')
  })

  it('is not made to what is no number', () => {
    expect(run({ kind: 'call', target: 'call me' })).toEqual({
      state: idle,
      effects: [],
      refusal: 'bad-number',
    })
  })
})

describe('an offer', () => {
  it('is shown, accepted, and a call once both can be heard', () => {
    expect(run(invited).state).toEqual({ kind: 'offered', offer, offeredAt: 0 })
    expect(run(invited, { kind: 'accept' }).effects).toEqual([{ kind: 'ring' }, { kind: 'answer' }])
    expect(run(invited, { kind: 'accept' }).state).toMatchObject({ kind: 'connecting', takenAt: 1 })
    expect(run(...tookOffer).state).toMatchObject({
      kind: 'in-call',
      peer: { direction: 'incoming', offer },
    })
  })

  it.each<CallCommand['kind'] & ('reject' | 'hang-up')>(['reject', 'hang-up'])(
    'is declined by %s',
    (kind) => {
      const { state, effects } = run(invited, { kind })
      expect(state).toMatchObject({ kind: 'ended', cause: 'you-declined' })
      expect(effects).toEqual([{ kind: 'ring' }, { kind: 'decline', which: 'offered' }])
    },
  )

  it('goes when the caller gives up', () => {
    const { state, effects } = run(invited, { kind: 'over', cause: 'caller-gave-up' })
    expect(state).toMatchObject({ kind: 'ended', cause: 'caller-gave-up', connectedAt: null })
    expect(effects).toEqual([{ kind: 'ring' }])
  })

  it('takes the place of an ended call', () => {
    expect(run(call, { kind: 'hang-up' }, invited).state.kind).toBe('offered')
  })

  it.each([
    ['calling', [call]],
    ['offered', [invited]],
    ['connecting', [invited, { kind: 'accept' }]],
    ['in a call', inCall],
  ] satisfies [string, CallEvent[]][])('is turned away while %s', (_, events) => {
    const before = run(...events)
    const after = run(...events, invited)
    expect(after.state).toEqual(before.state)
    expect(after.effects.at(-1)).toEqual({ kind: 'decline', which: 'newcomer' })
  })
})

describe('a call', () => {
  const at = (...events: CallEvent[]) => run(...inCall, ...events)

  it('is held and resumed when the other side agrees', () => {
    expect(at({ kind: 'hold' }).state).toMatchObject({ hold: 'holding' })
    expect(at({ kind: 'hold' }).effects.at(-1)).toEqual({ kind: 'reinvite', hold: true })
    expect(at({ kind: 'hold' }, { kind: 'hold-agreed' }).state).toMatchObject({ hold: 'held' })
    const resumed = at({ kind: 'hold' }, { kind: 'hold-agreed' }, { kind: 'resume' })
    expect(resumed.state).toMatchObject({ hold: 'resuming' })
    expect(resumed.effects.at(-1)).toEqual({ kind: 'reinvite', hold: false })
    expect(
      at({ kind: 'hold' }, { kind: 'hold-agreed' }, { kind: 'resume' }, { kind: 'resume-agreed' })
        .state,
    ).toMatchObject({ hold: 'none' })
  })

  it('is as it was when holding or resuming fails', () => {
    expect(at({ kind: 'hold' }, { kind: 'hold-failed' }).state).toMatchObject({ hold: 'none' })
    expect(
      at({ kind: 'hold' }, { kind: 'hold-agreed' }, { kind: 'resume' }, { kind: 'resume-failed' })
        .state,
    ).toMatchObject({ hold: 'held' })
  })

  it('is not held twice, nor resumed when it was not held', () => {
    expect(at({ kind: 'hold' }, { kind: 'hold' }).refusal).toBe('not-now')
    expect(at({ kind: 'resume' }).refusal).toBe('not-now')
  })

  it('shows that the other side holds', () => {
    expect(at({ kind: 'remote-held' }).state).toMatchObject({ remoteHeld: true, hold: 'none' })
    expect(at({ kind: 'remote-held' }, { kind: 'remote-resumed' }).state).toMatchObject({
      remoteHeld: false,
    })
  })

  it('is muted from the first ring on, and stays so when it is taken', () => {
    const mute: CallEvent = { kind: 'set-muted', muted: true }
    expect(run(call, mute).effects.at(-1)).toEqual(mute)
    expect(run(call, mute, { kind: 'answered' }, { kind: 'audio-up' }).state).toMatchObject({
      muted: true,
    })
    expect(at(mute, mute).effects.filter(({ kind }) => kind === 'set-muted')).toHaveLength(1)
  })

  it('takes keys, and only keys', () => {
    expect(at({ kind: 'key', key: 'a' }).effects.at(-1)).toEqual({ kind: 'send-key', key: 'A' })
    expect(at({ kind: 'key', key: '12' }).refusal).toBe('bad-key')
    expect(run(call, { kind: 'key', key: '1' }).refusal).toBe('not-now')
  })

  it('lives on while its audio is interrupted', () => {
    expect(at({ kind: 'audio-interrupted' }).state).toMatchObject({ audio: 'interrupted' })
    expect(at({ kind: 'audio-interrupted' }, { kind: 'audio-up' }).state).toMatchObject({
      audio: 'flowing',
      connectedAt: 2,
    })
  })

  it('is hung up by either side', () => {
    expect(at({ kind: 'hang-up' })).toMatchObject({
      state: { kind: 'ended', cause: 'you-hung-up', connectedAt: 2, endedAt: 3 },
      effects: expect.arrayContaining([{ kind: 'terminate' }]),
    })
    const theirs = at({ kind: 'over', cause: 'they-hung-up' })
    expect(theirs.state).toMatchObject({ kind: 'ended', cause: 'they-hung-up' })
    expect(theirs.effects).toEqual(run(...inCall).effects)
  })

  it('is put away once it is over', () => {
    expect(at({ kind: 'clear' }).refusal).toBe('call-in-progress')
    expect(at({ kind: 'hang-up' }, { kind: 'clear' }).state).toEqual(idle)
  })

  it('ends with the phone', () => {
    expect(at({ kind: 'phone-stopped' })).toMatchObject({
      state: { kind: 'ended', cause: 'phone-stopped' },
      effects: expect.arrayContaining([{ kind: 'terminate' }]),
    })
    expect(run(invited, { kind: 'phone-stopped' }).effects.at(-1)).toEqual({
      kind: 'decline',
      which: 'offered',
    })
    expect(at({ kind: 'hang-up' }, { kind: 'phone-stopped' }).state).toEqual(idle)
  })
})

const command: fc.Arbitrary<CallCommand> = fc.oneof(
  fc.constantFrom<CallCommand>(
    call,
    { kind: 'call', target: '' },
    { kind: 'accept' },
    { kind: 'reject' },
    { kind: 'hang-up' },
    { kind: 'hold' },
    { kind: 'resume' },
    { kind: 'key', key: '5' },
    { kind: 'key', key: '?' },
    { kind: 'clear' },
  ),
  fc.boolean().map((muted): CallCommand => ({ kind: 'set-muted', muted })),
)
const report: fc.Arbitrary<CallReport> = fc.oneof(
  fc.constantFrom<CallReport>(
    invited,
    { kind: 'ringing' },
    { kind: 'answered' },
    { kind: 'audio-up' },
    { kind: 'audio-interrupted' },
    { kind: 'audio-overdue' },
    { kind: 'hold-agreed' },
    { kind: 'hold-failed' },
    { kind: 'resume-agreed' },
    { kind: 'resume-failed' },
    { kind: 'remote-held' },
    { kind: 'remote-resumed' },
    { kind: 'phone-stopped' },
  ),
  fc.constantFrom(...endCauses).map((cause): CallReport => ({ kind: 'over', cause })),
)
const events = fc.array(fc.oneof(command, report), { maxLength: 40 })

/** Checks one step of any run; `before` is where it started. */
function everyStep(check: (before: CallState, event: CallEvent, at: number) => void) {
  fc.assert(
    fc.property(events, (events) => {
      let state: CallState = idle
      for (const [at, event] of events.entries()) {
        check(state, event, at)
        state = transition(state, event, at).state
      }
    }),
    { numRuns: 300 },
  )
}

describe('whatever happens', () => {
  it('changes nothing when it refuses', () => {
    everyStep((before, event, at) => {
      const step = transition(before, event, at)
      if (step.refusal === null) return
      expect(step.state).toBe(before)
      expect(step.effects).toEqual([])
    })
  })

  it('never touches the state it was given', () => {
    everyStep((before, event, at) => {
      const copy = structuredClone(before)
      transition(before, event, at)
      expect(before).toEqual(copy)
    })
  })

  it('says goodbye exactly when we end a call that the other side still has', () => {
    everyStep((before, event, at) => {
      const step = transition(before, event, at)
      const goodbyes = step.effects.filter(
        (effect) =>
          effect.kind === 'terminate' || (effect.kind === 'decline' && effect.which === 'offered'),
      )
      const weEnded = isBusy(before) && !isBusy(step.state) && event.kind !== 'over'
      expect(goodbyes).toHaveLength(weEnded ? 1 : 0)
    })
  })

  it('does on the line only what the state allows', () => {
    const allowed: Record<CallEffect['kind'], CallState['kind'][]> = {
      invite: ['idle', 'ended'],
      ring: ['idle', 'ended'],
      answer: ['offered'],
      decline: ['calling', 'offered', 'connecting', 'in-call'],
      terminate: ['calling', 'connecting', 'in-call'],
      'set-muted': ['calling', 'connecting', 'in-call'],
      reinvite: ['in-call'],
      'send-key': ['in-call'],
    }
    everyStep((before, event, at) => {
      for (const effect of transition(before, event, at).effects) {
        expect(allowed[effect.kind]).toContain(before.kind)
      }
    })
  })

  it('has at most one re-INVITE under way', () => {
    everyStep((before, event, at) => {
      const underWay =
        before.kind === 'in-call' && (before.hold === 'holding' || before.hold === 'resuming')
      const asked = transition(before, event, at).effects.some(({ kind }) => kind === 'reinvite')
      expect(underWay && asked).toBe(false)
    })
  })

  it('keeps the times of a call in order', () => {
    everyStep((before, event, at) => {
      const { state } = transition(before, event, at)
      const hasEnded = state.kind === 'ended' && before.kind !== 'ended'
      const connectedAt = before.kind === 'in-call' ? before.connectedAt : null
      expect(hasEnded ? { connectedAt: state.connectedAt, endedAt: state.endedAt } : null).toEqual(
        hasEnded ? { connectedAt, endedAt: at } : null,
      )
    })
  })

  it('lets a new call be made once the old one is hung up', () => {
    fc.assert(
      fc.property(events, (events) => {
        const { state } = run(...events, { kind: 'hang-up' })
        expect(transition(state, call, 100).state.kind).toBe('calling')
      }),
    )
  })
})
