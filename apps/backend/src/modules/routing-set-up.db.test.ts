import type { Flow, FlowDocument, Queue, TenantNumber } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoFlow } from '../demo/demo-flow.ts'
import { openTestCentre, problemCode, type TestCentre } from '../testing/test-centre.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

type Owner = Awaited<ReturnType<TestCentre['newTenant']>>

async function newQueue(owner: Owner, name = 'Support'): Promise<Queue> {
  return (await owner.send<Queue>('POST', '/v1/queues', { name })).body
}

async function newFlow(owner: Owner, document: FlowDocument): Promise<Flow> {
  return (await owner.send<Flow>('POST', '/v1/flows', { name: 'Main', document })).body
}

let nextNumber = 1000
const newNumber = () => `+1555020${nextNumber++}`

describe('queues', () => {
  it('have sensible settings when none are given, and take others', async () => {
    const owner = await centre.newTenant()
    const queue = await newQueue(owner)
    expect(queue).toMatchObject({
      ringTimeoutMs: 20_000,
      wrapUpMs: 30_000,
      announceEveryMs: 30_000,
      agentIds: [],
    })
    const changed = await owner.send<Queue>('PATCH', `/v1/queues/${queue.id}`, {
      name: 'Help',
      wrapUpMs: 0,
    })
    expect(changed.body).toMatchObject({ name: 'Help', wrapUpMs: 0, ringTimeoutMs: 20_000 })
  })

  it('have names of their own, whatever the capitals', async () => {
    const owner = await centre.newTenant()
    await newQueue(owner, 'Sales')
    const twin = await owner.send('POST', '/v1/queues', { name: 'SALES' })
    expect(problemCode(twin)).toBe('already_exists')
    expect((await newQueue(await centre.newTenant(), 'Sales')).name).toBe('Sales')
  })

  it('have agents of the same centre only', async () => {
    const owner = await centre.newTenant()
    const stranger = await centre.newTenant()
    const queue = await newQueue(owner)
    const set = (agentIds: string[]) =>
      owner.send<Queue>('PUT', `/v1/queues/${queue.id}/agents`, { agentIds })
    expect((await set([owner.me.user.id, owner.me.user.id])).body.agentIds).toEqual([
      owner.me.user.id,
    ])
    expect(problemCode(await set([stranger.me.user.id]))).toBe('validation_failed')
    const [kept] = (await owner.send<{ items: Queue[] }>('GET', '/v1/queues')).body.items
    expect(kept?.agentIds).toEqual([owner.me.user.id])
  })

  it('that a published flow leads to are not deleted', async () => {
    const owner = await centre.newTenant()
    const queue = await newQueue(owner)
    const flow = await newFlow(owner, demoFlow({ sales: queue.name, support: queue.name }))
    await owner.send('POST', `/v1/flows/${flow.id}/publish`, {})
    const refused = await owner.send('DELETE', `/v1/queues/${queue.id}`)
    expect(problemCode(refused)).toBe('in_use')
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('Main') })
    const other = await newQueue(owner, 'Other')
    expect((await owner.send('DELETE', `/v1/queues/${other.id}`)).status).toBe(204)
  })
})

describe('numbers', () => {
  it('are added, changed and released', async () => {
    const owner = await centre.newTenant()
    const number = newNumber()
    const added = await owner.send<TenantNumber>('POST', '/v1/numbers', { number, label: 'Main' })
    expect(added).toMatchObject({
      status: 201,
      body: { number: { value: number }, label: 'Main', flowId: null },
    })
    const changed = await owner.send<TenantNumber>('PATCH', `/v1/numbers/${added.body.id}`, {
      label: 'Desk',
    })
    expect(changed.body.label).toBe('Desk')
    expect((await owner.send('DELETE', `/v1/numbers/${added.body.id}`)).status).toBe(204)
    expect((await owner.send<{ items: unknown[] }>('GET', '/v1/numbers')).body.items).toEqual([])
  })

  it('lead to one centre: a number in use is refused, without a word about whose it is', async () => {
    const number = newNumber()
    await (await centre.newTenant()).send('POST', '/v1/numbers', { number })
    const second = await (await centre.newTenant()).send('POST', '/v1/numbers', { number })
    expect(problemCode(second)).toBe('already_exists')
  })

  it.each(['5550100', '+0123456789', 'call me', ''])('are not %j', async (number) => {
    const owner = await centre.newTenant()
    const answer = await owner.send('POST', '/v1/numbers', { number })
    expect(problemCode(answer)).toBe('validation_failed')
    expect(answer.body).toMatchObject({ errors: [{ path: '/number' }] })
  })
})

describe('the audit log', () => {
  it('says who changed what, newest first, page by page, and cannot be rewritten', async () => {
    const owner = await centre.newTenant()
    for (const name of ['A', 'B', 'C']) await newQueue(owner, name)
    const page = (cursor = '') =>
      owner.send<{
        items: { action: string; actor: { name: string }; detail: { name?: string } }[]
        nextCursor?: string
      }>('GET', `/v1/audit?limit=2${cursor}`)
    const first = await page()
    expect(first.body.items.map(({ action, detail }) => `${action} ${detail.name}`)).toEqual([
      'queue.created C',
      'queue.created B',
    ])
    expect(first.body.items[0]?.actor.name).toBe(owner.me.user.name)
    const second = await page(`&cursor=${first.body.nextCursor}`)
    expect(second.body.items[0]?.detail.name).toBe('A')
    const rewrite = centre.database.asTenant(owner.tenantId, (tx) =>
      tx
        .updateTable('audit_entries')
        .set({ action: 'nothing.happened' } as never)
        .execute(),
    )
    await expect(rewrite).rejects.toThrow(/permission denied/)
  })
})
