import type { Contact, Flow, FlowBlock, FlowRun, FlowTrace } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { createSecretKey } from 'node:crypto'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openHostileServer } from '../../../testing/hostile-server.ts'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../../testing/test-centre.ts'
import type { DoWork } from '../../../work.ts'
import { QueueFigures } from '../../queues/figures.ts'
import { type FlowEffects, flowEffects } from '../effects/flow-effects.ts'
import { endInterruptedRuns } from '../traces/reapers.ts'
import { flowsOf } from '../testing/flow-samples.ts'
import { RunWorker } from './run-worker.ts'
import { mostRuns } from './service.ts'

const log = pino({ level: 'silent' })
let centre: TestCentre
let server: Awaited<ReturnType<typeof openHostileServer>>
let owner: SignedInClient & { tenantId: string }
let effects: FlowEffects

beforeAll(async () => {
  centre = await openTestCentre()
  server = await openHostileServer()
  owner = await centre.newTenant()
  const masterKey = createSecretKey(Buffer.alloc(32, 7))
  effects = flowEffects({ doWork: centre.doWork, masterKey, mayReach: () => true })
})
afterAll(async () => {
  server.close()
  await centre.close()
})
afterEach(async () => {
  await centre.database.asSystem((tx) => tx.deleteFrom('flow_runs').execute())
})

interface WorkerWish {
  readonly effects?: Partial<FlowEffects>
  readonly doWork?: DoWork
}

function workerWith(wish: WorkerWish = {}): RunWorker {
  const { database, doWork } = centre
  const figures = new QueueFigures(database)
  return new RunWorker({
    database,
    log,
    figures,
    doWork: wish.doWork ?? doWork,
    effects: { ...effects, ...wish.effects },
  })
}

/** Lets workers go on for as long as something is due. */
async function goOn(...workers: RunWorker[]): Promise<void> {
  for (let taken = 1; taken > 0;) {
    const counts = await Promise.all(workers.map((worker) => worker.takeDue()))
    taken = counts.reduce((sum, count) => sum + count, 0)
    await Promise.all(workers.map((worker) => worker.settled()))
  }
}

/** What waits, or whose lease a dead process holds, is due now. */
const timePasses = () =>
  centre.database.asSystem((tx) =>
    tx
      .updateTable('flow_runs')
      .set({ due_at: new Date(0) })
      .execute(),
  )

async function published(blocks: Record<string, FlowBlock>): Promise<Flow> {
  const parameters = [{ variable: 'id', value: 'nobody said' }]
  const start = block('start', { parameters }, { next: 'first' })
  const flow = await flowsOf(owner).create(
    flowOf({ start, ...blocks }),
    `Flow ${crypto.randomUUID()}`,
  )
  const { status, body } = await flowsOf(owner).publish(flow.id)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return flow
}

const start = (flow: Flow, parameters: object = {}, headers = {}) =>
  owner.send<FlowRun>('POST', `/v1/flows/${flow.id}/runs`, { parameters }, headers)

async function traceOf({ flowId, id }: FlowRun): Promise<FlowTrace> {
  return (await owner.send<FlowTrace>('GET', `/v1/flows/${flowId}/runs/${id}/trace`)).body
}
const shown = ({ steps }: FlowTrace) => steps.map((step) => `${step.block} ${step.outcome}`)

const mail = (next: string): FlowBlock =>
  block(
    'send_mail',
    { to: 'ada@example.com', subject: '{{ id }}', text: 'Hello' },
    { next, error: 'end' },
  )
const asks = (next: string): FlowBlock =>
  block(
    'http_request',
    {
      method: 'POST',
      url: `${server.origin}/`,
      mapping: [{ variable: 'answer', expression: 'http.body' }],
    },
    { ok: next, failed_status: 'end', timeout: 'end', error: 'end' },
  )
const pause = (next: string): FlowBlock => block('wait', { ms: 3_600_000 }, { next, error: 'end' })

const mailsOf = (subject: string) =>
  centre.database.asSystem((tx) =>
    tx.selectFrom('mails').selectAll().where('subject', '=', subject).execute(),
  )
