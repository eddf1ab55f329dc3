import { describe, expect, it } from 'vitest'
import type { RoutedAgent } from '../agents.ts'
import type { WaitingContact } from '../contacts.ts'
import type { RoutedQueue } from '../queues.ts'
import { ordinaryAgent, ordinaryContact, ordinaryQueue } from '../testing/ordinary.ts'
import { RoutingBoard } from './routing-board.ts'

interface Given {
  readonly queues?: readonly Partial<RoutedQueue>[]
  readonly contacts?: readonly Partial<WaitingContact>[]
  readonly agents?: readonly Partial<RoutedAgent>[]
}

/** A board with what is given of each, and ordinary in everything else. */
function boardWith({ queues = [{}], contacts = [{}], agents = [{}] }: Given): RoutingBoard {
  const board = new RoutingBoard()
  for (const queue of queues) board.putQueue({ ...ordinaryQueue, ...queue })
  for (const contact of contacts) board.putContact({ ...ordinaryContact, ...contact })
  for (const agent of agents) board.putAgent({ ...ordinaryAgent, ...agent })
  return board
}

/** Who gets which, as "c1 ada". */
function offers(board: RoutingBoard, nowMs = 1000): string[] {
  return board.decide(nowMs).map(({ contactId, agentIds }) => [contactId, ...agentIds].join(' '))
}

const inQueues = (...ranks: [string, number][]) => new Map(ranks)
const spanish = (level: number) => [{ skillId: 'es', level }]
const speaks = (level: number) => new Map([['es', level]])

describe('a decision', () => {
  it('says who, why, and why nobody else', () => {
    const board = boardWith({
      agents: [
        { idleSinceMs: 500 },
        { agentId: 'bob', idleSinceMs: 100 },
        { agentId: 'cyd', away: 'not_ready' },
      ],
    })
    expect(board.decide(1000)).toEqual([
      {
        contactId: 'c1',
        queueId: 'sales',
        agentIds: ['bob'],
        facts: {
          contactId: 'c1',
          queueId: 'sales',
          channel: 'voice',
          atMs: 1000,
          place: 1,
          band: 0,
          score: 0,
          waitedMs: 1000,
          needs: [],
          step: 0,
          rank: 1,
          fit: 2,
          choice: { kind: 'longest_idle', agentId: 'bob', idleMs: 900 },
          passedOver: [{ kind: 'not_ready', count: 1, agentIds: ['cyd'] }],
        },
      },
    ])
  })

  it('is made once: what is offered is offered to nobody else, and keeps its place', () => {
    const board = boardWith({ contacts: [{}, { contactId: 'c2', waitingSinceMs: 1 }] })
    expect(offers(board)).toEqual(['c1 ada'])
    board.putAgent({ ...ordinaryAgent, agentId: 'bob' })
    expect(offers(board)).toEqual(['c2 bob'])
    expect(offers(board)).toEqual([])
    expect([board.placeOf('c1'), board.placeOf('c2')]).toEqual([1, 2])
  })

  it('is not made about what is being offered when the board is set up', () => {
    const board = boardWith({ contacts: [] })
    board.putOffered(ordinaryContact)
    expect(offers(board)).toEqual([])
    expect(board.explain('c1', 1000)?.isOffered).toBe(true)
    board.putContact(ordinaryContact)
    expect(offers(board)).toEqual(['c1 ada'])
  })

  it('is made about contacts of a queue only while there is one', () => {
    const board = boardWith({})
    board.removeQueue('sales')
    expect(offers(board)).toEqual([])
    expect(board.explain('c1', 1000)).toBeUndefined()
    board.putQueue(ordinaryQueue)
    expect(offers(board)).toEqual(['c1 ada'])
  })
})

