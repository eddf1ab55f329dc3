import { blockName, startOf } from '../document/blocks.ts'
import { kindNamed } from '../kinds/registry.ts'
import { Journey } from './journey.ts'
import { givenAtFirst } from './run.ts'
import type { FlowContext, FlowEvent, FlowProgram, FlowState, Step } from './step.ts'

/** Begins a run. `at` is ms since 1970. Never throws; a document without a start ends at once and says so. */
export function startFlow(program: FlowProgram, context: FlowContext, at: number): Step {
  const start = startOf(program.document)
  const journey = new Journey(program, at, {
    frames: [{ flow: '', block: start ?? '', variables: context.parameters ?? {}, rounds: {} }],
    enteredAt: at,
    given: givenAtFirst(context, at),
    secrets: [],
    counts: { visit: 0, steps: 0, failures: 0, seed: context.seed ?? 0 },
  })
  if (start === undefined) {
    return journey.fail({ code: 'unknown_block', message: 'The flow has no start.' })
  }
  return journey.walkTo(start)
}

/**
 * Takes a run on by what came of its command. `program` is the version the run began with. Never throws and always
 * ends: what would go on for ever or nowhere ends the call by NORMAL_TEMPORARY_FAILURE, and state and trace say why. An
 * event that does not fit where the run stands (late, or a second time) changes nothing.
 */
export function advance(
  program: FlowProgram,
  state: FlowState,
  event: FlowEvent,
  at: number,
): Step {
  const nothing: Step = { state, commands: [], trace: [] }
  if (state.kind === 'ended') return nothing
  const journey = new Journey(program, at, state)
  const block = journey.stand()
  if (block === undefined) {
    const message = 'The flow has no such block; it may be another version.'
    return journey.fail({ code: 'unknown_block', message })
  }
  if (event.kind === 'caller_hung_up') return journey.hungUp()
  const settings = kindNamed(block.kind)?.read(block.settings)
  if (settings === undefined) {
    const message = `“${blockName(block)}” cannot go on: its settings are not right.`
    return journey.fail({ code: 'bad_block', message })
  }
  const move = settings.resume({ ...journey.run(), memory: state.memory }, event)
  return move.kind === 'ignore' ? nothing : journey.goOn(move)
}
