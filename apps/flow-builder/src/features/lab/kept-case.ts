import type { FlowTestCase } from '@iris/contracts'
import { caseOf, type Simulation } from '@iris/flow/simulator'

/** What a test made of a call asks for. */
export interface Expectations {
  path: boolean
  said: boolean
  ends: boolean
}

/** A simulated call as the case of a test, asking for no more than what is wanted. */
export function keptCase(
  name: string,
  simulation: Simulation,
  wanted: Expectations,
): { readonly name: string; readonly case: FlowTestCase } {
  const { given, steps, expect } = caseOf(name, simulation)
  const { path, said, ends, ...others } = expect
  return {
    name,
    case: {
      given,
      steps,
      expect: {
        ...others,
        ...(wanted.path && path && { path }),
        ...(wanted.said && said && { said }),
        ...(wanted.ends && ends && { ends }),
      },
    },
  }
}
