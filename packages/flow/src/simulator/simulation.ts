import type { Values } from '../expressions/values.ts'
import { advance, startFlow } from '../interpreter/interpreter.ts'
import type {
  FlowCommand,
  FlowContext,
  FlowEvent,
  FlowProgram,
  FlowState,
  Step,
  TraceEntry,
} from '../interpreter/step.ts'
import { answerTo, type Happening, usualOutcome } from './outcomes.ts'
import { type CaseStep, type Given, instantOf } from './test-case.ts'
import { blockAt, type Moment, momentOf, momentOfEvent } from './transcript.ts'

/** A flow tried without a telephone, as it stands after some moves. Never changed: each move makes another. */
export interface Simulation {
  readonly program: FlowProgram
  readonly given: Given
  /** ms since 1970; nothing takes time but what takes it on a call. */
  readonly at: number
  readonly state: FlowState
  /** What the flow waits for the outcome of; `undefined` once it has ended. */
  readonly pending: FlowCommand | undefined
  /** How many events brought it here. */
  readonly moves: number
  /** How many commands each block has asked for, by its id; which mock is next. */
  readonly asked: Readonly<Record<string, number>>
  /** What happened since the simulation before. */
  readonly last: {
    readonly happening: Happening | undefined
    readonly trace: readonly TraceEntry[]
    readonly moments: readonly Moment[]
  }
  readonly before: Simulation | undefined
}

/** What somebody does at a simulation. */
export type Answer = Exclude<CaseStep, { readonly waitMs: number }>

export type Answered =
  | { readonly kind: 'moved'; readonly simulation: Simulation }
  /** Nothing changed; `reason` says what the flow waits for. */
  | { readonly kind: 'refused'; readonly reason: string }

/** Begins. Total, as the interpreter is. */
export function beginSimulation(program: FlowProgram, given: Given): Simulation {
  const at = instantOf(given.at)
  const step = startFlow(program, contextOf(given), at)
  return {
    program,
    given,
    at,
    state: step.state,
    moves: 0,
    before: undefined,
    pending: pendingOf(step),
    asked: countAsked({}, step),
    last: { happening: undefined, trace: step.trace, moments: heardIn(step, at) },
  }
}

/** Does something where the flow waits. */
export function answer(simulation: Simulation, input: Answer): Answered {
  const { pending } = simulation
  if (pending === undefined) return { kind: 'refused', reason: 'The call has ended.' }
  const here = blockAt(simulation.state)
  if (input.at !== undefined && input.at !== here) {
    return { kind: 'refused', reason: `The flow is at “${here}”, not at “${input.at}”.` }
  }
  const happening = happeningOf(simulation, pending, input)
  const moved = happening && happen(simulation, happening)
  if (moved === undefined) {
    return {
      kind: 'refused',
      reason: `That does not fit “${here}”, which asked for ${pending.kind}.`,
    }
  }
  return { kind: 'moved', simulation: moved }
}

function happeningOf(
  { given }: Simulation,
  pending: FlowCommand,
  input: Answer,
): Happening | undefined {
  const usual = usualOutcome(pending, given)
  const found =
    'outcome' in input
      ? { event: input.outcome, afterMs: usual.afterMs }
      : 'hangUp' in input
        ? ({ event: { kind: 'caller_hung_up' }, afterMs: 0 } as const)
        : answerTo(pending, input)
  if (found === undefined || input.afterMs === undefined) return found
  return { ...found, afterMs: input.afterMs }
}

/** Lets happen what happens by itself: what is mocked, or what is usual. The same simulation where it has ended. */
export function goOn(simulation: Simulation): Simulation {
  const next = nextHappening(simulation)
  if (next === undefined) return simulation
  const usual = simulation.pending && usualOutcome(simulation.pending, simulation.given)
  const failed: FlowEvent = { kind: 'failed', reason: 'Nothing fits here.' }
  return (
    happen(simulation, next) ??
    (usual && happen(simulation, usual)) ??
    happen(simulation, { event: failed, afterMs: 0 }) ??
    happen(simulation, { event: { kind: 'caller_hung_up' }, afterMs: 0 }) ??
    simulation
  )
}

