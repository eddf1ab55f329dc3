import type { FlowBlock, FlowReferences } from '@iris/contracts'
import type { Value, Values } from '../expressions/values.ts'
import { startOf } from '../document/blocks.ts'
import type { Run } from '../kinds/kind.ts'
import type { Dice } from './dice.ts'
import type { FlowContext, FlowProgram, Frame, Named } from './step.ts'
import { isoOf, timeValues } from './time-values.ts'

/** How deep flows may lead into each other. */
export const maxDepth = 20

/** The program of the innermost frame; `undefined` where the frames do not fit the program. */
export function programOf(program: FlowProgram, frames: readonly Frame[]): FlowProgram | undefined {
  let here: FlowProgram | undefined = program
  for (const { flow } of frames.slice(1)) {
    here = Object.hasOwn(here.flows, flow) ? here.flows[flow] : undefined
    if (here === undefined) return undefined
  }
  return here
}

/** The values every flow of a run reads, as it begins. */
export function givenAtFirst(context: FlowContext, at: number): Values {
  const { callId, callerNumber, callerName, calledNumber, answeredBy, direction } = context
  return {
    call: {
      id: callId,
      answered_by: answeredBy ?? '',
      direction: direction ?? 'inbound',
      started_at: isoOf(at),
      started_by: context.startedBy ?? 'call',
    },
    caller: { number: callerNumber, name: callerName ?? '' },
    called: { number: calledNumber },
  }
}

interface Where {
  readonly at: number
  readonly program: FlowProgram
  readonly given: Values
  readonly variables: Values
  readonly dice: Dice
  readonly round: number
}

/** What a block is told of its run. The clock is read only where an expression asks for it. */
export function runAt(where: Where): Run {
  const { at, program, given, variables, dice, round } = where
  const { references, holidaysOf, name, version } = program
  let time: Values | undefined
  const values = {
    ...variables,
    ...given,
    flow: { name, version },
    get time(): Values {
      time ??= timeValues(at, zoneOf(program))
      return time
    },
  }
  return {
    at,
    values,
    random: () => dice.roll(),
    round,
    holidaysOf,
    queue: (queue) => named(queue, references, 'queues'),
    box: (box) => named(box, references, 'boxes'),
    skill: (skill) => named(skill, references, 'skills'),
    flow: (flow) => {
      const flows = references?.flows ?? {}
      return { name: flow, id: Object.hasOwn(flows, flow) ? (flows[flow]?.flowId ?? null) : null }
    },
  }
}

function named(
  name: string,
  references: FlowReferences | undefined,
  type: 'queues' | 'boxes' | 'skills',
): Named {
  const ids = references?.[type] ?? {}
  return { name, id: Object.hasOwn(ids, name) ? (ids[name] ?? null) : null }
}

const zones = new WeakMap<FlowProgram, string>()

function zoneOf(program: FlowProgram): string {
  const known = zones.get(program)
  if (known !== undefined) return known
  const start = startOf(program.document)
  const block: FlowBlock | undefined =
    start === undefined ? undefined : program.document.blocks[start]
  const zone: Value | undefined = block?.settings['timeZone']
  const found = typeof zone === 'string' ? zone : 'UTC'
  zones.set(program, found)
  return found
}
