import type { Agent } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { insertCall, updateLiveCall } from '../calls/repository.ts'
import { openWorkCentre, type WorkCentre } from '../agent-work/testing/work-centre.ts'
import { problemCode, type SignedInClient } from '../../testing/test-centre.ts'

let centre: WorkCentre
beforeAll(async () => {
  centre = await openWorkCentre()
})
afterAll(() => centre.close())

const setState = (agent: SignedInClient, body: object, by: SignedInClient = centre.owner) =>
  by.send<Agent>('PUT', `/v1/agents/${agent.me.user.id}/state`, body)
const finish = (agent: SignedInClient, contactId: string) =>
  centre.owner.send<Agent>('POST', `/v1/agents/${agent.me.user.id}/contacts/${contactId}/finish`)
const bySupervisor = () => {
  const { id, name } = centre.owner.me.user
  return { kind: 'supervisor', by: { id, name } }
}
const audited = async (action: string) =>
  centre.database.asTenant(centre.owner.tenantId, (tx) =>
    tx
      .selectFrom('audit_entries')
      .select(['actor_id', 'target', 'detail'])
      .where('action', '=', action)
      .orderBy('id', 'desc')
      .executeTakeFirst(),
  )

/** An agent in a talk that nobody carries. */
async function agentInCall() {
  const queue = await centre.newQueue()
  const agent = await centre.newAgent(queue)
  const callId = await centre.newCaller(queue)
  await centre.is(agent, 'offering')
  await centre.talks(agent, callId)
  return { agent, callId, queue }
}

const freeAgent = async () => centre.newAgent(await centre.newQueue())

/** A call that another process would carry. */
async function liveCall(change: Parameters<typeof updateLiveCall>[2]): Promise<string> {
  const id = uuidv7()
  await centre.doWork(centre.owner.tenantId, null, async ({ tx }) => {
    await insertCall(tx, {
      id,
      tenant_id: centre.owner.tenantId,
      node_id: uuidv7(),
      direction: 'inbound',
      state: 'in_flow',
      from_value: '+15550100199',
      number_value: '+15550100100',
      number_id: null,
      flow_id: null,
      flow_version: null,
      started_at: new Date(),
    })
    await updateLiveCall(tx, id, change)
  })
  return id
}

describe('a supervisor', () => {
  it('makes an agent what they want them to be, and it is told and noted who did', async () => {
    const agent = await centre.newAgent(await centre.newQueue())
    const set = await setState(agent, { kind: 'not_ready', reason: 'training' })
    expect(set.body.state).toMatchObject({ kind: 'not_ready', reason: 'training' })
    expect((await centre.statesToldOf(agent)).at(-1)).toEqual({
      was: 'available',
      is: 'not_ready',
      cause: bySupervisor(),
    })
    expect(await audited('agent.state_set')).toMatchObject({
      actor_id: centre.owner.me.user.id,
      target: agent.me.user.id,
      detail: { kind: 'not_ready', reason: 'training' },
    })
    expect(problemCode(await setState(agent, { kind: 'available' }, agent))).toBe('forbidden')
  })

  it('is told that an agent without a phone cannot be available', async () => {
    const agent = await centre.newUser(centre.owner.tenantId, ['agent'])
    centre.withoutPhone.add(agent.me.user.id)
    const refused = await setState(agent, { kind: 'available' })
    expect(problemCode(refused)).toBe('conflict')
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('Their phone') })
  })
})

describe('a forced sign-out', () => {
  it('takes what is offered back at once, by one change', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent(queue)
    const caller = await centre.newCaller(queue)
    await centre.is(agent, 'offering')
    const before = await centre.statesToldOf(agent)
    expect((await setState(agent, { kind: 'offline' })).body.state.kind).toBe('offline')
    expect(await centre.placeOf(caller)).toMatchObject({ offered_to: null })
    expect((await centre.statesToldOf(agent)).slice(before.length)).toEqual([
      { was: 'offering', is: 'offline', cause: bySupervisor() },
    ])
    expect(await centre.toldOf(caller)).toEqual([
      'contact.queued',
      'contact.offered',
      'contact.offer_ended',
    ])
  })

  it('takes a chat that is offered back at once, and another agent has it', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent(queue)
    const chat = await centre.newChat(queue)
    await centre.becomes(agent, chat.id, 'offered')
    expect((await setState(agent, { kind: 'offline' })).body).toMatchObject({ work: [] })
    expect(problemCode(await centre.act(agent, chat.id, 'accept'))).toBe('conflict')
    await centre.becomes(await centre.newAgent(queue), chat.id, 'offered')
  })

  it('lets a call go on, and says that offline comes next', async () => {
    const { agent, callId } = await agentInCall()
    const set = await setState(agent, { kind: 'offline' })
    expect(set.body.state).toMatchObject({ kind: 'in_call', next: { kind: 'offline' } })
    await centre.move(agent, { kind: 'call_ended', callId, wrapUpMs: 0, phoneReady: true })
    await centre.is(agent, 'offline')
  })

  it('ends after-call work, of which nothing is said', async () => {
    const { agent, callId, queue } = await agentInCall()
    const after = { wrapUpMs: null, queueId: queue.id, phoneReady: true }
    await centre.move(agent, { kind: 'call_ended', callId, ...after })
    expect((await setState(agent, { kind: 'offline' })).body.state.kind).toBe('offline')
    const told = await centre.told.of(centre.owner.tenantId, 'contact.wrapped_up')
    expect(told.filter(({ contactId }) => contactId === callId)).toMatchObject([
      { queueId: queue.id, agentId: agent.me.user.id, disposition: null },
    ])
  })

  it('leaves a colleague’s ring to end by itself: then the agent is offline', async () => {
    const agent = await centre.newAgent(await centre.newQueue())
    const callId = crypto.randomUUID()
    await centre.move(agent, { kind: 'offered', callId })
    const set = await setState(agent, { kind: 'offline' })
    expect(set.body.state).toMatchObject({ kind: 'offering', next: { kind: 'offline' } })
    await centre.move(agent, { kind: 'offer_missed', callId })
    await centre.is(agent, 'offline')
  })
})

