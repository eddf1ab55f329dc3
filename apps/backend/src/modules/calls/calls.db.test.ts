import type { Call, Desk } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { mendLines } from '../routing/reapers.ts'
import { offerContact } from '../../testing/offer-contact.ts'
import { ControlLedger } from './live/ledger/control-ledger.ts'
import { CallLedger } from './live/ledger/ledger.ts'
import { beat, closeAbandoned, enterNode } from './node.ts'

let centre: TestCentre
let owner: Awaited<ReturnType<TestCentre['newTenant']>>
let agent: SignedInClient
let queueId: string
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

async function newCentre(): Promise<void> {
  owner = await centre.newTenant()
  agent = await centre.newUser(owner.tenantId, ['agent'])
  queueId = (await owner.send<{ id: string }>('POST', '/v1/queues', { name: 'Q' })).body.id
  await agent.send('PUT', '/v1/me/state', { kind: 'available' })
}

async function newCall(options: { at?: number; from?: string; nodeId?: string } = {}) {
  const startedAtMs = options.at ?? Date.now()
  const id = uuidv7({ msecs: startedAtMs })
  const ledger = new CallLedger(centre.doWork, {
    id,
    tenantId: owner.tenantId,
    nodeId: options.nodeId ?? uuidv7(),
    startedAtMs,
    from: options.from ?? '+15550100199',
    number: '+15550100100',
    numberId: uuidv7(),
    flow: undefined,
  })
  await ledger.begun()
  return { id, ledger }
}

const place = () => ({ queueId, priority: 0, waitingSinceMs: Date.now(), expiresAtMs: null })
const callEnded = (callId: string) =>
  ({ kind: 'call_ended', callId, wrapUpMs: 0, phoneReady: true }) as const
const end = (atMs: number, agentId: string | null = null, callId = '') => ({
  atMs,
  cause: 'NORMAL_CLEARING' as const,
  by: 'caller' as const,
  path: [],
  queueId,
  agentId,
  talkMs: 0,
  quality: null,
  agents: agentId === null ? [] : [{ agentId, event: callEnded(callId) }],
})

/** A call that the agent has taken. */
async function takenCall(nodeId?: string) {
  const call = await newCall(nodeId === undefined ? {} : { nodeId })
  await call.ledger.queued(place(), [], [])
  const agentId = agent.me.user.id
  const offer = await centre.doWork(owner.tenantId, null, (work) =>
    offerContact(work, { contactId: call.id, agentId }),
  )
  await call.ledger.connected({ queueId, agentId, offer }, Date.now(), 10, [])
  return call
}

const list = (client: SignedInClient, query = '') =>
  client.send<{ items: Call[]; nextCursor?: string }>('GET', `/v1/calls${query}`)

