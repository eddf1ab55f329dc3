import type { FlowTest, FlowTestRun } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, problemCode, type TestCentre } from '../../testing/test-centre.ts'
import { flowsOf, saying } from './testing/flow-samples.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

/** Expects that the flow says a text. */
const hears = (text: string) => ({ given: {}, steps: [], expect: { said: [text] } })

async function openFlow(document = saying('Hello')) {
  const owner = await centre.newTenant()
  const flows = flowsOf(owner)
  const flow = await flows.create(document)
  const at = `/v1/flows/${flow.id}/tests`
  return {
    owner,
    flows,
    flow,
    at,
    add: async (name: string, testCase: unknown) =>
      (await owner.send<FlowTest>('POST', at, { name, case: testCase })).body,
    run: (body: unknown = {}) => owner.send<FlowTestRun>('POST', `${at}/run`, body),
    last: async () =>
      (await owner.send<{ items: FlowTest[] }>('GET', at)).body.items.map(
        ({ lastResult }) => lastResult,
      ),
  }
}

describe('running tests', () => {
  it('says what was not as expected, and how much of the flow they came through', async () => {
    const { add, run, last } = await openFlow()
    const good = await add('Good', hears('Hello'))
    const bad = await add('Bad', hears('Goodbye'))
    const { body } = await run()
    expect(body).toEqual({
      version: null,
      passed: false,
      results: [
        {
          testId: good.id,
          name: 'Good',
          passed: true,
          failures: [],
          ended: { by: 'flow', cause: 'NORMAL_CLEARING' },
        },
        expect.objectContaining({
          testId: bad.id,
          passed: false,
          failures: ['“Goodbye” was not said.'],
        }),
      ],
      coverage: {
        blocks: { covered: 3, total: 3, percent: 100 },
        exits: { covered: 2, total: 3, percent: 66 },
        perBlock: {
          start: { visited: true, covered: ['next'], missing: [] },
          first: { visited: true, covered: ['next'], missing: ['error'] },
          end: { visited: true, covered: [], missing: [] },
        },
      },
    })
    expect(await last()).toMatchObject([
      { passed: true, isCurrent: true },
      { passed: false, isCurrent: true },
    ])
  })

  it('runs those that are named, and keeps what came of the others', async () => {
    const { add, run, last } = await openFlow()
    await add('One', hears('Hello'))
    const two = await add('Two', hears('Hello'))
    const { body } = await run({ tests: [two.id, crypto.randomUUID()] })
    expect(body.results.map(({ name }) => name)).toEqual(['Two'])
    expect(await last()).toMatchObject([null, { passed: true }])
  })

  it('on a version leaves what is known of the draft', async () => {
    const { add, run, last, flows, flow } = await openFlow()
    await add('One', hears('Hello'))
    await flows.publish(flow.id)
    await flows.save(flow.id, saying('Changed'), '*')
    expect((await run({ version: 1 })).body).toMatchObject({ version: 1, passed: true })
    expect(await last()).toEqual([null])
    expect((await run()).body).toMatchObject({ version: null, passed: false })
    expect(problemCode(await run({ version: 7 }))).toBe('not_found')
  })

  it('goes through the flows that are published', async () => {
    const { owner, flows } = await openFlow()
    const inner = await flows.create(
      flowOf({
        first: block('say', { text: 'Within' }, { next: 'back', error: 'back' }),
        back: block('return', { results: [{ name: 'size', expression: '7' }] }),
      }),
      'Inner',
    )
    await flows.publish(inner.id)
    const outer = await flows.create(
      flowOf({
        first: block('sub_flow', { flow: 'inner' }, { next: 'told', error: 'end' }),
        told: block('say', { text: 'It is {{ result.size }}.' }, { next: 'end', error: 'end' }),
      }),
      'Outer',
    )
    const at = `/v1/flows/${outer.id}/tests`
    const expected = { said: ['Within', 'It is 7.'] }
    await owner.send('POST', at, { name: 'T', case: { given: {}, steps: [], expect: expected } })
    const { body } = await owner.send<FlowTestRun>('POST', `${at}/run`, {})
    expect(body.results).toMatchObject([{ passed: true, failures: [] }])
  })

  it('says where a test cannot be read', async () => {
    const { add, run } = await openFlow()
    await add('Odd', { given: {}, steps: ['jump'], expect: {} })
    const { body } = await run()
    expect(body).toMatchObject({ passed: false, results: [{ passed: false }] })
    expect(body.results[0]?.failures[0]).toContain('/steps/0: Write {"press"}')
  })

  it('is for those who may change flows, and their own', async () => {
    const { flow } = await openFlow()
    const stranger = await centre.newTenant()
    expect(problemCode(await stranger.send('POST', `/v1/flows/${flow.id}/tests/run`, {}))).toBe(
      'not_found',
    )
  })
})
