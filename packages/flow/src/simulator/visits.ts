import type { Values } from '../expressions/values.ts'
import { givenAtFirst } from '../interpreter/run.ts'
import { shown } from '../interpreter/shown.ts'
import type { FlowState, TraceEntry } from '../interpreter/step.ts'
import { contextOf, historyOf, type Simulation, traceOf } from './simulation.ts'

/** A visit to a block with the variables around it. What is secret is masked. */
export interface Visit {
  readonly entry: TraceEntry
  readonly before: Values
  readonly after: Values
}

/** Every visit with the variables as they were before and after it. */
export function visitsOf(simulation: Simulation): Visit[] {
  const [first] = historyOf(simulation)
  if (first === undefined) return []
  let variables: Values = atFirst(first)
  return traceOf(simulation).map((entry) => {
    const before = variables
    variables = { ...before, ...entry.set }
    return { entry, before, after: variables }
  })
}

/** The variables as they are now; once it has ended, as they were at the end. */
export function variablesNow(simulation: Simulation): Values {
  const { state } = simulation
  if (state.kind === 'waiting') return shown(variablesIn(state), state.secrets)
  const before = simulation.before
  const base = before ? variablesNow(before) : atFirst(simulation)
  const changes = simulation.last.trace.flatMap(({ set }) => Object.entries(set ?? {}))
  return { ...base, ...Object.fromEntries(changes) }
}

function variablesIn(state: Extract<FlowState, { kind: 'waiting' }>): Values {
  return { ...state.frames.at(-1)?.variables, ...state.given }
}

function atFirst({ given, at }: Simulation): Values {
  return { ...given.parameters, ...givenAtFirst(contextOf(given), at) }
}