const runsLeft = async () =>
  (await centre.database.asSystem((tx) => tx.selectFrom('flow_runs').select('id').execute())).length

describe('a run without a call', () => {
  it('does what its blocks say, waits for hours, and is listed and traced as others are', async () => {
    server.answers((response) => response.end('fine'))
    const flow = await published({ first: asks('wait'), wait: pause('mail'), mail: mail('end') })
    const { status, body: run } = await start(flow, { id: 'run-1' })
    expect(status).toBe(201)
    expect(run).toMatchObject({ flowId: flow.id, version: 1, callId: null, outcome: null })
    await goOn(workerWith())
    expect(shown(await traceOf(run))).toEqual(['start next', 'first ok', 'wait null'])
    expect(await mailsOf('run-1')).toEqual([])
    await timePasses()
    await goOn(workerWith())
    const trace = await traceOf(run)
    expect(shown(trace)).toEqual(['start next', 'first ok', 'wait next', 'mail next', 'end null'])
    expect(trace.outcome).toBe('completed')
    expect(await mailsOf('run-1')).toHaveLength(1)
    expect(await runsLeft()).toBe(0)
    const { body } = await owner.send('GET', `/v1/flows/${flow.id}/runs`)
    expect(body).toMatchObject({ items: [{ id: run.id, outcome: 'completed', callId: null }] })
  })

  it('begins once for an Idempotency-Key', async () => {
    const flow = await published({ first: pause('end') })
    const key = { 'idempotency-key': crypto.randomUUID() }
    const [first, second] = [await start(flow, {}, key), await start(flow, {}, key)]
    expect(second.body.id).toBe(first.body.id)
    expect(await runsLeft()).toBe(1)
  })

  it('leaves blocks that need a caller by error', async () => {
    const say = block('say', { text: 'Hello' }, { next: 'end', error: 'note' })
    const note = block('note', { text: '{{ error.reason }}' }, { next: 'end', error: 'end' })
    const { body: run } = await start(await published({ first: say, note }))
    await goOn(workerWith())
    const { steps } = await traceOf(run)
    expect(steps.slice(1, 3)).toMatchObject([
      { block: 'first', outcome: 'error', set: { error: { reason: 'This run has no caller.' } } },
      { block: 'note', outcome: 'error' },
    ])
  })

  it('knows contacts, and what is changed of them is there once the step is kept', async () => {
    const contact = await owner.send<Contact>('POST', '/v1/contacts', {
      name: 'Ada',
      emails: ['ada@example.com'],
    })
    const find = { by: 'email', value: 'ada@example.com' }
    const fields = [{ name: 'runs', expression: '7' }]
    const { body: run } = await start(
      await published({
        first: block('find_contact', find, { found: 'keep', not_found: 'end', error: 'end' }),
        keep: block('update_contact', { fields }, { next: 'end', error: 'end' }),
      }),
    )
    await goOn(workerWith())
    expect(shown(await traceOf(run))).toContain('keep next')
    const { body } = await owner.send<Contact>('GET', `/v1/contacts/${contact.body.id}`)
    expect(body.attributes).toEqual({ runs: 7 })
  })

  it('is refused for a flow that is not published or put away, and beyond a stranger', async () => {
    const draft = await flowsOf(owner).create(undefined, 'A draft')
    expect(problemCode(await start(draft))).toBe('conflict')
    const flow = await published({ first: pause('end') })
    const stranger = await centre.newTenant()
    const answer = await stranger.send('POST', `/v1/flows/${flow.id}/runs`, {})
    expect(problemCode(answer)).toBe('not_found')
    await owner.send('PATCH', `/v1/flows/${flow.id}`, { archived: true })
    expect(problemCode(await start(flow))).toBe('conflict')
    const large = { x: 'a'.repeat(20_000) }
    expect(problemCode(await start(flow, large))).toBe('validation_failed')
  })

  it('is refused while too many of the centre go on, and others are not', async () => {
    const flow = await published({ first: pause('end') })
    await start(flow)
    await centre.database.asSystem((tx) =>
      sql`
        insert into flow_runs
        select (jsonb_populate_record(flow_runs, jsonb_build_object('id', gen_random_uuid()))).*
        from flow_runs, generate_series(2, ${mostRuns}::integer)`.execute(tx),
    )
    expect(problemCode(await start(flow))).toBe('too_many_requests')
    const other = await centre.newTenant()
    const theirs = await flowsOf(other).create(flowOf({ first: pause('end') }), 'Theirs')
    await flowsOf(other).publish(theirs.id)
    expect((await other.send('POST', `/v1/flows/${theirs.id}/runs`, {})).status).toBe(201)
  })

  it('is cancelled wherever it stands, and does nothing more', async () => {
    const flow = await published({ first: pause('mail'), mail: mail('end') })
    const { body: run } = await start(flow, { id: 'cancelled' })
    const at = `/v1/flows/${flow.id}/runs/${run.id}`
    expect((await owner.send('DELETE', at)).status).toBe(204)
    await timePasses()
    await goOn(workerWith())
    expect(await traceOf(run)).toMatchObject({ outcome: 'cancelled' })
    expect(await mailsOf('cancelled')).toEqual([])
    expect(problemCode(await owner.send('DELETE', at))).toBe('not_found')
  })

  it('keeps nothing of a request during which it was cancelled', async () => {
    const flow = await published({ first: asks('mail'), mail: mail('end') })
    const { body: run } = await start(flow, { id: 'in flight' })
    server.answers(async (response) => {
      await owner.send('DELETE', `/v1/flows/${flow.id}/runs/${run.id}`)
      response.end('late')
    })
    await goOn(workerWith())
    expect(shown(await traceOf(run))).toEqual(['start next', 'first null'])
    expect(await mailsOf('in flight')).toEqual([])
  })

  it('ends as interrupted when its flow is deleted', async () => {
    const flow = await published({ first: pause('end') })
    const { body: run } = await start(flow)
    await endInterruptedRuns(centre.database)
    expect((await traceOf(run)).outcome).toBeNull()
    await owner.send('DELETE', `/v1/flows/${flow.id}`)
    await endInterruptedRuns(centre.database)
    expect((await traceOf(run)).outcome).toBe('interrupted')
  })
})

