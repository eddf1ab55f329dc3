import type { FlowBlock, FlowDocument } from '@iris/contracts'
import type { FlowProgram } from '../../interpreter/step.ts'
import { TestCase } from '../../simulator/test-case.ts'
import { flowOf, programOf } from '../build-flow.ts'

/** A flow with something that happens to it, and the way it has to take: in the simulator, and on a call. */
export interface CorpusFlow {
  /** Told apart by it. */
  readonly name: string
  readonly document: FlowDocument
  /** The flows it leads into, by name. */
  readonly flows: Readonly<Record<string, FlowDocument>>
  readonly case: TestCase
}

/** A flow of the corpus as a program; names stand for nothing. */
export function programOfCorpus({ document, flows }: CorpusFlow): FlowProgram {
  const within = Object.entries(flows).map(([name, one]) => [name, programOf(one, { name })])
  return programOf(document, { flows: Object.fromEntries(within) })
}

interface Written {
  readonly blocks: Readonly<Record<string, FlowBlock>>
  readonly flows?: CorpusFlow['flows']
  readonly given?: unknown
  readonly steps?: readonly unknown[]
  /** Every visit: `block:exit`, or `block` alone where it ends there; those of flows within as `flow/block:exit`. */
  readonly path: string
}

/** A flow written by hand, whose start leads to `first`. */
export function written(
  name: string,
  { blocks, flows = {}, given, steps, path }: Written,
): CorpusFlow {
  const visits = path.split(' ').map(visitOf)
  return {
    name,
    document: flowOf({ ...blocks }),
    flows,
    case: TestCase.parse({
      name,
      ...(given !== undefined && { given }),
      steps: steps ?? [],
      expect: { path: { is: 'exactly', steps: visits } },
    }),
  }
}

function visitOf(text: string): unknown {
  const [, flow, block = '', exit] = /^(?:(.+)\/)?([^:]+)(?::(.+))?$/.exec(text) ?? []
  if (flow === undefined && exit === undefined) return block
  return { block, exit: exit ?? '', ...(flow !== undefined && { flow }) }
}
