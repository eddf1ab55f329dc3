import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorkCentre, type WorkCentre } from '../agent-work/testing/work-centre.ts'
import type { SignedInClient } from '../../testing/test-centre.ts'
import { takeSilentOffline } from './beats.ts'

let centre: WorkCentre
beforeAll(async () => {
  centre = await openWorkCentre()
})
afterAll(() => centre.close())

const beat = (agent: SignedInClient, tabId: string, leaving = false) =>
  agent.send('POST', '/v1/me/beat', { tabId, leaving })
const reap = () => takeSilentOffline(centre.database, centre.doWork)
const browserGone = { kind: 'system', why: 'browser_gone' }

/** So much time goes by, for the agent's browsers. */
async function passes(ms: number, agent: SignedInClient): Promise<void> {
  await centre.database.asSystem(async (tx) => {
    for (const table of ['agent_tabs', 'agent_states']) {
      await sql`
        update ${sql.table(table)} set beat_until = beat_until - ${`${ms} ms`}::interval
        where agent_id = ${agent.me.user.id}`.execute(tx)
    }
  })
}

const kindOf = async (agent: SignedInClient) => (await centre.agentOf(agent)).state.kind
const newAgent = async () => centre.newAgent(await centre.newQueue())

describe('a browser that is asleep', () => {
  it('is believed to be there for 90 s, and then its agent is offline', async () => {
    const agent = await newAgent()
    await beat(agent, 'one')
    await passes(80_000, agent)
    await reap()
    expect(await kindOf(agent)).toBe('available')
    await passes(10_000, agent)
    await reap()
    expect(await kindOf(agent)).toBe('offline')
    expect((await centre.statesToldOf(agent)).at(-1)).toEqual({
      was: 'available',
      is: 'offline',
      cause: browserGone,
    })
  })

  it('holds nobody up: what is offered goes back to its place, and to another agent', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent(queue)
    await beat(agent, 'one')
    const caller = await centre.newCaller(queue)
    await centre.is(agent, 'offering')
    await passes(90_000, agent)
    await reap()
    expect(await kindOf(agent)).toBe('offline')
    const other = await centre.newAgent(queue)
    await centre.is(other, 'offering')
    expect(await centre.placeOf(caller)).toMatchObject({ offered_to: other.me.user.id })
  })

  it('does not touch a call: its end decides', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent(queue)
    await beat(agent, 'one')
    const callId = await centre.newCaller(queue)
    await centre.is(agent, 'offering')
    await centre.talks(agent, callId)
    await passes(120_000, agent)
    await reap()
    expect(await kindOf(agent)).toBe('in_call')
    await centre.move(agent, { kind: 'call_ended', callId, wrapUpMs: 30_000, phoneReady: true })
    await reap()
    expect(await kindOf(agent)).toBe('offline')
  })

  it('that wakes up lets its agent choose again, and is not held against them', async () => {
    const agent = await newAgent()
    await beat(agent, 'one')
    await passes(90_000, agent)
    await reap()
    await centre.choose(agent, { kind: 'available' })
    await reap()
    expect(await kindOf(agent)).toBe('available')
    await beat(agent, 'one')
    await reap()
    expect(await kindOf(agent)).toBe('available')
  })
})

describe('a browser that is closed', () => {
  it('has offers taken back at once, and its agent offline after the time of a reload', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent(queue)
    await beat(agent, 'one')
    await centre.newCaller(queue)
    await centre.is(agent, 'offering')
    // Its phone goes with it.
    centre.withoutPhone.add(agent.me.user.id)
    await beat(agent, 'one', true)
    expect(await kindOf(agent)).toBe('available')
    await passes(4000, agent)
    await reap()
    expect(await kindOf(agent)).toBe('available')
    await passes(6000, agent)
    await reap()
    expect(await kindOf(agent)).toBe('offline')
  })

  it('is forgotten when it opens again', async () => {
    const agent = await newAgent()
    await beat(agent, 'one')
    await beat(agent, 'one', true)
    await beat(agent, 'two')
    await passes(20_000, agent)
    await reap()
    expect(await kindOf(agent)).toBe('available')
  })

  it('of two leaves the other: the agent stays', async () => {
    const agent = await newAgent()
    await beat(agent, 'one')
    await beat(agent, 'two')
    await beat(agent, 'one', true)
    await passes(40_000, agent)
    await reap()
    expect(await kindOf(agent)).toBe('available')
    await beat(agent, 'two', true)
    await passes(10_000, agent)
    await reap()
    expect(await kindOf(agent)).toBe('offline')
  })
})

describe('an agent without a browser', () => {
  it('is left alone: a phone that stands on the desk never says a word', async () => {
    const agent = await newAgent()
    await reap()
    expect(await kindOf(agent)).toBe('available')
  })
})

describe('an agent who signs out', () => {
  it('is offline at once, with offers taken back, by one change', async () => {
    const queue = await centre.newQueue()
    const agent = await centre.newAgent(queue)
    const caller = await centre.newCaller(queue)
    await centre.is(agent, 'offering')
    const before = await centre.statesToldOf(agent)
    await agent.send('DELETE', '/v1/session')
    expect(await centre.placeOf(caller)).toMatchObject({ offered_to: null })
    expect((await centre.statesToldOf(agent)).slice(before.length)).toEqual([
      { was: 'offering', is: 'offline', cause: { kind: 'system', why: 'signed_out' } },
    ])
  })

  it('stays where they are signed in elsewhere', async () => {
    const agent = await newAgent()
    const elsewhere = await centre.signIn(agent.me.user.email)
    await agent.send('DELETE', '/v1/session')
    expect(await kindOf(elsewhere)).toBe('available')
  })

  it('may be one who must not sign in any more', async () => {
    const agent = await newAgent()
    await centre.owner.send('PATCH', `/v1/users/${agent.me.user.id}`, { disabled: true })
    expect((await centre.statesToldOf(agent)).at(-1)).toEqual({
      was: 'available',
      is: 'offline',
      cause: { kind: 'system', why: 'disabled' },
    })
  })
})
