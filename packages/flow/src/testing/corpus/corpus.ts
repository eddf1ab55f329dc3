import { simulate } from '../../simulator/run-case.ts'
import { caseOf } from '../../simulator/record.ts'
import { TestCase } from '../../simulator/test-case.ts'
import { templates } from '../../templates/index.ts'
import { programOf } from '../build-flow.ts'
import { besideTheCall } from './beside-the-call.ts'
import { byHand } from './by-hand.ts'
import type { CorpusFlow } from './corpus-flow.ts'
import { fromSeeds } from './from-seeds.ts'

/** How many are drawn. */
const seeds = 60

/** Flows with what happens to them and the way they have to take; always the same, at least a hundred. */
export function corpus(): CorpusFlow[] {
  return [...byHand, ...besideTheCall, ...fromTemplates(), ...fromSeeds(seeds)]
}

/** Each template with a caller who presses one key after another, and with one who does not. */
function fromTemplates(): CorpusFlow[] {
  const callers = [[], ['1'], ['2', '2'], ['9', '1', '1']]
  return templates.flatMap(({ id, document }) =>
    callers.map((keys) => {
      const name = `template ${id}: ${keys.join(' then ') || 'silence'}`
      const steps = keys.map((press) => ({ press }))
      const { simulation } = simulate(programOf(document), TestCase.parse({ steps }))
      return { name, document, flows: {}, case: caseOf(name, simulation) }
    }),
  )
}