describe('two workers', () => {
  it('share many runs, and each is carried through once', async () => {
    server.answers((response) => response.end('fine'))
    const flow = await published({ first: asks('mail'), mail: mail('end') })
    const ids = Array.from({ length: 30 }, (_, index) => `shared-${index}`)
    for (const id of ids) await start(flow, { id })
    await goOn(workerWith(), workerWith())
    expect(server.asked).toHaveLength(30)
    const mails = await Promise.all(ids.map((id) => mailsOf(id)))
    expect(mails.map(({ length }) => length)).toEqual(ids.map(() => 1))
    expect(await runsLeft()).toBe(0)
  })

  it('take the first run of each centre before the second of any', async () => {
    const flow = await published({ first: pause('end') })
    for (let run = 0; run < 25; run += 1) await start(flow)
    const other = await centre.newTenant()
    const flows = flowsOf(other)
    const small = await flows.create(flowOf({ first: pause('end') }), 'Small')
    await flows.publish(small.id)
    const { body: run } = await other.send<FlowRun>('POST', `/v1/flows/${small.id}/runs`, {})
    await timePasses()
    const worker = workerWith()
    await worker.takeDue()
    await worker.settled()
    const at = `/v1/flows/${small.id}/runs/${run.id}/trace`
    expect((await other.send<FlowTrace>('GET', at)).body.outcome).toBe('completed')
    expect(await runsLeft()).toBe(6)
  })

  it('where the first is overtaken, keep what the second did and nothing of the first', async () => {
    const flow = await published({ first: asks('mail'), mail: mail('end') })
    const { body: run } = await start(flow, { id: 'overtaken' })
    const [asked, goes] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    server.answers(async (response) => {
      if (server.asked.length === 1) {
        asked.resolve()
        await goes.promise
      }
      response.end(`answer ${server.asked.length}`)
    })
    const slow = workerWith()
    await slow.takeDue()
    await asked.promise
    await timePasses()
    await goOn(workerWith())
    goes.resolve()
    await slow.settled()
    const trace = await traceOf(run)
    expect(shown(trace)).toEqual(['start next', 'first ok', 'mail next', 'end null'])
    expect(await mailsOf('overtaken')).toHaveLength(1)
    const keys = server.asked.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toEqual([`${run.id}-2`, `${run.id}-2`])
  })
})

