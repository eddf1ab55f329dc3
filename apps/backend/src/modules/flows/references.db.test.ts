import type { FlowReferences } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, type TestCentre } from '../../testing/test-centre.ts'
import { type NamedThing, resolveReferences } from './references.ts'
import { flowsOf, saying } from './testing/flow-samples.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

type Owner = Awaited<ReturnType<TestCentre['newTenant']>>
const resolve = (owner: Owner, things: NamedThing[]): Promise<FlowReferences> =>
  centre.doWork(owner.tenantId, null, (work) => resolveReferences(work, things))
const make = async (owner: Owner, path: string, body: object) =>
  (await owner.send<{ id: string }>('POST', path, body)).body.id

describe('the names in a document', () => {
  it('become ids, each under the name as it is written, whatever the capitals', async () => {
    const owner = await centre.newTenant()
    const queue = await make(owner, '/v1/queues', { name: 'Sales' })
    const prompt = await make(owner, '/v1/prompts', { name: 'Welcome' })
    const box = await make(owner, '/v1/voicemail-boxes', { name: 'Front desk' })
    const number = await make(owner, '/v1/numbers', { number: '+15550230001' })
    const references = await resolve(owner, [
      { type: 'queue', name: 'sales' },
      { type: 'queue', name: 'SALES' },
      { type: 'prompt', name: 'Welcome' },
      { type: 'box', name: 'Front Desk' },
      { type: 'number', name: '+15550230001' },
    ])
    expect(references).toEqual({
      queues: { sales: queue, SALES: queue },
      prompts: { Welcome: prompt },
      boxes: { 'Front Desk': box },
      numbers: { '+15550230001': number },
    })
  })

  it('that nothing has, or something of somebody else has, are left out', async () => {
    const owner = await centre.newTenant()
    await make(await centre.newTenant(), '/v1/queues', { name: 'Theirs' })
    const things = ['Theirs', 'Nobody’s', '__proto__', '\ud800'].map(
      (name) => ({ type: 'queue', name }) as const,
    )
    expect(await resolve(owner, things)).toEqual({ queues: {} })
    expect(await resolve(owner, [])).toEqual({})
  })

  it('pin a sub-flow to the version that answers calls; one that answers none is left out', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const inner = await flows.create(saying('One'), 'Opening hours')
    await flows.create(saying('Draft'), 'Only drawn')
    await flows.publish(inner.id)
    await flows.saveAndPublish(inner.id, saying('Two'))
    const references = await resolve(owner, [
      { type: 'flow', name: 'opening hours' },
      { type: 'flow', name: 'Only drawn' },
    ])
    expect(references).toEqual({ flows: { 'opening hours': { flowId: inner.id, version: 2 } } })
  })

  it('are looked up when the flow is published', async () => {
    const owner = await centre.newTenant()
    const prompt = await make(owner, '/v1/prompts', { name: 'Welcome', text: 'Welcome' })
    const flow = await flowsOf(owner).create({
      schema: 1,
      nodes: {
        start: { kind: 'start', exits: { next: 'play' } },
        play: { kind: 'play', prompt: 'welcome', exits: { next: 'bye', error: 'bye' } },
        bye: { kind: 'hang_up', exits: {} },
      },
    })
    expect((await flowsOf(owner).publish(flow.id)).status).toBe(200)
    const version = await owner.send('GET', `/v1/flows/${flow.id}/versions/1`)
    expect(version.body).toMatchObject({ references: { prompts: { welcome: prompt } } })
  })
})
