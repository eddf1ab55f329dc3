import type { FlowCounts, FlowRun, FlowTrace } from '@iris/contracts'
import type { TraceEntry } from '@iris/flow'
import { DatabaseError } from '@iris/platform'
import { sql } from 'kysely'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../../testing/test-centre.ts'
import { flowsOf } from '../testing/flow-samples.ts'
import { endInterruptedRuns, forgetOldTraces } from './reapers.ts'
import { TraceWriter } from './trace-writer.ts'
import type { TracedRun } from './traced.ts'

let centre: TestCentre
let writer: TraceWriter
const log = pino({ level: 'silent' })
beforeAll(async () => {
  centre = await openTestCentre()
  writer = new TraceWriter({ database: centre.database, log, flushMs: 60_000 })
})
afterAll(async () => {
  await writer.close()
  await centre.close()
})

const dayMs = 86_400_000
type Owner = SignedInClient & { readonly tenantId: string }

const runOf = (owner: Owner, flowId: string, startedAtMs = Date.now()): TracedRun => ({
  id: uuidv7({ msecs: startedAtMs }),
  tenantId: owner.tenantId,
  flowId,
  version: 1,
  callId: uuidv7({ msecs: startedAtMs }),
  startedAtMs,
})

function step(visit: number, block: string, outcome: string | null, leftAt: number | null) {
  const at = Date.now()
  return { visit, block, kind: 'say', name: block, enteredAt: at, leftAt, outcome } as const
}
const left = (visit: number, block: string, outcome: string): TraceEntry =>
  step(visit, block, outcome, Date.now())
const inside = (visit: number, block: string): TraceEntry => step(visit, block, null, null)

async function openFlow() {
  const owner = await centre.newTenant()
  const flow = await flowsOf(owner).create()
  const at = `/v1/flows/${flow.id}`
  const trace = async (run: TracedRun) =>
    (await owner.send<FlowTrace>('GET', `${at}/runs/${run.id}/trace`)).body
  const counts = async (query = '') =>
    (await owner.send<FlowCounts>('GET', `${at}/counts${query}`)).body.blocks
  return { owner, flow, at, trace, counts }
}

describe('a trace', () => {
  it('is written while the run goes on, and again as it ends', async () => {
    const { owner, flow, trace } = await openFlow()
    const run = runOf(owner, flow.id)
    writer.record(run, [left(1, 'start', 'next'), inside(2, 'hello')])
    await writer.flush()
    expect(await trace(run)).toMatchObject({
      flowId: flow.id,
      callId: run.callId,
      outcome: null,
      endedAt: null,
      visits: 2,
      isCut: false,
      steps: [
        { block: 'start', outcome: 'next' },
        { block: 'hello', leftAt: null, outcome: null },
      ],
    })
    const ended = { atMs: Date.now(), outcome: 'completed' } as const
    writer.record({ ...run, ended }, [left(2, 'hello', 'next'), step(3, 'bye', null, Date.now())])
    await writer.flush()
    expect(await trace(run)).toMatchObject({
      outcome: 'completed',
      endedAt: new Date(ended.atMs).toISOString(),
      visits: 3,
      steps: [{ block: 'start' }, { block: 'hello', outcome: 'next' }, { block: 'bye' }],
    })
  })

  it('is the call’s, run by run', async () => {
    const { owner, flow } = await openFlow()
    const first = runOf(owner, flow.id, Date.now() - 1000)
    const second = { ...runOf(owner, flow.id), callId: first.callId }
    writer.record(first, [left(1, 'start', 'next')])
    writer.record(second, [inside(1, 'start')])
    await writer.flush()
    const { body } = await owner.send<{ items: FlowTrace[] }>(
      'GET',
      `/v1/calls/${first.callId}/trace`,
    )
    expect(body.items.map(({ id }) => id)).toEqual([first.id, second.id])
    const none = await owner.send('GET', `/v1/calls/${uuidv7()}/trace`)
    expect(none.body).toEqual({ items: [] })
  })

  it('has what each block set, but for characters that the database does not know', async () => {
    const { owner, flow, trace } = await openFlow()
    const run = runOf(owner, flow.id)
    const set = {
      'gather.digits': '••••',
      price: { net: 1.5, tags: [true, null] },
      odd: '\0\ud800',
    }
    writer.record(run, [{ ...left(1, 'card', 'next'), set }])
    await writer.flush()
    expect((await trace(run)).steps[0]?.set).toEqual({ ...set, odd: '\ufffd\ufffd' })
  })

  it('is cut where a run goes round and round', async () => {
    const { owner, flow, trace } = await openFlow()
    const run = runOf(owner, flow.id)
    writer.record(
      run,
      Array.from({ length: 2100 }, (_, n) => left(n + 1, 'loop', 'next')),
    )
    await writer.flush()
    const { steps, visits, isCut } = await trace(run)
    expect([steps.length, visits, isCut]).toEqual([2000, 2100, true])
  })

  it('is nobody else’s', async () => {
    const { owner, flow } = await openFlow()
    const stranger = await openFlow()
    const run = runOf(owner, flow.id)
    writer.record(run, [inside(1, 'start')])
    await writer.flush()
    const theirs = await stranger.owner.send('GET', `${stranger.at}/runs/${run.id}/trace`)
    expect(problemCode(theirs)).toBe('not_found')
    const call = await stranger.owner.send('GET', `/v1/calls/${run.callId}/trace`)
    expect(call.body).toEqual({ items: [] })
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect(problemCode(await agent.send('GET', `/v1/calls/${run.callId}/trace`))).toBe('forbidden')
  })
})

