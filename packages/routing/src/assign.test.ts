import { describe, expect, it } from 'vitest'
import { assign, nextCooldownEndsAtMs } from './assign.ts'
import type { AvailableAgent, WaitingContact } from './snapshot.ts'

const nowMs = 1_000_000

function contact(contactId: string, more: Partial<WaitingContact> = {}): WaitingContact {
  return { contactId, queueId: 'sales', priority: 0, waitingSinceMs: 0, declined: [], ...more }
}

function agent(agentId: string, availableSinceMs: number, queueIds = ['sales']): AvailableAgent {
  return { agentId, queueIds, availableSinceMs }
}

const pairs = (waiting: WaitingContact[], agents: AvailableAgent[], now = nowMs) =>
  assign({ waiting, agents, nowMs: now }).map(({ contactId, agentId }) => `${contactId}→${agentId}`)

describe('assign', () => {
  it('offers the contact that has waited longest to the agent who has been idle longest', () => {
    const waiting = [
      contact('late', { waitingSinceMs: 20 }),
      contact('early', { waitingSinceMs: 10 }),
    ]
    const agents = [agent('ann', 300), agent('bob', 200), agent('cy', 400)]
    expect(pairs(waiting, agents)).toEqual(['early→bob', 'late→ann'])
  })

  it('serves a higher priority before a longer wait', () => {
    const waiting = [
      contact('ordinary', { waitingSinceMs: 10 }),
      contact('urgent', { waitingSinceMs: 20, priority: 5 }),
    ]
    expect(pairs(waiting, [agent('ann', 0)])).toEqual(['urgent→ann'])
  })

  it('offers nothing across queues', () => {
    expect(pairs([contact('c', { queueId: 'support' })], [agent('ann', 0)])).toEqual([])
  })

  it('offers an agent of several queues to one contact only', () => {
    const waiting = [
      contact('sale', { waitingSinceMs: 20 }),
      contact('help', { waitingSinceMs: 10, queueId: 'support' }),
    ]
    expect(pairs(waiting, [agent('ann', 0, ['sales', 'support'])])).toEqual(['help→ann'])
  })

  it('passes over an agent who declined the contact, until the cooldown is over', () => {
    const waiting = [contact('c', { declined: [{ agentId: 'ann', atMs: nowMs }] })]
    const both = [agent('ann', 0), agent('bob', 100)]
    expect(pairs(waiting, both)).toEqual(['c→bob'])
    expect(pairs(waiting, [agent('ann', 0)])).toEqual([])
    expect(pairs(waiting, [agent('ann', 0)], nowMs + 29_999)).toEqual([])
    expect(pairs(waiting, both, nowMs + 30_000)).toEqual(['c→ann'])
  })

  it('offers an agent who declined one contact the next', () => {
    const waiting = [
      contact('first', { declined: [{ agentId: 'ann', atMs: nowMs }] }),
      contact('second', { waitingSinceMs: 50 }),
    ]
    expect(pairs(waiting, [agent('ann', 0)])).toEqual(['second→ann'])
  })

  it('takes the cooldown it is given', () => {
    const waiting = [contact('c', { declined: [{ agentId: 'ann', atMs: nowMs - 5000 }] })]
    const agents = [agent('ann', 0)]
    expect(assign({ waiting, agents, nowMs, declineCooldownMs: 5001 })).toEqual([])
    expect(assign({ waiting, agents, nowMs, declineCooldownMs: 5000 })).toHaveLength(1)
  })

  it('prefers the preferred agent, however short their idle time', () => {
    const waiting = [contact('c', { preferredAgentId: 'bob' })]
    expect(pairs(waiting, [agent('ann', 0), agent('bob', 900)])).toEqual(['c→bob'])
  })

  it('goes on to others when the preferred agent is away, taken, of another queue, or declined', () => {
    const preferring = (more: Partial<WaitingContact> = {}) =>
      contact('c', { preferredAgentId: 'bob', waitingSinceMs: 50, ...more })
    expect(pairs([preferring()], [agent('ann', 0)])).toEqual(['c→ann'])
    const before = contact('before', { preferredAgentId: 'bob' })
    expect(pairs([preferring(), before], [agent('ann', 0), agent('bob', 1)])).toEqual([
      'before→bob',
      'c→ann',
    ])
    expect(pairs([preferring()], [agent('ann', 0), agent('bob', 0, ['support'])])).toEqual([
      'c→ann',
    ])
    const declined = preferring({ declined: [{ agentId: 'bob', atMs: nowMs }] })
    expect(pairs([declined], [agent('ann', 5), agent('bob', 0)])).toEqual(['c→ann'])
  })

  it('does not mind contacts, agents or queues named twice', () => {
    const waiting = [contact('c'), contact('c', { waitingSinceMs: 5 })]
    const agents = [agent('ann', 0, ['sales', 'sales']), agent('ann', 5), agent('bob', 9)]
    expect(pairs(waiting, agents)).toEqual(['c→ann'])
  })

  it('has nothing to offer when nobody waits or nobody is free', () => {
    expect(pairs([], [agent('ann', 0)])).toEqual([])
    expect(pairs([contact('c')], [])).toEqual([])
    expect(pairs([contact('c')], [agent('ann', 0, [])])).toEqual([])
  })
})

describe('nextCooldownEndsAtMs', () => {
  it('is the end of the cooldown that ends first of those that still run', () => {
    const declined = (...atMs: number[]) =>
      contact('c', { declined: atMs.map((at) => ({ agentId: 'ann', atMs: at })) })
    const waiting = [declined(nowMs - 10_000, nowMs), declined(nowMs - 30_000, nowMs - 25_000)]
    expect(nextCooldownEndsAtMs(waiting, nowMs)).toBe(nowMs + 5000)
    expect(nextCooldownEndsAtMs(waiting, nowMs + 30_000)).toBeUndefined()
    expect(nextCooldownEndsAtMs([], nowMs)).toBeUndefined()
  })

  it('is when assign offers what it did not offer before', () => {
    const waiting = [contact('c', { declined: [{ agentId: 'ann', atMs: nowMs }] })]
    const endsAtMs = nextCooldownEndsAtMs(waiting, nowMs)!
    expect(pairs(waiting, [agent('ann', 0)], endsAtMs - 1)).toEqual([])
    expect(pairs(waiting, [agent('ann', 0)], endsAtMs)).toEqual(['c→ann'])
  })
})
