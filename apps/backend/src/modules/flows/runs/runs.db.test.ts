import type { Customer, FlowRun, FlowTrace } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { problemCode } from '../../../testing/test-centre.ts'
import { flowsOf } from '../testing/flow-samples.ts'
import { mail, openRunBench, pause, type RunBench, shown } from '../testing/run-bench.ts'
import { endInterruptedRuns } from '../traces/reapers.ts'
import { mostRuns } from './service.ts'

let bench: RunBench
beforeAll(async () => {
  bench = await openRunBench()
})
afterAll(() => bench.close())
afterEach(() => bench.forgetRuns())

describe('a run without a call', () => {
  it('does what its blocks say, waits for hours, and is listed and traced as others are', async () => {
    bench.server.answers((response) => response.end('fine'))
    const flow = await bench.published({
      first: bench.asks('wait'),
      wait: pause('mail'),
      mail: mail('end'),
    })
    const { status, body: run } = await bench.start(flow, { id: 'run-1' })
    expect(status).toBe(201)
    expect(run).toMatchObject({ flowId: flow.id, version: 1, callId: null, outcome: null })
    await bench.goOn(bench.workerWith())
    expect(shown(await bench.traceOf(run))).toEqual(['start next', 'first ok', 'wait null'])
    expect(await bench.mailsOf('run-1')).toEqual([])
    await bench.timePasses()
    await bench.goOn(bench.workerWith())
    const trace = await bench.traceOf(run)
    expect(shown(trace)).toEqual(['start next', 'first ok', 'wait next', 'mail next', 'end null'])
    expect(trace.outcome).toBe('completed')
    expect(await bench.mailsOf('run-1')).toHaveLength(1)
    expect(await bench.runsLeft()).toBe(0)
    const { body } = await bench.owner.send('GET', `/v1/flows/${flow.id}/runs`)
    expect(body).toMatchObject({ items: [{ id: run.id, outcome: 'completed', callId: null }] })
  })

  it('begins once for an Idempotency-Key', async () => {
    const flow = await bench.published({ first: pause('end') })
    const key = { 'idempotency-key': crypto.randomUUID() }
    const [first, second] = [await bench.start(flow, {}, key), await bench.start(flow, {}, key)]
    expect(second.body.id).toBe(first.body.id)
    expect(await bench.runsLeft()).toBe(1)
  })

  it('leaves blocks that need a caller by error', async () => {
    const say = block('say', { text: 'Hello' }, { next: 'end', error: 'note' })
    const note = block('note', { text: '{{ error.reason }}' }, { next: 'end', error: 'end' })
    const { body: run } = await bench.start(await bench.published({ first: say, note }))
    await bench.goOn(bench.workerWith())
    const { steps } = await bench.traceOf(run)
    expect(steps.slice(1, 3)).toMatchObject([
      { block: 'first', outcome: 'error', set: { error: { reason: 'This run has no caller.' } } },
      { block: 'note', outcome: 'error' },
    ])
  })

  it('knows customers, and what is changed of them is there once the step is kept', async () => {
    const customer = await bench.owner.send<Customer>('POST', '/v1/customers', {
      name: 'Ada',
      emails: ['ada@example.com'],
    })
    const find = { by: 'email', value: 'ada@example.com' }
    const fields = [{ name: 'runs', expression: '7' }]
    const { body: run } = await bench.start(
      await bench.published({
        first: block('find_contact', find, { found: 'keep', not_found: 'end', error: 'end' }),
        keep: block('update_contact', { fields }, { next: 'end', error: 'end' }),
      }),
    )
    await bench.goOn(bench.workerWith())
    expect(shown(await bench.traceOf(run))).toContain('keep next')
    const { body } = await bench.owner.send<Customer>('GET', `/v1/customers/${customer.body.id}`)
    expect(body.attributes).toEqual({ runs: 7 })
  })

  it('is refused for a flow that is not published or put away, and beyond a stranger', async () => {
    const draft = await flowsOf(bench.owner).create(undefined, 'A draft')
    expect(problemCode(await bench.start(draft))).toBe('conflict')
    const flow = await bench.published({ first: pause('end') })
    const stranger = await bench.centre.newTenant()
    const answer = await stranger.send('POST', `/v1/flows/${flow.id}/runs`, {})
    expect(problemCode(answer)).toBe('not_found')
    await bench.owner.send('PATCH', `/v1/flows/${flow.id}`, { archived: true })
    expect(problemCode(await bench.start(flow))).toBe('conflict')
    const large = { x: 'a'.repeat(20_000) }
    expect(problemCode(await bench.start(flow, large))).toBe('validation_failed')
  })

  it('is refused while too many of the centre go on, and others are not', async () => {
    const flow = await bench.published({ first: pause('end') })
    await bench.start(flow)
    await bench.centre.database.asSystem((tx) =>
      sql`
        insert into flow_runs
        select (jsonb_populate_record(flow_runs, jsonb_build_object('id', gen_random_uuid()))).*
        from flow_runs, generate_series(2, ${mostRuns}::integer)`.execute(tx),
    )
    expect(problemCode(await bench.start(flow))).toBe('too_many_requests')
    const other = await bench.centre.newTenant()
    const theirs = await flowsOf(other).create(flowOf({ first: pause('end') }), 'Theirs')
    await flowsOf(other).publish(theirs.id)
    expect((await other.send('POST', `/v1/flows/${theirs.id}/runs`, {})).status).toBe(201)
  })

  it('is cancelled wherever it stands, and does nothing more', async () => {
    const flow = await bench.published({ first: pause('mail'), mail: mail('end') })
    const { body: run } = await bench.start(flow, { id: 'cancelled' })
    const at = `/v1/flows/${flow.id}/runs/${run.id}`
    expect((await bench.owner.send('DELETE', at)).status).toBe(204)
    await bench.timePasses()
    await bench.goOn(bench.workerWith())
    expect(await bench.traceOf(run)).toMatchObject({ outcome: 'cancelled' })
    expect(await bench.mailsOf('cancelled')).toEqual([])
    expect(problemCode(await bench.owner.send('DELETE', at))).toBe('not_found')
  })

  it('keeps nothing of a request during which it was cancelled', async () => {
    const flow = await bench.published({ first: bench.asks('mail'), mail: mail('end') })
    const { body: run } = await bench.start(flow, { id: 'in flight' })
    bench.server.answers(async (response) => {
      await bench.owner.send('DELETE', `/v1/flows/${flow.id}/runs/${run.id}`)
      response.end('late')
    })
    await bench.goOn(bench.workerWith())
    expect(shown(await bench.traceOf(run))).toEqual(['start next', 'first null'])
    expect(await bench.mailsOf('in flight')).toEqual([])
  })

  it('ends as interrupted when its flow is deleted', async () => {
    const flow = await bench.published({ first: pause('end') })
    const { body: run } = await bench.start(flow)
    await endInterruptedRuns(bench.centre.database)
    expect((await bench.traceOf(run)).outcome).toBeNull()
    await bench.owner.send('DELETE', `/v1/flows/${flow.id}`)
    await endInterruptedRuns(bench.centre.database)
    expect((await bench.traceOf(run)).outcome).toBe('interrupted')
  })
})

