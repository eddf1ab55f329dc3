import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCase } from '../testing/random-cases.ts'
import { anyProgram, wiredFlow, wiredProgram } from '../testing/random-flows.ts'
import { coverageOf } from './coverage.ts'
import { caseFromTrace, caseOf } from './record.ts'
import { mostMoves, runCase, simulate } from './run-case.ts'
import { historyOf, rewind, traceOf } from './simulation.ts'
import { TestCase } from './test-case.ts'

const anyRun = fc
  .tuple(fc.oneof(anyProgram(), wiredFlow().map(wiredProgram)), anyCase())
  .map(([program, testCase]) => ({ program, testCase }))

describe('a test case on any flow', () => {
  it('comes to an end, or stops after so many moves, and gives the same twice', () => {
    let endings = 0
    fc.assert(
      fc.property(anyRun, ({ program, testCase }) => {
        const result = runCase(program, testCase)
        const { simulation } = simulate(program, testCase)
        if (result.ended) endings += 1
        expect(result.ended !== null || simulation.moves >= mostMoves).toBe(true)
        expect(JSON.stringify(runCase(program, testCase))).toBe(JSON.stringify(result))
      }),
    )
    expect(endings).toBeGreaterThan(10)
  })

  it('passes again where it was recorded from what happened', () => {
    let compared = 0
    fc.assert(
      fc.property(anyRun, ({ program, testCase }) => {
        const { simulation } = simulate(program, testCase)
        fc.pre(simulation.moves < 900)
        // What is stored is read again before it is run.
        const recorded = TestCase.parse(JSON.parse(JSON.stringify(caseOf('Again', simulation))))
        expect(runCase(program, recorded).failures).toEqual([])
        compared += simulation.moves
      }),
    )
    expect(compared).toBeGreaterThan(20)
  })

  it('is made of the trace of a call that went another way than usual, and goes the same way', () => {
    fc.assert(
      fc.property(anyRun, ({ program, testCase }) => {
        const { simulation } = simulate(program, testCase)
        fc.pre(simulation.moves < 900 && simulation.state.kind === 'ended')
        const trace = traceOf(simulation)
        const given = { ...simulation.given, queues: {}, mocks: {} }
        const { testCase: made, doubts } = caseFromTrace(program, { name: 'A call', given, trace })
        fc.pre(doubts.length === 0)
        expect(runCase(program, made)).toMatchObject({ passed: true, failures: [] })
        expect(waysOf(runCase(program, made).trace)).toEqual(waysOf(trace))
      }),
    )
  })

  it('covers each exit once at most', () => {
    fc.assert(
      fc.property(anyRun, fc.array(anyCase(), { maxLength: 3 }), ({ program, testCase }, more) => {
        const runs = [testCase, ...more].map((one) => runCase(program, one).taken)
        const { exits, blocks, perBlock } = coverageOf(program.document, runs)
        for (const { covered, total, percent } of [exits, blocks]) {
          expect(covered).toBeLessThanOrEqual(total)
          expect(percent >= 0 && percent <= 100 && (percent < 100 || covered === total)).toBe(true)
        }
        const [first] = runs
        const alone = coverageOf(program.document, first ? [first] : [])
        expect(exits.covered).toBeGreaterThanOrEqual(alone.exits.covered)
        for (const { covered, missing } of Object.values(perBlock)) {
          expect(new Set([...covered, ...missing]).size).toBe(covered.length + missing.length)
        }
      }),
    )
  })

  it('can be taken back to any of its moves, as it was then', () => {
    fc.assert(
      fc.property(anyRun, fc.nat(30), ({ program, testCase }, moves) => {
        const { simulation } = simulate(program, testCase)
        const back = rewind(simulation, moves)
        expect(back.moves).toBe(Math.min(moves, simulation.moves))
        expect(back).toBe(historyOf(simulation)[back.moves])
      }),
    )
  })
})

function waysOf(trace: readonly { readonly block: string; readonly outcome: string | null }[]) {
  return trace.map(({ block, outcome }) => `${block} ${outcome}`)
}
