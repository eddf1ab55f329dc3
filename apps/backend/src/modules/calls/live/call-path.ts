import type { CallStep, FlowDocument, TalkTarget, Verb } from '@iris/contracts'
import type { TraceEntry } from '@iris/flow'

const mostOfVerbs = 200

/** The stations of one call in the order it came to them, from the flow's trace and the agents it was offered to. */
export class CallPath {
  #document: FlowDocument | undefined
  readonly #queueName: (queueId: string) => string
  readonly #steps: { visit: number | undefined; step: CallStep }[] = []

  constructor(document: FlowDocument | undefined, queueName: (queueId: string) => string) {
    this.#document = document
    this.#queueName = queueName
  }

  get steps(): CallStep[] {
    return this.#steps.map(({ step }) => step)
  }

  /** Takes a flow step's trace in; gives the stations that are new. A station that was closed stays as it was. */
  follow(trace: readonly TraceEntry[]): CallStep[] {
    const entered: CallStep[] = []
    for (const entry of trace) {
      const step = this.#stepOf(entry)
      if (!step) continue
      const known = this.#steps.find(({ visit }) => visit === entry.visit)
      if (known?.step.leftAt) continue
      if (known) known.step = step
      else {
        this.#steps.push({ visit: entry.visit, step })
        entered.push(step)
      }
    }
    return entered
  }

  /** Another flow takes the call: its visits are counted anew. */
  beginFlow(document: FlowDocument): void {
    this.#document = document
    for (const entry of this.#steps) entry.visit = undefined
  }

  /** A list of verbs came to one of them; gives the station, where callers notice it. A list may go on for ever: the first count. */
  enterVerb(kind: Verb['kind'], atMs: number): CallStep[] {
    const station = stationOfVerb(kind)
    if (!station || this.#steps.length >= mostOfVerbs) return []
    return [this.#enter({ ...station, ref: kind }, atMs)]
  }

  leaveVerb(kind: Verb['kind'], outcome: string, atMs: number): void {
    this.#leave(({ ref }) => ref === kind, outcome, atMs)
  }

  enterAgent(agent: { id: string; name: string }, atMs: number): CallStep {
    return this.#enter({ kind: 'agent', ref: agent.id, name: agent.name }, atMs)
  }

  enterTarget(target: TalkTarget, atMs: number): CallStep {
    if (target.kind === 'agent') return this.enterAgent(target.agent, atMs)
    const { value, display } = target.number
    return this.#enter({ kind: 'number', ref: value, name: display }, atMs)
  }

  /** The caller came to a queue that the flow did not lead to. */
  enterQueue(queue: { id: string; name: string }, atMs: number): CallStep {
    return this.#enter({ kind: 'queue', ref: queue.id, name: queue.name }, atMs)
  }

  enterPark(atMs: number): CallStep {
    return this.#enter({ kind: 'park', ref: 'park', name: 'Parked' }, atMs)
  }

  leavePark(outcome: string, atMs: number): void {
    this.#leave(({ kind }) => kind === 'park', outcome, atMs)
  }

  leaveAgent(agentId: string, outcome: string, atMs: number): void {
    this.#leave(({ kind, ref }) => kind === 'agent' && ref === agentId, outcome, atMs)
  }

  leaveTarget(target: TalkTarget, outcome: string, atMs: number): void {
    const id = target.kind === 'agent' ? target.agent.id : target.number.value
    this.#leave(({ kind, ref }) => kind === target.kind && ref === id, outcome, atMs)
  }

  /** The caller left the queue for an agent; the flow hears of it only when their talk is over. */
  leaveQueue(outcome: string, atMs: number): void {
    this.#leave(({ kind }) => kind === 'queue', outcome, atMs)
  }

  /** Closes every station that is still open, as when the call has ended. */
  close(outcome: string, atMs: number): void {
    for (const entry of this.#steps) {
      const { step } = entry
      if (step.leftAt === null) {
        entry.step = {
          ...step,
          leftAt: new Date(atMs).toISOString(),
          outcome: step.outcome ?? outcome,
        }
      }
    }
  }

  #enter(station: Pick<CallStep, 'kind' | 'ref' | 'name'>, atMs: number): CallStep {
    const enteredAt = new Date(atMs).toISOString()
    const step: CallStep = { ...station, enteredAt, leftAt: null, outcome: null }
    this.#steps.push({ visit: undefined, step })
    return step
  }

  #leave(isIt: (step: CallStep) => boolean, outcome: string, atMs: number): void {
    const open = this.#steps.findLast(({ step }) => !step.leftAt && isIt(step))
    if (open) open.step = { ...open.step, leftAt: new Date(atMs).toISOString(), outcome }
  }

  /** Nodes that callers do not notice (start, set) are no stations. */
  #stepOf(entry: TraceEntry): CallStep | undefined {
    if (entry.kind === 'start' || entry.kind === 'set') return undefined
    const node = this.#document?.nodes[entry.node]
    const inQueue = node?.kind === 'enqueue'
    return {
      kind: entry.kind === 'enqueue' ? 'queue' : entry.kind,
      ref: inQueue ? node.queueId : entry.node,
      name: inQueue ? this.#queueName(node.queueId) : entry.name,
      enteredAt: new Date(entry.enteredAt).toISOString(),
      leftAt: entry.leftAt === null ? null : new Date(entry.leftAt).toISOString(),
      outcome: entry.outcome,
    }
  }
}

function stationOfVerb(kind: Verb['kind']): Pick<CallStep, 'kind' | 'name'> | undefined {
  switch (kind) {
    case 'say':
      return { kind, name: 'Say' }
    case 'play':
      return { kind, name: 'Play' }
    case 'gather':
      return { kind, name: 'Gather' }
    case 'record':
      return { kind, name: 'Record' }
    case 'record_call':
      return { kind, name: 'Record' }
    case 'dial':
      return { kind, name: 'Dial' }
    case 'conference':
      return { kind, name: 'Conference' }
    default:
      return undefined
  }
}
