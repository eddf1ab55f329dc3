import type { Agent, AuditEntry, Call, CallAction, TransferTargets } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { offerContact } from '../../testing/offer-contact.ts'
import { moveAgent } from '../agents/service.ts'
import { CallLedger } from './live/ledger/ledger.ts'
import { park } from './parked-repository.ts'
import { unpark } from './parked.ts'

const withoutPhone = new Set<string>()
let centre: TestCentre
let owner: Awaited<ReturnType<TestCentre['newTenant']>>
let ada: SignedInClient
let ben: SignedInClient
let support: string

beforeAll(async () => {
  centre = await openTestCentre({ phoneReady: (agentId) => !withoutPhone.has(agentId) })
  owner = await centre.newTenant()
  ada = await centre.newUser(owner.tenantId, ['agent'])
  ben = await centre.newUser(owner.tenantId, ['agent'])
  support = (await owner.send<{ id: string }>('POST', '/v1/queues', { name: 'Support' })).body.id
})
afterAll(() => centre.close())

/** A call that Ada has taken. */
async function adasCall(): Promise<string> {
  const id = uuidv7()
  const ledger = new CallLedger(centre.doWork, {
    id,
    tenantId: owner.tenantId,
    nodeId: uuidv7(),
    startedAtMs: Date.now(),
    from: '+15550100199',
    number: '+15550100100',
    numberId: uuidv7(),
    flow: undefined,
  })
  await ledger.begun()
  const place = {
    queueId: support,
    priority: 0,
    waitingSinceMs: Date.now(),
    expiresAtMs: null,
  }
  await ledger.queued(place, [], [])
  const agentId = ada.me.user.id
  await ada.send('PUT', '/v1/me/state', { kind: 'available' })
  const offer = await centre.doWork(owner.tenantId, null, (work) =>
    offerContact(work, { contactId: id, agentId }),
  )
  await ledger.connected({ queueId: support, agentId, offer }, Date.now(), 0, [])
  return id
}

const act = (who: SignedInClient, id: string, action: CallAction) =>
  who.send('POST', `/v1/calls/${id}/actions`, action)
const stateOf = async (who: SignedInClient) =>
  (await who.send<{ agent: Agent }>('GET', '/v1/me/desk')).body.agent.state

describe('an action on a call', () => {
  it('reserves the colleague it is to go to, and tells the call', async () => {
    const id = await adasCall()
    await ben.send('PUT', '/v1/me/state', { kind: 'available' })
    const ordered: unknown[] = []
    const stop = centre.bus.watch((event) => {
      if (event.type === 'call.ordered') ordered.push(event.payload)
    })
    const action = { kind: 'transfer', to: { kind: 'agent', agentId: ben.me.user.id } } as const
    expect((await act(ada, id, action)).status).toBe(204)
    expect(await stateOf(ben)).toMatchObject({ kind: 'offering', callId: id })
    await expect
      .poll(() => ordered)
      .toMatchObject([
        { callId: id, order: { to: { agent: { id: ben.me.user.id } }, ringTimeoutMs: 20_000 } },
      ])
    expect(problemCode(await act(ada, id, action))).toBe('conflict')
    stop()
    await centre.doWork(owner.tenantId, null, (work) =>
      moveAgent(work, ben.me.user.id, { kind: 'offer_withdrawn', callId: id }),
    )
  })

  it('is refused where there is no such call, queue or colleague, and to oneself', async () => {
    const id = await adasCall()
    const to = (target: object) => ({ kind: 'transfer', to: target }) as CallAction
    const nobody = uuidv7()
    expect(problemCode(await act(ada, nobody, { kind: 'hangup' }))).toBe('not_found')
    expect(problemCode(await act(ada, id, to({ kind: 'queue', queueId: nobody })))).toBe(
      'validation_failed',
    )
    expect(problemCode(await act(ada, id, to({ kind: 'agent', agentId: nobody })))).toBe(
      'not_found',
    )
    expect(problemCode(await act(ada, id, to({ kind: 'agent', agentId: ada.me.user.id })))).toBe(
      'validation_failed',
    )
    expect(problemCode(await act(ada, id, { kind: 'levitate' } as never))).toBe('validation_failed')
  })

  it('to a number outside needs a number, and a way out', async () => {
    const id = await adasCall()
    const to = (number: string) => ({ kind: 'number', number }) as const
    const noNumber = await act(ada, id, { kind: 'consult', to: to('the boss') })
    expect(problemCode(noNumber)).toBe('validation_failed')
    const empty = await act(ada, id, { kind: 'transfer', to: to(' ') })
    expect(problemCode(empty)).toBe('validation_failed')
    const noTrunk = await act(ada, id, { kind: 'transfer', to: to('5550107777') })
    expect(problemCode(noTrunk)).toBe('conflict')
  })

  it('of another centre is not found', async () => {
    const id = await adasCall()
    const stranger = await centre.newTenant()
    expect(problemCode(await act(stranger, id, { kind: 'hangup' }))).toBe('not_found')
  })

  it('that is done with somebody else’s call is in the audit log', async () => {
    const id = await adasCall()
    expect((await act(owner, id, { kind: 'hangup' })).status).toBe(204)
    const { items } = (await owner.send<{ items: AuditEntry[] }>('GET', '/v1/audit')).body
    expect(items).toContainEqual(expect.objectContaining({ action: 'call.hangup', target: id }))
  })

  it('to supervise needs a phone, and leaves the state as it was without', async () => {
    const id = await adasCall()
    const supervisor = await centre.newUser(owner.tenantId, ['supervisor'])
    withoutPhone.add(supervisor.me.user.id)
    const refused = await act(supervisor, id, { kind: 'supervise', mode: 'monitor' })
    expect(problemCode(refused)).toBe('conflict')
    expect((await stateOf(supervisor)).kind).toBe('offline')
  })
})

