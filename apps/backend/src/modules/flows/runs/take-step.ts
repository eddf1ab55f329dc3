import { advance, type FlowEvent, type FlowProgram, type Step } from '@iris/flow'
import type { DoWork, Work } from '../../../work.ts'
import type { QueueFigures } from '../../queues/figures.ts'
import { carryOut, type EffectCommand, isEffect } from '../effects/carry-out.ts'
import type { FlowEffects } from '../effects/flow-effects.ts'
import { programOf } from '../program.ts'
import { findFlow } from '../repository.ts'
import { findVersion } from '../version-repository.ts'
import * as repository from './run-repository.ts'
import { outcomeOf, traceRun } from './run-trace.ts'
import { dueIn } from './service.ts'

export interface StepParts {
  readonly doWork: DoWork
  readonly effects: FlowEffects
  readonly figures: Pick<QueueFigures, 'status'>
  /** How long a step may take before others may take the run. */
  readonly leaseMs: number
}

/** How often the same thing is begun before it is given up: it may be what ends the process each time. */
const mostTries = 5

/**
 * Carries out what a run asks for and takes it on; gives the run as it is then, where it goes on at once. What is done
 * in the database commits with where the run stands. Only requests are outside of that: they may be made twice, with the
 * same key. Nothing is kept where somebody else has taken the run since, or it is cancelled.
 */
export async function takeStep(
  parts: StepParts,
  run: repository.RunRow,
  signal: AbortSignal,
): Promise<repository.RunRow | undefined> {
  const before = await outsideOf(parts, run, signal)
  return parts.doWork(run.tenant_id, null, async (work) => {
    if (!(await repository.holdRun(work.tx, run))) return undefined
    const program = await programOfRun(work, run)
    if (!program) return undefined
    const event = before ?? (await withinOf(parts, run, work, signal))
    return keep(parts, work, run, advance(program, run.state, event, Date.now()))
  })
}

/** What came of what needs no transaction, or is not to hold one open. */
async function outsideOf(
  { effects, figures }: StepParts,
  run: repository.RunRow,
  signal: AbortSignal,
): Promise<FlowEvent | undefined> {
  const { command, tenant_id: tenantId, flow_id: flowId } = run
  if (run.tries > mostTries) {
    return failed(`It was begun ${mostTries} times and came to no end.`)
  }
  if (command.kind === 'http_request') {
    return carryOut(effects, { tenantId, flowId }, withKey(command, run), signal)
  }
  if (command.kind !== 'queue_status') return undefined
  const { id, name } = command.queue
  const status = id === null ? undefined : await figures.status(tenantId, { id })
  return status
    ? { kind: 'queue_figures', figures: status }
    : failed(`There is no queue called ${name}.`)
}

async function withinOf(
  { effects }: StepParts,
  { command, tenant_id: tenantId, flow_id: flowId }: repository.RunRow,
  work: Work,
  signal: AbortSignal,
): Promise<FlowEvent> {
  if (isEffect(command)) return carryOut(effects, { tenantId, flowId, work }, command, signal)
  if (command.kind === 'wait') return { kind: 'done', of: 'wait' }
  return failed('This run has no caller.')
}

/** A request that is made again after a crash says that it is the same (draft-ietf-httpapi-idempotency-key-header). */
function withKey(
  command: Extract<EffectCommand, { kind: 'http_request' }>,
  { id, state }: repository.RunRow,
): typeof command {
  const name = 'idempotency-key'
  if (command.headers.some((header) => header.name.toLowerCase() === name)) return command
  const key = { name, value: `${id}-${state.counts.visit}` }
  return { ...command, headers: [...command.headers, key] }
}

async function programOfRun(
  { tx, tenantId }: Work,
  { flow_id: flowId, version }: repository.RunRow,
): Promise<FlowProgram | undefined> {
  const [flow, row] = [await findFlow(tx, flowId), await findVersion(tx, flowId, version)]
  return flow && row && programOf(tx, tenantId, { ...row, name: flow.name })
}

async function keep(
  { leaseMs }: StepParts,
  work: Work,
  run: repository.RunRow,
  { state, commands, trace }: Step,
): Promise<repository.RunRow | undefined> {
  const [command] = commands
  if (state.kind === 'ended' || command === undefined) {
    await repository.deleteRun(work.tx, run.flow_id, run.id)
    await traceRun(work, run, trace, { atMs: Date.now(), outcome: outcomeOf(state) })
    return undefined
  }
  await traceRun(work, run, trace)
  const stand = { id: run.id, state, command }
  if (command.kind === 'wait') {
    await repository.moveRun(work.tx, stand, { dueInMs: dueIn(command), tries: 0 })
    return undefined
  }
  await repository.moveRun(work.tx, stand, { dueInMs: leaseMs, tries: 1 })
  return { ...run, ...stand, tries: 1 }
}

function failed(reason: string): FlowEvent {
  return { kind: 'failed', reason }
}
