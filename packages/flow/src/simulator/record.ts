import type { FlowEvent, FlowProgram, TraceEntry } from '../interpreter/step.ts'
import type { Outcome } from './event-schema.ts'
import { eventsFor } from './likely-events.ts'
import { type Happening, usualOutcome } from './outcomes.ts'
import {
  beginSimulation,
  goOn,
  happen,
  historyOf,
  type Simulation,
  traceOf,
  transcriptOf,
} from './simulation.ts'
import type { CaseStep, Expected, Given, TestCase } from './test-case.ts'
import { blockAt } from './transcript.ts'

/** How many steps a case may have. */
const mostSteps = 1000

/** A simulation as a test case: everything that happened, and the way it took. It passes on the same program. */
export function caseOf(name: string, simulation: Simulation): TestCase {
  const steps = historyOf(simulation).flatMap(({ last, before }): CaseStep[] =>
    last.happening === undefined || before === undefined
      ? []
      : [stepOf(last.happening, blockAt(before.state))],
  )
  return {
    name,
    given: simulation.given,
    steps: steps.slice(0, mostSteps),
    expect: steps.length > mostSteps ? {} : expectedOf(simulation),
  }
}

/** A real call, as far as its trace tells. */
export interface Recorded {
  readonly name: string
  /** Who called when; queues and mocks are not needed. */
  readonly given: Given
  /** Each visit once, in their order; of the blocks of flows within as well. */
  readonly trace: readonly Pick<
    TraceEntry,
    'visit' | 'block' | 'outcome' | 'set' | 'flow' | 'enteredAt' | 'leftAt'
  >[]
}

export interface FromTrace {
  readonly testCase: TestCase
  /** What the trace did not tell, in words; for whoever looks it over. */
  readonly doubts: readonly string[]
}

/** The trace of a call on this very program as a test case that takes the same way. */
export function caseFromTrace(program: FlowProgram, { name, given, trace }: Recorded): FromTrace {
  const visits = new Map(trace.map((entry) => [entry.visit, entry]))
  const doubts = new Set<string>()
  let simulation = beginSimulation(program, given)
  while (simulation.pending !== undefined && simulation.moves < mostSteps) {
    const visit = lastVisit(simulation)
    const wanted = visit === undefined ? undefined : visits.get(visit)
    if (wanted?.outcome === null && wanted.leftAt === null) break
    if (wanted === undefined) {
      doubts.add(`The call is not known to have come to “${blockAt(simulation.state)}”.`)
      break
    }
    const next = asTraced(simulation, wanted)
    if (next === undefined) {
      doubts.add(`What happened at “${wanted.block}” is not known; what usually does is taken.`)
    }
    if (wanted.outcome === 'entered') {
      doubts.add(`What was entered at “${wanted.block}” is not known; choose it.`)
    }
    const moved = next ?? goOn(simulation)
    if (moved === simulation) break
    simulation = moved
  }
  return { testCase: caseOf(name, simulation), doubts: [...doubts] }
}

/** The first of what can happen that closes the visit as it was closed, or asks again where that may still lead there. */
function asTraced(
  simulation: Simulation,
  wanted: Recorded['trace'][number],
): Simulation | undefined {
  const { pending, given, at } = simulation
  if (pending === undefined) return undefined
  const usual = usualOutcome(pending, given)
  const afterMs = wanted.leftAt === null ? usual.afterMs : Math.max(0, wanted.leftAt - at)
  const moves = eventsFor(pending, wanted).flatMap((event) => {
    const moved = happen(simulation, { event, afterMs })
    return moved === undefined ? [] : [moved]
  })
  return (
    moves.find((moved) => isClosedAs(moved, wanted)) ??
    moves.find((moved) => asksAgain(moved, wanted))
  )
}

function isClosedAs({ last }: Simulation, wanted: Recorded['trace'][number]): boolean {
  return last.trace.some(({ visit, outcome, leftAt }) => {
    if (visit !== wanted.visit || leftAt === null) return false
    return outcome === wanted.outcome
  })
}

function asksAgain({ pending, last }: Simulation, { outcome }: Recorded['trace'][number]): boolean {
  if (pending === undefined || last.trace.length > 0) return false
  const kind = last.happening?.event.kind
  return outcome === 'no_input' ? kind === 'no_input' : kind !== 'failed'
}

/** The visit that waits. */
function lastVisit(simulation: Simulation): number | undefined {
  return simulation.state.kind === 'waiting' ? simulation.state.counts.visit : undefined
}

function stepOf({ event, afterMs }: Happening, at: string): CaseStep {
  switch (event.kind) {
    case 'gathered':
      return { press: event.key, at, afterMs }
    case 'no_input':
      return { silent: true, at, afterMs }
    case 'caller_hung_up':
      return { hangUp: true, at, afterMs }
    default:
      return { outcome: written(event), at, afterMs }
  }
}

/** Every event can be written: this would not compile otherwise. */
function written(event: FlowEvent): Outcome {
  return event
}

function expectedOf(simulation: Simulation): Expected {
  const { state } = simulation
  const steps = traceOf(simulation).map(({ block, outcome, flow }) =>
    outcome === null && flow === undefined
      ? block
      : { block, exit: outcome ?? '', ...(flow !== undefined && { flow }) },
  )
  const said = transcriptOf(simulation).filter(({ isSpeech, text }) => isSpeech && text !== '')
  return {
    ...(steps.length <= mostSteps && { path: { is: 'exactly' as const, steps } }),
    ...(said.length > 0 &&
      said.length <= 200 && { said: said.map(({ text }) => text.slice(0, 3000)) }),
    ...(state.kind === 'ended' && { ends: { by: state.by, cause: state.cause } }),
  }
}
