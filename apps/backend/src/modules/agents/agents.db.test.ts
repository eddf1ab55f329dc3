import type { Agent, Desk } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { isAnyWaitingForALock } from '../../testing/waiting-for-locks.ts'
import { moveAgent } from './service.ts'
import { endLapsedWrapUps } from './wrap-up-reaper.ts'

const withoutPhone = new Set<string>()
const phoneReady = (agentId: string) => !withoutPhone.has(agentId)
let centre: TestCentre
let owner: Awaited<ReturnType<TestCentre['newTenant']>>
beforeAll(async () => {
  centre = await openTestCentre({ phoneReady })
  owner = await centre.newTenant()
})
afterAll(() => centre.close())

const callId = '01968ae3-4c00-7000-8000-000000000001'
const choose = (agent: SignedInClient, body: object) =>
  agent.send<Agent>('PUT', '/v1/me/state', body)
const move = (agent: SignedInClient, event: Parameters<typeof moveAgent>[2]) =>
  centre.doWork(owner.tenantId, null, (work) => moveAgent(work, agent.me.user.id, event))

/** An agent in after-call work of so many milliseconds. */
async function agentInWrapUp(wrapUpMs: number): Promise<SignedInClient> {
  const agent = await centre.newUser(owner.tenantId, ['agent'])
  await choose(agent, { kind: 'available' })
  await move(agent, { kind: 'offered', callId })
  await move(agent, { kind: 'offer_accepted', callId })
  await move(agent, { kind: 'call_ended', callId, wrapUpMs, phoneReady: true })
  return agent
}

describe('an agent', () => {
  it('is offline at first, and chooses to be available or not ready with a reason', async () => {
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect((await agent.send<Desk>('GET', '/v1/me/desk')).body).toMatchObject({
      agent: { state: { kind: 'offline' } },
      contact: null,
    })
    expect((await choose(agent, { kind: 'available' })).body.state.kind).toBe('available')
    expect((await choose(agent, { kind: 'not_ready', reason: 'lunch' })).body.state).toMatchObject({
      kind: 'not_ready',
      reason: 'lunch',
    })
    expect(problemCode(await choose(agent, { kind: 'not_ready', reason: 'yoga' }))).toBe(
      'validation_failed',
    )
  })

  it('is not available without a phone, and is told why', async () => {
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    withoutPhone.add(agent.me.user.id)
    const refused = await choose(agent, { kind: 'available' })
    expect(problemCode(refused)).toBe('conflict')
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('phone') })
  })

  it('chooses during a call what comes after it', async () => {
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    await choose(agent, { kind: 'available' })
    await move(agent, { kind: 'offered', callId })
    await move(agent, { kind: 'offer_accepted', callId })
    const chosen = await choose(agent, { kind: 'not_ready', reason: 'break' })
    expect(chosen.body.state).toMatchObject({
      kind: 'in_call',
      next: { kind: 'not_ready', reason: 'break' },
    })
    await move(agent, { kind: 'call_ended', callId, wrapUpMs: 0, phoneReady: true })
    expect((await agent.send<Desk>('GET', '/v1/me/desk')).body.agent.state.kind).toBe('not_ready')
  })

  it('ends wrap-up, or takes its time once more, once', async () => {
    const agent = await agentInWrapUp(30_000)
    const extended = await agent.send<Agent>('POST', '/v1/me/wrap-up/extend', {})
    expect(extended.body.state).toMatchObject({ kind: 'wrap_up', extended: true })
    expect(problemCode(await agent.send('POST', '/v1/me/wrap-up/extend', {}))).toBe('conflict')
    const finished = await agent.send<Agent>('POST', '/v1/me/wrap-up/finish', {})
    expect(finished.body.state.kind).toBe('available')
    expect(problemCode(await agent.send('POST', '/v1/me/wrap-up/finish', {}))).toBe('conflict')
  })

  it('is let out of wrap-up when its time has run out, and not before', async () => {
    const late = await agentInWrapUp(1)
    const early = await agentInWrapUp(60_000)
    const kindOf = async (agent: SignedInClient) =>
      (await agent.send<Desk>('GET', '/v1/me/desk')).body.agent.state.kind
    await expect
      .poll(async () => {
        await endLapsedWrapUps(centre.database, centre.doWork, phoneReady)
        return kindOf(late)
      })
      .toBe('available')
    expect(await kindOf(early)).toBe('wrap_up')
  })

  it('changes one thing at a time, however many ask at once', async () => {
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    await choose(agent, { kind: 'available' })
    const calls = Array.from({ length: 6 }, (_, n) => callId.replace(/1$/, String(n)))
    const moves = await Promise.all(calls.map((id) => move(agent, { kind: 'offered', callId: id })))
    expect(moves.filter(({ kind }) => kind === 'moved')).toHaveLength(1)
  })
})

describe('a change that waits for another', () => {
  it('goes on from what that one has made of the agent', async () => {
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    await choose(agent, { kind: 'available' })
    const [moved, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const first = centre.doWork(owner.tenantId, null, async (work) => {
      await moveAgent(work, agent.me.user.id, { kind: 'offered', callId })
      moved.resolve()
      await mayCommit.promise
    })
    await moved.promise
    const second = move(agent, { kind: 'offered', callId: callId.replace(/1$/, '2') })
    await expect.poll(() => isAnyWaitingForALock(centre.database)).toBe(true)
    mayCommit.resolve()
    await first
    expect((await second).kind).toBe('refused')
  })
})

describe('the list of agents', () => {
  it('has those who can take calls, for those who may see it', async () => {
    const supervisor = await centre.newUser(owner.tenantId, ['supervisor'])
    const viewer = await centre.newUser(owner.tenantId, ['billing'])
    const { items } = (await supervisor.send<{ items: Agent[] }>('GET', '/v1/agents')).body
    expect(items.map(({ id }) => id)).toContain(supervisor.me.user.id)
    expect(items.map(({ id }) => id)).not.toContain(viewer.me.user.id)
    expect(problemCode(await viewer.send('GET', '/v1/agents'))).toBe('forbidden')
  })
})