describe('the runs of a flow', () => {
  it('are listed newest first, page by page, of one outcome if wanted', async () => {
    const { owner, flow, at } = await openFlow()
    const outcomes = ['completed', 'caller_hung_up', 'completed', undefined] as const
    const runs = outcomes.map((outcome, n) => {
      const run = runOf(owner, flow.id, Date.now() - 10_000 + n)
      return { ...run, ...(outcome && { ended: { atMs: Date.now(), outcome } }) }
    })
    for (const run of runs) writer.record(run, [inside(1, 'start')])
    await writer.flush()
    const list = async (query: string) =>
      (await owner.send<{ items: FlowRun[]; nextCursor?: string }>('GET', `${at}/runs${query}`))
        .body
    const ids = (items: FlowRun[]) => items.map(({ id }) => runs.findIndex((run) => run.id === id))
    const first = await list('?limit=3')
    expect(ids(first.items)).toEqual([3, 2, 1])
    expect(ids((await list(`?limit=3&cursor=${first.nextCursor}`)).items)).toEqual([0])
    expect(ids((await list('?outcome=completed')).items)).toEqual([2, 0])
    expect(ids((await list('?outcome=running')).items)).toEqual([3])
    expect(problemCode(await owner.send('GET', `${at}/runs?outcome=odd`))).toBe('validation_failed')
  })
})

describe('the counts of a flow', () => {
  it('say who came to each block, how they left, who is there, and who hung up', async () => {
    const { owner, flow, counts } = await openFlow()
    for (const exit of ['key_1', 'key_1', 'no_input', 'caller_hung_up']) {
      const run = runOf(owner, flow.id)
      const ended = { atMs: Date.now(), outcome: 'completed' } as const
      writer.record(run, [left(1, 'start', 'next'), inside(2, 'menu')])
      writer.record({ ...run, ended }, [left(2, 'menu', exit)])
      await writer.flush()
    }
    writer.record(runOf(owner, flow.id), [left(1, 'start', 'next'), inside(2, 'menu')])
    await writer.flush()
    expect(await counts()).toEqual({
      start: { entered: 5, left: { next: 5 }, inside: 0, dropped: 0 },
      menu: { entered: 5, left: { key_1: 2, no_input: 1 }, inside: 1, dropped: 1 },
    })
  })

  it('leave out blocks of flows within, which are none of this one’s', async () => {
    const { owner, flow, counts } = await openFlow()
    writer.record(runOf(owner, flow.id), [
      inside(1, 'call_them'),
      { ...left(2, 'start', 'next'), flow: 'Inner' },
      { ...inside(3, 'wait'), flow: 'Inner' },
    ])
    await writer.flush()
    expect(await counts()).toEqual({
      call_them: { entered: 1, left: {}, inside: 1, dropped: 0 },
    })
  })

  it('are of the last hour or day, and of one version if wanted', async () => {
    const { owner, flow, counts } = await openFlow()
    const old = Date.now() - 5 * 3_600_000
    writer.record(runOf(owner, flow.id, old), [{ ...left(1, 'start', 'next'), leftAt: old }])
    writer.record({ ...runOf(owner, flow.id), version: 2 }, [left(1, 'start', 'next')])
    await writer.flush()
    const entered = async (query: string) => (await counts(query))['start']?.entered
    expect([await entered('?window=hour'), await entered('?window=day')]).toEqual([1, 2])
    expect(await entered('?window=day&version=1')).toBe(1)
    expect(await entered('?window=day&version=3')).toBeUndefined()
  })

  it('add up, whoever writes at the same time', async () => {
    const { owner, flow, counts } = await openFlow()
    const writers = Array.from(
      { length: 4 },
      () => new TraceWriter({ database: centre.database, log }),
    )
    for (const one of writers) {
      const blocks = ['a', 'b', 'c', 'd'].toSorted(() => Math.random() - 0.5)
      for (const block of blocks) {
        for (let n = 0; n < 5; n += 1) one.record(runOf(owner, flow.id), [left(1, block, 'next')])
      }
    }
    await Promise.all(writers.map((one) => one.close()))
    expect(Object.values(await counts()).map(({ entered }) => entered)).toEqual([20, 20, 20, 20])
  })
})

