import type {
  LiveDocumentKind,
  LiveDocumentOf,
  LivePath,
  LiveRefusal,
  Queue,
} from '@iris/contracts'
import { openLiveDocuments } from '@iris/realtime/documents'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { enterLine, leaveLine } from '../queues/line.ts'

let centre: TestCentre
let owner: SignedInClient & { tenantId: string }

beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  owner = await centre.newTenant('owner')
})

/** Watches a document as a browser of the client does. */
function watch<Kind extends LiveDocumentKind>(client: SignedInClient, path: LivePath<Kind>) {
  const values: LiveDocumentOf[Kind][] = []
  const refusals: LiveRefusal[] = []
  const signedOut = vi.fn<() => void>()
  const documents = openLiveDocuments({
    url: `${centre.origin}/v1/live`,
    access: async () => (await client.send<{ driver: 'stream' }>('POST', '/v1/live/access')).body,
    token: async () => client.accessToken,
    onState: () => undefined,
    onRefused: signedOut,
  })
  onTestFinished(() => documents.close())
  documents.watch(path, {
    onValue: (value) => void values.push(value),
    onRefused: (why) => void refusals.push(why),
  })
  return { values, refusals, signedOut, last: () => values.at(-1) }
}

const newQueue = async (name: string) =>
  (await owner.send<Queue>('POST', '/v1/queues', { name })).body

const wait = (contactId: string, queueId: string) =>
  centre.doWork(owner.tenantId, null, (work) => {
    const waiting = { priority: 0, waiting_since: new Date('2026-11-20T09:00:00Z') }
    const entry = { contact_id: contactId, queue_id: queueId, ...waiting }
    return enterLine(work, entry, { again: false, numberId: null })
  })

describe('presence', () => {
  it('shows agents as they are, and then as they become', async () => {
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    const presence = watch(owner, 'presence/everyone')
    const kind = () => presence.last()?.agents[agent.me.user.id]?.state.kind
    await expect.poll(kind).toBe('offline')
    await agent.send('PUT', '/v1/me/state', { kind: 'not_ready', reason: 'lunch' })
    await expect.poll(kind).toBe('not_ready')
    await agent.send('PUT', '/v1/me/state', { kind: 'available' })
    await expect.poll(kind).toBe('available')
  })

  it('shows who comes and who may sign in no more', async () => {
    const presence = watch(owner, 'presence/everyone')
    const ids = () => Object.keys(presence.last()?.agents ?? {}).toSorted()
    await expect.poll(ids).toEqual([owner.me.user.id])
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    await agent.send('PATCH', '/v1/me', { locale: 'de' })
    await expect.poll(ids).toEqual([owner.me.user.id, agent.me.user.id].toSorted())
    await owner.send('PATCH', `/v1/users/${agent.me.user.id}`, { disabled: true })
    await expect.poll(ids).toEqual([owner.me.user.id])
  })

  it('is not for agents, nor of teams that are not there, nor of other centres', async () => {
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    const stranger = await centre.newTenant('owner')
    const team = await stranger.send<{ id: string }>('POST', '/v1/teams', { name: 'Theirs' })
    const [byAgent, unknown, theirs] = [
      watch(agent, 'presence/everyone'),
      watch(owner, `presence/${uuidv7()}`),
      watch(owner, `presence/${team.body.id}`),
    ]
    await expect.poll(() => byAgent.refusals).toEqual(['forbidden'])
    await expect.poll(() => unknown.refusals).toEqual(['not_found'])
    await expect.poll(() => theirs.refusals).toEqual(['not_found'])
  })
})

