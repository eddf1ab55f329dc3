import type { FlowDocument, FlowReferences } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, type TestCentre } from '../../testing/test-centre.ts'
import { programOf } from './program.ts'
import { resolveReferences } from './references.ts'
import { flowsOf, saying } from './testing/flow-samples.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

type Owner = Awaited<ReturnType<TestCentre['newTenant']>>
const none = { queues: {}, boxes: {}, flows: {}, prompts: {}, numbers: {}, skills: {} }

/** As a call looks them up: in a transaction that sees every tenant. */
const resolve = (owner: Owner, document: FlowDocument): Promise<FlowReferences> =>
  centre.database.asSystem((tx) => resolveReferences(tx, owner.tenantId, document))
const make = async (owner: Owner, path: string, body: object) =>
  (await owner.send<{ id: string }>('POST', path, body)).body.id
const queue = (name: string) => block('enqueue', { queue: name })

describe('the names in a document', () => {
  it('become ids, each under the name as it is written, whatever the capitals', async () => {
    const owner = await centre.newTenant()
    const sales = await make(owner, '/v1/queues', { name: 'Sales' })
    const welcome = await make(owner, '/v1/prompts', { name: 'Welcome' })
    const desk = await make(owner, '/v1/voicemail-boxes', { name: 'Front desk' })
    const spanish = await make(owner, '/v1/skills', { name: 'Spanish' })
    const document = flowOf({
      first: queue('sales'),
      again: queue('SALES'),
      hello: block('play', { prompt: 'Welcome' }),
      box: block('voicemail', { box: 'Front Desk' }),
      needing: block('enqueue', { queue: 'Sales', needs: [{ skill: 'SPANISH' }] }),
    })
    expect(await resolve(owner, document)).toEqual({
      ...none,
      queues: { sales, SALES: sales, Sales: sales },
      skills: { SPANISH: spanish },
      prompts: { Welcome: welcome },
      boxes: { 'Front Desk': desk },
    })
  })

  it('that nothing has, or something of somebody else has, are left out', async () => {
    const owner = await centre.newTenant()
    await make(await centre.newTenant(), '/v1/queues', { name: 'Theirs' })
    const document = flowOf({
      first: queue('Theirs'),
      second: queue('Nobody’s'),
      third: queue('__proto__'),
      fourth: queue('\ud800'),
      fifth: queue(''),
    })
    expect(await resolve(owner, document)).toEqual(none)
  })

  it('are looked up when the flow is published, and stand for that from then on', async () => {
    const owner = await centre.newTenant()
    const sales = await make(owner, '/v1/queues', { name: 'Sales' })
    const document = flowOf({
      first: block(
        'enqueue',
        { queue: 'Sales' },
        { answered: 'end', timeout: 'end', error: 'end' },
      ),
    })
    const flow = await flowsOf(owner).create(document)
    expect((await flowsOf(owner).publish(flow.id)).status).toBe(200)
    await owner.send('PATCH', `/v1/queues/${sales}`, { name: 'Shop' })
    await make(owner, '/v1/queues', { name: 'Sales' })
    const version = await owner.send('GET', `/v1/flows/${flow.id}/versions/1`)
    expect(version.body).toMatchObject({ references: { queues: { Sales: sales } } })
  })
})

describe('a flow as it runs', () => {
  it('has those it leads into as they were when it was published, and theirs within', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const [innermost, inner] = [
      await flows.create(saying('One'), 'Innermost'),
      await flows.create(saying('Inner'), 'Inner'),
    ]
    await flows.publish(innermost.id)
    await flows.publish(inner.id)
    const pinned = (named: FlowReferences['flows']): FlowReferences => ({ ...none, flows: named })
    await centre.doWork(owner.tenantId, null, (work) =>
      work.tx
        .updateTable('flow_versions')
        .set({
          references: JSON.stringify(pinned({ Deep: { flowId: innermost.id, version: 1 } })),
        })
        .where('flow_id', '=', inner.id)
        .execute(),
    )
    await flows.saveAndPublish(innermost.id, saying('Two'))
    const stranger = await centre.newTenant()
    const foreign = await flowsOf(stranger).create(saying('Theirs'))
    await flowsOf(stranger).publish(foreign.id)
    const outer = {
      name: 'Outer',
      version: 7,
      document: saying('Outer'),
      references: pinned({
        Inner: { flowId: inner.id, version: 1 },
        Theirs: { flowId: foreign.id, version: 1 },
        Gone: { flowId: innermost.id, version: 99 },
      }),
    }
    const program = await centre.database.asSystem((tx) => programOf(tx, owner.tenantId, outer))
    expect(program).toMatchObject({
      name: 'Outer',
      version: 7,
      flows: {
        Inner: {
          name: 'Inner',
          document: saying('Inner'),
          flows: { Deep: { name: 'Innermost', version: 1, document: saying('One') } },
        },
      },
    })
    expect(Object.keys(program.flows)).toEqual(['Inner'])
  })

  it('looks its names up as they are now where it was published before that was done', async () => {
    const owner = await centre.newTenant()
    const sales = await make(owner, '/v1/queues', { name: 'Sales' })
    const old = {
      name: '',
      version: 1,
      document: flowOf({ first: queue('Sales') }),
      references: null,
    }
    const program = await centre.database.asSystem((tx) => programOf(tx, owner.tenantId, old))
    expect(program.references?.queues).toEqual({ Sales: sales })
  })
})
