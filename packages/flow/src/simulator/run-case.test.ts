import { describe, expect, it } from 'vitest'
import { block, flowOf, programOf } from '../testing/build-flow.ts'
import { demoFlow } from '../testing/demo-flow.ts'
import { coverageOf } from './coverage.ts'
import { runCase } from './run-case.ts'
import { TestCase } from './test-case.ts'

const demo = programOf(demoFlow())
/** A Friday, half past ten in Berlin: the demo centre is open. */
const open = { local: '2026-11-20T10:30:00', timeZone: 'Europe/Berlin' }

function run(one: unknown, program = demo) {
  return runCase(program, TestCase.parse(one))
}

const path = ({ trace }: ReturnType<typeof run>) =>
  trace.map(({ block: id, outcome }) => (outcome === null ? id : `${id}:${outcome}`))

describe('runCase', () => {
  it('presses keys when they are asked for', () => {
    const result = run({ given: { at: open }, steps: [{ press: '7' }, { press: '1' }] })
    expect(path(result)).toEqual(['start:next', 'open:open', 'menu:key_1', 'sales:answered'])
    expect(result).toMatchObject({ passed: true, ended: { by: 'flow', cause: 'NORMAL_CLEARING' } })
    expect(result.said).toEqual(Array(2).fill('For sales, press 1. For support, press 2.'))
  })

  it('stays silent once there is nothing left to do', () => {
    const result = run({ given: { at: open } })
    expect(path(result)).toContain('menu:no_input')
  })

  it('tells the time by the clocks of the place', () => {
    const at = { local: '2026-07-03T16:59:00', timeZone: 'Europe/Berlin' }
    expect(path(run({ given: { at } }))).toContain('open:open')
    expect(path(run({ given: { at: { ...at, local: '2026-07-03T17:00:00' } } }))).toContain(
      'open:closed',
    )
    expect(path(run({ given: { at: '2026-07-03T15:00:00Z' } }))).toContain('open:closed')
  })

  it('lets time pass as long as things take', () => {
    const result = run({
      given: { at: open, queues: { Sales: { becomes: { kind: 'timeout' } } } },
      steps: [{ press: '1' }],
    })
    const { enteredAt, leftAt } = result.trace.find(({ block: id }) => id === 'sales')!
    expect((leftAt ?? 0) - enteredAt).toBe(600_000)
    expect(path(result).slice(-3)).toEqual(['sales:timeout', 'busy:next', 'end'])
    expect(result.said.at(-1)).toBe('Nobody could answer, . Goodbye.')
  })

  it('hangs up where the caller has waited enough', () => {
    const waiting = {
      given: { at: open },
      steps: [{ press: '1' }, { waitMs: 4000 }, { hangUp: true }],
    }
    const result = run(waiting)
    expect(result.ended).toEqual({ by: 'caller', cause: 'NORMAL_CLEARING' })
    const { enteredAt, leftAt } = result.trace.at(-1)!
    expect({ took: (leftAt ?? 0) - enteredAt, at: result.trace.at(-1)?.block }).toEqual({
      took: 4000,
      at: 'sales',
    })
  })

  it('says what comes of a block in place of what usually does', () => {
    const mocks = { sales: [{ kind: 'failed', reason: 'It is full.' }] }
    const result = run({
      given: { at: open, mocks },
      steps: [{ press: '1' }],
      expect: { variables: { error: { reason: 'It is full.' } }, visits: { must: ['busy'] } },
    })
    expect(result).toMatchObject({ passed: true, failures: [] })
  })

  it('reports a mock that a block has no use for, and goes on as usual', () => {
    const mocks = { sales: { kind: 'gathered', key: '1' } }
    const result = run({ given: { at: open, mocks }, steps: [{ press: '1' }] })
    expect(path(result)).toContain('sales:answered')
    expect(result.failures).toEqual([
      '“sales” asked for enqueue, and gathered cannot come of that.',
    ])
  })

  it('reports what the caller could not do any more', () => {
    const result = run({ given: { at: open }, steps: [{ press: '1' }, { press: '2' }] })
    expect(result.failures).toEqual(['The call was over before the caller could press 2.'])
  })

  it.each([
    [
      { path: { steps: ['menu', 'support'] } },
      'The call never came to “Support” after “Main menu”.',
    ],
    [
      { path: { is: 'exactly', steps: ['start', 'menu'] } },
      'At step 2 of its path the call was at “Hours”, left by open, and should have been at “Main menu”.',
    ],
    [{ said: ['press 2', 'Goodbye'] }, '“Goodbye” was not said at its place.'],
    [{ ends: { by: 'caller' } }, 'The call was ended by the flow, and should be by the caller.'],
    [
      { ends: { cause: 'USER_BUSY' } },
      'The call ended with NORMAL_CLEARING, and should with USER_BUSY.',
    ],
    [{ variables: { menu: { key: '2' } } }, 'menu is {"key":"1"}, and should be {"key":"2"}.'],
    [{ variables: { size: 1 } }, 'size is not there, and should be 1.'],
    [{ visits: { must: ['busy'] } }, 'The call never came to “Say”.'],
    [{ visits: { mustNot: ['sales'] } }, 'The call came to “Sales”, and should not.'],
  ])('says in words that %j does not hold', (expected, words) => {
    const result = run({ given: { at: open }, steps: [{ press: '1' }], expect: expected })
    expect(result).toMatchObject({ passed: false, failures: [words] })
  })

  it('expects of each thing no more than is written', () => {
    const result = run({
      given: { at: open },
      steps: [{ press: '1' }],
      expect: {
        path: { steps: ['open', { block: 'menu', exit: 'key_1' }, 'sales'] },
        said: ['For sales'],
        ends: { by: 'flow', cause: 'NORMAL_CLEARING' },
        variables: { menu: { key: '1' }, caller: { name: '' } },
        visits: { must: ['menu'], mustNot: ['closed'] },
      },
    })
    expect(result).toMatchObject({ passed: true, failures: [] })
  })

  it('stops where a flow would ask for ever', () => {
    const menu = {
      text: 'Press 1.',
      choices: [{ key: '1', label: 'One' }],
      noInputMs: 1000,
      tries: 1,
    }
    const again = { key_1: 'end', no_input: 'first', no_match: 'first', error: 'end' }
    const program = programOf(flowOf({ first: block('menu', menu, again) }))
    const result = run({ expect: { ends: {} } }, program)
    expect(result).toMatchObject({ ended: null, failures: ['The call did not end.'] })
  })

  it('shows nothing of what is entered in secret, and knows the exit all the same', () => {
    const menu = {
      text: 'Press 1 or 2.',
      choices: [
        { key: '1', label: 'One' },
        { key: '2', label: 'Two' },
      ],
      noInputMs: 1000,
      sensitive: true,
    }
    const to = { key_1: 'end', key_2: 'end', no_input: 'end', no_match: 'end', error: 'end' }
    const program = programOf(flowOf({ first: block('menu', menu, to) }))
    const result = run({ steps: [{ press: '2' }] }, program)
    expect(path(result)).toContain('first:entered')
    expect(result.transcript.map(({ text }) => text)).toContain('presses •')
    expect(result.taken['first']).toEqual(['key_2'])
    const { perBlock } = coverageOf(program.document, [result.taken])
    expect(perBlock['first']?.missing).toEqual(['key_1', 'no_input', 'no_match', 'error'])
  })
})

describe('TestCase', () => {
  it('may leave out everything', () => {
    expect(run({})).toMatchObject({ name: 'Test', passed: true })
  })

  it.each([
    { given: { at: '2026-02-30T00:00:00Z' } },
    { given: { at: { local: '2026-02-20T00:00:00', timeZone: 'Nowhere' } } },
    { given: { mocks: { sales: { kind: 'telepathy' } } } },
    { steps: [{ press: 'one' }] },
    { steps: [{ press: '1', say: 'One' }] },
    { steps: Array.from({ length: 1001 }, () => ({ silent: true })) },
    { expect: { path: { is: 'somehow', steps: [] } } },
    { expects: {} },
  ])('refuses %j', (one) => {
    expect(TestCase.safeParse(one).success).toBe(false)
  })
})