describe('the order of service', () => {
  it('is by band, then priority, then arrival, then id', () => {
    const board = boardWith({
      agents: [],
      contacts: [
        { contactId: 'c1', waitingSinceMs: 5 },
        { contactId: 'c2', waitingSinceMs: 5 },
        { contactId: 'c3', waitingSinceMs: 4 },
        { contactId: 'c4', waitingSinceMs: 9, priority: 1 },
        { contactId: 'c5', waitingSinceMs: 9, band: 1 },
      ],
    })
    expect(board.waiting('sales')).toEqual(['c5', 'c4', 'c3', 'c1', 'c2'])
    expect(board.placeOf('c3')).toBe(3)
  })

  it('lets waiting make up for priority', () => {
    const contacts = [
      { contactId: 'old', waitingSinceMs: 0 },
      { contactId: 'vip', waitingSinceMs: 60_000, priority: 2 },
    ]
    const first = (agingPerMinute: number) =>
      offers(boardWith({ queues: [{ agingPerMinute }], contacts }), 90_000)
    expect(first(1.9)).toEqual(['vip ada'])
    expect(first(2.1)).toEqual(['old ada'])
  })

  it('compares contacts of several queues by their score at that time', () => {
    const board = () =>
      boardWith({
        queues: [{ agingPerMinute: 2 }, { queueId: 'support' }],
        contacts: [{}, { contactId: 'c2', queueId: 'support', priority: 2, waitingSinceMs: 0 }],
        agents: [{ queues: inQueues(['sales', 1], ['support', 1]) }],
      })
    expect(offers(board(), 59_000)).toEqual(['c2 ada'])
    expect(offers(board(), 61_000)).toEqual(['c1 ada'])
  })

  it('is by the queue of first rank for the agent, whatever the priorities, but not by band', () => {
    const given = (band: number) =>
      boardWith({
        queues: [{}, { queueId: 'support' }],
        contacts: [
          { priority: 90, band },
          { contactId: 'c2', queueId: 'support' },
        ],
        agents: [{ queues: inQueues(['sales', 2], ['support', 1]) }],
      })
    expect(offers(given(0))).toEqual(['c2 ada'])
    expect(offers(given(1))).toEqual(['c1 ada'])
  })

  it('has agents of a later rank wait until those of the first are taken', () => {
    const board = boardWith({
      contacts: [{}, { contactId: 'c2', waitingSinceMs: 1 }],
      agents: [
        { queues: inQueues(['sales', 2]) },
        { agentId: 'bob', idleSinceMs: 900, queues: inQueues(['sales', 1]) },
      ],
    })
    const [first, second] = board.decide(1000)
    expect(first?.agentIds).toEqual(['bob'])
    expect(first?.facts.passedOver).toEqual([{ kind: 'later_rank', count: 1, agentIds: ['ada'] }])
    expect(second?.agentIds).toEqual(['ada'])
  })

  it('turns to an agent of a later rank where another contact took the one of the first', () => {
    const board = boardWith({
      queues: [{}, { queueId: 'support' }],
      contacts: [],
      agents: [
        { queues: inQueues(['sales', 1], ['support', 1]) },
        { agentId: 'bob', queues: inQueues(['sales', 2]) },
      ],
    })
    expect(offers(board)).toEqual([])
    board.putContact({ ...ordinaryContact, queueId: 'support', priority: 1 })
    board.putContact({ ...ordinaryContact, contactId: 'c2' })
    expect(offers(board)).toEqual(['c1 ada', 'c2 bob'])
  })
})

describe('needs', () => {
  it('must all be met, at their level', () => {
    const needs = [...spanish(3), { skillId: 'pay', level: 1 }]
    const board = boardWith({
      contacts: [{ needs }],
      agents: [
        { skills: new Map([...speaks(2), ['pay', 5]]) },
        { agentId: 'bob', skills: speaks(5) },
      ],
    })
    expect(offers(board)).toEqual([])
    expect(board.explain('c1', 1000)?.passedOver).toEqual([
      { kind: 'lacks', need: spanish(3)[0], count: 1, agentIds: ['ada'] },
      { kind: 'lacks', need: needs[1], count: 1, agentIds: ['bob'] },
    ])
    board.putAgent({ ...ordinaryAgent, skills: new Map([...speaks(3), ['pay', 1]]) })
    expect(offers(board)).toEqual(['c1 ada'])
  })

  it('of one contact do not hold up those behind it', () => {
    const board = boardWith({
      contacts: [{ needs: spanish(1) }, { contactId: 'c2', priority: -1 }],
    })
    expect(offers(board)).toEqual(['c2 ada'])
  })

  it('are relaxed when their time has come, and the board says when to look', () => {
    const relax = [
      { afterMs: 60_000, needs: [] },
      { afterMs: 30_000, needs: spanish(2) },
    ]
    const board = boardWith({
      contacts: [{ needs: spanish(4), relax }],
      agents: [{}, { agentId: 'bob', skills: speaks(1) }],
    })
    expect([offers(board, 29_999), board.nextWakeAtMs()]).toEqual([[], 30_000])
    expect([offers(board, 30_000), board.nextWakeAtMs()]).toEqual([[], 60_000])
    expect(board.explain('c1', 30_000)).toMatchObject({ step: 1, needs: spanish(2) })
    const [decision] = board.decide(60_000)
    expect(decision?.facts).toMatchObject({ step: 2, needs: [], fit: 2 })
    expect(board.nextWakeAtMs()).toBeNull()
  })

  it('hold again where the clock is set back', () => {
    const contact = { needs: spanish(1), relax: [{ afterMs: 30_000, needs: [] }] }
    const board = boardWith({ contacts: [contact], agents: [] })
    expect(offers(board, 40_000)).toEqual([])
    board.putAgent(ordinaryAgent)
    expect(offers(board, 10_000)).toEqual([])
    expect(offers(board, 30_000)).toEqual(['c1 ada'])
  })
})

