import type { FlowDocument } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, maxInstantSteps, startFlow } from './interpreter.ts'
import type { FlowEvent, FlowState, Step } from './step.ts'
import { anyEvent, anyFlow, wiredFlow } from './testing/random-flows.ts'
import { validateFlow } from './validate.ts'

const context = { callId: 'c', callerNumber: '+15550100101', calledNumber: '+15550100100' }
const now = Date.parse('2026-11-20T09:30:00Z')

function steps(document: FlowDocument, events: readonly FlowEvent[]): Step[] {
  const all = [startFlow(document, context, now)]
  for (const [index, event] of events.entries()) {
    all.push(advance(document, all.at(-1)!.state, event, now + index))
  }
  return all
}

const anyRun = [anyFlow(), fc.array(anyEvent(), { maxLength: 40 })] as const

describe('any document on any events', () => {
  it('never throws, and asks for one thing at most in each step', () => {
    fc.assert(
      fc.property(...anyRun, (document, events) => {
        for (const { commands, trace } of steps(document, events)) {
          expect(commands.length).toBeLessThanOrEqual(1)
          expect(trace.length).toBeLessThanOrEqual(maxInstantSteps + 1)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('goes on from a stored state as from the state itself', () => {
    fc.assert(
      fc.property(...anyRun, (document, events) => {
        const all = steps(document, events)
        const again = [all[0]!]
        for (const [index, event] of events.entries()) {
          const stored: FlowState = JSON.parse(JSON.stringify(all[index]!.state))
          again.push(advance(document, stored, event, now + index))
        }
        expect(again).toStrictEqual(all)
      }),
    )
  })

  it('numbers its visits without a gap, and closes each before the next is opened', () => {
    fc.assert(
      fc.property(...anyRun, (document, events) => {
        const entries = steps(document, events).flatMap(({ trace }) => trace)
        const closed = entries.filter(({ leftAt }) => leftAt !== null)
        expect(closed.map(({ visit }) => visit)).toEqual(closed.map((_, index) => index + 1))
        for (const [index, next] of entries.slice(1).entries()) {
          // One that waits is seen again before any other is.
          const { visit, leftAt } = entries[index]!
          expect(next.visit).toBe(leftAt === null ? visit : visit + 1)
        }
      }),
    )
  })

  it('hangs up exactly once, when it ends by itself, and then says nothing more', () => {
    fc.assert(
      fc.property(...anyRun, (document, events) => {
        const all = steps(document, events)
        const { state } = all.at(-1)!
        const hangUps = all.flatMap(({ commands }) => commands).filter((c) => c.kind === 'hang_up')
        expect(hangUps).toHaveLength(state.kind === 'ended' && state.by === 'flow' ? 1 : 0)
        const endedAt = all.findIndex((step) => step.state.kind === 'ended')
        const after = endedAt < 0 ? [] : all.slice(endedAt + 1)
        expect(after.every((step) => step.commands.length + step.trace.length === 0)).toBe(true)
      }),
    )
  })
})

/** An event that the command of a step can really come to. */
function outcome(step: Step, choice: number): FlowEvent {
  const [command] = step.commands
  const of = (...events: FlowEvent[]) => events[choice % events.length]!
  const failed: FlowEvent = { kind: 'failed', reason: 'It broke.' }
  switch (command?.kind) {
    case 'say':
      return of({ kind: 'said' }, failed)
    case 'play':
      return of({ kind: 'played' }, failed)
    case 'gather':
      return of(
        { kind: 'no_input' },
        failed,
        { kind: 'gathered', key: '7' },
        ...command.keys.map((key): FlowEvent => ({ kind: 'gathered', key })),
      )
    case 'record_call':
      return of({ kind: 'recording_changed' }, failed)
    case 'callback':
      return of({ kind: 'callback_requested', id: 'c1' }, failed)
    case 'voicemail':
      return of({ kind: 'message_left' }, failed)
    case 'enqueue': {
      const limited: FlowEvent[] =
        command.maxWaitMs === null ? [] : [{ kind: 'queue_left', outcome: 'timeout' }]
      return of(
        { kind: 'queue_left', outcome: 'answered' },
        { kind: 'queue_left', outcome: 'failed' },
        ...limited,
      )
    }
    case 'hang_up':
    case undefined:
      return { kind: 'caller_hung_up' }
  }
}

/** Outcomes after which the call may end, so that no exit needs to follow. */
const mayEnd: ReadonlySet<string> = new Set(['answered', 'left', 'caller_hung_up'])

describe('a document without errors', () => {
  const validFlow = wiredFlow().filter((document) =>
    validateFlow(document, {}).every(({ severity }) => severity !== 'error'),
  )

  it('never ends for want of an exit or a node, nor by going round', () => {
    let ended = 0
    fc.assert(
      fc.property(validFlow, fc.array(fc.nat(11), { maxLength: 60 }), (document, choices) => {
        let step = startFlow(document, context, now)
        for (const choice of choices) {
          step = advance(document, step.state, outcome(step, choice), now)
        }
        if (step.state.kind !== 'ended') return
        ended += 1
        expect(['too_many_failures', undefined]).toContain(step.state.problem?.code)
      }),
      { numRuns: 500 },
    )
    // The property would say little of runs that never come anywhere.
    expect(ended).toBeGreaterThan(50)
  })

  it('is refused as soon as one of the exits it takes is cut', () => {
    fc.assert(
      fc.property(
        validFlow,
        fc.array(fc.nat(11), { maxLength: 20 }),
        fc.nat(),
        (document, choices, cut) => {
          let step = startFlow(document, context, now)
          const taken: { node: string; exit: string }[] = []
          const note = () => {
            for (const { node, outcome } of step.trace) {
              if (outcome !== null && !mayEnd.has(outcome)) {
                taken.push({ node, exit: outcome })
              }
            }
          }
          note()
          for (const choice of choices) {
            step = advance(document, step.state, outcome(step, choice), now)
            note()
          }
          const { node, exit } = taken[cut % taken.length]!
          const damaged = structuredClone(document)
          const exits: Record<string, string | null> = damaged.nodes[node]!.exits
          exits[exit] = null
          expect(validateFlow(damaged, {})).toContainEqual(
            expect.objectContaining({ severity: 'error', code: 'unwired_exit', node, exit }),
          )
        },
      ),
    )
  })
})
