import { describe, expect, it } from 'vitest'
import { demoFlow } from '../testing/demo-flow.ts'
import { block, flowOf, programOf } from '../testing/build-flow.ts'
import { speakingMs } from './outcomes.ts'
import { caseFromTrace, caseOf } from './record.ts'
import { runCase } from './run-case.ts'
import {
  answer,
  type Answer,
  beginSimulation,
  goOn,
  nextHappening,
  rewind,
  type Simulation,
  traceOf,
  transcriptOf,
} from './simulation.ts'
import { TestCase } from './test-case.ts'
import { variablesNow, visitsOf } from './visits.ts'

const program = programOf(demoFlow())
const { given } = TestCase.parse({ given: { caller: { name: 'Ada' } } })
const begun = beginSimulation(program, given)

function after(simulation: Simulation, ...inputs: Answer[]): Simulation {
  return inputs.reduce((here, input) => {
    const answered = answer(here, input)
    if (answered.kind === 'refused') throw new Error(answered.reason)
    return answered.simulation
  }, simulation)
}

describe('a simulation', () => {
  it('waits where the flow asks for something', () => {
    expect(begun.pending).toMatchObject({ kind: 'gather', keys: ['1', '2'] })
    expect(nextHappening(begun)).toEqual({
      event: { kind: 'no_input' },
      afterMs: speakingMs('For sales, press 1. For support, press 2.') + 5000,
    })
  })

  it('goes on by what the caller does, and tells it', () => {
    const chosen = after(begun, { press: '2' })
    expect(chosen.pending).toMatchObject({ kind: 'enqueue', queue: { name: 'Support' } })
    expect(transcriptOf(chosen).map(({ who, text }) => `${who}: ${text}`)).toEqual([
      'flow: For sales, press 1. For support, press 2.',
      'caller: presses 2',
      'flow: puts the caller into the queue “Support”',
    ])
    expect(begun.pending).toMatchObject({ kind: 'gather' })
  })

  it('refuses what does not fit, and says what the flow waits for', () => {
    const queued = after(begun, { press: '1' })
    expect(answer(queued, { press: '1' })).toEqual({
      kind: 'refused',
      reason: 'That does not fit “sales”, which asked for enqueue.',
    })
    expect(answer(begun, { press: '1', at: 'sales' })).toMatchObject({ kind: 'refused' })
    const over = after(begun, { hangUp: true })
    expect(answer(over, { silent: true })).toEqual({
      kind: 'refused',
      reason: 'The call has ended.',
    })
    expect(goOn(over)).toBe(over)
  })

  it('goes back, and another way from there', () => {
    const sales = after(begun, { press: '9' }, { press: '1' })
    const support = after(rewind(sales, 1), { press: '2' })
    expect(support.pending).toMatchObject({ queue: { name: 'Support' } })
    expect(traceOf(support).map(({ outcome }) => outcome)).toEqual(['next', 'open', 'key_2', null])
    expect(rewind(support, 0)).toBe(begun)
  })

  it('knows the variables before and after each visit', () => {
    const done = goOn(after(begun, { press: '1' }))
    const menu = visitsOf(done).find(({ entry }) => entry.block === 'menu')
    expect(menu?.before).toMatchObject({ caller: { name: 'Ada' } })
    expect(menu?.before).not.toHaveProperty('menu')
    expect(menu?.after).toMatchObject({ menu: { key: '1' }, caller: { name: 'Ada' } })
    expect(variablesNow(done)).toMatchObject({ queue: { outcome: 'answered' }, menu: { key: '1' } })
  })

  it('becomes a test that fails once the flow is another', () => {
    const saved = caseOf('Sales answers', goOn(after(begun, { press: '1' })))
    expect(runCase(program, saved)).toMatchObject({ passed: true, name: 'Sales answers' })
    const blocks = demoFlow().blocks
    const menu = { ...blocks['menu']!, exits: { ...blocks['menu']!.exits, key_1: 'support' } }
    const other = programOf({ schema: 2, blocks: { ...blocks, menu } })
    const { passed, failures } = runCase(other, saved)
    expect(passed).toBe(false)
    expect(failures.join(' ')).toContain('should have been at “Sales”')
  })
})

describe('speakingMs', () => {
  it('grows with the text, also where there are no spaces', () => {
    expect(speakingMs('')).toBe(0)
    expect(speakingMs('One two three')).toBe(1200)
    expect(speakingMs('営業は1を、サポートは2を押してください。')).toBeGreaterThan(
      speakingMs('営業'),
    )
  })
})

describe('the trace of a call', () => {
  it('becomes a test that takes the same way in the same time', () => {
    const call = after(begun, { press: '9' }, { silent: true }, { press: '2' }, { hangUp: true })
    const trace = traceOf(call)
    const { testCase, doubts } = caseFromTrace(program, { name: 'A call', given, trace })
    expect(doubts).toEqual([])
    expect(testCase.steps.map((step) => Object.keys(step)[0])).toEqual(['press', 'hangUp'])
    const again = runCase(program, testCase)
    expect(again.failures).toEqual([])
    expect(again.trace.at(-1)?.leftAt).toBe(trace.at(-1)?.leftAt)
  })

  it('leaves in doubt what was secret', () => {
    const menu = {
      text: 'Press 1.',
      choices: [{ key: '1', label: 'One' }],
      noInputMs: 1000,
      sensitive: true,
    }
    const to = { key_1: 'end', no_input: 'end', no_match: 'end', error: 'end' }
    const secret = programOf(flowOf({ first: block('menu', menu, to) }))
    const trace = traceOf(after(beginSimulation(secret, given), { press: '1' }))
    expect(caseFromTrace(secret, { name: 'A call', given, trace }).doubts).toEqual([
      'What was entered at “first” is not known; choose it.',
    ])
  })

  it('leaves in doubt what cannot have happened on this program', () => {
    const call = after(begun, { press: '1' })
    const trace = traceOf(goOn(call)).map((entry) => ({
      ...entry,
      ...(entry.block === 'menu' && { outcome: 'key_5' }),
    }))
    expect(caseFromTrace(program, { name: 'A call', given, trace }).doubts).not.toEqual([])
  })
})
