import type { FlowDocument, FlowNode } from '@iris/contracts'
import { nodeName, nodeOf, targetOf } from './exits.ts'
import { arrive, reply, type Reply, type Waiting } from './node-behaviour.ts'
import type {
  FlowContext,
  FlowEndCause,
  FlowEvent,
  FlowRunProblem,
  FlowState,
  Step,
  TraceEntry,
  Variables,
} from './step.ts'

/** How many nodes one step passes at most without waiting for anything. */
export const maxInstantSteps = 200

/**
 * How many commands may fail one after another before the call is ended: a flow whose `error` exit leads back to the
 * same node would otherwise spin as fast as the command can fail.
 */
export const maxFailuresInARow = 20

/** Begins a run. `at` is ms since 1970. Never throws; a document without a start ends at once and says so. */
export function startFlow(document: FlowDocument, context: FlowContext, at: number): Step {
  const start = Object.entries(document.nodes).find(([, node]) => node.kind === 'start')
  if (start === undefined) return lost('The flow has no start.')
  const variables = {
    'call.id': context.callId,
    'caller.number': context.callerNumber,
    'caller.name': context.callerName ?? '',
    'called.number': context.calledNumber,
    'call.answered_by': context.answeredBy ?? '',
  }
  const [id, node] = start
  return walk({ document, at, trace: [], visit: 0, failures: 0, variables }, id, node)
}

/**
 * Takes a run on by what came of its command. `document` is the version the run began with. Never throws and always
 * ends: what would go on for ever or nowhere ends the call by NORMAL_TEMPORARY_FAILURE, and state and trace say why. An
 * event that does not fit where the run stands (late, or a second time) changes nothing.
 */
export function advance(
  document: FlowDocument,
  state: FlowState,
  event: FlowEvent,
  at: number,
): Step {
  if (state.kind === 'ended') return { state, commands: [], trace: [] }
  const node = nodeOf(document, state.node)
  if (node === undefined) return lost('The flow has no such node; it may be another version.')
  const visit = visitOf(state.node, node, state)
  if (event.kind === 'caller_hung_up') {
    return {
      state: { kind: 'ended', cause: 'NORMAL_CLEARING', by: 'caller' },
      commands: [],
      trace: [closed(visit, at, 'caller_hung_up')],
    }
  }
  return follow(document, state, reply(node, state, event), { node, visit, at })
}

interface Here {
  readonly node: FlowNode
  readonly visit: Visit
  readonly at: number
}

function follow(document: FlowDocument, state: Waiting, answer: Reply, here: Here): Step {
  const { node, visit, at } = here
  switch (answer.kind) {
    case 'ignore':
      return { state, commands: [], trace: [] }
    case 'again':
      return {
        state: { ...state, tries: state.tries + 1, failures: 0, variables: answer.variables },
        commands: [answer.command],
        trace: [],
      }
    case 'end':
      return end('NORMAL_CLEARING', [closed(visit, at, answer.outcome)])
    case 'leave': {
      const { exit, variables } = answer
      const failures = answer.failed === true ? state.failures + 1 : 0
      const way = wayOut(document, node, exit)
      if ('code' in way) return fail(way, [closed(visit, at, exit)])
      if (failures >= maxFailuresInARow) return fail(tooManyFailures, [closed(visit, at, exit)])
      const trace = [closed(visit, at, shownExit(node, exit))]
      const journey = { document, at, trace, visit: state.visit, failures, variables }
      return walk(journey, way.id, way.node)
    }
  }
}

/** The exit as a trace may tell it: not which key was pressed, where that is sensitive. */
function shownExit(node: FlowNode, exit: string): string {
  const isSecret = node.kind === 'menu' && node.sensitive === true && exit.startsWith('key_')
  return isSecret ? 'entered' : exit
}

interface Journey {
  readonly document: FlowDocument
  readonly at: number
  readonly trace: readonly TraceEntry[]
  /** The number of the last visit. */
  readonly visit: number
  readonly failures: number
  readonly variables: Variables
}

/** Comes to a node and goes on until one waits or the run ends. */
function walk(journey: Journey, firstId: string, firstNode: FlowNode): Step {
  const { document, at, failures } = journey
  const trace = [...journey.trace]
  let { visit: number, variables } = journey
  let [id, node] = [firstId, firstNode]
  for (let passed = 0; passed < maxInstantSteps; passed += 1) {
    number += 1
    const visit = visitOf(id, node, { visit: number, enteredAt: at })
    const arrival = arrive(node, variables, at)
    if (arrival.kind === 'end') return end('NORMAL_CLEARING', [...trace, closed(visit, at, null)])
    if (arrival.kind === 'wait') {
      const tries = node.kind === 'menu' ? 1 : 0
      const place = { node: id, visit: number, enteredAt: at, tries, failures, variables }
      return {
        state: { kind: 'waiting', ...place },
        commands: [arrival.command],
        trace: [...trace, { ...visit, leftAt: null, outcome: null }],
      }
    }
    trace.push(closed(visit, at, arrival.exit))
    const way = wayOut(document, node, arrival.exit)
    if ('code' in way) return fail(way, trace)
    variables = arrival.variables
    ;({ id, node } = way)
  }
  return fail(tooManySteps, trace)
}

interface Way {
  readonly id: string
  readonly node: FlowNode
}

function wayOut(document: FlowDocument, node: FlowNode, exit: string): Way | FlowRunProblem {
  const name = nodeName(node)
  const id = targetOf(node, exit)
  if (id === undefined) {
    const message = `“${name}” was left by ${exit}, which leads nowhere.`
    return { code: 'missing_exit', message }
  }
  const target = nodeOf(document, id)
  if (target === undefined) {
    const message = `“${name}” was left by ${exit}, which leads to ${id}, and there is no such node.`
    return { code: 'unknown_node', message }
  }
  return { id, node: target }
}

const tooManySteps: FlowRunProblem = {
  code: 'too_many_steps',
  message: `The flow passed ${maxInstantSteps} nodes without saying or asking anything.`,
}

const tooManyFailures: FlowRunProblem = {
  code: 'too_many_failures',
  message: `${maxFailuresInARow} things failed one after another.`,
}

type Visit = Omit<TraceEntry, 'leftAt' | 'outcome' | 'problem'>

function visitOf(
  id: string,
  node: FlowNode,
  { visit, enteredAt }: Pick<TraceEntry, 'visit' | 'enteredAt'>,
): Visit {
  return { visit, node: id, kind: node.kind, name: nodeName(node), enteredAt }
}

function closed(visit: Visit, at: number, outcome: string | null): TraceEntry {
  return { ...visit, leftAt: at, outcome }
}

function end(cause: FlowEndCause, trace: readonly TraceEntry[]): Step {
  return {
    state: { kind: 'ended', cause, by: 'flow' },
    commands: [{ kind: 'hang_up', cause }],
    trace,
  }
}

/** Ends the call in a controlled way; the last entry of the trace says why. */
function fail(problem: FlowRunProblem, trace: readonly TraceEntry[]): Step {
  const cause = 'NORMAL_TEMPORARY_FAILURE'
  const last = trace.length - 1
  return {
    state: { kind: 'ended', cause, by: 'flow', problem },
    commands: [{ kind: 'hang_up', cause }],
    trace: trace.map((entry, index) => (index === last ? { ...entry, problem } : entry)),
  }
}

function lost(message: string): Step {
  return fail({ code: 'unknown_node', message }, [])
}