describe('the method of a queue', () => {
  const bob = { agentId: 'bob' }
  const first = (given: Given) => boardWith(given).decide(1000)[0]

  it('gives it to whoever has been idle longest', () => {
    const agents = [{ idleSinceMs: 2 }, { ...bob, idleSinceMs: 1 }]
    expect(first({ agents })?.agentIds).toEqual(['bob'])
  })

  it('goes round by the last contact of the queue', () => {
    const queues = [{ method: 'round_robin' as const }]
    const last = (ms: number) => new Map([['sales', ms]])
    const agents = [{ lastFromQueueMs: last(20) }, { ...bob, lastFromQueueMs: last(10) }]
    expect(first({ queues, agents })).toMatchObject({
      agentIds: ['bob'],
      facts: { choice: { kind: 'round_robin', lastAgoMs: 990 } },
    })
    expect(first({ queues, agents: [...agents, { agentId: 'cyd' }] })).toMatchObject({
      agentIds: ['cyd'],
      facts: { choice: { kind: 'round_robin', lastAgoMs: null } },
    })
  })

  it('looks for the smallest share in hand, then for who was busy least', () => {
    const queues = [{ method: 'least_occupied' as const }]
    const contacts = [{ channel: 'chat' as const }]
    const agents = [
      { load: 60, points: 200, busyMsLastHour: 5 },
      { ...bob, load: 30, busyMsLastHour: 4 },
      { agentId: 'cyd', load: 40 },
    ]
    expect(first({ queues, contacts, agents })?.agentIds).toEqual(['bob'])
  })

  it('looks for the best at what is needed, and for the longest idle where nothing is', () => {
    const queues = [{ method: 'best_skill' as const }]
    const agents = [{ skills: speaks(3) }, { ...bob, skills: speaks(5), idleSinceMs: 900 }]
    expect(first({ queues, agents, contacts: [{ needs: spanish(2) }] })).toMatchObject({
      agentIds: ['bob'],
      facts: { choice: { kind: 'best_skill', levels: 5 } },
    })
    expect(first({ queues, agents })?.facts.choice.kind).toBe('longest_idle')
  })

  it('rings everybody who fits', () => {
    const board = boardWith({
      queues: [{ method: 'ring_all' }],
      contacts: [{}, { contactId: 'c2', waitingSinceMs: 1 }],
      agents: [{ idleSinceMs: 2 }, { ...bob, idleSinceMs: 1 }, { agentId: 'cyd', away: 'wrap_up' }],
    })
    expect(offers(board)).toEqual(['c1 bob ada'])
  })
})

