import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assign, defaultDeclineCooldownMs, type Situation } from './assign.ts'
import type { AvailableAgent, Offer, WaitingContact } from './snapshot.ts'
import { FreeAgents } from './free-agents.ts'
import { compareWaiting } from './waiting-order.ts'

const nowMs = 1_000_000
const agentIds = ['a', 'b', 'c', 'd', 'e', 'f']
const queueIds = ['p', 'q', 'r']

// Few different times and priorities, so that equals are common.
const time = fc.nat(5)
const contact = fc
  .record({
    contactId: fc.uuid(),
    queueId: fc.constantFrom(...queueIds),
    priority: fc.nat(2),
    waitingSinceMs: time,
    declined: fc.array(
      fc.record({
        agentId: fc.constantFrom(...agentIds),
        atMs: fc.integer({ min: nowMs - 2 * defaultDeclineCooldownMs, max: nowMs }),
      }),
      { maxLength: 3 },
    ),
    preferredAgentId: fc.constantFrom(undefined, ...agentIds),
  })
  .map(({ preferredAgentId, ...rest }): WaitingContact => {
    return preferredAgentId === undefined ? rest : { ...rest, preferredAgentId }
  })
const agent: fc.Arbitrary<AvailableAgent> = fc.record({
  agentId: fc.constantFrom(...agentIds),
  queueIds: fc.subarray(queueIds),
  availableSinceMs: time,
})
const agents = fc.uniqueArray(agent, { selector: ({ agentId }) => agentId })
const situation: fc.Arbitrary<Situation> = fc.record({
  waiting: fc.uniqueArray(contact, { selector: ({ contactId }) => contactId, maxLength: 12 }),
  agents,
  nowMs: fc.constant(nowMs),
})

function mayTake(agent: AvailableAgent, contact: WaitingContact): boolean {
  const isCooling = contact.declined.some(
    ({ agentId, atMs }) => agentId === agent.agentId && nowMs - atMs < defaultDeclineCooldownMs,
  )
  return agent.queueIds.includes(contact.queueId) && !isCooling
}

/** The rule as one would do it by hand: for each contact in order, look at every agent. */
function byHand({ waiting, agents }: Situation): Offer[] {
  const free = [...agents]
  const offers: Offer[] = []
  for (const contact of [...waiting].sort(compareWaiting)) {
    const [chosen] = free
      .filter((agent) => mayTake(agent, contact))
      .sort(
        (a, b) =>
          Number(b.agentId === contact.preferredAgentId) -
            Number(a.agentId === contact.preferredAgentId) ||
          a.availableSinceMs - b.availableSinceMs ||
          (a.agentId < b.agentId ? -1 : 1),
      )
    if (chosen === undefined) continue
    free.splice(free.indexOf(chosen), 1)
    offers.push({ contactId: contact.contactId, agentId: chosen.agentId })
  }
  return offers
}

const unique = (values: readonly unknown[]) => new Set(values).size === values.length

describe('offers', () => {
  it('are what one would find by hand', () => {
    fc.assert(
      fc.property(situation, (given) => {
        expect(assign(given)).toEqual(byHand(given))
      }),
      { numRuns: 1000 },
    )
  })

  it('name no agent and no contact twice, and only those who may', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const offers = assign(given)
        expect(unique(offers.map(({ agentId }) => agentId))).toBe(true)
        expect(unique(offers.map(({ contactId }) => contactId))).toBe(true)
        for (const { agentId, contactId } of offers) {
          const agent = given.agents.find((one) => one.agentId === agentId)!
          expect(
            mayTake(
              agent,
              given.waiting.find((one) => one.contactId === contactId)!,
            ),
          ).toBe(true)
        }
      }),
    )
  })

  it('leave no agent idle while a contact waits whom that agent may take', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const offers = assign(given)
        const idle = given.agents.filter(
          (a) => !offers.some(({ agentId }) => agentId === a.agentId),
        )
        const left = given.waiting.filter(
          (c) => !offers.some(({ contactId }) => contactId === c.contactId),
        )
        expect(left.filter((c) => idle.some((a) => mayTake(a, c)))).toEqual([])
      }),
    )
  })

  it('keep the order: nobody is served whom somebody before them could have had', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const offers = assign(given)
        const order = [...given.waiting].sort(compareWaiting)
        for (const [index, before] of order.entries()) {
          if (offers.some(({ contactId }) => contactId === before.contactId)) continue
          const after = order.slice(index + 1)
          const taken = offers
            .filter(({ contactId }) => after.some((c) => c.contactId === contactId))
            .map(({ agentId }) => given.agents.find((a) => a.agentId === agentId)!)
          expect(taken.filter((agent) => mayTake(agent, before))).toEqual([])
        }
      }),
    )
  })

  it('do not depend on the order in which contacts and agents are given', () => {
    const shuffled = situation.chain((given) =>
      fc.record({
        given: fc.constant(given),
        waiting: fc.shuffledSubarray([...given.waiting], { minLength: given.waiting.length }),
        agents: fc.shuffledSubarray([...given.agents], { minLength: given.agents.length }),
      }),
    )
    fc.assert(
      fc.property(shuffled, ({ given, waiting, agents }) => {
        expect(assign({ ...given, waiting, agents })).toEqual(assign(given))
      }),
    )
  })
})

describe('a big centre', () => {
  it('finds the next free agent behind one who declined everybody and many who are taken', () => {
    const agents = Array.from({ length: 2000 }, (_, index): AvailableAgent => {
      return { agentId: `agent-${index}`, queueIds: ['q'], availableSinceMs: index }
    })
    const free = new FreeAgents(agents)
    for (const { agentId } of agents.slice(1)) {
      expect(free.longestIdle('q', new Set(['agent-0']))).toBe(agentId)
      free.take(agentId)
    }
    expect(free.longestIdle('q', new Set(['agent-0']))).toBeUndefined()
    expect(free.size).toBe(1)
  })

  it('gives 10,000 contacts to 2,000 agents, the first to the longest idle', () => {
    const waiting = Array.from({ length: 10_000 }, (_, index): WaitingContact => {
      const contactId = `contact-${index}`
      return {
        contactId,
        queueId: `q${index % 10}`,
        priority: 0,
        waitingSinceMs: index,
        declined: [],
      }
    })
    const agents = Array.from({ length: 2000 }, (_, index): AvailableAgent => {
      const queueIds = [`q${index % 10}`, `q${(index + 1) % 10}`]
      return { agentId: `agent-${index}`, queueIds, availableSinceMs: index }
    })
    const offers = assign({ waiting, agents, nowMs })
    expect(offers).toHaveLength(2000)
    expect(offers[0]).toEqual({ contactId: 'contact-0', agentId: 'agent-0' })
    expect(unique(offers.map(({ agentId }) => agentId))).toBe(true)
  })
})
