import type { FlowBlock } from '@iris/contracts'
import { blockName, blockOf, exitsOf, exitsTaken, startOf, targetOf } from '../document/blocks.ts'
import type { Value, Values } from '../expressions/values.ts'
import type { EndCause } from '../kinds/end/end-cause.ts'
import type { Move, Run } from '../kinds/kind.ts'
import { kindNamed } from '../kinds/registry.ts'
import { Dice } from './dice.ts'
import { maxDepth, programOf, runAt } from './run.ts'
import { shown } from './shown.ts'
import { growthOf, sizeOf } from './size.ts'
import type {
  FlowProgram,
  FlowRunProblem,
  FlowState,
  Frame,
  RunCounts,
  Step,
  TraceEntry,
} from './step.ts'

/** How many blocks a run passes in all; then it leaves the start by `guard`, or ends. */
export const maxSteps = 10_000

/** How many more it passes once it has left by `guard`. */
const graceSteps = 100

/** How many blocks one step passes at most without waiting for anything. */
export const maxInstantSteps = 2000

/**
 * How many commands may fail one after another before the call is ended: a flow whose `error` exit leads back to the
 * same block would otherwise spin as fast as the command can fail.
 */
export const maxFailuresInARow = 20

/** How many letters the variables of one flow may hold in all as JSON, with those that all flows of the run read. */
export const maxVariablesLength = 200_000

type Waiting = Extract<FlowState, { kind: 'waiting' }>
type Begun = Omit<Waiting, 'kind' | 'memory'>

/** One step of a run: from block to block until one waits or the run ends. */
export class Journey {
  readonly #root: FlowProgram
  readonly #at: number
  readonly #dice: Dice
  readonly #trace: TraceEntry[] = []
  #frames: readonly Frame[]
  #program: FlowProgram | undefined
  #given: Values
  #secrets: readonly string[]
  #counts: RunCounts
  #enteredAt: number
  #block: FlowBlock | undefined
  /** Letters of the flow's variables and the given ones; not known until something is kept. */
  #size: number | undefined
  #instant = 0

  constructor(program: FlowProgram, at: number, state: Begun) {
    this.#root = program
    this.#at = at
    this.#dice = new Dice(state.counts.seed)
    this.#frames = state.frames
    this.#program = programOf(program, state.frames)
    this.#given = state.given
    this.#secrets = state.secrets
    this.#counts = state.counts
    this.#enteredAt = state.enteredAt
  }

  /** Takes up the place where the run waits; gives its block, if there is such a one. */
  stand(): FlowBlock | undefined {
    const program = this.#program
    const id = this.#frame?.block
    this.#block = program && id !== undefined ? blockOf(program.document, id) : undefined
    return this.#block
  }

  /** What the block at hand is told. */
  run(): Run {
    return runAt({
      at: this.#at,
      program: this.#program ?? this.#root,
      given: this.#given,
      variables: this.#frame?.variables ?? {},
      dice: this.#dice,
      round: this.#round,
    })
  }

  hungUp(): Step {
    this.#close('caller_hung_up')
    const state = { kind: 'ended', cause: 'NORMAL_CLEARING', by: 'caller' } as const
    return { state, commands: [], trace: this.#trace }
  }

  /** Ends the call in a controlled way; the last entry of the trace says why. */
  fail(problem: FlowRunProblem): Step {
    const last = this.#trace.pop()
    if (last) this.#trace.push({ ...last, problem })
    const cause = 'NORMAL_TEMPORARY_FAILURE'
    return {
      state: { kind: 'ended', cause, by: 'flow', problem },
      commands: [{ kind: 'hang_up', cause }],
      trace: this.#trace,
    }
  }

  /** Does what the block that waited has answered, and goes on. */
  goOn(move: Move): Step {
    // Only what waited can have come off: blocks that are merely passed do not make up for what failed.
    if (move.kind !== 'fail') this.#counts = { ...this.#counts, failures: 0 }
    const step = this.#do(move)
    return typeof step === 'string' ? this.walkTo(step) : step
  }

  /** Comes to a block and goes on until one waits or the run ends. */
  walkTo(first: string): Step {
    for (let id = first; ;) {
      const step = this.#pass(id)
      if (typeof step !== 'string') return step
      id = step
    }
  }

  /** Enters a block; gives the block that follows, or the step this one ends with. */
  #pass(id: string): Step | string {
    if (this.#isTooLong()) return this.#guard()
    const block = this.#program && blockOf(this.#program.document, id)
    if (block === undefined) {
      return this.fail({ code: 'unknown_block', message: `There is no block “${id}”.` })
    }
    this.#enter(id, block)
    if (block.disabled === true) return this.#passOver(block)
    const settings = kindNamed(block.kind)?.read(block.settings)
    if (settings === undefined) {
      this.#close(null)
      const message = `“${blockName(block)}” is not finished, or of a kind that is not known.`
      return this.fail({ code: 'bad_block', message })
    }
    return this.#do(settings.enter(this.run()))
  }

  #enter(id: string, block: FlowBlock): void {
    const { visit, steps } = this.#counts
    this.#counts = { ...this.#counts, visit: visit + 1, steps: steps + 1 }
    this.#instant += 1
    this.#enteredAt = this.#at
    this.#block = block
    this.#replaceFrame({ block: id })
  }

