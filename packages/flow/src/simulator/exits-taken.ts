import type { FlowDocument } from '@iris/contracts'
import { blockOf, exitsTaken, targetOf } from '../document/blocks.ts'
import type { FlowEvent, TraceEntry } from '../interpreter/step.ts'
import { keyExit } from '../kinds/menu/menu.ts'
import { historyOf, type Simulation, traceOf } from './simulation.ts'

/** By block of the outermost flow that was come to: the exits it was left by, each once. */
export type ExitsTaken = Readonly<Record<string, readonly string[]>>

/** The exits a simulation left the blocks of its flow by. */
export function exitsTakenIn(simulation: Simulation): ExitsTaken {
  const { document } = simulation.program
  const events = eventsByVisit(simulation)
  const taken = new Map<string, Set<string>>()
  const trace = traceOf(simulation)
  for (const [index, entry] of trace.entries()) {
    if (entry.flow !== undefined || blockOf(document, entry.block) === undefined) continue
    const exits = taken.get(entry.block) ?? new Set<string>()
    taken.set(entry.block, exits)
    const exit = exitOf(document, entry, { next: trace[index + 1], event: events.get(entry.visit) })
    if (exit !== undefined) exits.add(exit)
  }
  return Object.fromEntries([...taken].map(([block, exits]) => [block, [...exits]]))
}

/** The exit of a visit: its outcome, but where that is kept secret. */
function exitOf(
  document: FlowDocument,
  { block: id, outcome }: TraceEntry,
  { next, event }: { next: TraceEntry | undefined; event: FlowEvent | undefined },
): string | undefined {
  const block = blockOf(document, id)
  if (block === undefined || outcome === null) return undefined
  const exits = exitsTaken(block).map((exit) => exit.id)
  if (exits.includes(outcome)) return outcome
  if (outcome !== 'entered') return undefined
  const led = exits.filter((exit) => next !== undefined && targetOf(block, exit) === next.block)
  const pressed = event?.kind === 'gathered' ? keyExit(event.key) : undefined
  return led.find((exit) => exit === pressed) ?? led[0]
}

/** What the visits that waited were closed by. */
function eventsByVisit(simulation: Simulation): Map<number, FlowEvent> {
  const events = new Map<number, FlowEvent>()
  for (const { last } of historyOf(simulation)) {
    const [closed] = last.trace
    if (last.happening !== undefined && closed !== undefined) {
      events.set(closed.visit, last.happening.event)
    }
  }
  return events
}
