import type { FlowBlock, FlowDocument } from '@iris/contracts'
import * as fc from 'fast-check'
import { caseOf } from '../../simulator/record.ts'
import { simulate } from '../../simulator/run-case.ts'
import { TestCase } from '../../simulator/test-case.ts'
import { validateFlow } from '../../validation/validate.ts'
import { wiredFlow, wiredProgram } from '../random-flows.ts'
import type { CorpusFlow } from './corpus-flow.ts'

const keys = fc.array(fc.constantFrom('0', '1', '9', '*', '#'), { maxLength: 4 })

/** Sound flows from a seed, each with a caller who presses keys and the way that takes them; always the same. */
export function fromSeeds(count: number): CorpusFlow[] {
  const found: CorpusFlow[] = []
  for (let seed = 1; found.length < count; seed += 1) {
    const [sample] = fc.sample(fc.tuple(wiredFlow(), keys), { seed, numRuns: 1 })
    const flow = sample && flowFrom(seed, sample[0], sample[1])
    if (flow) found.push(flow)
  }
  return found
}

/** None where it has errors, or would not come to an end soon. */
function flowFrom(
  seed: number,
  drawn: FlowDocument,
  pressed: readonly string[],
): CorpusFlow | undefined {
  const document = inHaste(drawn)
  if (validateFlow(document, {}).some(({ severity }) => severity === 'error')) return undefined
  const program = wiredProgram(document)
  const steps = pressed.map((press) => ({ press }))
  const { simulation } = simulate(program, TestCase.parse({ given: { seed }, steps }))
  if (simulation.state.kind !== 'ended' || simulation.moves > 40) return undefined
  const name = `seed ${seed}`
  const flows = Object.entries(program.flows).map(([called, one]) => [called, one.document])
  return { name, document, flows: Object.fromEntries(flows), case: caseOf(name, simulation) }
}

/** Nobody has a minute for each wait when calls are really made. */
function inHaste(document: FlowDocument): FlowDocument {
  const blocks = Object.entries(document.blocks).map(([id, one]) => [
    id,
    { ...one, settings: { ...one.settings, ...haste.get(one.kind) } },
  ])
  return { ...document, blocks: Object.fromEntries(blocks) }
}

const soon = { noInputMs: 1000 }
const haste = new Map<string, FlowBlock['settings']>([
  ['wait', { ms: 100 }],
  ['menu', soon],
  ['gather', soon],
  ['gather_secret', soon],
])