/** What happens if nobody does anything; `undefined` at the end. */
export function nextHappening({ pending, given, state, asked }: Simulation): Happening | undefined {
  if (pending === undefined) return undefined
  const usual = usualOutcome(pending, given)
  const block = blockAt(state)
  const mock = mockOf(given, block, (own(asked, block) ?? 1) - 1)
  return mock === undefined ? usual : { event: mock, afterMs: usual.afterMs }
}

function mockOf({ mocks }: Given, block: string, index: number): FlowEvent | undefined {
  const some = own(mocks, block)
  return Array.isArray(some) ? (some[index] ?? some.at(-1)) : some
}

/** `undefined` where the event changes nothing. */
export function happen(simulation: Simulation, happening: Happening): Simulation | undefined {
  const { program, given, state, pending, asked, moves } = simulation
  const at = simulation.at + happening.afterMs
  const step = advance(program, state, happening.event, at)
  if (step.state === state || pending === undefined) return undefined
  const did = momentOfEvent(happening.event, { command: pending, state, at })
  return {
    program,
    given,
    at,
    state: step.state,
    moves: moves + 1,
    before: simulation,
    pending: pendingOf(step),
    asked: countAsked(asked, step),
    last: {
      happening,
      trace: step.trace,
      moments: [...(did === undefined ? [] : [did]), ...heardIn(step, at)],
    },
  }
}

/** As it was after so many moves; as it is, where there were fewer. */
export function rewind(simulation: Simulation, moves: number): Simulation {
  let here = simulation
  while (here.moves > moves && here.before !== undefined) here = here.before
  return here
}

/** Every simulation from the beginning to this one. */
export function historyOf(simulation: Simulation): Simulation[] {
  const all: Simulation[] = []
  for (let here: Simulation | undefined = simulation; here; here = here.before) all.push(here)
  return all.toReversed()
}

/** The visits so far, each once, as they stand now. */
export function traceOf(simulation: Simulation): TraceEntry[] {
  const visits = new Map<number, TraceEntry>()
  for (const { last } of historyOf(simulation)) {
    for (const entry of last.trace) visits.set(entry.visit, entry)
  }
  return [...visits.values()].toSorted((a, b) => a.visit - b.visit)
}

/** What was heard and done so far. */
export function transcriptOf(simulation: Simulation): Moment[] {
  return historyOf(simulation).flatMap(({ last }) => last.moments)
}

/** What a run is told as it begins. */
export function contextOf({
  caller,
  called,
  answeredBy,
  direction,
  startedBy,
  parameters,
  seed,
}: Given): FlowContext {
  return {
    callId: startedBy === undefined || startedBy === 'call' ? 'simulated' : '',
    callerNumber: caller.number,
    callerName: caller.name,
    calledNumber: called,
    seed,
    ...(answeredBy !== undefined && { answeredBy }),
    ...(direction !== undefined && { direction }),
    ...(startedBy !== undefined && { startedBy }),
    ...(parameters !== undefined && { parameters: parameters satisfies Values }),
  }
}

function pendingOf({ state, commands }: Step): FlowCommand | undefined {
  return state.kind === 'ended' ? undefined : commands[0]
}

function countAsked(asked: Simulation['asked'], { state, commands }: Step): Simulation['asked'] {
  if (commands.length === 0 || state.kind === 'ended') return asked
  const block = blockAt(state)
  return { ...asked, [block]: (own(asked, block) ?? 0) + 1 }
}

function heardIn({ state, commands }: Step, at: number): Moment[] {
  return commands.map((command) => momentOf(command, state, at))
}

function own<V>(all: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(all, key) ? all[key] : undefined
}