describe('two workers', () => {
  it('share many runs, and each is carried through once', async () => {
    bench.server.answers((response) => response.end('fine'))
    const flow = await bench.published({ first: bench.asks('mail'), mail: mail('end') })
    const ids = Array.from({ length: 30 }, (_, index) => `shared-${index}`)
    for (const id of ids) await bench.start(flow, { id })
    await bench.goOn(bench.workerWith(), bench.workerWith())
    expect(bench.server.asked).toHaveLength(30)
    const mails = await Promise.all(ids.map((id) => bench.mailsOf(id)))
    expect(mails.map(({ length }) => length)).toEqual(ids.map(() => 1))
    expect(await bench.runsLeft()).toBe(0)
  })

  it('take the first run of each centre before the second of any', async () => {
    const flow = await bench.published({ first: pause('end') })
    for (let run = 0; run < 25; run += 1) await bench.start(flow)
    const other = await bench.centre.newTenant()
    const flows = flowsOf(other)
    const small = await flows.create(flowOf({ first: pause('end') }), 'Small')
    await flows.publish(small.id)
    const { body: run } = await other.send<FlowRun>('POST', `/v1/flows/${small.id}/runs`, {})
    await bench.timePasses()
    const worker = bench.workerWith()
    await worker.takeDue()
    await worker.settled()
    const at = `/v1/flows/${small.id}/runs/${run.id}/trace`
    expect((await other.send<FlowTrace>('GET', at)).body.outcome).toBe('completed')
    expect(await bench.runsLeft()).toBe(6)
  })

  it('where the first is overtaken, keep what the second did and nothing of the first', async () => {
    const flow = await bench.published({ first: bench.asks('mail'), mail: mail('end') })
    const { body: run } = await bench.start(flow, { id: 'overtaken' })
    const [asked, goes] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    bench.server.answers(async (response) => {
      if (bench.server.asked.length === 1) {
        asked.resolve()
        await goes.promise
      }
      response.end(`answer ${bench.server.asked.length}`)
    })
    const slow = bench.workerWith()
    await slow.takeDue()
    await asked.promise
    await bench.timePasses()
    await bench.goOn(bench.workerWith())
    goes.resolve()
    await slow.settled()
    const trace = await bench.traceOf(run)
    expect(shown(trace)).toEqual(['start next', 'first ok', 'mail next', 'end null'])
    expect(await bench.mailsOf('overtaken')).toHaveLength(1)
    const keys = bench.server.asked.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toEqual([`${run.id}-2`, `${run.id}-2`])
  })
})
