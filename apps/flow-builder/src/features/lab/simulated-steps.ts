import type { FlowStep } from '@iris/contracts'
import type { TraceEntry } from '@iris/flow'
import { type Moment, type Simulation, traceOf } from '@iris/flow/simulator'

/** The visits of a simulation as the API tells those of a call: whatever shows the one shows the other. */
export function simulatedSteps(simulation: Simulation): FlowStep[] {
  return traceOf(simulation).map(stepOf)
}

function stepOf({ enteredAt, leftAt, ...entry }: TraceEntry): FlowStep {
  return {
    ...entry,
    enteredAt: new Date(enteredAt).toISOString(),
    leftAt: leftAt === null ? null : new Date(leftAt).toISOString(),
  }
}

/** What happened in one move, to which one can go back. */
interface Heard {
  readonly moves: number
  readonly moments: readonly Moment[]
}

/** What was heard and done, move by move; moves in which nothing was are left out. */
export function heardIn(simulation: Simulation): Heard[] {
  const all: Heard[] = []
  for (let here: Simulation | undefined = simulation; here; here = here.before) {
    all.push({ moves: here.moves, moments: here.last.moments })
  }
  return all.toReversed().filter(({ moments }) => moments.length > 0)
}
