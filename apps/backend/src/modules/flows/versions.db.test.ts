import type { Flow, FlowVersion, FlowVersionSummary } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { listen } from '../../testing/listen.ts'
import { openTestCentre, problemCode, type TestCentre } from '../../testing/test-centre.ts'
import { demoFlow } from '../../demo/demo-flow.ts'
import { flowsOf, saying, unfinished } from './testing/flow-samples.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

type Owner = Awaited<ReturnType<TestCentre['newTenant']>>
const history = async (owner: Owner, id: string, query = '') =>
  (
    await owner.send<{ items: FlowVersionSummary[]; nextCursor?: string }>(
      'GET',
      `/v1/flows/${id}/versions${query}`,
    )
  ).body

describe('publishing', () => {
  it('makes the draft a version that answers calls, and says so to everybody', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create(saying('One'))
    const listener = await listen(centre.origin, owner)
    const published = await flows.publish(flow.id, { note: 'First' })
    expect(published.body).toMatchObject({
      latestVersion: 1,
      publishedVersion: 1,
      draft: { hasChanges: false },
    })
    const by = { id: owner.me.user.id, name: owner.me.user.name }
    await expect
      .poll(() => listener.of('flow.published').map(({ payload }) => payload), { timeout: 15_000 })
      .toEqual([{ flowId: flow.id, version: 1, by, note: 'First' }])
    const audit = await owner.send<{ items: unknown[] }>('GET', '/v1/audit?limit=1')
    expect(audit.body.items).toMatchObject([
      { action: 'flow.published', actor: by, detail: { version: 1, note: 'First' } },
    ])
  })

  it('leaves the version as it is, whatever becomes of the draft', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create(saying('One'))
    await flows.publish(flow.id)
    await flows.save(flow.id, saying('Two'), '*')
    const version = await owner.send<FlowVersion>('GET', `/v1/flows/${flow.id}/versions/1`)
    expect(version.body).toMatchObject({
      document: saying('One'),
      problems: [],
      references: { queues: {}, boxes: {}, flows: {} },
    })
    expect(await flows.get(flow.id)).toMatchObject({
      publishedVersion: 1,
      draft: { hasChanges: true },
    })
  })

  it('is refused with every error, each with its place', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create(unfinished)
    const refused = await flows.publish(flow.id)
    expect(problemCode(refused)).toBe('flow_invalid')
    expect(refused.body).toMatchObject({
      errors: expect.arrayContaining([
        expect.objectContaining({ path: '/blocks/first/exits/next' }),
      ]),
    })
    expect((await flows.get(flow.id)).latestVersion).toBeNull()
  })

  it('is refused where a queue is somebody else’s', async () => {
    const owner = await centre.newTenant()
    const stranger = await centre.newTenant()
    await stranger.send('POST', '/v1/queues', { name: 'Theirs' })
    const flow = await flowsOf(owner).create(demoFlow({ sales: 'Theirs', support: 'Theirs' }))
    expect(problemCode(await flowsOf(owner).publish(flow.id))).toBe('flow_invalid')
  })

  it('is refused where it goes through a flow that is not published', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const inner = await flows.create(undefined, 'Inner')
    const through = block('sub_flow', { flow: 'inner' }, { next: 'end', error: 'end' })
    const outer = await flows.create(flowOf({ first: through }), 'Outer')
    expect(problemCode(await flows.publish(outer.id))).toBe('flow_invalid')
    expect((await flows.publish(inner.id)).status).toBe(200)
    expect((await flows.publish(outer.id)).status).toBe(200)
  })

  it('is refused where the draft is not the one that is meant', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create()
    const { etag } = flow.draft
    await flows.save(flow.id, saying('Changed'), '*')
    expect(problemCode(await flows.publish(flow.id, { ifMatch: etag }))).toBe('precondition_failed')
    const now = (await flows.draft(flow.id)).etag
    expect((await flows.publish(flow.id, { ifMatch: now })).status).toBe(200)
  })

  it('with green tests runs them, and is refused with what failed', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create(saying('Good day'))
    await owner.send<{ id: string }>('POST', `/v1/flows/${flow.id}/tests`, {
      name: 'Says hello',
      case: { given: {}, steps: [], expect: { said: ['Hello'] } },
    })
    const publish = () => flows.publish(flow.id, { requireGreenTests: true })
    const refused = await publish()
    expect(problemCode(refused)).toBe('tests_not_green')
    expect(refused.body).toMatchObject({ detail: '“Says hello”: “Hello” was not said.' })
    await flows.save(flow.id, saying('Hello'), '*')
    expect((await publish()).body.publishedVersion).toBe(1)
  })
})

