import { randomInt } from 'node:crypto'
import type { FlowRun } from '@iris/contracts'
import { startFlow, type Step, type Values } from '@iris/flow'
import { v7 as uuidv7 } from 'uuid'
import { found, Refusal } from '../../../problem.ts'
import type { Work } from '../../../work.ts'
import { programOf } from '../program.ts'
import { findFlow } from '../repository.ts'
import { getTrace } from '../traces/read.ts'
import { findVersion } from '../version-repository.ts'
import * as repository from './run-repository.ts'
import { outcomeOf, traceRun } from './run-trace.ts'

/** How many runs of a centre may go on at once: a flow that begins others must not fill the table. */
export const mostRuns = 5000

export interface RunStart {
  readonly parameters: Values
  readonly startedBy: 'api' | 'schedule'
}

/**
 * Begins a run of the published version, and keeps where it stands; whatever it asks for is carried out by the workers.
 * @throws Refusal `conflict` where nothing is published, `too_many_requests` while too many go on
 */
export async function startRun(
  work: Work,
  flowId: string,
  { parameters, startedBy }: RunStart,
): Promise<FlowRun> {
  const { version, program } = await publishedProgram(work, flowId)
  if ((await repository.countRuns(work.tx)) >= mostRuns) {
    throw new Refusal('too_many_requests', { detail: `${mostRuns} runs go on already.` })
  }
  const atMs = Date.now()
  const none = { callId: '', callerNumber: '', calledNumber: '' }
  const context = { ...none, startedBy, parameters, seed: randomInt(2 ** 32) }
  const run = {
    id: uuidv7({ msecs: atMs }),
    tenant_id: work.tenantId,
    flow_id: flowId,
    version,
    started_by: startedBy,
    started_at: new Date(atMs),
  }
  await work.publish('flow.run_started', { flowId, runId: run.id, version, startedBy })
  if (work.actor) await work.audit('flow.run_started', flowId, { runId: run.id, version })
  await keepFirst(work, run, startFlow(program, context, atMs))
  const { steps: _steps, isCut: _isCut, ...started } = await getTrace(work, flowId, run.id)
  return started
}

async function publishedProgram(work: Work, flowId: string) {
  const { name, archived_at, published_version } = found(await findFlow(work.tx, flowId), 'flow')
  if (archived_at !== null) throw new Refusal('conflict', { detail: 'The flow is put away.' })
  const version = published_version && (await findVersion(work.tx, flowId, published_version))
  if (!version) throw new Refusal('conflict', { detail: 'Publish the flow first.' })
  const program = await programOf(work.tx, work.tenantId, { ...version, name })
  return { version: version.version, program }
}

type NewRun = Omit<Parameters<typeof repository.insertRun>[1], 'state' | 'command'> & {
  readonly started_at: Date
}

async function keepFirst(work: Work, run: NewRun, step: Step): Promise<void> {
  const { state, trace, commands } = step
  const [command] = commands
  if (state.kind === 'ended' || command === undefined) {
    const ended = { atMs: run.started_at.getTime(), outcome: outcomeOf(state) }
    return traceRun(work, run, trace, ended)
  }
  await traceRun(work, run, trace)
  await repository.insertRun(work.tx, { ...run, state, command }, dueIn(command))
}

/** When what a run asks for is to be carried out, in ms from now. */
export function dueIn(command: Step['commands'][number]): number {
  return command.kind === 'wait' ? command.ms : 0
}

/** Ends a run wherever it stands. What is being carried out for it may still be, and is not kept. */
export async function cancelRun(work: Work, flowId: string, runId: string): Promise<void> {
  const run = found(await repository.deleteRun(work.tx, flowId, runId), 'run that goes on')
  await traceRun(work, run, [], { atMs: Date.now(), outcome: 'cancelled' })
  await work.audit('flow.run_cancelled', flowId, { runId })
}