describe('a contact that an agent is stuck with', () => {
  it('goes back to its place where it is offered, and the agent is free', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent(queue)
    const caller = await centre.newCaller(queue)
    await centre.is(agent, 'offering')
    const finished = await finish(agent, caller)
    expect(finished.body.state.kind).toBe('available')
    expect(await centre.placeOf(caller)).toMatchObject({ offered_to: null })
    expect(await audited('agent.contact_finished')).toMatchObject({
      actor_id: centre.owner.me.user.id,
      detail: { contactId: caller },
    })
  })

  it('is over where it is a call that nobody carries, or the work after it', async () => {
    const { agent, callId } = await agentInCall()
    expect((await finish(agent, callId)).body.state.kind).toBe('available')
    expect((await centre.statesToldOf(agent)).at(-1)).toMatchObject({ cause: bySupervisor() })
    const other = await agentInCall()
    const after = { wrapUpMs: null, phoneReady: true }
    await centre.move(other.agent, { kind: 'call_ended', callId: other.callId, ...after })
    expect((await finish(other.agent, other.callId)).body.state.kind).toBe('available')
  })

  it('is over where it is a chat, taken or wrapped up', async () => {
    const queue = await centre.newQueue({ wrapUp: { mode: 'mandatory' } })
    const agent = await centre.newAgent(queue)
    for (const ends of [false, true]) {
      const chat = await centre.newChat(queue)
      await centre.becomes(agent, chat.id, 'offered')
      await centre.act(agent, chat.id, 'accept')
      if (ends) await centre.act(agent, chat.id, 'end')
      expect((await finish(agent, chat.id)).body).toMatchObject({ work: [], load: 0 })
      const told = await centre.toldOf(chat.id)
      expect(told.filter((type) => type === 'contact.ended')).toHaveLength(1)
    }
  })

  it('is declined for them where it is a ring for a colleague’s call, and that is noted', async () => {
    const [agent, colleague] = [await freeAgent(), await freeAgent()]
    const callId = await liveCall({ state: 'connected', agent_id: colleague.me.user.id })
    await centre.move(agent, { kind: 'offered', callId })
    expect((await finish(agent, callId)).body.state.kind).toBe('offering')
    const ordered = await centre.told.of(centre.owner.tenantId, 'call.ordered')
    expect(ordered.filter((told) => told.callId === callId)).toEqual([
      { callId, order: { kind: 'decline', agentId: agent.me.user.id, by: bySupervisor().by } },
    ])
    expect(await audited('agent.contact_finished')).toMatchObject({
      actor_id: centre.owner.me.user.id,
      target: agent.me.user.id,
      detail: { contactId: callId },
    })
    await centre.move(agent, { kind: 'offer_rejected', callId })
  })

  it('is declined for them where a flow calls them', async () => {
    const agent = await freeAgent()
    const callId = await liveCall({ state: 'in_flow' })
    await centre.move(agent, { kind: 'offered', callId })
    expect((await finish(agent, callId)).status).toBe(200)
    const ordered = await centre.told.of(centre.owner.tenantId, 'call.ordered')
    expect(ordered.filter((told) => told.callId === callId)).toHaveLength(1)
    await centre.move(agent, { kind: 'offer_rejected', callId })
  })

  it('is none where the agent does not have it', async () => {
    const agent = await centre.newAgent(await centre.newQueue())
    expect(problemCode(await finish(agent, crypto.randomUUID()))).toBe('conflict')
  })
})
