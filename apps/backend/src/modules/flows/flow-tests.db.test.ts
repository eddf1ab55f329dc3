import type { FlowTest } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, problemCode, type TestCentre } from '../../testing/test-centre.ts'
import { noteResults } from './test-repository.ts'
import { flowsOf, saying } from './testing/flow-samples.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

const testCase = { given: { at: '2026-11-26T09:00:00Z' }, steps: [{ press: '1' }], expect: {} }

async function openFlow() {
  const owner = await centre.newTenant()
  const flow = await flowsOf(owner).create()
  const at = `/v1/flows/${flow.id}/tests`
  const add = async (name: string) =>
    (await owner.send<FlowTest>('POST', at, { name, case: testCase })).body
  const names = async () =>
    (await owner.send<{ items: FlowTest[] }>('GET', at)).body.items.map(({ name }) => name)
  return { owner, flow, at, add, names }
}

describe('the tests of a flow', () => {
  it('are added one after another, changed and deleted', async () => {
    const { owner, at, add, names } = await openFlow()
    const first = await add('First')
    expect(first).toMatchObject({ name: 'First', case: testCase, lastResult: null })
    await add('Second')
    const changed = await owner.send<FlowTest>('PUT', `${at}/${first.id}`, {
      name: 'Renamed',
      case: { ...testCase, steps: ['hang up'] },
    })
    expect(changed.body).toMatchObject({ name: 'Renamed', case: { steps: ['hang up'] } })
    expect(await names()).toEqual(['Renamed', 'Second'])
    expect((await owner.send('DELETE', `${at}/${first.id}`)).status).toBe(204)
    expect(problemCode(await owner.send('DELETE', `${at}/${first.id}`))).toBe('not_found')
    expect(await names()).toEqual(['Second'])
  })

  it('are put into an order; those not named come last, and strangers do not count', async () => {
    const { owner, at, add, names } = await openFlow()
    const [a, , c] = [await add('A'), await add('B'), await add('C')]
    const stranger = await (await openFlow()).add('Not ours')
    const order = [c.id, stranger.id, a.id]
    expect((await owner.send('PUT', at, { order })).body).toMatchObject({
      items: [{ name: 'C' }, { name: 'A' }, { name: 'B' }],
    })
    await add('D')
    expect(await names()).toEqual(['C', 'A', 'B', 'D'])
  })

  it('say what came of them, and whether the draft is still the one they were run on', async () => {
    const { owner, flow, at, add } = await openFlow()
    const test = await add('One')
    const result = { passed: true, revision: 1, at: new Date().toISOString() }
    await centre.doWork(owner.tenantId, null, (work) =>
      noteResults(work.tx, flow.id, new Map([[test.id, result]])),
    )
    const last = async () =>
      (await owner.send<{ items: FlowTest[] }>('GET', at)).body.items[0]?.lastResult
    expect(await last()).toEqual({ passed: true, at: result.at, isCurrent: true })
    await flowsOf(owner).save(flow.id, saying('Changed'), '*')
    expect(await last()).toMatchObject({ passed: true, isCurrent: false })
    await owner.send('PUT', `${at}/${test.id}`, { name: 'One', case: testCase })
    expect(await last()).toBeNull()
  })

  it('keep whatever JSON can say', async () => {
    const { owner, at } = await openFlow()
    const odd = { given: { text: '\u0000 \ud800', z: 1, a: null }, steps: [[[]], -0.5], expect: {} }
    const made = await owner.send<FlowTest>('POST', at, { name: 'Odd', case: odd })
    expect(made.body.case).toEqual(odd)
  })

  it.each([
    ['is too large', { ...testCase, given: { text: 'x'.repeat(64 * 1024) } }],
    ['has too many steps', { ...testCase, steps: Array.from({ length: 1001 }, () => 1) }],
    ['is no object', 'press 1'],
  ])('are refused where the case %s', async (_what, hostile) => {
    const { owner, at } = await openFlow()
    const refused = await owner.send('POST', at, { name: 'T', case: hostile })
    expect(problemCode(refused)).toBe('validation_failed')
  })

  it('are refused where the case goes too deep, however deep', async () => {
    const { owner, at } = await openFlow()
    for (const depth of [40, 100_000]) {
      const deep = `{"name":"T","case":{"given":{},"steps":[${'['.repeat(depth)}${']'.repeat(depth)}],"expect":{}}}`
      expect(problemCode(await owner.send('POST', at, deep))).toBe('validation_failed')
    }
  })

  it('are 500 at most', async () => {
    const { owner, flow, at } = await openFlow()
    await centre.doWork(owner.tenantId, null, (work) =>
      work.tx
        .insertInto('flow_tests')
        .values(
          Array.from({ length: 500 }, (_, place) => ({
            id: crypto.randomUUID(),
            tenant_id: owner.tenantId,
            flow_id: flow.id,
            name: 'T',
            place,
            case: JSON.stringify(testCase),
          })),
        )
        .execute(),
    )
    const refused = await owner.send('POST', at, { name: 'T', case: testCase })
    expect(problemCode(refused)).toBe('conflict')
  })
})
