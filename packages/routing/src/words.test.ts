import { describe, expect, it } from 'vitest'
import type { ChoiceFacts, PassedOver, WaitFacts } from './facts.ts'
import { type Names, tellChoice, tellRelaxation, tellWait } from './words.ts'

const names: Names = {
  agent: (id) => ({ ada: 'Ada Morgan', bob: 'Bob Li', cyd: 'Cyd Roth' })[id] ?? 'somebody',
  skill: (id) => ({ es: 'Spanish', pay: 'Billing' })[id] ?? 'a skill',
  time: (atMs) => new Date(atMs).toISOString().slice(11, 16),
}
const atMs = Date.UTC(2026, 10, 26, 10, 0)
const standing = {
  contactId: 'c1',
  queueId: 'q1',
  channel: 'voice',
  atMs,
  place: 1,
  band: 0,
  score: 0,
  waitedMs: 80_000,
  needs: [],
  step: 0,
} as const
const choice: ChoiceFacts = {
  ...standing,
  choice: { kind: 'longest_idle', agentId: 'ada', idleMs: 130_000 },
  rank: 1,
  fit: 3,
  passedOver: [],
}
const wait: WaitFacts = {
  ...standing,
  isOffered: false,
  keptFor: null,
  fit: 0,
  passedOver: [{ kind: 'not_ready', count: 4, agentIds: ['ada', 'bob', 'cyd'] }],
  changesAtMs: null,
}

const why = (of: ChoiceFacts['choice'], fit = 3) =>
  tellChoice({ ...choice, choice: of, fit }, names).why

describe('a choice', () => {
  it('is told by what decided it, with the value and out of how many', () => {
    expect([
      why(choice.choice),
      why({ kind: 'round_robin', agentId: 'ada', lastAgoMs: 3_723_000 }),
      why({ kind: 'round_robin', agentId: 'ada', lastAgoMs: null }),
      why({ kind: 'least_occupied', agentId: 'ada', load: 30, points: 100, busyMsLastHour: 0 }),
      why({ kind: 'best_skill', agentId: 'ada', levels: 8 }),
      why({ kind: 'ring_all' }),
    ]).toEqual([
      'Ada Morgan, idle longest (2:10) of 3 who fit',
      'Ada Morgan, whose last of this queue was longest ago (1:02:03) of 3 who fit',
      'Ada Morgan, who had none of this queue yet, of 3 who fit',
      'Ada Morgan, with least in hand (30 of 100 points) of 3 who fit',
      'Ada Morgan, best at what is needed (levels 8 in sum) of 3 who fit',
      'All 3 who fit, at once',
    ])
  })

  it('is no choice where only one fits', () => {
    expect(why(choice.choice, 1)).toBe('Ada Morgan, the only one who fits')
    expect(why({ kind: 'ring_all' }, 1)).toBe('The only one who fits')
  })

  it('is told by whom the contact is for', () => {
    expect([
      why({ kind: 'only', agentId: 'ada' }),
      why({ kind: 'sticky', agentId: 'ada', untilMs: atMs }),
      why({ kind: 'preferred', agentId: 'ada' }),
    ]).toEqual([
      'Ada Morgan, whom alone it is for',
      'Ada Morgan, who spoke with them last',
      'Ada Morgan, who gets it first if free',
    ])
  })

  it('tells how the contact stood', () => {
    const of = (place: number) => tellChoice({ ...choice, place }, names).others
    expect(of(1)).toEqual(['Waited 1:20, next in line'])
    expect(of(2)).toEqual(['Waited 1:20, with 1 before it: offered already, or nobody free fits'])
    expect(of(4)).toEqual(['Waited 1:20, with 3 before it: offered already, or nobody free fits'])
  })
})

