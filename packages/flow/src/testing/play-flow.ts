import type { FlowBlock } from '@iris/contracts'
import { advance, startFlow } from '../interpreter/interpreter.ts'
import type { FlowContext, FlowEvent, FlowProgram, Step } from '../interpreter/step.ts'
import { flowOf, programOf } from './build-flow.ts'

export const ada: FlowContext = {
  callId: 'call-1',
  callerNumber: '+4930123456',
  callerName: 'Ada',
  calledNumber: '+15550100100',
}

/** 2026-11-20T09:30:00Z: a Friday, 10:30 in Berlin. */
export const openAt = 1_795_167_000_000

/** Runs a program on these events, a second apart; every step of it. */
export function play(
  program: FlowProgram,
  events: readonly FlowEvent[] = [],
  context: FlowContext = ada,
): [Step, ...Step[]] {
  const steps: [Step, ...Step[]] = [startFlow(program, context, openAt)]
  for (const [index, event] of events.entries()) {
    steps.push(advance(program, steps.at(-1)!.state, event, openAt + (index + 1) * 1000))
  }
  return steps
}

/** The last step of a run. */
export function last(
  program: FlowProgram,
  events: readonly FlowEvent[] = [],
  context: FlowContext = ada,
): Step {
  return play(program, events, context).at(-1)!
}

/** A flow whose start leads to `first`, by itself. */
export function programWith(
  blocks: Record<string, FlowBlock>,
  more: Partial<FlowProgram> = {},
): FlowProgram {
  return programOf(flowOf(blocks), more)
}

export const key = (digit: string): FlowEvent => ({ kind: 'gathered', key: digit })
export const failed: FlowEvent = { kind: 'failed', reason: 'It broke.' }
export const said: FlowEvent = { kind: 'done', of: 'say' }
