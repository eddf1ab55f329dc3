import type { FlowProgram, FlowRunProblem, TraceEntry } from '../interpreter/step.ts'
import type { Values } from '../expressions/values.ts'
import { type ExitsTaken, exitsTakenIn } from './exits-taken.ts'
import { failuresOf } from './expectations.ts'
import { answerTo, type Happening } from './outcomes.ts'
import {
  beginSimulation,
  goOn,
  happen,
  nextHappening,
  type Simulation,
  traceOf,
  transcriptOf,
} from './simulation.ts'
import type { CaseStep, TestCase } from './test-case.ts'
import { blockAt, type Moment } from './transcript.ts'
import { variablesNow } from './visits.ts'

/** After so many events a caller who has nothing left to do is left where they are. */
export const mostMoves = 2000

/** What came of a test case. */
export interface CaseResult {
  readonly name: string
  readonly passed: boolean
  /** What was not as expected, in words. */
  readonly failures: readonly string[]
  readonly trace: readonly TraceEntry[]
  readonly transcript: readonly Moment[]
  /** What was spoken, in order. */
  readonly said: readonly string[]
  /** `null` where the flow would go on and on. */
  readonly ended: Ended | null
  /** As they were at the end; what is secret is masked. */
  readonly variables: Values
  readonly taken: ExitsTaken
}

interface Ended {
  readonly by: 'flow' | 'caller'
  readonly cause: string
  readonly problem?: FlowRunProblem
}

/** Runs a case to its end. The same program and case give the same result, always. */
export function runCase(program: FlowProgram, testCase: TestCase): CaseResult {
  return toEnd(runningCase(program, testCase))
}

/** Runs a case move by move, for those who have other things to do meanwhile. */
export function* runningCase(
  program: FlowProgram,
  testCase: TestCase,
): Generator<undefined, CaseResult> {
  const { simulation, unused, misfits } = yield* simulating(program, testCase)
  const transcript = transcriptOf(simulation)
  const observed = {
    trace: traceOf(simulation),
    transcript,
    said: transcript.filter(({ isSpeech }) => isSpeech).map(({ text }) => text),
    ended: endOf(simulation),
    variables: variablesNow(simulation),
    taken: exitsTakenIn(simulation),
  }
  const failures = [
    ...misfits,
    ...unused.map((step) => `The call was over before the caller could ${wordsOf(step)}.`),
    ...failuresOf(program.document, testCase.expect, observed),
  ]
  return { name: testCase.name, passed: failures.length === 0, failures, ...observed }
}

interface Simulated {
  readonly simulation: Simulation
  readonly unused: readonly CaseStep[]
  readonly misfits: readonly string[]
}

/** Plays a case without asking whether it is as expected. */
export function simulate(program: FlowProgram, testCase: TestCase): Simulated {
  return toEnd(simulating(program, testCase))
}

function* simulating(
  program: FlowProgram,
  { given, steps }: TestCase,
): Generator<undefined, Simulated> {
  let simulation = beginSimulation(program, given)
  let readyAt = simulation.at
  let index = 0
  const misfits = new Set<string>()
  while (simulation.pending !== undefined && simulation.moves < mostMoves) {
    const step = steps[index]
    if (step !== undefined && 'waitMs' in step) {
      readyAt = Math.max(readyAt, simulation.at) + step.waitMs
      index += 1
      continue
    }
    const happening = step && callerDoes(simulation, step, readyAt)
    const moved = happening && happen(simulation, happening)
    if (moved !== undefined || (step !== undefined && isMisplaced(simulation, step))) index += 1
    if (happening !== undefined && moved === undefined) misfits.add(misfit(simulation, happening))
    const next = moved ?? goOn(simulation)
    if (moved === undefined) noteMock(simulation, next, misfits)
    if (next === simulation) break
    simulation = next
    yield
  }
  const unused = steps.slice(index).filter((step) => !('waitMs' in step))
  return { simulation, unused, misfits: [...misfits] }
}

function toEnd<Result>(running: Generator<undefined, Result>): Result {
  for (;;) {
    const { done, value } = running.next()
    if (done === true) return value
  }
}

/** What the caller does here, if it is time and the place. */
function callerDoes(
  simulation: Simulation,
  step: Exclude<CaseStep, { readonly waitMs: number }>,
  readyAt: number,
): Happening | undefined {
  const { pending, state, at } = simulation
  if (pending === undefined || (step.at !== undefined && step.at !== blockAt(state)))
    return undefined
  const untilReady = Math.max(0, readyAt - at)
  const usual = nextHappening(simulation)
  if (usual !== undefined && untilReady > usual.afterMs) return undefined
  if ('outcome' in step) {
    return {
      event: step.outcome,
      afterMs: step.afterMs ?? Math.max(usual?.afterMs ?? 0, untilReady),
    }
  }
  if ('hangUp' in step) {
    return { event: { kind: 'caller_hung_up' }, afterMs: step.afterMs ?? untilReady }
  }
  const does = answerTo(pending, step)
  return does && { ...does, afterMs: step.afterMs ?? Math.max(does.afterMs, untilReady) }
}

/** Whether a step that says where it belongs has no effect there: it is not tried again. */
function isMisplaced({ state }: Simulation, step: CaseStep): boolean {
  return 'outcome' in step && step.at === blockAt(state)
}

/** A mock the block has no use for is a mistake of the case. */
function noteMock(before: Simulation, after: Simulation, misfits: Set<string>): void {
  const mock = nextHappening(before)
  const came = after.last.happening
  if (mock !== undefined && came !== undefined && mock.event.kind !== came.event.kind) {
    misfits.add(misfit(before, mock))
  }
}

function misfit({ state, pending }: Simulation, { event }: Happening): string {
  return `“${blockAt(state)}” asked for ${pending?.kind ?? 'nothing'}, and ${event.kind} cannot come of that.`
}

function wordsOf(step: CaseStep): string {
  if ('press' in step) return `press ${step.press}`
  if ('say' in step) return `say “${step.say}”`
  if ('silent' in step) return 'stay silent'
  if ('hangUp' in step) return 'hang up'
  if ('waitMs' in step) return 'wait'
  return `see ${step.outcome.kind} happen`
}

function endOf({ state }: Simulation): Ended | null {
  if (state.kind !== 'ended') return null
  const { by, cause, problem } = state
  return { by, cause, ...(problem !== undefined && { problem }) }
}