describe('the call log', () => {
  it('is read newest first, page by page, each call once', async () => {
    await newCentre()
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.push((await newCall({ at: Date.now() - 1000 * (5 - i) })).id)
    const seen: string[] = []
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const { body } = await list(owner, `?limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...body.items.map(({ id }) => id))
      cursor = body.nextCursor
    }
    expect(seen).toEqual(ids.toReversed())
  })

  it('finds calls by state, number and time', async () => {
    await newCentre()
    const old = await newCall({ at: Date.parse('2026-01-15T12:00:00Z'), from: '+442079460000' })
    const live = await newCall()
    await old.ledger.ended(end(Date.parse('2026-01-15T12:01:00Z')))
    const find = async (query: string) => (await list(owner, query)).body.items.map(({ id }) => id)
    expect(await find('?state=live')).toEqual([live.id])
    expect(await find('?state=ended')).toEqual([old.id])
    expect(await find('?number=2079 46')).toEqual([old.id])
    expect(await find('?number=%25')).toEqual([])
    expect(await find('?to=2026-02-01T00:00:00Z')).toEqual([old.id])
    expect(await find('?from=2026-01-15T12:00:00Z&to=2026-01-15T12:00:01Z')).toEqual([old.id])
    expect(await find('?from=2026-01-15T12:00:01Z')).toEqual([live.id])
    expect(problemCode(await list(owner, '?cursor=made-up'))).toBe('validation_failed')
  })

  it('shows an agent their own calls only', async () => {
    await newCentre()
    const other = await newCall()
    const mine = await takenCall()
    expect((await list(agent)).body.items.map(({ id }) => id)).toEqual([mine.id])
    expect(problemCode(await agent.send('GET', `/v1/calls/${other.id}`))).toBe('not_found')
    expect((await agent.send('GET', `/v1/calls/${mine.id}`)).status).toBe(200)
    expect(problemCode(await list(agent, `?agentId=${owner.me.user.id}`))).toBe('forbidden')
  })
})

describe('the quality of a call', () => {
  it('is told to its agent when it becomes another, and stays in the record', async () => {
    await newCentre()
    const heard: unknown[] = []
    const stop = centre.bus.watch((event) => {
      if (event.type === 'call.quality_changed') heard.push(event.payload)
    })
    const call = await takenCall()
    const received = { packets: 250, lost: 20, lostPercent: 8, jitterMs: 4.5 }
    const caller = { grade: 'poor', mos: 3.5, received, sent: null, roundTripMs: 31 } as const
    const quality = { caller, agent: null }
    await call.ledger.qualityChanged(quality, agent.me.user.id)
    await expect
      .poll(() => heard)
      .toEqual([{ callId: call.id, agentId: agent.me.user.id, quality }])
    stop()
    const shown = await agent.send<Call>('GET', `/v1/calls/${call.id}`)
    expect(shown.body.quality).toEqual(quality)

    await call.ledger.ended({ ...end(Date.now(), agent.me.user.id), quality: null })
    const record = await agent.send<Call>('GET', `/v1/calls/${call.id}`)
    expect(record.body.quality).toEqual(quality)
    await call.ledger.qualityChanged({ caller: null, agent: null }, null)
    expect((await agent.send<Call>('GET', `/v1/calls/${call.id}`)).body.quality).toEqual(quality)
  })
})

describe('the end of a call', () => {
  it('is written once, however often it is tried', async () => {
    await newCentre()
    const ended: string[] = []
    const stop = centre.bus.watch((event) => {
      if (event.type === 'call.ended') ended.push(event.payload.callId)
    })
    const call = await takenCall()
    await call.ledger.ended(end(Date.now(), agent.me.user.id, call.id))
    await call.ledger.ended(end(Date.now() + 5000, agent.me.user.id, call.id))
    const after = await newCall()
    await after.ledger.ended(end(Date.now()))
    await expect.poll(() => ended.includes(after.id)).toBe(true)
    expect(ended.filter((id) => id === call.id)).toHaveLength(1)
    stop()
  })
})

describe('a process that died', () => {
  it('leaves its calls a record, their callers out of the queue, and no agent stuck', async () => {
    await newCentre()
    const dead = uuidv7()
    await enterNode(centre.database, { id: dead, name: `dead ${dead}` })
    const taken = await takenCall(dead)
    const waiting = await newCall({ nodeId: dead })
    await waiting.ledger.queued(place(), [], [])
    const next = uuidv7()
    await enterNode(centre.database, { id: next, name: `dead ${dead}` })
    await closeAbandoned(centre.database, centre.doWork, { nodeId: next, carries: () => false })
    const { items } = (await list(owner)).body
    expect(items.map(({ id, cause, endedBy }) => ({ id, cause, endedBy }))).toEqual(
      [waiting.id, taken.id].map((id) => ({ id, cause: 'INTERRUPTED', endedBy: 'system' })),
    )
    const queue = await owner.send<{ items: unknown[] }>('GET', `/v1/queues/${queueId}/waiting`)
    expect(queue.body.items).toEqual([])
    const desk = await agent.send<{ agent: { state: { kind: string } } }>('GET', '/v1/me/desk')
    expect(desk.body.agent.state.kind).toBe('available')
  })

  it('frees the colleague and the supervisor of its calls, too', async () => {
    await newCentre()
    const colleague = await centre.newUser(owner.tenantId, ['agent'])
    const supervisor = await centre.newUser(owner.tenantId, ['supervisor'])
    await colleague.send('PUT', '/v1/me/state', { kind: 'available' })
    const { id } = await takenCall(uuidv7())
    const callId = { callId: id }
    await new ControlLedger(centre.doWork, { id, tenantId: owner.tenantId }).consultChanged({
      consult: {
        state: 'aside',
        party: { kind: 'agent', agent: { id: colleague.me.user.id, name: 'Colleague' } },
        muted: [],
      },
      path: [],
      agentIds: [],
      moves: [
        { agentId: colleague.me.user.id, event: { kind: 'offered', ...callId } },
        { agentId: colleague.me.user.id, event: { kind: 'offer_accepted', ...callId } },
        { agentId: supervisor.me.user.id, event: { kind: 'call_joined', ...callId } },
      ],
    })
    const kinds = () =>
      Promise.all(
        [agent, colleague, supervisor].map(async (one) => {
          return (await one.send<Desk>('GET', '/v1/me/desk')).body.agent.state.kind
        }),
      )
    expect(await kinds()).toEqual(['in_call', 'in_call', 'in_call'])
    const nodeId = uuidv7()
    await enterNode(centre.database, { id: nodeId, name: `next ${nodeId}` })
    await closeAbandoned(centre.database, centre.doWork, { nodeId, carries: () => false })
    expect(await kinds()).toEqual(['available', 'available', 'offline'])
    expect((await list(owner)).body.items[0]).toMatchObject({ id, consult: null })
  })

  it('is told from one that lives, whose calls go on, by the clock of the database', async () => {
    await newCentre()
    const living = uuidv7()
    await enterNode(centre.database, { id: living, name: `living ${living}` })
    await beat(centre.database, living)
    const call = await newCall({ nodeId: living })
    const mine = uuidv7()
    await enterNode(centre.database, { id: mine, name: `mine ${mine}` })
    const own = await newCall({ nodeId: mine })
    onTestFinished(() => void vi.useRealTimers())
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    await closeAbandoned(centre.database, centre.doWork, {
      nodeId: mine,
      carries: (id) => id === own.id,
    })
    vi.useRealTimers()
    const states = (await list(owner, '?state=live')).body.items.map(({ id }) => id)
    expect(states).toEqual([own.id, call.id])
  })
})

describe('an offer nobody rings for any more', () => {
  it('is taken back: the caller waits on, the agent is free', async () => {
    await newCentre()
    const call = await newCall()
    await call.ledger.queued(place(), [], [])
    await centre.doWork(owner.tenantId, null, async (work) => {
      await offerContact(
        work,
        { contactId: call.id, agentId: agent.me.user.id },
        Date.now() - 60_000,
      )
    })
    await mendLines(centre.database, centre.doWork)
    const desk = await agent.send<{ agent: { state: { kind: string } } }>('GET', '/v1/me/desk')
    expect(desk.body.agent.state.kind).toBe('available')
    const queue = await owner.send<{ items: { contactId: string; place: number }[] }>(
      'GET',
      `/v1/queues/${queueId}/waiting`,
    )
    expect(queue.body.items).toMatchObject([{ contactId: call.id, place: 1 }])
  })
})
