import { deepStrictEqual } from 'node:assert/strict'
import type { FlowDocument } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyEvent, outcomeOf } from '../testing/random-events.ts'
import { anyProgram, wiredFlow, wiredProgram } from '../testing/random-flows.ts'
import { validateFlow } from '../validation/validate.ts'
import { advance, startFlow } from './interpreter.ts'
import { maxInstantSteps, maxSteps } from './journey.ts'
import type { FlowEvent, FlowProgram, FlowState, Step } from './step.ts'

const context = { callId: 'c', callerNumber: '+15550100101', calledNumber: '+15550100100' }
const now = Date.parse('2026-11-20T09:30:00Z')

function steps(program: FlowProgram, events: readonly FlowEvent[], seed = 0): Step[] {
  const all = [startFlow(program, { ...context, seed }, now)]
  for (const [index, event] of events.entries()) {
    all.push(advance(program, all.at(-1)!.state, event, now + index))
  }
  return all
}

/** Each choice is one of the outcomes the command before it can have, until the run ends. */
function stepsByChoice(program: FlowProgram, choices: readonly number[]): Step[] {
  const all = [startFlow(program, context, now)]
  for (const choice of choices) {
    const last = all.at(-1)!
    if (last.state.kind === 'ended') break
    all.push(advance(program, last.state, outcomeOf(last, choice), now))
  }
  return all
}

const choices = fc.array(fc.nat(11), { maxLength: 60 })
/** Events as they come, and events that fit: the first seldom get far. */
const anyRun = fc
  .tuple(anyProgram(), fc.array(anyEvent(), { maxLength: 40 }), choices, fc.nat())
  .map(([program, events, chosen, seed]) => ({ program, events, chosen, seed }))

function both({ program, events, chosen, seed }: RunOf<typeof anyRun>): Step[][] {
  return [steps(program, events, seed), stepsByChoice(program, chosen)]
}
type RunOf<A> = A extends fc.Arbitrary<infer Run> ? Run : never

describe('any program on any events', () => {
  it('ends or waits, never throws, and asks for one thing in each step at most', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(anyRun, (run) => {
        const all = both(run).flat()
        for (const { state, commands, trace } of all) {
          for (const { kind } of [...commands, ...trace]) seen.add(kind)
          if (state.kind === 'ended') seen.add(state.problem?.code ?? `by_${state.by}`)
        }
        expect(all.filter((step) => !isOneStep(step))).toEqual([])
      }),
      { numRuns: 1000 },
    )
    // The property would say little of runs that never come anywhere.
    for (const kind of everything) expect(seen).toContain(kind)
  })

  it('gives the same trace twice', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        expect(JSON.stringify(both(run))).toBe(JSON.stringify(both(run)))
      }),
    )
  })

  it('goes on from a stored state as from the state itself', () => {
    fc.assert(
      fc.property(anyRun, ({ program, events, seed }) => {
        const all = steps(program, events, seed)
        for (const [index, event] of events.entries()) {
          const stored: FlowState = JSON.parse(JSON.stringify(all[index]!.state))
          // `toStrictEqual` takes a variable called "constructor" for the type of what has it.
          const next = advance(program, stored, event, now + index)
          expect(() => deepStrictEqual(next, all[index + 1])).not.toThrow()
        }
      }),
    )
  })

  it('changes neither the program nor the state it is given', () => {
    fc.assert(
      fc.property(anyRun, ({ program, events, seed }) => {
        const before = JSON.stringify(program)
        const all = steps(program, events, seed)
        const states = all.map(({ state }) => JSON.stringify(state))
        steps(program, events, seed)
        for (const [index, event] of events.entries()) {
          advance(program, all[index]!.state, event, now + index)
        }
        expect(JSON.stringify(program)).toBe(before)
        expect(all.map(({ state }) => JSON.stringify(state))).toEqual(states)
      }),
    )
  })

  it('numbers its visits without a gap, and closes each before the next is opened', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        for (const all of both(run)) {
          const entries = all.flatMap(({ trace }) => trace)
          const closed = entries.filter(({ leftAt }) => leftAt !== null)
          expect(closed.map(({ visit }) => visit)).toEqual(closed.map((_, index) => index + 1))
          // One that waits is seen again before any other is.
          const misplaced = entries.slice(1).filter(({ visit }, index) => {
            const before = entries[index]!
            return visit !== (before.leftAt === null ? before.visit : before.visit + 1)
          })
          expect(misplaced).toEqual([])
        }
      }),
    )
  })

  it('passes no more blocks than a run may, and leaves by guard once at most', () => {
    let guarded = 0
    fc.assert(
      fc.property(anyRun, (run) => {
        for (const all of both(run)) {
          const left = all
            .flatMap(({ trace }) => trace)
            .filter(({ outcome }) => outcome === 'guard')
          guarded += left.length
          expect(left.length).toBeLessThanOrEqual(1)
          // Coming back from a flow and leaving by guard are visits of their own.
          expect(all.at(-1)!.trace.at(-1)?.visit ?? 0).toBeLessThanOrEqual(2 * maxSteps)
        }
      }),
    )
    expect(guarded).toBeGreaterThan(0)
  })

  it('hangs up exactly once, when it ends by itself, and then says nothing more', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        for (const all of both(run)) {
          const { state } = all.at(-1)!
          const hangUps = all
            .flatMap(({ commands }) => commands)
            .filter(({ kind }) => kind === 'hang_up')
          expect(hangUps).toHaveLength(state.kind === 'ended' && state.by === 'flow' ? 1 : 0)
          const endedAt = all.findIndex((step) => step.state.kind === 'ended')
          const after = endedAt < 0 ? [] : all.slice(endedAt + 1)
          expect(after.every((step) => step.commands.length + step.trace.length === 0)).toBe(true)
        }
      }),
    )
  })
})