describe('a board', () => {
  it('shows who waits, since when, and who is there', async () => {
    const queue = await newQueue('Sales')
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    await owner.send('PUT', `/v1/queues/${queue.id}/agents`, { agentIds: [agent.me.user.id] })
    const board = watch(owner, 'board/everyone')
    const shown = () => board.last()?.queues[queue.id]
    await expect.poll(shown).toMatchObject({
      name: 'Sales',
      waiting: 0,
      oldestSince: null,
      expectedWaitError: null,
    })
    await agent.send('PUT', '/v1/me/state', { kind: 'available' })
    await expect.poll(() => shown()?.agents).toMatchObject({ available: 1, signedIn: 1 })
    await agent.send('PUT', '/v1/me/state', { kind: 'not_ready', reason: 'break' })
    await expect.poll(() => shown()?.agents).toMatchObject({ available: 0, notReady: 1 })
    const contactId = uuidv7()
    await wait(contactId, queue.id)
    const waits = { waiting: 1, oldestSince: '2026-11-20T09:00:00.000Z' }
    await expect.poll(shown).toMatchObject(waits)
    await centre.doWork(owner.tenantId, null, (work) => leaveLine(work, contactId, 'abandoned'))
    await expect.poll(shown).toMatchObject({ waiting: 0, oldestSince: null })
  })

  it('counts each agent once by state, those of every team among them', async () => {
    const [ann, ben] = [
      await centre.newUser(owner.tenantId, ['agent']),
      await centre.newUser(owner.tenantId, ['agent']),
    ]
    const agentIds = [ann.me.user.id, ben.me.user.id]
    for (const name of ['Sales', 'Service']) {
      const { id } = await newQueue(name)
      await owner.send('PUT', `/v1/queues/${id}/agents`, { agentIds })
    }
    const day = { name: 'Day', agentIds: [ann.me.user.id] }
    const team = (await owner.send<{ id: string }>('POST', '/v1/teams', day)).body
    const all = watch(owner, 'board/everyone')
    const ofTeam = watch(owner, `board/${team.id}`)
    await ann.send('PUT', '/v1/me/state', { kind: 'available' })
    await ben.send('PUT', '/v1/me/state', { kind: 'not_ready', reason: 'lunch' })
    await expect.poll(() => all.last()?.states).toMatchObject({ available: 1, not_ready: 1 })
    await expect.poll(() => ofTeam.last()?.states).toMatchObject({ available: 1, not_ready: 0 })
  })

  it('has queues that come, change their name and go', async () => {
    const board = watch(owner, 'board/everyone')
    await expect.poll(() => board.last()?.queues).toEqual({})
    const queue = await newQueue('Sales')
    const names = () => Object.values(board.last()?.queues ?? {}).map(({ name }) => name)
    await expect.poll(names).toEqual(['Sales'])
    await owner.send('PATCH', `/v1/queues/${queue.id}`, { name: 'Orders' })
    await expect.poll(names).toEqual(['Orders'])
    await owner.send('DELETE', `/v1/queues/${queue.id}`)
    await expect.poll(names).toEqual([])
  })

  it('of a team has the queues that its agents answer', async () => {
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    const ids = { agentIds: [agent.me.user.id] }
    const team = (await owner.send<{ id: string }>('POST', '/v1/teams', { name: 'Day', ...ids }))
      .body
    const [sales] = [await newQueue('Sales'), await newQueue('Service')]
    await owner.send('PUT', `/v1/queues/${sales.id}/agents`, ids)
    const board = watch(agent, `board/${team.id}`)
    await expect.poll(() => Object.keys(board.last()?.queues ?? {})).toEqual([sales.id])
    await owner.send('DELETE', `/v1/teams/${team.id}`)
    await expect.poll(() => board.refusals).toEqual(['not_found'])
  })
})

describe('the stream of documents', () => {
  it('asks who is listening, and for what', async () => {
    const bare = await centre.anybody.send('GET', '/v1/live?path=board/everyone')
    expect(problemCode(bare)).toBe('not_signed_in')
    for (const query of ['', '?path=calls/everyone', '?path=board/no-id']) {
      expect(problemCode(await owner.send('GET', `/v1/live${query}`))).toBe('validation_failed')
    }
  })

  it('ends with the session', async () => {
    const board = watch(owner, 'board/everyone')
    await expect.poll(() => board.values.length).toBeGreaterThan(0)
    await owner.send('DELETE', '/v1/session')
    await expect.poll(() => board.signedOut.mock.calls.length).toBe(1)
  })
})