describe('whom a call can be given to', () => {
  it('is found by a part of the name: colleagues, the available first, and queues', async () => {
    await owner.send('POST', '/v1/queues', { name: 'Sales' })
    await ben.send('PUT', '/v1/me/state', { kind: 'available' })
    const find = async (search: string) =>
      (await ada.send<TransferTargets>('GET', `/v1/transfer-targets?search=${search}`)).body
    const all = await find('')
    expect(all.agents[0]?.id).toBe(ben.me.user.id)
    expect(all.agents.map(({ id }) => id)).not.toContain(ada.me.user.id)
    expect((await find('SUPP')).queues).toEqual([{ id: support, name: 'Support', waiting: 0 }])
    expect((await find('nobody at all')).agents).toEqual([])
  })
})

describe('an agent who has talked in a call', () => {
  it('goes on seeing it when somebody else has it', async () => {
    const id = await adasCall()
    const list = async () =>
      (await ada.send<{ items: Call[] }>('GET', '/v1/calls')).body.items.map((call) => call.id)
    await centre.doWork(owner.tenantId, null, (work) =>
      work.tx.updateTable('calls').set({ agent_id: ben.me.user.id }).where('id', '=', id).execute(),
    )
    expect(await list()).toContain(id)
    expect((await ada.send('GET', `/v1/calls/${id}`)).status).toBe(200)
    expect((await ben.send('GET', `/v1/calls/${id}`)).status).toBe(404)
  })
})

describe('parking', () => {
  const slotOf = (callId: string) =>
    centre.doWork(owner.tenantId, null, ({ tx }) =>
      park(tx, { tenant_id: owner.tenantId, call_id: callId, agent_id: ada.me.user.id }),
    )
  const free = (callId: string) =>
    centre.doWork(owner.tenantId, null, (work) => unpark(work, callId))

  it('gives each call a slot of its own, the lowest that is free, however many park at once', async () => {
    const calls = Array.from({ length: 6 }, () => uuidv7())
    const slots = await Promise.all(calls.map(slotOf))
    expect(slots.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6])
    const third = calls[slots.indexOf(3)] ?? ''
    await free(third)
    expect(await slotOf(uuidv7())).toBe(3)
  })

  it('counts the slots of each centre by itself', async () => {
    const other = await centre.newTenant()
    const slot = await centre.doWork(other.tenantId, null, ({ tx }) =>
      park(tx, { tenant_id: other.tenantId, call_id: uuidv7(), agent_id: other.me.user.id }),
    )
    expect(slot).toBe(1)
  })
})