describe('others', () => {
  const others = (passedOver: PassedOver[]) =>
    tellWait({ ...wait, passedOver }, names).others.slice(1)

  it('are counted by why they did not get it, and named where they are few', () => {
    const one = { count: 1, agentIds: ['bob'] }
    expect(
      others([
        { kind: 'lacks', need: { skillId: 'es', level: 3 }, count: 2, agentIds: ['bob', 'cyd'] },
        { kind: 'lacks', need: { skillId: 'pay', level: 1 }, ...one },
        { kind: 'lacks', need: { skillId: 'pay', level: 5 }, ...one },
        { kind: 'declined', atMs: atMs - 12_000, ...one },
        { kind: 'not_ready', count: 4, agentIds: ['ada', 'bob', 'cyd'] },
      ]),
    ).toEqual([
      '2 lack Spanish at level 3 or more: Bob Li, Cyd Roth',
      '1 lacks Billing: Bob Li',
      '1 lacks Billing at level 5: Bob Li',
      '1 did not take it 12 s ago: Bob Li',
      '4 are not ready',
    ])
  })

  it('have words for every reason, of one and of many', () => {
    const kinds = [
      'kept',
      'no_channel',
      'channel_off',
      'full',
      'later_rank',
      'offline',
      'not_ready',
      'not_responding',
      'offered',
      'in_call',
      'wrap_up',
      'no_phone',
    ] as const
    const of = (count: number) => others(kinds.map((kind) => ({ kind, count, agentIds: [] })))
    expect(of(1)).toEqual([
      '1 must leave it to whom it waits for',
      '1 does not take calls',
      '1 does not take calls now',
      '1 has too much in hand',
      '1 serves other queues first',
      '1 is offline',
      '1 is not ready',
      '1 is not responding',
      '1 is being offered another',
      '1 is in a call',
      '1 is in after-call work',
      '1 has no phone',
    ])
    expect(of(2)).toEqual([
      '2 must leave it to whom it waits for',
      '2 do not take calls',
      '2 do not take calls now',
      '2 have too much in hand',
      '2 serve other queues first',
      '2 are offline',
      '2 are not ready',
      '2 are not responding',
      '2 are being offered another',
      '2 are in a call',
      '2 are in after-call work',
      '2 have no phone',
    ])
  })
})

describe('a wait', () => {
  it('is told by what it is for', () => {
    const told = (facts: Partial<WaitFacts>) => tellWait({ ...wait, ...facts }, names).why
    expect([
      told({}),
      told({ passedOver: [] }),
      told({ isOffered: true }),
      told({ fit: 1 }),
      told({ keptFor: { kind: 'sticky', agentId: 'ada', untilMs: atMs + 120_000 } }),
      told({ keptFor: { kind: 'only', agentId: 'ada' } }),
    ]).toEqual([
      'Nobody who fits is free',
      'Nobody answers this queue',
      'It is being offered',
      'It is about to be offered',
      'It waits for Ada Morgan until 10:02, who spoke with them last',
      'It waits for Ada Morgan, whom alone it is for',
    ])
  })

  it('tells what is needed, and when that may change', () => {
    const needs = [
      { skillId: 'es', level: 3 },
      { skillId: 'pay', level: 1 },
    ]
    expect(tellWait({ ...wait, needs, changesAtMs: atMs + 60_000 }, names).others).toEqual([
      'Waited 1:20, next in line',
      'It needs Spanish at level 3 or more and Billing',
      '4 are not ready',
      'More may fit at 10:01',
    ])
  })
})

it('tells what a relaxation left', () => {
  const told = (needs: WaitFacts['needs']) =>
    tellChoice({ ...choice, needs, step: 1 }, names).others
  expect(told([{ skillId: 'es', level: 2 }])[1]).toBe(
    'After waiting so long it needs Spanish at level 2 or more',
  )
  expect(told([])[1]).toBe('After waiting so long it needs no skill any more')
  const { why } = tellRelaxation({ ...standing, needs: [{ skillId: 'es', level: 2 }] }, names)
  expect(why).toBe('After 1:20 it needs Spanish at level 2 or more')
})