describe('a contact for somebody', () => {
  it('waits for whom the person spoke with last, for a while', () => {
    const sticky = { agentId: 'ada', untilMs: 20_000 }
    const board = boardWith({
      contacts: [{ sticky }],
      agents: [{ away: 'in_call' }, { agentId: 'bob' }],
    })
    expect([offers(board), board.nextWakeAtMs()]).toEqual([[], 20_000])
    expect(board.explain('c1', 1000)).toMatchObject({
      keptFor: { kind: 'sticky', ...sticky },
      passedOver: [
        { kind: 'in_call', count: 1 },
        { kind: 'kept', count: 1 },
      ],
    })
    expect(offers(board, 20_000)).toEqual(['c1 bob'])
  })

  it('goes to whom the person spoke with last once that agent is free', () => {
    const board = boardWith({
      contacts: [{ sticky: { agentId: 'ada', untilMs: 20_000 } }],
      agents: [{ away: 'in_call' }, { agentId: 'bob' }],
    })
    expect(offers(board)).toEqual([])
    board.putAgent(ordinaryAgent)
    expect(board.decide(2000)).toMatchObject([
      { agentIds: ['ada'], facts: { choice: { kind: 'sticky', agentId: 'ada' }, fit: 1 } },
    ])
  })

  it('goes to the one who is named, in the queue or not and whatever is needed, and to nobody else', () => {
    const board = boardWith({
      contacts: [{ onlyAgentId: 'eve', needs: spanish(5) }],
      agents: [{ skills: speaks(5) }],
    })
    expect(offers(board, 1_000_000)).toEqual([])
    board.putAgent({ ...ordinaryAgent, agentId: 'eve', queues: new Map() })
    expect(offers(board, 1_000_001)).toEqual(['c1 eve'])
  })

  it('goes to whom it would rather have, or else to another', () => {
    const given = (away: 'in_call' | null): Given => ({
      contacts: [{ preferredAgentId: 'ada' }],
      agents: [
        { away, idleSinceMs: 900, queues: inQueues(['sales', 3]) },
        { agentId: 'bob', idleSinceMs: 0 },
      ],
    })
    expect(offers(boardWith(given(null)))).toEqual(['c1 ada'])
    expect(offers(boardWith(given('in_call')))).toEqual(['c1 bob'])
  })

  it('is not hidden from whom it would rather have by those before it', () => {
    const board = boardWith({
      queues: [{}, { queueId: 'support' }],
      contacts: [
        { priority: 5 },
        { contactId: 'c2', preferredAgentId: 'ada' },
        { contactId: 'c3', queueId: 'support', priority: 4 },
      ],
      agents: [{ queues: inQueues(['sales', 3], ['support', 2]) }],
    })
    expect(offers(board)).toEqual(['c2 ada'])
  })
})

describe('capacity', () => {
  it('is kept in points, by channel', () => {
    const chats = ['c1', 'c2', 'c3', 'c4'].map((contactId, index) => ({
      contactId,
      channel: 'chat' as const,
      waitingSinceMs: index,
    }))
    const board = boardWith({ contacts: chats })
    expect(offers(board)).toEqual(['c1 ada', 'c2 ada', 'c3 ada'])
    expect(board.explain('c4', 1000)?.passedOver).toEqual([
      { kind: 'full', count: 1, agentIds: ['ada'] },
    ])
  })

  it('has room for one call at a time, whatever the points', () => {
    const board = boardWith({
      contacts: [{}, { contactId: 'c2', waitingSinceMs: 1 }],
      agents: [{ points: 1000 }],
    })
    expect(offers(board)).toEqual(['c1 ada'])
    expect(board.explain('c2', 1000)?.passedOver[0]?.kind).toBe('channel_off')
  })

  it('spreads what comes at once over those who are there', () => {
    const contacts = ['c1', 'c2', 'c3'].map((contactId, index) => ({
      contactId,
      channel: 'chat' as const,
      waitingSinceMs: index,
    }))
    const board = boardWith({ contacts, agents: [{ idleSinceMs: 1 }, { agentId: 'bob' }] })
    expect(offers(board)).toEqual(['c1 bob', 'c2 ada', 'c3 ada'])
  })

  it('is none for a channel that the agent or the queue does not take', () => {
    const costs = { ...ordinaryAgent.costs, voice: null }
    expect(offers(boardWith({ agents: [{ costs }] }))).toEqual([])
    expect(offers(boardWith({ queues: [{ channels: ['chat'] }] }))).toEqual([])
    expect(offers(boardWith({ agents: [{ channels: new Set(['chat']) }] }))).toEqual([])
  })
})

describe('an agent who declined a contact', () => {
  const declined = [
    { agentId: 'ada', atMs: 1000 },
    { agentId: 'ada', atMs: 500 },
  ]

  it('is passed over for it until the cooldown ends', () => {
    const board = boardWith({ contacts: [{ declined }] })
    expect([offers(board, 1000), board.nextWakeAtMs()]).toEqual([[], 30_500])
    expect([offers(board, 30_999), board.nextWakeAtMs()]).toEqual([[], 31_000])
    expect(board.explain('c1', 30_999)?.passedOver).toEqual([
      { kind: 'declined', atMs: 1000, count: 1, agentIds: ['ada'] },
    ])
    expect(offers(board, 31_000)).toEqual(['c1 ada'])
  })

  it('gets those behind it meanwhile', () => {
    const board = boardWith({ contacts: [{ declined }, { contactId: 'c2', waitingSinceMs: 1 }] })
    expect(offers(board)).toEqual(['c2 ada'])
  })

  it('is asked again where the clock was set back since by more than the cooldown', () => {
    const board = boardWith({ contacts: [{ declined: [{ agentId: 'ada', atMs: 3_600_000 }] }] })
    expect(offers(board)).toEqual(['c1 ada'])
  })
})