describe('the history', () => {
  it('says what was published, when, by whom and why, and from when until when it answered', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create(saying('One'))
    await flows.publish(flow.id, { note: 'First' })
    await flows.saveAndPublish(flow.id, saying('Two'), 'Second')
    const { items } = await history(owner, flow.id)
    expect(items).toMatchObject([
      { version: 2, note: 'Second', publishedUntil: null, copyOf: null },
      { version: 1, note: 'First', createdBy: { id: owner.me.user.id } },
    ])
    expect(items[1]?.publishedUntil).toBe(items[0]?.publishedFrom)
  })

  it('comes page by page', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create(saying('0'))
    for (const text of ['1', '2', '3']) await flows.saveAndPublish(flow.id, saying(text))
    const first = await history(owner, flow.id, '?limit=2')
    const second = await history(owner, flow.id, `?limit=2&cursor=${first.nextCursor}`)
    const versions = [first, second].map(({ items }) => items.map(({ version }) => version))
    expect(versions).toEqual([[3, 2], [1]])
    expect(second.nextCursor).toBeUndefined()
    const refused = await owner.send('GET', `/v1/flows/${flow.id}/versions?cursor=x`)
    expect(problemCode(refused)).toBe('validation_failed')
  })

  it('has names for versions that deserve one', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create()
    await flows.publish(flow.id)
    const name = (version: number, text: string | null) =>
      owner.send<FlowVersionSummary>('PATCH', `/v1/flows/${flow.id}/versions/${version}`, {
        name: text,
      })
    expect((await name(1, 'Before Christmas')).body).toMatchObject({ name: 'Before Christmas' })
    expect((await name(1, null)).body).toMatchObject({ name: null })
    expect(problemCode(await name(2, 'None'))).toBe('not_found')
  })
})

describe('rolling back', () => {
  it('publishes the older document again, as a version of its own, and leaves the draft alone', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create(saying('One'))
    await flows.publish(flow.id)
    await flows.saveAndPublish(flow.id, saying('Two'))
    await flows.save(flow.id, saying('Three'), '*')
    const back = await owner.send<Flow>('POST', `/v1/flows/${flow.id}/rollback`, {
      version: 1,
      note: 'Two was wrong',
    })
    expect(back.body).toMatchObject({ publishedVersion: 3, latestVersion: 3 })
    const version = await owner.send<FlowVersion>('GET', `/v1/flows/${flow.id}/versions/3`)
    expect(version.body).toMatchObject({
      document: saying('One'),
      copyOf: 1,
      note: 'Two was wrong',
    })
    expect((await flows.draft(flow.id)).document).toEqual(saying('Three'))
  })

  it('is refused for a version that answers calls already, is not there, or has errors now', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const queue = await owner.send<{ id: string }>('POST', '/v1/queues', { name: 'Sales' })
    const { id } = queue.body
    const flow = await flows.create(demoFlow({ sales: 'Sales', support: 'Sales' }))
    await flows.publish(flow.id)
    const rollBack = (version: number) =>
      owner.send('POST', `/v1/flows/${flow.id}/rollback`, { version })
    expect(problemCode(await rollBack(1))).toBe('conflict')
    expect(problemCode(await rollBack(9))).toBe('not_found')
    await flows.saveAndPublish(flow.id, saying('No queue'))
    await owner.send('DELETE', `/v1/queues/${id}`)
    expect(problemCode(await rollBack(1))).toBe('flow_invalid')
    expect((await flows.get(flow.id)).publishedVersion).toBe(2)
  })
})

describe('a flow of another tenant', () => {
  it('is not found, whatever is asked of it', async () => {
    const owner = await centre.newTenant()
    const intruder = await centre.newTenant()
    const flow = await flowsOf(owner).create()
    await flowsOf(owner).publish(flow.id)
    const at = `/v1/flows/${flow.id}`
    const body = { name: 'T', case: { given: {}, steps: [], expect: {} } }
    const attempts: [string, string, object?][] = [
      ['GET', at],
      ['GET', `${at}/draft`],
      ['PUT', `${at}/draft`, { document: saying('Mine') }],
      ['POST', `${at}/publish`, {}],
      ['POST', `${at}/rollback`, { version: 1 }],
      ['POST', `${at}/restore`, { version: 1 }],
      ['POST', `${at}/copy`, {}],
      ['GET', `${at}/versions`],
      ['GET', `${at}/versions/1`],
      ['PATCH', `${at}/versions/1`, { name: 'Mine' }],
      ['POST', `${at}/presence`, { tab: 'a', wants: 'edit' }],
      ['DELETE', `${at}/presence?tab=a`],
      ['POST', `${at}/take-over`, { tab: 'a' }],
      ['GET', `${at}/tests`],
      ['POST', `${at}/tests`, body],
      ['PUT', `${at}/tests`, { order: [] }],
      ['PUT', `${at}/tests/${uuidv7()}`, body],
      ['DELETE', `${at}/tests/${uuidv7()}`],
      ['GET', `${at}/counts`],
      ['GET', `${at}/runs`],
      ['GET', `${at}/runs/${uuidv7()}/trace`],
      ['DELETE', at],
    ]
    for (const [method, path, sent] of attempts) {
      const answer = await intruder.send(method, path, sent, { 'if-match': '*' })
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 404`)
    }
  })
})
