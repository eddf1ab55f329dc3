import { type FreshDatabase, freshDatabase } from '@iris/platform/testing'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrationFolders } from '../../ground.ts'
import type { Tables } from '../../tables.ts'
import { enterNode } from '../calls/node.ts'
import type { RoutingService } from './routing-service.ts'
import { callbacksOf } from './testing/callback-centre.ts'
import { type LineCentre, openLineCentre } from './testing/line-centre.ts'

const nodeId = uuidv7()

let database: FreshDatabase<Tables>
let centre: LineCentre
let routing: RoutingService
beforeAll(async () => {
  database = await freshDatabase<Tables>(migrationFolders)
})
afterAll(() => database.close())
beforeEach(async () => {
  centre = await openLineCentre(database)
  routing = centre.startRouting()
})
afterEach(async () => {
  await routing.close()
  await centre.close()
})

const offeredTo = async (contactId: string) => (await centre.entry(contactId))?.offered_to
const becomesOffered = (contactId: string, agentId: string) =>
  expect.poll(() => offeredTo(contactId), { interval: 10 }).toBe(agentId)

describe('a contact that waits', () => {
  it('is offered to an agent who becomes available, the longest waiting first', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent([queue])
    const first = await centre.enter({ queueId: queue, waitingSinceMs: Date.now() - 60_000 })
    const second = await centre.enter({ queueId: queue })
    await centre.choose(agent, 'available')
    await becomesOffered(first, agent)
    expect(await offeredTo(second)).toBeNull()
    await centre.accept(first, agent)
    await centre.endCall(agent, first)
    await becomesOffered(second, agent)
  })

  // Word of an agent was heard before word of whoever had come before: who was known of already was given to the agent.
  it('is not passed over where the agent who has come free is heard of first', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent([queue])
    await centre.choose(agent, 'available')
    const talks = await centre.enter({ queueId: queue })
    await becomesOffered(talks, agent)
    await centre.accept(talks, agent)
    const known = await centre.enter({ queueId: queue })
    const unheard = uuidv7()
    await routing.close()
    routing = centre.startRouting(
      ({ type, payload }) => type !== 'contact.queued' || payload.contactId !== unheard,
    )
    const ours = { tenantId: centre.tenantId, waiting: 1, agents: 1 }
    await expect.poll(() => routing.owned()).toContainEqual(ours)
    await centre.enter({ queueId: queue, priority: 1 }, unheard)
    await centre.endCall(agent, talks)
    await becomesOffered(unheard, agent)
    expect(await offeredTo(known)).toBeNull()
  })

  // Word of the first who was free again was heard, and it rang for nobody else.
  it('rings again for all for whom it rang, once it is taken back from all of them', async () => {
    const queue = await centre.newQueue({ method: 'ring_all' })
    const agents = [await centre.newAgent([queue]), await centre.newAgent([queue])]
    await routing.close()
    for (const agent of agents) await centre.choose(agent, 'available')
    const contact = await centre.enter({ queueId: queue })
    routing = centre.startRouting()
    const timesOffered = async () => (await centre.entry(contact))?.offer
    await expect.poll(timesOffered, { interval: 10 }).toBe(1)
    await centre.forget(contact)
    await centre.doJobs()
    await expect.poll(timesOffered, { interval: 10 }).toBe(2)
    const { offers } = await centre.look()
    expect(offers.get(contact)?.toSorted()).toEqual(agents.toSorted())
  })

  // One of those chosen had changed meanwhile, and it rang for the others alone.
  it('rings for all, though nothing was heard of how one of them has changed', async () => {
    const queue = await centre.newQueue({ method: 'ring_all' })
    const agents = [await centre.newAgent([queue]), await centre.newAgent([queue])]
    const skill = await centre.newSkill()
    await routing.close()
    for (const agent of agents) await centre.choose(agent, 'available')
    routing = centre.startRouting(({ type }) => type !== 'agent.profile_changed', Infinity)
    const ours = { tenantId: centre.tenantId, waiting: 0, agents: 2 }
    await expect.poll(() => routing.owned()).toContainEqual(ours)
    await centre.setSkill(agents[0] ?? '', skill, 2)
    const contact = await centre.enter({ queueId: queue })
    await expect.poll(async () => (await centre.entry(contact))?.offer).toBe(1)
    const { offers } = await centre.look()
    expect(offers.get(contact)?.toSorted()).toEqual(agents.toSorted())
  })

  // An agent who came free a moment before somebody entered was not seen yet, and somebody who entered was.
  it('rings for all who have come free before it entered, though word of one of them is late', async () => {
    const queue = await centre.newQueue({ method: 'ring_all' })
    const agents = [await centre.newAgent([queue]), await centre.newAgent([queue])]
    await routing.close()
    const [heard = '', late = ''] = agents
    await centre.choose(heard, 'available')
    routing = centre.startRouting(
      ({ type, payload }) => type !== 'agent.state_changed' || payload.agent.id !== late,
      Infinity,
    )
    const ours = { tenantId: centre.tenantId, waiting: 0, agents: 2 }
    await expect.poll(() => routing.owned()).toContainEqual(ours)
    await centre.choose(late, 'available')
    const contact = await centre.enter({ queueId: queue })
    await expect.poll(async () => (await centre.entry(contact))?.offer).toBe(1)
    const { offers } = await centre.look()
    expect(offers.get(contact)?.toSorted()).toEqual(agents.toSorted())
  })

  // The same, of an agent who has one chat less in hand: of what is deleted no version is left.
  it('rings for all who have finished something before it entered, though word of one of them is late', async () => {
    const queue = await centre.newQueue({ method: 'ring_all' })
    const agents = [await centre.newAgent([queue]), await centre.newAgent([queue])]
    const [heard = '', late = ''] = agents
    await centre.choose(late, 'available')
    const chats = [1, 2, 3].map(() => centre.enter({ queueId: queue, channel: 'chat' }))
    for (const chat of await Promise.all(chats)) {
      await becomesOffered(chat, late)
      await centre.acceptAny(chat, late)
    }
    const [chat = ''] = await Promise.all(chats)
    await routing.close()
    await centre.choose(heard, 'available')
    routing = centre.startRouting(({ type }) => type !== 'contact.ended', Infinity)
    const ours = { tenantId: centre.tenantId, waiting: 0, agents: 2 }
    await expect.poll(() => routing.owned()).toContainEqual(ours)
    await centre.endChat(late, chat)
    const contact = await centre.enter({ queueId: queue, channel: 'chat' })
    await expect.poll(async () => (await centre.entry(contact))?.offer).toBe(1)
    const { offers } = await centre.look()
    expect(offers.get(contact)?.toSorted()).toEqual(agents.toSorted())
  })

  // The same, of one who has learned what it needs.
  it('rings for all who have learned what it needs before it entered, though word of one of them is late', async () => {
    const queue = await centre.newQueue({ method: 'ring_all' })
    const skillId = await centre.newSkill()
    const able = await centre.newAgent([queue], { skills: { [skillId]: 2 } })
    const learner = await centre.newAgent([queue])
    await routing.close()
    for (const agent of [able, learner]) await centre.choose(agent, 'available')
    routing = centre.startRouting(({ type }) => type !== 'agent.profile_changed', Infinity)
    const ours = { tenantId: centre.tenantId, waiting: 0, agents: 2 }
    await expect.poll(() => routing.owned()).toContainEqual(ours)
    await centre.setSkill(learner, skillId, 2)
    const contact = await centre.enter({ queueId: queue, needs: [{ skillId, level: 2 }] })
    await expect.poll(async () => (await centre.entry(contact))?.offer).toBe(1)
    const { offers } = await centre.look()
    expect(offers.get(contact)?.toSorted()).toEqual([able, learner].toSorted())
  })

  // A contact was seen back in its place before the agent was seen to be free: it went to whoever was left.
  it('goes to the best agent again, where word of the contact is heard before word of the agent', async () => {
    const queue = await centre.newQueue()
    const best = await centre.newAgent([queue])
    const next = await centre.newAgent([queue], { ranks: new Map([[queue, 2]]) })
    await routing.close()
    for (const agent of [best, next]) await centre.choose(agent, 'available')
    const contact = await centre.enter({ queueId: queue })
    await centre.offer(contact, best)
    routing = centre.startRouting(({ type }) => type === 'contact.moved')
    const ours = { tenantId: centre.tenantId, waiting: 1, agents: 2 }
    await expect.poll(() => routing.owned()).toContainEqual(ours)
    await centre.end(contact, best, 'withdrawn')
    await centre.raise(contact, queue, 1)
    const timesOffered = async () => (await centre.entry(contact))?.offer
    await expect.poll(timesOffered, { interval: 10 }).toBe(2)
    expect(await offeredTo(contact)).toBe(best)
  })

  // Everybody was chosen and one was rung; the others passed for busy until something happened to them.
  it('leaves the others of a queue that rings all free for the next, where somebody is called back', async () => {
    const queue = await centre.newQueue({ method: 'ring_all' })
    const agents = [await centre.newAgent([queue]), await centre.newAgent([queue])]
    await routing.close()
    for (const agent of agents) await centre.choose(agent, 'available')
    routing = centre.startRouting(() => true, Infinity)
    const callbacks = callbacksOf(centre, uuidv7())
    const wish = { queueId: queue, number: '+15550100177', priority: 0, waitingSinceMs: Date.now() }
    const { call_id: calledBack } = await callbacks.row(await callbacks.request(wish))
    const rungFor = async (id: string) => (await centre.look()).offers.get(id) ?? []
    await expect.poll(() => rungFor(calledBack), { interval: 10 }).toHaveLength(1)
    const next = await centre.enter({ queueId: queue })
    await expect.poll(() => rungFor(next), { interval: 10 }).toHaveLength(1)
    expect(await rungFor(next)).not.toEqual(await rungFor(calledBack))
  })

  // The place went with its queue, and its agent was kept for nobody, for good.
  it('frees the agent who is kept for a customer, where the queue is deleted while they are called', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent([queue])
    await enterNode(database, { id: nodeId, name: nodeId })
    const callbacks = callbacksOf(centre, nodeId)
    const wish = { queueId: queue, number: '+15550100178', priority: 0, waitingSinceMs: Date.now() }
    const id = await callbacks.request(wish)
    const { call_id: callId } = await callbacks.row(id)
    await centre.choose(agent, 'available')
    await becomesOffered(callId, agent)
    expect(await callbacks.callCustomer(id, agent)).toBe(true)
    await centre.deleteQueue(queue)
    expect(await centre.states()).toEqual({ [agent]: 'available' })
  })

  it('keeps its place when an agent lets it ring, and goes to another', async () => {
    const queue = await centre.newQueue()
    const [ada, ben] = [await centre.newAgent([queue]), await centre.newAgent([queue])]
    await centre.choose(ada, 'available')
    const contact = await centre.enter({ queueId: queue })
    await becomesOffered(contact, ada)
    const before = await centre.entry(contact)
    await centre.choose(ben, 'available')
    await centre.end(contact, ada, 'missed')
    await becomesOffered(contact, ben)
    const after = await centre.entry(contact)
    expect(after?.waiting_since).toEqual(before?.waiting_since)
    expect(after?.offer).toBe((before?.offer ?? 0) + 1)
  })

  it('waits for the skill it needs, and goes to whoever gets it meanwhile', async () => {
    const queue = await centre.newQueue()
    const skillId = await centre.newSkill()
    const agent = await centre.newAgent([queue], { skills: { [skillId]: 2 } })
    await centre.choose(agent, 'available')
    const contact = await centre.enter({ queueId: queue, needs: [{ skillId, level: 3 }] })
    const other = await centre.enter({ queueId: queue })
    await becomesOffered(other, agent)
    expect(await offeredTo(contact)).toBeNull()
    await centre.accept(other, agent)
    await centre.endCall(agent, other)
    await centre.setSkill(agent, skillId, 3)
    await becomesOffered(contact, agent)
  })

  it('is rung at everybody of a queue that does so; the first to accept has it, the others are free', async () => {
    const queue = await centre.newQueue({ method: 'ring_all' })
    const agents = await Promise.all([1, 2, 3].map(() => centre.newAgent([queue])))
    const contact = await centre.enter({ queueId: queue })
    await routing.close()
    for (const agent of agents) await centre.choose(agent, 'available')
    routing = centre.startRouting()
    await expect
      .poll(async () => {
        const entry = await centre.entry(contact)
        return [entry?.offered_to, ...(entry?.also_offered_to ?? [])].toSorted()
      })
      .toEqual(agents.toSorted())
    const [ada = '', ben = '', cleo = ''] = agents
    await centre.end(contact, ada, 'rejected')
    await centre.accept(contact, ben)
    expect(await centre.accept(contact, cleo)).toBeUndefined()
    expect(await centre.states()).toEqual({
      [ada]: 'available',
      [ben]: 'in_call',
      [cleo]: 'available',
    })
  })
})

describe('an agent', () => {
  it('gets as many chats as there are points for, and a call only when none is in hand', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent([queue])
    await centre.choose(agent, 'available')
    const chats = [await centre.enter({ queueId: queue, channel: 'chat' })]
    await becomesOffered(chats[0] ?? '', agent)
    for (let n = 0; n < 3; n++) chats.push(await centre.enter({ queueId: queue, channel: 'chat' }))
    const call = await centre.enter({ queueId: queue, waitingSinceMs: 0, priority: 100 })
    await expect
      .poll(async () => (await centre.entries()).filter((one) => one.offered_to === agent).length)
      .toBe(3)
    expect(await offeredTo(call)).toBeNull()
    expect(await offeredTo(chats[3] ?? '')).toBeNull()
  })
})
