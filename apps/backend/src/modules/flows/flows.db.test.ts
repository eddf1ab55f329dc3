import type { Flow } from '@iris/contracts'
import { templates } from '@iris/flow/templates'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../../testing/listen.ts'
import { openTestCentre, problemCode, type TestCentre } from '../../testing/test-centre.ts'
import { flowsOf, saying } from './testing/flow-samples.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

let nextNumber = 1000
const numberLeadingTo = (flowId: string) => ({ number: `+1555021${nextNumber++}`, flowId })

describe('a flow', () => {
  it('begins as a draft that answers no calls', async () => {
    const owner = await centre.newTenant()
    const flow = await flowsOf(owner).create(saying('Hello'), 'Main')
    expect(flow).toMatchObject({
      name: 'Main',
      description: '',
      latestVersion: null,
      publishedVersion: null,
      archivedAt: null,
      draft: { savedBy: { id: owner.me.user.id, name: owner.me.user.name }, hasChanges: true },
    })
    const { body } = await owner.send<{ items: Flow[] }>('GET', '/v1/flows')
    expect(body.items).toEqual([flow])
  })

  it('that is made of nothing has its start, and says that the start leads nowhere', async () => {
    const owner = await centre.newTenant()
    const made = await owner.send<Flow>('POST', '/v1/flows', { name: 'Empty' })
    const draft = await flowsOf(owner).draft(made.body.id)
    expect(Object.values(draft.document.blocks)).toMatchObject([{ kind: 'start' }])
    expect(draft.problems.map(({ code }) => code)).toContain('unwired_exit')
  })

  it.each(templates)('begins as the template $id', async ({ id, document }) => {
    const owner = await centre.newTenant()
    const made = await owner.send<Flow>('POST', '/v1/flows', { name: 'New', template: id })
    expect(made.status).toBe(201)
    expect((await flowsOf(owner).draft(made.body.id)).document).toEqual(document)
  })

  it('is not made of a template that is not there, nor of two things', async () => {
    const owner = await centre.newTenant()
    const document = saying('Hello')
    for (const body of [{ template: 'toString' }, { template: 'menu', document }]) {
      const refused = await owner.send('POST', '/v1/flows', { name: 'New', ...body })
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: '/template' }] } })
    }
    expect((await owner.send('GET', '/v1/flows')).body).toEqual({ items: [] })
  })

  it('is renamed and described, and others hear of it', async () => {
    const owner = await centre.newTenant()
    const flow = await flowsOf(owner).create()
    const colleague = await listen(centre.origin, owner)
    const changed = await owner.send<Flow>('PATCH', `/v1/flows/${flow.id}`, {
      name: 'Front desk',
      description: 'Who calls the shop',
    })
    expect(changed.body).toMatchObject({ name: 'Front desk', description: 'Who calls the shop' })
    await expect
      .poll(() => colleague.of('flow.changed').map(({ payload }) => payload), { timeout: 15_000 })
      .toEqual([{ flowId: flow.id }])
  })

  it.each(['', 'x'.repeat(81), 'a\0b', '\ud800'])('is not called %j', async (name) => {
    const owner = await centre.newTenant()
    const flow = await flowsOf(owner).create()
    expect(problemCode(await owner.send('PATCH', `/v1/flows/${flow.id}`, { name }))).toBe(
      'validation_failed',
    )
  })

  it('that is put away is listed with its like only, and comes back', async () => {
    const owner = await centre.newTenant()
    const flow = await flowsOf(owner).create()
    const archive = (archived: boolean) =>
      owner.send<Flow>('PATCH', `/v1/flows/${flow.id}`, { archived })
    const listed = async (state: string) =>
      (await owner.send<{ items: Flow[] }>('GET', `/v1/flows?state=${state}`)).body.items.length
    expect((await archive(true)).body.archivedAt).not.toBeNull()
    expect([await listed('in_use'), await listed('archived'), await listed('all')]).toEqual([
      0, 1, 1,
    ])
    expect((await archive(false)).body.archivedAt).toBeNull()
    expect([await listed('in_use'), await listed('archived')]).toEqual([1, 0])
  })

  it('that a number leads to is neither put away nor deleted', async () => {
    const owner = await centre.newTenant()
    const flow = await flowsOf(owner).create()
    const number = await owner.send<{ id: string }>('POST', '/v1/numbers', numberLeadingTo(flow.id))
    const archived = await owner.send('PATCH', `/v1/flows/${flow.id}`, { archived: true })
    const deleted = await owner.send('DELETE', `/v1/flows/${flow.id}`)
    expect([problemCode(archived), problemCode(deleted)]).toEqual(['in_use', 'in_use'])
    await owner.send('DELETE', `/v1/numbers/${number.body.id}`)
    expect((await owner.send('DELETE', `/v1/flows/${flow.id}`)).status).toBe(204)
    expect(problemCode(await owner.send('GET', `/v1/flows/${flow.id}`))).toBe('not_found')
  })

  it('that a published flow leads to is not deleted', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const [inner, outer] = [await flows.create(), await flows.create(saying('Hi'), 'Outer')]
    await flows.publish(inner.id)
    await flows.publish(outer.id)
    const references = { queues: {}, boxes: {}, flows: { Inner: { flowId: inner.id, version: 1 } } }
    await centre.doWork(owner.tenantId, null, (work) =>
      work.tx
        .updateTable('flow_versions')
        .set({ references: JSON.stringify(references) })
        .where('flow_id', '=', outer.id)
        .execute(),
    )
    const refused = await owner.send('DELETE', `/v1/flows/${inner.id}`)
    expect(problemCode(refused)).toBe('in_use')
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('Outer') })
    expect((await owner.send('DELETE', `/v1/flows/${outer.id}`)).status).toBe(204)
    expect((await owner.send('DELETE', `/v1/flows/${inner.id}`)).status).toBe(204)
  })

  it('is copied with its draft and its tests, and the copy is its own', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create(saying('Original'))
    const testCase = { given: {}, steps: ['press 1'], expect: { outcome: 'completed' } }
    await owner.send('POST', `/v1/flows/${flow.id}/tests`, { name: 'One', case: testCase })
    const copy = await owner.send<Flow>('POST', `/v1/flows/${flow.id}/copy`, {})
    expect(copy.body).toMatchObject({ name: 'Main (copy)', publishedVersion: null })
    await flows.save(flow.id, saying('Changed'), '*')
    expect((await flows.draft(copy.body.id)).document).toEqual(saying('Original'))
    const tests = await owner.send('GET', `/v1/flows/${copy.body.id}/tests`)
    expect(tests.body).toMatchObject({ items: [{ name: 'One', case: testCase }] })
  })

  it('is looked at by whoever may, and changed by whoever may', async () => {
    const owner = await centre.newTenant()
    const flow = await flowsOf(owner).create()
    const viewer = await centre.newUser(owner.tenantId, ['viewer'])
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect((await viewer.send('GET', `/v1/flows/${flow.id}/draft`)).status).toBe(200)
    const attempts = [
      agent.send('GET', `/v1/flows/${flow.id}/draft`),
      flowsOf(viewer).save(flow.id, saying('Mine'), '*'),
      flowsOf(viewer).publish(flow.id),
      viewer.send('POST', `/v1/flows/${flow.id}/rollback`, { version: 1 }),
      viewer.send('POST', `/v1/flows/${flow.id}/restore`, { version: 1 }),
      viewer.send('POST', `/v1/flows/${flow.id}/copy`, {}),
      viewer.send('POST', `/v1/flows/${flow.id}/take-over`, { tab: 'a' }),
      viewer.send('DELETE', `/v1/flows/${flow.id}`),
    ]
    const codes = (await Promise.all(attempts)).map(problemCode)
    expect(new Set(codes)).toEqual(new Set(['forbidden']))
  })
})