describe('the writer of traces', () => {
  it('writes by itself, soon', async () => {
    const { owner, flow, at } = await openFlow()
    const prompt = new TraceWriter({ database: centre.database, log })
    const run = runOf(owner, flow.id)
    prompt.record(run, [inside(1, 'start')])
    const status = async () => (await owner.send('GET', `${at}/runs/${run.id}/trace`)).status
    await expect.poll(status, { timeout: 15_000 }).toBe(200)
    await prompt.close()
  })

  it('keeps what it has while the database is away, and writes it later, once', async () => {
    const { owner, flow, trace, counts } = await openFlow()
    let isAway = true
    const database = {
      ...centre.database,
      asSystem: (...[work]: Parameters<typeof centre.database.asSystem>) =>
        isAway
          ? Promise.reject(new DatabaseError('unavailable', 'away'))
          : centre.database.asSystem(work),
    } as typeof centre.database
    const patient = new TraceWriter({ database, log, flushMs: 60_000 })
    const run = runOf(owner, flow.id)
    patient.record(run, [left(1, 'start', 'next'), inside(2, 'hello')])
    await patient.flush()
    patient.record(run, [left(2, 'hello', 'next')])
    await patient.flush()
    isAway = false
    await patient.close()
    expect((await trace(run)).steps.map(({ outcome }) => outcome)).toEqual(['next', 'next'])
    expect(await counts()).toMatchObject({ start: { entered: 1 }, hello: { entered: 1 } })
    expect(patient.dropped).toBe(0)
  })

  it('drops what it has no room for, counts it and says so, and never throws', async () => {
    const { owner, flow, trace } = await openFlow()
    const said: unknown[] = []
    const listening = pino(
      { level: 'warn' },
      { write: (line: string) => void said.push(JSON.parse(line)) },
    )
    const small = new TraceWriter({ database: centre.database, log: listening, mostSteps: 3 })
    const run = runOf(owner, flow.id)
    small.record(
      run,
      Array.from({ length: 5 }, (_, n) => left(n + 1, 'say', 'next')),
    )
    await small.close()
    expect(small.dropped).toBe(2)
    expect(said).toMatchObject([{ steps: 2, msg: 'steps of flows were not kept' }])
    expect(await trace(run)).toMatchObject({ visits: 5, isCut: true })
  })

  it('loses a batch that the database will never take, and goes on with the next', async () => {
    const { owner, flow, trace } = await openFlow()
    const [bad, good] = [{ ...runOf(owner, flow.id), version: 2 ** 40 }, runOf(owner, flow.id)]
    writer.record(bad, [inside(1, 'start')])
    await writer.flush()
    writer.record(good, [inside(1, 'start')])
    await writer.flush()
    expect(await trace(good)).toMatchObject({ id: good.id })
    expect(writer.dropped).toBe(1)
  })
})

describe('traces', () => {
  it('of calls that ended without a word are ended as interrupted', async () => {
    const { owner, flow, trace, counts } = await openFlow()
    const run = runOf(owner, flow.id, Date.now() - 10 * 60_000)
    writer.record(run, [inside(1, 'hello')])
    await writer.flush()
    await centre.database.asSystem((tx) =>
      tx
        .insertInto('calls')
        .values({
          id: run.callId ?? '',
          tenant_id: owner.tenantId,
          direction: 'inbound',
          state: 'ended',
          from_value: '',
          number_value: '',
          started_at: new Date(run.startedAtMs),
          ended_at: new Date(run.startedAtMs + 1000),
          path: '[]',
        } as never)
        .execute(),
    )
    await endInterruptedRuns(centre.database)
    expect(await trace(run)).toMatchObject({
      outcome: 'interrupted',
      endedAt: new Date(run.startedAtMs + 1000).toISOString(),
    })
    expect(await counts()).toEqual({})
  })

  it('are forgotten after so many days, and counts that nobody can ask for sooner', async () => {
    const { owner, flow, at } = await openFlow()
    const ages = [31, 29, 0]
    const runs = ages.map((days) => runOf(owner, flow.id, Date.now() - days * dayMs))
    for (const run of runs) {
      writer.record(run, [{ ...left(1, 'start', 'next'), leftAt: run.startedAtMs }])
    }
    await writer.flush()
    expect(await forgetOldTraces(centre.database, 30)).toBe(1)
    const statuses = await Promise.all(
      runs.map(async ({ id }) => (await owner.send('GET', `${at}/runs/${id}/trace`)).status),
    )
    expect(statuses).toEqual([404, 200, 200])
    const { rows } = await centre.database.asSystem((tx) =>
      sql`select 1 from flow_exit_counts where flow_id = ${flow.id}`.execute(tx),
    )
    expect(rows).toHaveLength(1)
  })
})