describe('a process that dies', () => {
  /** Dies at the n-th chance: before or after the database has taken what a step did, or once a request is answered. */
  function dyingAt(chance: number) {
    let left = chance
    const dead = new Error('killed')
    const live = () => {
      left -= 1
      if (left < 0) throw dead
    }
    const doWork: DoWork = async (tenantId, actor, task) => {
      live()
      const result = await centre.doWork(tenantId, actor, async (work) => {
        const done = await task(work)
        live()
        return done
      })
      live()
      return result
    }
    const httpRequest: FlowEffects['httpRequest'] = async (...request) => {
      const answer = await effects.httpRequest(...request)
      live()
      return answer
    }
    return { worker: workerWith({ doWork, effects: { httpRequest } }), isDead: () => left < 0 }
  }

  it('between any two steps loses no run, and repeats nothing but a request, under its key', async () => {
    server.answers((response) => response.end('fine'))
    const flow = await published({
      first: asks('one'),
      one: mail('tell'),
      tell: block('emit_event', { name: 'run.told' }, { next: 'two', error: 'end' }),
      two: mail('wait'),
      wait: pause('three'),
      three: mail('end'),
    })
    let died = 0
    for (let chance = 0, alive = false; !alive; chance += 1) {
      const id = `killed at ${chance}`
      server.asked.length = 0
      const { body: run } = await start(flow, { id })
      const { worker, isDead } = dyingAt(chance)
      for (let round = 0; round < 2 && !isDead(); round += 1) {
        await goOn(worker)
        await timePasses()
      }
      for (let round = 0; round < 3; round += 1) {
        await timePasses()
        await goOn(workerWith())
      }
      const trace = await traceOf(run)
      expect(trace.outcome, id).toBe('completed')
      expect(shown(trace), id).toEqual([
        'start next',
        'first ok',
        'one next',
        'tell next',
        'two next',
        'wait next',
        'three next',
        'end null',
      ])
      expect(await mailsOf(id), id).toHaveLength(3)
      const keys = new Set(server.asked.map(({ headers }) => headers['idempotency-key']))
      expect(keys.size, id).toBe(1)
      if (isDead()) died += 1
      alive = !isDead()
    }
    // Three chances for each of six commands, and one more for the request.
    expect(died).toBe(19)
  }, 120_000)

  it('each time over the same thing is kept from it after five tries', async () => {
    const flow = await published({ first: mail('end') })
    const { body: run } = await start(flow)
    let tried = 0
    const sendMail: FlowEffects['sendMail'] = async () => {
      tried += 1
      throw new Error('killed')
    }
    const worker = workerWith({ effects: { sendMail } })
    for (let round = 0; round < 7; round += 1) {
      await timePasses()
      await goOn(worker)
    }
    expect(tried).toBe(5)
    const { steps } = await traceOf(run)
    expect(steps[1]).toMatchObject({ block: 'first', outcome: 'error' })
  })

  it('in good order gives up its requests, and others make them', async () => {
    const asked = Promise.withResolvers<void>()
    server.answers(() => asked.resolve())
    const { body: run } = await start(await published({ first: asks('end') }))
    const worker = workerWith()
    await worker.takeDue()
    await asked.promise
    await worker.close()
    expect(await worker.takeDue()).toBe(0)
    server.answers((response) => response.end('fine'))
    await goOn(workerWith())
    expect((await traceOf(run)).outcome).toBe('completed')
  })
})
