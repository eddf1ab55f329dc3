import type { CallStep, TalkTarget, Verb } from '@iris/contracts'
import type { FlowCommand, Named, TraceEntry } from '@iris/flow'

const mostOfVerbs = 200

/** The stations of one call in the order it came to them, from the flow's trace and the agents it was offered to. */
export class CallPath {
  readonly #queueName: (queueId: string) => string | undefined
  readonly #steps: { visit: number | undefined; step: CallStep }[] = []

  constructor(queueName: (queueId: string) => string | undefined) {
    this.#queueName = queueName
  }

  get steps(): CallStep[] {
    return this.#steps.map(({ step }) => step)
  }

  /**
   * Takes a flow step's trace in, and what it asks for now; gives the stations that are new. A station that was closed stays
   * as it was.
   */
  follow(trace: readonly TraceEntry[], command?: FlowCommand): CallStep[] {
    const entered: CallStep[] = []
    for (const entry of trace) {
      const isQueue = entry.leftAt === null && command?.kind === 'enqueue'
      const kind = isQueue ? 'queue' : stationsOfBlocks[entry.kind]
      if (kind === undefined) continue
      const known = this.#steps.find(({ visit }) => visit === entry.visit)
      if (known?.step.leftAt) continue
      const step = stepOf(entry, kind)
      const { kind: was, ref, name } = known?.step ?? step
      if (known) known.step = { ...step, kind: was, ref, name }
      else {
        const place = command?.kind === 'enqueue' ? this.#placeIn(command.queue) : {}
        const here = kind === 'queue' ? { ...step, ...place } : step
        this.#steps.push({ visit: entry.visit, step: here })
        entered.push(here)
      }
    }
    return entered
  }

  #placeIn({ id, name }: Named): Pick<CallStep, 'name'> & Partial<CallStep> {
    return { name: (id === null ? undefined : this.#queueName(id)) ?? name, ...(id && { ref: id }) }
  }

  /** Another flow takes the call: its visits are counted anew. */
  beginFlow(): void {
    for (const entry of this.#steps) entry.visit = undefined
  }

  /** A list of verbs came to one of them; gives the station, where callers notice it. A list may go on for ever: the first count. */
  enterVerb(kind: Verb['kind'], atMs: number): CallStep[] {
    const station = stationOfVerb(kind)
    if (!station || this.#steps.length >= mostOfVerbs) return []
    return [this.#enter({ ...station, ref: kind }, atMs)]
  }

  leaveVerb(kind: Verb['kind'], outcome: string, atMs: number): void {
    this.#leave(({ ref }) => ref === kind, { outcome }, atMs)
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
    this.#leave(({ kind }) => kind === 'park', { outcome }, atMs)
  }

  leaveAgent(agentId: string, outcome: string, atMs: number): void {
    this.#leave(({ kind, ref }) => kind === 'agent' && ref === agentId, { outcome }, atMs)
  }

  /** `stoppedBy` is the supervisor who stopped an agent's ring. */
  leaveTarget(
    target: TalkTarget,
    outcome: string,
    atMs: number,
    stoppedBy?: CallStep['stoppedBy'],
  ): void {
    const id = target.kind === 'agent' ? target.agent.id : target.number.value
    const how = { outcome, ...(stoppedBy && { stoppedBy }) }
    this.#leave(({ kind, ref }) => kind === target.kind && ref === id, how, atMs)
  }

  /** The caller left the queue for an agent; the flow hears of it only when their talk is over. */
  leaveQueue(outcome: string, atMs: number): void {
    this.#leave(({ kind }) => kind === 'queue', { outcome }, atMs)
  }

  /** The stations as they will be once the caller has left the queue. */
  stepsAfterQueue(outcome: string, atMs: number): CallStep[] {
    const open = this.steps.findLastIndex(({ kind, leftAt }) => kind === 'queue' && !leftAt)
    const leftAt = new Date(atMs).toISOString()
    return this.steps.map((step, index) => (index === open ? { ...step, leftAt, outcome } : step))
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

  #leave(
    isIt: (step: CallStep) => boolean,
    how: Pick<CallStep, 'outcome' | 'stoppedBy'>,
    atMs: number,
  ): void {
    const open = this.#steps.findLast(({ step }) => !step.leftAt && isIt(step))
    if (open) open.step = { ...open.step, leftAt: new Date(atMs).toISOString(), ...how }
  }
}

/** Blocks that callers notice, or that say why they went where they did. */
const stationsOfBlocks: Readonly<Record<string, CallStep['kind'] | undefined>> = {
  say: 'say',
  play: 'play',
  menu: 'menu',
  gather: 'gather',
  gather_secret: 'gather',
  hours: 'hours',
  branch: 'branch',
  switch: 'branch',
  enqueue: 'queue',
  voicemail: 'voicemail',
  record_call: 'record_call',
  dial: 'dial',
  transfer: 'dial',
  conference: 'conference',
  end: 'hang_up',
  reject: 'hang_up',
}

function stepOf(entry: TraceEntry, kind: CallStep['kind']): CallStep {
  return {
    kind,
    ref: entry.block,
    name: entry.name,
    enteredAt: new Date(entry.enteredAt).toISOString(),
    leftAt: entry.leftAt === null ? null : new Date(entry.leftAt).toISOString(),
    outcome: entry.outcome,
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
