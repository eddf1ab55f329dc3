import type { Consult, DeskContact } from '@iris/contracts'
import { describe, expect, test } from 'vitest'
import { talkLine } from './talk-line.ts'

const at = '2026-11-20T09:00:00.000Z'
const contact: DeskContact = {
  callId: 'c1',
  direction: 'inbound',
  from: { value: '+15550100123', display: '(555) 010-0123' },
  number: { value: '+15550100100', display: '(555) 010-0100' },
  queue: { id: 'q1', name: 'Support' },
  waitingSince: at,
  connectedAt: at,
  endedAt: null,
  part: 'agent',
  agent: { id: 'ada', name: 'Ada' },
  consult: null,
  inConference: false,
  quality: null,
  wrapUp: null,
  disposition: null,
  supervision: null,
}
const consult: Consult = {
  state: 'aside',
  party: { kind: 'agent', agent: { id: 'ben', name: 'Ben' } },
  muted: [],
}
const supervision = {
  mode: 'whisper',
  state: 'joined',
  supervisor: { id: 'sue', name: 'Sue' },
} as const

describe('who else is in the call', () => {
  test('is nobody in a plain talk', () => {
    expect(talkLine(contact)).toBeUndefined()
  })

  test('is told to the agent by the colleague’s name, to the colleague by the agent’s', () => {
    expect(talkLine({ ...contact, consult })).toContain('You talk with Ben.')
    expect(talkLine({ ...contact, part: 'consulted', consult })).toContain('You talk with Ada.')
  })

  test('is told as the number where one outside was brought in', () => {
    const number = { value: '+15550107777', display: '(555) 010-7777' }
    const party = { kind: 'number', number } as const
    expect(talkLine({ ...contact, consult: { ...consult, party } })).toBe(
      'You talk with (555) 010-7777. The caller hears music.',
    )
  })

  test('calls nobody a caller whom the agent has called', () => {
    expect(talkLine({ ...contact, direction: 'outbound', consult })).toBe(
      'You talk with Ben. The other party hears music.',
    )
  })

  test('is only told to be a conference where it is one: its page has the names', () => {
    expect(talkLine({ ...contact, direction: 'outbound', inConference: true })).toBe(
      'You are in a conference.',
    )
  })

  test('is told to the supervisor as what they do, to the agent as whom they hear', () => {
    expect(talkLine({ ...contact, part: 'supervisor', supervision })).toBe('Only Ada hears you.')
    const listening = { ...supervision, mode: 'monitor' } as const
    expect(talkLine({ ...contact, part: 'supervisor', agent: null, supervision: listening })).toBe(
      'You are listening. Nobody hears you.',
    )
    expect(talkLine({ ...contact, consult, supervision })).toMatch(/^Sue .+ You talk with Ben\./)
    expect(talkLine({ ...contact, supervision })).toBe('Sue is listening. Only you hear them.')
  })
})
