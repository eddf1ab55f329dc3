import type { AgentState, DeskContact } from '@iris/contracts'
import type { CallState, Offer } from '@iris/softphone'
import { describe, expect, test } from 'vitest'
import { stageOf } from './stage.ts'

const since = '2026-11-20T09:00:00.000Z'
const nowMs = Date.parse(since) + 60_000
const next = { kind: 'available' } as const

const offer: Offer = {
  caller: { address: '+15550100123', name: '(555) 010-0123' },
  callId: 'c1',
  number: '(555) 010-0100',
  queue: 'Support',
  waitingSince: since,
  expiresAt: '2026-11-20T09:00:20.000Z',
  colleague: null,
  isAskedFor: false,
}
const contact: DeskContact = {
  callId: 'c1',
  direction: 'inbound',
  from: { value: '+15550100123', display: '(555) 010-0123' },
  number: { value: '+15550100100', display: '(555) 010-0100' },
  queue: { id: 'q1', name: 'Support' },
  waitingSince: since,
  connectedAt: null,
  endedAt: null,
  part: 'agent',
  agent: null,
  consult: null,
  inConference: false,
  supervision: null,
  quality: null,
  wrapUp: null,
  disposition: null,
}
const peer = { direction: 'incoming', offer } as const
const ended = (
  cause: 'they-hung-up' | 'connection-lost',
  connectedAt: number | null,
): CallState => ({
  kind: 'ended',
  peer,
  cause,
  connectedAt,
  endedAt: 90_000,
})
const idle: CallState = { kind: 'idle' }
const inCall: AgentState = { kind: 'in_call', callId: 'c1', next, since }
const wrapUp: AgentState = {
  kind: 'wrap_up',
  queueId: null,
  callId: 'c1',
  endsAt: since,
  extended: false,
  next,
  since,
}

function stage(call: CallState, state?: AgentState, known: DeskContact | null = null, at = nowMs) {
  return stageOf({ call, state, contact: known, now: () => at })
}

describe('the desk', () => {
  test('is idle with nothing on the phone and an agent at rest', () => {
    expect(stage(idle, { kind: 'available', since })).toEqual({ kind: 'idle' })
    expect(stage(idle)).toEqual({ kind: 'idle' })
  })

  test('shows what rings from the call itself, before the backend has said a word', () => {
    expect(stage({ kind: 'offered', offer, offeredAt: 5 }, { kind: 'available', since })).toEqual({
      kind: 'offer',
      offeredAt: 5,
      expiresAt: offer.expiresAt,
      colleague: null,
      isAskedFor: false,
      contact: {
        callId: 'c1',
        direction: 'inbound',
        from: contact.from,
        number: '(555) 010-0100',
        queue: 'Support',
        waitingSince: since,
        inConference: false,
      },
    })
  })

  test('shows a caller without a name by the address', () => {
    const nameless = { ...offer, caller: { address: 'baresip', name: null } }
    expect(stage({ kind: 'offered', offer: nameless, offeredAt: 5 })).toMatchObject({
      contact: { from: { value: 'baresip', display: 'baresip' } },
    })
  })

  test('believes the backend about the contact once it knows it, unless it is another one', () => {
    const renamed = { ...contact, queue: { id: 'q1', name: 'Support (new name)' } }
    const offered: CallState = { kind: 'offered', offer, offeredAt: 5 }
    expect(stage(offered, inCall, renamed)).toMatchObject({
      contact: { queue: 'Support (new name)' },
    })
    expect(stage(offered, inCall, { ...renamed, callId: 'c0' })).toMatchObject({
      contact: { queue: 'Support' },
    })
  })

  test('is ending between the end of the talk and what the backend says is next', () => {
    expect(stage(ended('connection-lost', 30_000), inCall, contact)).toMatchObject({
      kind: 'ending',
      cause: 'connection-lost',
    })
  })

  test('wraps up with how the talk ended and how long it was', () => {
    expect(stage(ended('they-hung-up', 30_000), wrapUp, contact)).toMatchObject({
      kind: 'wrap-up',
      cause: 'they-hung-up',
      talkedMs: 60_000,
      contact: { queue: 'Support' },
    })
  })

  test('wraps up after a reload as well, without what only the last page knew', () => {
    expect(stage(idle, wrapUp, contact)).toMatchObject({
      kind: 'wrap-up',
      cause: null,
      talkedMs: null,
      contact: { callId: 'c1' },
    })
  })

  test('says when a contact is in hand on another device', () => {
    const offering: AgentState = { kind: 'offering', callId: 'c1', next, since }
    expect(stage(idle, offering, contact)).toMatchObject({ kind: 'elsewhere', ringing: true })
    expect(stage(idle, inCall, contact)).toMatchObject({ kind: 'elsewhere', ringing: false })
  })

  test('waits for the call when the news of it came first', () => {
    const justNow = Date.parse(since) + 1000
    expect(stage(idle, inCall, contact, justNow)).toEqual({ kind: 'idle' })
  })

  describe('with a call of the agent’s own', () => {
    const own = { direction: 'outgoing', target: '5550107777' } as const
    const desk: DeskContact = {
      ...contact,
      direction: 'outbound',
      from: { value: '+15550107777', display: '(555) 010-7777' },
      queue: null,
      waitingSince: null,
    }
    const calling: CallState = {
      kind: 'calling',
      peer: own,
      stage: 'ringing',
      startedAt: 0,
      muted: false,
      audioUp: false,
    }

    test('shows the number as it was typed, until the backend has written it', () => {
      expect(stage(calling)).toMatchObject({
        kind: 'calling',
        ringing: true,
        contact: { from: { display: '5550107777' }, queue: '' },
      })
      expect(stage(calling, inCall, desk)).toMatchObject({
        kind: 'calling',
        contact: { callId: 'c1', from: { display: '(555) 010-7777' }, queue: '' },
      })
    })

    test('is ending when it is over here and not yet at the backend', () => {
      const over: CallState = {
        kind: 'ended',
        peer: own,
        cause: 'busy',
        connectedAt: null,
        endedAt: 90_000,
      }
      expect(stage(over, inCall, desk)).toMatchObject({ kind: 'ending', cause: 'busy' })
      expect(stage(over, { kind: 'available', since })).toEqual({ kind: 'idle' })
    })
  })
})
