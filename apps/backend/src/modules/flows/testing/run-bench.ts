import type { Flow, FlowBlock, FlowRun, FlowTrace } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { createSecretKey } from 'node:crypto'
import { pino } from 'pino'
import { openHostileServer } from '../../../testing/hostile-server.ts'
import { openTestCentre } from '../../../testing/test-centre.ts'
import type { DoWork } from '../../../work.ts'
import { QueueFigures } from '../../queues/figures.ts'
import { type FlowEffects, flowEffects } from '../effects/flow-effects.ts'
import { RunWorker } from '../runs/run-worker.ts'
import { flowsOf } from './flow-samples.ts'

const log = pino({ level: 'silent' })

interface WorkerWish {
  readonly effects?: Partial<FlowEffects>
  readonly doWork?: DoWork
}

/** A centre with an owner, a server that flows ask, and as many workers as a test wants: no run goes on by itself. */
export async function openRunBench() {
  const centre = await openTestCentre()
  const server = await openHostileServer()
  const owner = await centre.newTenant()
  const masterKey = createSecretKey(Buffer.alloc(32, 7))
  const effects = flowEffects({ doWork: centre.doWork, masterKey, mayReach: () => true })
  const { database } = centre

  return {
    centre,
    server,
    owner,
    effects,

    workerWith(wish: WorkerWish = {}): RunWorker {
      return new RunWorker({
        database,
        log,
        figures: new QueueFigures(database),
        doWork: wish.doWork ?? centre.doWork,
        effects: { ...effects, ...wish.effects },
      })
    },

    /** Lets workers go on for as long as something is due. */
    async goOn(...workers: RunWorker[]): Promise<void> {
      for (let taken = 1; taken > 0;) {
        const counts = await Promise.all(workers.map((worker) => worker.takeDue()))
        taken = counts.reduce((sum, count) => sum + count, 0)
        await Promise.all(workers.map((worker) => worker.settled()))
      }
    },

    /** What waits, or whose lease a dead process holds, is due now. */
    async timePasses(): Promise<void> {
      await database.asSystem((tx) =>
        tx
          .updateTable('flow_runs')
          .set({ due_at: new Date(0) })
          .execute(),
      )
    },

    async published(blocks: Record<string, FlowBlock>): Promise<Flow> {
      const parameters = [{ variable: 'id', value: 'nobody said' }]
      const start = block('start', { parameters }, { next: 'first' })
      const document = flowOf({ start, ...blocks })
      const flow = await flowsOf(owner).create(document, `Flow ${crypto.randomUUID()}`)
      const { status, body } = await flowsOf(owner).publish(flow.id)
      if (status !== 200) throw new Error(JSON.stringify(body))
      return flow
    },

    start: (flow: Flow, parameters: object = {}, headers = {}) =>
      owner.send<FlowRun>('POST', `/v1/flows/${flow.id}/runs`, { parameters }, headers),

    async traceOf({ flowId, id }: FlowRun): Promise<FlowTrace> {
      return (await owner.send<FlowTrace>('GET', `/v1/flows/${flowId}/runs/${id}/trace`)).body
    },

    /** Asks the server. */
    asks: (next: string): FlowBlock =>
      block(
        'http_request',
        {
          method: 'POST',
          url: `${server.origin}/`,
          mapping: [{ variable: 'answer', expression: 'http.body' }],
        },
        { ok: next, failed_status: 'end', timeout: 'end', error: 'end' },
      ),

    mailsOf: (subject: string) =>
      database.asSystem((tx) =>
        tx.selectFrom('mails').selectAll().where('subject', '=', subject).execute(),
      ),

    async runsLeft(): Promise<number> {
      const runs = await database.asSystem((tx) =>
        tx.selectFrom('flow_runs').select('id').execute(),
      )
      return runs.length
    },

    async forgetRuns(): Promise<void> {
      await database.asSystem((tx) => tx.deleteFrom('flow_runs').execute())
    },

    async close(): Promise<void> {
      server.close()
      await centre.close()
    },
  }
}

export type RunBench = Awaited<ReturnType<typeof openRunBench>>

export const shown = ({ steps }: FlowTrace) => steps.map((step) => `${step.block} ${step.outcome}`)

/** Mails, with the parameter `id` as the subject. */
export const mail = (next: string): FlowBlock =>
  block(
    'send_mail',
    { to: 'ada@example.com', subject: '{{ id }}', text: 'Hello' },
    { next, error: 'end' },
  )

/** Waits for an hour. */
export const pause = (next: string): FlowBlock =>
  block('wait', { ms: 3_600_000 }, { next, error: 'end' })
