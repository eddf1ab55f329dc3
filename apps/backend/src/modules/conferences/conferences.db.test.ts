import type { Conference, Participant, Problem } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestCentre, type SignedInClient, type TestCentre } from '../../testing/test-centre.ts'
import { moveAgent } from '../agents/service.ts'
import { enterNode } from '../calls/node.ts'
import { endAbandonedConferences } from './reaper.ts'

let centre: TestCentre
let boss: SignedInClient & { tenantId: string }
let agentId: string

beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  boss = await centre.newTenant('supervisor')
  agentId = boss.me.user.id
  await makeAvailable(agentId)
})

async function makeAvailable(id: string): Promise<void> {
  await centre.doWork(boss.tenantId, null, (work) =>
    moveAgent(work, id, { kind: 'choose', next: { kind: 'available' }, phoneReady: true }),
  )
}

const toMe = () => ({ to: { kind: 'agent', agentId } })

const open = (name: string, changes: object = {}) =>
  boss.send<Conference & Problem>('POST', '/v1/conferences', {
    name,
    participants: [toMe()],
    ...changes,
  })

const act = (id: string, action: object) =>
  boss.send<Problem>('POST', `/v1/conferences/${id}/actions`, action)

const add = (id: string, participant: object) =>
  boss.send<Participant & Problem>('POST', `/v1/conferences/${id}/participants`, participant)

describe('a conference', () => {
  it('is opened with those who are called, each by a call of their own', async () => {
    const { status, body } = await open('Weekly', { tones: true, maxParticipants: 5 })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: 'Weekly',
      state: 'waiting',
      tones: true,
      maxParticipants: 5,
      participants: [{ label: 'A supervisor', state: 'ringing', agent: { id: agentId } }],
    })
    const call = await boss.send('GET', `/v1/calls/${body.participants[0]?.callId}`)
    expect(call.body).toMatchObject({ direction: 'outbound', number: { value: 'Weekly' } })
    const list = await boss.send<{ items: Conference[] }>('GET', '/v1/conferences?state=live')
    expect(list.body.items).toEqual([body])
    const audit = await (await centre.newUser(boss.tenantId, ['owner'])).send('GET', '/v1/audit')
    expect(JSON.stringify(audit.body)).toContain('conference.opened')
  })

  it('has its name to itself while it lasts, whatever the case', async () => {
    await open('Weekly')
    const second = await open('WEEKLY')
    expect(second).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(second.body.detail).toContain('is going on')
  })

  it('calls only agents who are there, and numbers there is a way to', async () => {
    expect((await open('None', { participants: [] })).status).toBe(422)
    const nobody = { to: { kind: 'agent', agentId: uuidv7() } }
    expect((await open('Nobody', { participants: [nobody] })).body.errors).toEqual([
      { path: '/participants/0/to/agentId', message: 'There is no such agent.' },
    ])
    const number = { to: { kind: 'number', number: '(555) 010-7777' } }
    expect((await open('Number', { participants: [number] })).body.detail).toContain('trunks')
    const short = { to: { kind: 'number', number: '12' } }
    expect((await open('Short', { participants: [short] })).body.errors).toEqual([
      { path: '/participants/0/to/number', message: 'This is no telephone number.' },
    ])
    const away = await centre.newUser(boss.tenantId, ['agent'])
    const offline = { to: { kind: 'agent', agentId: away.me.user.id } }
    expect((await open('Away', { participants: [offline] })).body.detail).toBe(
      'A agent is not available now.',
    )
    const list = await boss.send<{ items: Conference[] }>('GET', '/v1/conferences')
    expect(list.body.items).toEqual([])
  })

  it('that is full, locked or over takes nobody in', async () => {
    const { body } = await open('Two', { maxParticipants: 2 })
    const { id } = body
    expect((await add(id, toMe())).status).toBe(201)
    expect((await add(id, toMe())).body.detail).toBe('The conference is full.')
    await set(id, { locked: true })
    expect((await add(id, toMe())).body.detail).toContain('locked')
    await set(id, { ended_at: new Date() })
    expect((await add(id, toMe())).body.detail).toBe('The conference has ended.')
    expect((await act(id, { kind: 'end' })).body.detail).toBe('The conference has ended.')
  })

  it('lets nobody be muted who is not in it', async () => {
    const { body } = await open('Mute')
    const participantId = body.participants[0]?.id
    const early = await act(body.id, { kind: 'mute', participantId })
    expect(early).toMatchObject({ status: 409, body: { detail: 'They are not in it yet.' } })
    expect((await act(body.id, { kind: 'remove', participantId })).status).toBe(204)
    const nobody = await act(body.id, { kind: 'mute', participantId: uuidv7() })
    expect(nobody.status).toBe(404)
  })

  it('is not for agents to see or to control', async () => {
    const { body } = await open('Closed')
    const agent = await centre.newUser(boss.tenantId, ['agent'])
    expect((await agent.send('GET', '/v1/conferences')).status).toBe(403)
    const end = await agent.send('POST', `/v1/conferences/${body.id}/actions`, { kind: 'end' })
    expect(end.status).toBe(403)
  })
})

function set(id: string, change: { locked?: boolean; ended_at?: Date; node_id?: string }) {
  return centre.database.asSystem((tx) =>
    tx.updateTable('conferences').set(change).where('id', '=', id).execute(),
  )
}

describe('a conference whose process has died', () => {
  const nodeId = uuidv7()
  const reap = (carries = false) =>
    endAbandonedConferences(centre.database, centre.doWork, { nodeId, carries: () => carries })

  it('is ended with everybody in it, and no other is', async () => {
    await endEarlierOnes()
    const other = uuidv7()
    await enterNode(centre.database, { id: other, name: 'another' })
    const [dead, alive, fresh] = [await open('Dead'), await open('Alive'), await open('Fresh')]
    await set(dead.body.id, { node_id: uuidv7() })
    await set(alive.body.id, { node_id: other })
    expect(await reap()).toBe(1)
    const read = async (id: string) =>
      (await boss.send<Conference>('GET', `/v1/conferences/${id}`)).body
    expect(await read(dead.body.id)).toMatchObject({
      state: 'ended',
      participants: [{ state: 'left', reason: 'interrupted' }],
    })
    expect((await read(alive.body.id)).state).toBe('waiting')
    // It was just asked for: a process may yet take it up.
    expect((await read(fresh.body.id)).state).toBe('waiting')
    expect(await reap()).toBe(0)
  })

  /** Those of other tests that nobody took up: they are reaped once they have waited for that long enough. */
  const endEarlierOnes = () =>
    centre.database.asSystem((tx) =>
      tx
        .updateTable('conferences')
        .set({ ended_at: new Date() })
        .where('ended_at', 'is', null)
        .execute(),
    )
})