  /** A disabled block is left by its first exit. */
  #passOver(block: FlowBlock): Step | string {
    const [exit] = exitsTaken(block)
    if (exit === undefined) return this.#end('NORMAL_CLEARING', null)
    return this.#leave(exit.id, { skipped: true })
  }

  #do(move: Move): Step | string {
    switch (move.kind) {
      case 'leave': {
        if (move.round !== undefined) this.#countRounds(move.round)
        if (move.secrets) this.#secrets = [...new Set([...this.#secrets, ...move.secrets])]
        if (!this.#keep(move.set, move.give)) return this.#failBlock(tooMuchKept)
        return this.#leave(move.exit, {
          ...setOf(move.set, move.give, this.#secrets),
          ...(move.shown !== undefined && { outcome: move.shown }),
        })
      }
      case 'fail':
        return this.#failBlock(move.reason, move.give)
      case 'wait':
        this.#keep(undefined, move.give)
        return this.#wait(move.command, move.memory ?? null)
      case 'go':
        this.#close('next')
        return move.block
      case 'enter':
        return this.#enterFlow(move.flow, move.variables)
      case 'return':
        return this.#return(move.results)
      case 'end':
        return this.#end(move.cause, move.outcome)
      case 'ignore':
        return this.#failBlock('The block did nothing.')
    }
  }

  /** Leaves by `error`. */
  #failBlock(reason: string, give: Values = {}): Step | string {
    const failures = this.#counts.failures + 1
    this.#counts = { ...this.#counts, failures }
    const error = { reason: reason.slice(0, 500) }
    const more = { ...(this.#keep(undefined, give) && give), error }
    // Short, and always kept: the flow is to learn why.
    this.#given = { ...this.#given, error }
    this.#size = undefined
    const block = this.#block
    const set = setOf(undefined, more, this.#secrets)
    if (block && !exitsOf(block).some(({ id }) => id === 'error')) {
      this.#close(null, set)
      const message = `“${blockName(block)}” has no exit for what went wrong: ${reason}`
      return this.fail({ code: 'block_failed', message })
    }
    const next = this.#leave('error', set)
    if (typeof next === 'string' && failures >= maxFailuresInARow) {
      const message = `${maxFailuresInARow} things failed one after another.`
      return this.fail({ code: 'too_many_failures', message })
    }
    return next
  }

  #leave(exit: string, more: Partial<TraceEntry>): Step | string {
    const block = this.#block
    const target = block && targetOf(block, exit)
    const known = block && exitsOf(block).find(({ id }) => id === exit)
    if (target === undefined && known?.instead !== undefined)
      return this.#leave(known.instead, more)
    this.#close(exit, more)
    if (block === undefined || target !== undefined) return target ?? ''
    if (known?.optional === true) {
      const cause = exit === 'error' ? 'NORMAL_TEMPORARY_FAILURE' : 'NORMAL_CLEARING'
      return this.#ended(cause)
    }
    const message = `“${blockName(block)}” was left by ${exit}, which leads nowhere.`
    return this.fail({ code: 'missing_exit', message })
  }

  #wait(command: Step['commands'][number], memory: Value): Step {
    // A block that asks again has its entry already.
    if (this.#instant > 0) this.#trace.push(this.#entry(null, null))
    const state: FlowState = {
      kind: 'waiting',
      frames: this.#frames,
      enteredAt: this.#enteredAt,
      memory,
      given: this.#given,
      secrets: this.#secrets,
      counts: { ...this.#counts, seed: this.#dice.seed },
    }
    return { state, commands: [command], trace: this.#trace }
  }

  #enterFlow(flow: string, variables: Values): Step | string {
    const program = this.#program
    const inner = program && Object.hasOwn(program.flows, flow) ? program.flows[flow] : undefined
    const start = inner && startOf(inner.document)
    if (inner === undefined || start === undefined) {
      return this.#failBlock(`There is no flow “${flow}” to go through.`)
    }
    if (this.#frames.length >= maxDepth) {
      return this.#failBlock(`Flows lead into each other more than ${maxDepth} deep.`)
    }
    if (sizeOf(variables) > maxVariablesLength) return this.#failBlock(tooMuchKept)
    this.#close('entered')
    this.#stack([...this.#frames, { flow, block: start, variables, rounds: {} }], inner)
    return start
  }

  #return(results: Values): Step | string {
    if (this.#frames.length === 1) return this.#end('NORMAL_CLEARING', null)
    this.#close('returned')
    const frames = this.#frames.slice(0, -1)
    this.#stack(frames, programOf(this.#root, frames))
    this.stand()
    // Coming back is a visit of its own: the trace shows what the flow brought.
    this.#counts = { ...this.#counts, visit: this.#counts.visit + 1 }
    this.#enteredAt = this.#at
    const give = { result: results }
    if (!this.#keep(undefined, give)) return this.#failBlock(tooMuchKept)
    return this.#leave('next', setOf(undefined, give, this.#secrets))
  }

  #end(cause: EndCause, outcome: string | null): Step {
    this.#close(outcome)
    return this.#ended(cause)
  }

  #ended(cause: EndCause): Step {
    const state = { kind: 'ended', cause, by: 'flow' } as const
    return { state, commands: [{ kind: 'hang_up', cause }], trace: this.#trace }
  }

  #isTooLong(): boolean {
    const { steps, guarded } = this.#counts
    const most = guarded === true ? maxSteps + graceSteps : maxSteps
    return steps >= most || this.#instant >= maxInstantSteps + (guarded === true ? graceSteps : 0)
  }

  /** Goes round too often: the run leaves the start by `guard`, once. */
  #guard(): Step | string {
    const start = startOf(this.#root.document)
    const block = start === undefined ? undefined : blockOf(this.#root.document, start)
    const target = block && targetOf(block, 'guard')
    if (target === undefined || this.#counts.guarded === true) return this.fail(tooManySteps)
    const steps = Math.max(this.#counts.steps, maxSteps)
    this.#instant = Math.max(this.#instant, maxInstantSteps)
    this.#counts = { ...this.#counts, steps, guarded: true, visit: this.#counts.visit + 1 }
    this.#stack(this.#frames.slice(0, 1), this.#root)
    this.#block = block
    this.#enteredAt = this.#at
    this.#replaceFrame({ block: start ?? '' })
    this.#close('guard')
    return target
  }

  /** Keeps variables; false, and nothing kept, where they would be too much. */
  #keep(set: Values | undefined, give: Values | undefined): boolean {
    if (set === undefined && give === undefined) return true
    const variables = this.#frame?.variables ?? {}
    this.#size ??= sizeOf(variables) + sizeOf(this.#given)
    const size = this.#size + growthOf(variables, set) + growthOf(this.#given, give)
    if (size > maxVariablesLength && size > this.#size) return false
    this.#size = size
    if (set) this.#replaceFrame({ variables: { ...variables, ...set } })
    if (give) this.#given = { ...this.#given, ...give }
    return true
  }

  #countRounds(round: number): void {
    const frame = this.#frame
    if (frame) this.#replaceFrame({ rounds: { ...frame.rounds, [frame.block]: round } })
  }

  get #round(): number {
    const frame = this.#frame
    if (frame === undefined || !Object.hasOwn(frame.rounds, frame.block)) return 0
    return frame.rounds[frame.block] ?? 0
  }

  #stack(frames: readonly Frame[], program: FlowProgram | undefined): void {
    this.#frames = frames
    this.#program = program
    this.#size = undefined
  }

  get #frame(): Frame | undefined {
    return this.#frames.at(-1)
  }

  #replaceFrame(change: Partial<Frame>): void {
    const last = this.#frame
    if (last) this.#frames = [...this.#frames.slice(0, -1), { ...last, ...change }]
  }

  #close(outcome: string | null, more: Partial<TraceEntry> = {}): void {
    this.#trace.push({ ...this.#entry(this.#at, outcome), ...more })
  }

  #entry(leftAt: number | null, outcome: string | null): TraceEntry {
    const flow = this.#frames.slice(1).map((frame) => frame.flow)
    const block = this.#block
    return {
      visit: this.#counts.visit,
      block: this.#frame?.block ?? '',
      ...(flow.length > 0 && { flow: flow.join(' / ') }),
      kind: block?.kind ?? '',
      name: block === undefined ? '' : blockName(block),
      enteredAt: this.#enteredAt,
      leftAt,
      outcome,
    }
  }
}

const tooMuchKept = 'The variables hold too much.'

const tooManySteps: FlowRunProblem = {
  code: 'too_many_steps',
  message: `The flow passed ${maxSteps} blocks, or ${maxInstantSteps} without waiting for anything.`,
}

function setOf(
  set: Values | undefined,
  give: Values | undefined,
  secrets: readonly string[],
): Pick<TraceEntry, 'set'> {
  const changed = { ...set, ...give }
  return Object.keys(changed).length === 0 ? {} : { set: shown(changed, secrets) }
}
