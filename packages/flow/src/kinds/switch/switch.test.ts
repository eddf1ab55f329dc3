import { describe, expect, it } from 'vitest'
import { block, flowOf } from '../../testing/build-flow.ts'
import { ada, last, programWith } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'

const cases = [{ is: 'Gold' }, { is: 'Silver ' }, { is: '' }]
const exitFor = (plan: string) => {
  const program = programWith({ first: block('switch', { value: '{{ plan }}', cases }) })
  return last(program, [], { ...ada, parameters: { plan } }).trace[1]?.outcome
}

describe('switch', () => {
  it.each([
    ['Gold', 'case_1'],
    [' gOLD ', 'case_1'],
    ['silver', 'case_2'],
    ['', 'case_3'],
    ['Golden', 'otherwise'],
    ['constructor', 'otherwise'],
  ])('goes on by %j with %s', (plan, exit) => {
    expect(exitFor(plan)).toBe(exit)
  })

  it('is not valid where two cases are the same', () => {
    const twice = { value: 'x', cases: [{ is: 'a' }, { is: 'b' }, { is: ' A' }] }
    const exits = { case_1: 'end', case_2: 'end', case_3: 'end', otherwise: 'end' }
    expect(validateFlow(flowOf({ first: block('switch', twice, exits) }), {})).toMatchObject([
      { severity: 'error', code: 'bad_setting', block: 'first', setting: '/cases/2/is' },
    ])
  })
})