/** One command at most, none that hangs up while it waits, and no more blocks than a step may pass. */
function isOneStep({ state, commands, trace }: Step): boolean {
  if (commands.length > 1 || trace.length > 2 * maxInstantSteps) return false
  return commands.every(({ kind }) => (kind === 'hang_up') === (state.kind === 'ended'))
}

/** Commands, kinds of blocks and ways to end, all of which random runs come to. */
const everything = (
  'gather hang_up say play enqueue voicemail record_call queue_status menu branch switch set hours random sub_flow return ' +
  'loop gather gather_secret gather_entry dial transfer conference answer reject callback wait go_to end expression by_flow by_caller missing_exit unknown_block too_many_steps bad_block'
).split(' ')

describe('a document without errors', () => {
  const validFlow = wiredFlow().filter((document) =>
    validateFlow(document, {}).every(({ severity }) => severity !== 'error'),
  )

  it('never ends for want of an exit or a block, nor by going round', () => {
    let ended = 0
    fc.assert(
      fc.property(validFlow, choices, (document, chosen) => {
        const { state } = stepsByChoice(wiredProgram(document), chosen).at(-1)!
        if (state.kind !== 'ended') return
        ended += 1
        expect(['too_many_failures', undefined]).toContain(state.problem?.code)
      }),
      { numRuns: 500 },
    )
    // The property would say little of runs that never come anywhere.
    expect(ended).toBeGreaterThan(50)
  })

  it('is refused as soon as one of the exits it takes is cut', () => {
    fc.assert(
      fc.property(validFlow, choices, fc.nat(), (document, chosen, cut) => {
        const taken = exitsIn(document, stepsByChoice(wiredProgram(document), chosen))
        const { block, exit } = taken[cut % taken.length]!
        const damaged = structuredClone(document)
        damaged.blocks[block]!.exits[exit] = null
        expect(validateFlow(damaged, {})).toContainEqual(
          expect.objectContaining({ severity: 'error', code: 'unwired_exit', block, exit }),
        )
      }),
    )
  })
})

/** Exits that a run has taken and that must lead somewhere. */
function exitsIn(document: FlowDocument, run: readonly Step[]) {
  return run
    .flatMap(({ trace }) => trace)
    .filter(({ flow, kind }) => flow === undefined && !hasOwnWays.has(kind))
    .flatMap(({ block, outcome }) =>
      outcome !== null &&
      Object.hasOwn(document.blocks[block]!.exits, outcome) &&
      !mayEnd.has(outcome) &&
      !(outcome === 'error' && document.blocks[block]!.kind === 'branch')
        ? [{ block, exit: outcome }]
        : [],
    )
}

/** Exits that may stay open. */
const mayEnd: ReadonlySet<string> = new Set('answered left guard full closed no_agents'.split(' '))
const hasOwnWays: ReadonlySet<string> = new Set(['go_to', 'return', 'end'])
