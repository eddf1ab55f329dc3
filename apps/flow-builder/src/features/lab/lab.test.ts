import { FlowTestCase } from '@iris/contracts'
import { templateNamed, templates } from '@iris/flow/templates'
import {
  answer,
  beginSimulation,
  goOn,
  runCase,
  type Simulation,
  TestCase,
} from '@iris/flow/simulator'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exitKey } from '../../canvas/graph/canvas-graph.ts'
import { momentAt } from '../live/replay/replay.ts'
import { coverageOverlay } from './coverage-overlay.ts'
import { type GivenForm, givenOf, localTime, mockableOf, queuesOf } from './given-form.ts'
import { keptCase } from './kept-case.ts'
import { heardIn, simulatedSteps } from './simulated-steps.ts'

const form: GivenForm = {
  clock: '2026-11-20T10:30',
  timeZone: 'Europe/Berlin',
  caller: '+4930123456',
  name: 'Ada',
  called: '+15550100100',
  queues: { Sales: { becomes: 'timeout', waiting: '4', agents: '0' } },
  mocks: { a: { is: 'usual', custom: '' }, b: { is: 'fails', custom: '' } },
}
const program = (id: string) => ({
  name: 'Draft',
  version: null,
  document: templateNamed(id)!.document,
  flows: {},
})

/** A caller who does what chance wants, until the call has ended. */
function callOf(id: string, choices: readonly number[]): Simulation {
  let call = beginSimulation(program(id), TestCase.parse({}).given)
  for (const choice of choices) {
    const keys = ['1', '2', '3', '4', '5', '9'] as const
    const press = keys[choice % keys.length] ?? '1'
    const answered = choice > 12 ? answer(call, { press }) : undefined
    call = answered?.kind === 'moved' ? answered.simulation : goOn(call)
  }
  return call
}
const anyCall = fc
  .tuple(
    fc.constantFrom(...templates.map(({ id }) => id)),
    fc.array(fc.nat(30), { minLength: 1, maxLength: 30 }),
  )
  .map(([id, choices]) => ({ id, call: callOf(id, choices) }))

describe('a simulated call', () => {
  it('is shown as a real one would be: by its last step the canvas has the way it took', () => {
    fc.assert(
      fc.property(anyCall, ({ call }) => {
        const steps = simulatedSteps(call)
        const { overlays, step } = momentAt(steps, steps.length - 1)!
        const past = steps.slice(0, -1)
        const missing = past.filter(
          ({ block, outcome }) =>
            !overlays.blocks.has(block) ||
            (outcome !== null && !overlays.exits.has(exitKey(block, outcome))),
        )
        expect(missing).toEqual([])
        expect(overlays.blocks.get(step.block)?.strong).toBe(true)
      }),
    )
  })

  it('is heard move by move, in the order it happened', () => {
    fc.assert(
      fc.property(anyCall, ({ call }) => {
        const times = heardIn(call).flatMap(({ moments }) => moments.map(({ at }) => at))
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        expect(heardIn(call).every(({ moves }) => moves <= call.moves)).toBe(true)
      }),
    )
  })

  it('passes as the test that is kept of it, as the API takes it', () => {
    fc.assert(
      fc.property(anyCall, ({ id, call }) => {
        const kept = keptCase('Kept', call, { path: true, said: true, ends: true })
        const stored = FlowTestCase.parse(JSON.parse(JSON.stringify(kept.case)))
        const read = TestCase.parse({ name: kept.name, ...stored })
        // What is not over goes on by itself, and then is another call.
        fc.pre(call.state.kind === 'ended')
        expect(runCase(program(id), read).failures).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('asks as a test for no more than is wanted', () => {
    const call = callOf('menu', [15, 0, 0, 0, 0])
    const { expect: expected } = keptCase('Kept', call, {
      path: false,
      said: true,
      ends: false,
    }).case
    expect(Object.keys(expected)).toEqual(['said'])
  })
})

describe('givenOf', () => {
  it('reads what was filled in', () => {
    expect(givenOf(form)).toMatchObject({
      kind: 'given',
      given: {
        at: { local: '2026-11-20T10:30:00', timeZone: 'Europe/Berlin' },
        caller: { number: '+4930123456', name: 'Ada' },
        queues: { Sales: { figures: { waiting: 4 }, becomes: { kind: 'timeout' } } },
        mocks: { b: { kind: 'failed' } },
      },
    })
  })

  it.each<[string, Partial<GivenForm>]>([
    ['at', { timeZone: 'Mars/Olympus' }],
    ['queues › Q', { queues: { Q: { becomes: 'answered', waiting: 'many', agents: '1' } } }],
    ['mocks › a', { mocks: { a: { is: 'custom', custom: '{"kind":"nothing"}' } } }],
    ['a', { mocks: { a: { is: 'custom', custom: '{' } } }],
  ])('says what is wrong with %s', (path, change) => {
    const read = givenOf({ ...form, ...change })
    expect(read).toMatchObject({ kind: 'bad', why: expect.stringContaining(path) })
  })

  it('knows the clocks of a place', () => {
    const now = Date.parse('2026-07-01T22:05:00Z')
    expect(localTime(now, 'Europe/Berlin')).toBe('2026-07-02T00:05')
    expect(localTime(now, 'UTC')).toBe('2026-07-01T22:05')
  })

  it('finds the queues of a flow, and what asks the world outside', () => {
    const { document } = templateNamed('menu')!
    const { sales } = document.blocks
    const named = {
      ...document,
      blocks: {
        ...document.blocks,
        sales: { ...sales!, settings: { ...sales!.settings, queue: 'Sales' } },
        mail: { kind: 'send_mail', at: { x: 0, y: 0 }, settings: {}, exits: {} },
      },
    }
    expect([queuesOf(document), queuesOf(named)]).toEqual([[], ['Sales']])
    expect(mockableOf(named).map(({ id }) => id)).toEqual(['mail'])
  })
})

describe('coverageOverlay', () => {
  it('tells the ways that tests take from those that none takes', () => {
    const { blocks, exits } = coverageOverlay({
      menu: { visited: true, covered: ['key_1'], missing: ['key_2'] },
      sales: { visited: true, covered: ['answered'], missing: [] },
      support: { visited: false, covered: [], missing: ['answered'] },
    })
    expect([...blocks.values()].map(({ tone }) => tone)).toEqual(['warning', 'available', 'stop'])
    expect(exits.get(exitKey('menu', 'key_1'))?.tone).toBe('available')
    expect(exits.get(exitKey('menu', 'key_2'))?.tone).toBe('stop')
  })
})
