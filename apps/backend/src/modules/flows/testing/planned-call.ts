import { programOf } from '@iris/flow/testing'
import type { FlowProgram, TraceEntry } from '@iris/flow'
import { holidaysOf } from '@iris/flow/holidays'
import { historyOf, type Simulation, simulate, TestCase, traceOf } from '@iris/flow/simulator'
import type { StagedFlow } from './staged-flow.ts'

/** What only the call itself decides. */
interface Decided {
  /** ms since 1970. */
  readonly at: number
  readonly seed: number
}

type Deed =
  | { readonly kind: 'press'; readonly keys: string }
  | { readonly kind: 'silent' }
  | { readonly kind: 'say' }
  | { readonly kind: 'hang_up' }

/** What the caller does while they are at a block, in this order. */
export interface Deeds {
  readonly block: string
  /** How often they were at the block before. */
  readonly visitsBefore: number
  readonly does: Deed[]
  /** Whether keys count while the block speaks. */
  readonly bargeIn: boolean
  /** The call's record has the queue there in place of the block. */
  readonly isInQueue: boolean
}

/** A call as it is to be, under the very circumstances of the real one. */
export interface PlannedCall {
  readonly trace: readonly TraceEntry[]
  readonly deeds: readonly Deeds[]
}

export function plannedCall(flow: StagedFlow, { at, seed }: Decided): PlannedCall {
  const { given, steps } = flow
  const testCase = TestCase.parse({
    given: { ...given, at: new Date(at).toISOString(), seed },
    steps,
  })
  const { simulation } = simulate(programOfStaged(flow), testCase)
  if (simulation.pending !== undefined) throw new Error('It would go on for ever.')
  const trace = traceOf(simulation)
  return { trace, deeds: deedsOf(simulation, trace) }
}

function programOfStaged({ title, document, flows }: StagedFlow): FlowProgram {
  const within = Object.entries(flows).map(
    ([name, one]) => [name, programOf(one, { name, version: 1, holidaysOf })] as const,
  )
  return programOf(document, {
    name: title,
    version: 1,
    flows: Object.fromEntries(within),
    holidaysOf,
  })
}

function deedsOf(simulation: Simulation, trace: readonly TraceEntry[]): Deeds[] {
  const byVisit = new Map<number, Deeds>()
  for (const { last, before } of historyOf(simulation)) {
    if (before === undefined || before.state.kind !== 'waiting') continue
    const deed = deedOf(last.happening?.event, before.pending)
    if (deed === undefined) continue
    const { visit } = before.state.counts
    const block = before.state.frames.at(-1)?.block ?? ''
    const known = byVisit.get(visit)
    if (known) known.does.push(deed)
    else {
      const visitsBefore = trace.filter((one) => one.block === block && one.visit < visit).length
      byVisit.set(visit, { block, visitsBefore, does: [deed], ...manners(before) })
    }
  }
  return [...byVisit.values()]
}

function finishing(pending: Simulation['pending']): string {
  return pending?.kind === 'gather_entry' ? pending.finishKey : ''
}

function manners({ pending }: Simulation): Pick<Deeds, 'bargeIn' | 'isInQueue'> {
  const bargeIn = pending !== undefined && 'bargeIn' in pending && pending.bargeIn
  return { bargeIn, isInQueue: pending?.kind === 'enqueue' }
}

type Event = NonNullable<Simulation['last']['happening']>['event'] | undefined

function deedOf(event: Event, pending: Simulation['pending']): Deed | undefined {
  switch (event?.kind) {
    case 'gathered':
      return { kind: 'press', keys: event.key }
    case 'entered':
      return { kind: 'press', keys: `${event.digits}${finishing(pending)}` }
    case 'no_input':
      return { kind: 'silent' }
    case 'heard':
      return { kind: 'say' }
    case 'caller_hung_up':
      return { kind: 'hang_up' }
    default:
      return undefined
  }
}
