import type { Programme } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyProgramme, anyVerbEvent } from '../testing/random-verbs.ts'
import { advanceVerbs, maxIdleSteps, maxQuestions, startVerbs } from './interpreter.ts'
import type { VerbEvent, VerbStep } from './step.ts'

function steps(programme: Programme, events: readonly VerbEvent[]): VerbStep[] {
  const all = [startVerbs(programme)]
  for (const event of events) all.push(advanceVerbs(all.at(-1)!.state, event))
  return all
}

const anyRun = [anyProgramme(), fc.array(anyVerbEvent(), { maxLength: 60 })] as const

describe('any programme on any events', () => {
  it('never throws, and stands where its command says', () => {
    fc.assert(
      fc.property(...anyRun, (programme, events) => {
        for (const step of steps(programme, events)) expect(standsWhereItSays(step)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('goes on from a stored state as from the state itself', () => {
    fc.assert(
      fc.property(...anyRun, (programme, events) => {
        const all = steps(programme, events)
        for (const [index, event] of events.entries()) {
          const stored = JSON.parse(JSON.stringify(all[index]!.state))
          expect(advanceVerbs(stored, event)).toEqual(all[index + 1])
        }
      }),
    )
  })

  it('gives no command a number that another had', () => {
    fc.assert(
      fc.property(...anyRun, (programme, events) => {
        const numbers = steps(programme, events).flatMap(({ command }) =>
          command && 'step' in command ? [command.step] : [],
        )
        expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
      }),
    )
  })
})

describe('a run whose every command is answered', () => {
  it('comes to its end or takes the caller’s time, whatever the answers', () => {
    fc.assert(
      fc.property(anyProgramme(), fc.infiniteStream(anyVerbEvent()), (programme, stream) => {
        let step = startVerbs(programme)
        let idle = 0
        for (let turn = 0; step.command && turn < 5000; turn += 1) {
          if (!('step' in step.command)) return
          const answer = fitting(step, stream.next().value)
          const timed = step.command.kind === 'do' && answer.kind === 'done'
          idle = timed ? 0 : idle + 1
          expect(idle).toBeLessThanOrEqual(maxIdleSteps + 1)
          step = advanceVerbs(step.state, answer)
        }
        expect(step.command === undefined || !('step' in step.command)).toBe(true)
      }),
      { numRuns: 200 },
    )
    expect(maxQuestions).toBeLessThan(5000)
  })
})

function standsWhereItSays({ state, command }: VerbStep): boolean {
  switch (command?.kind) {
    case 'do':
      return state.kind === 'doing' && state.step === command.step && state.verb === command.verb
    case 'ask':
      return state.kind === 'asking' && state.step === command.step
    case 'hang_up':
    case 'give_up':
      return state.kind === 'ended'
    case undefined:
      return true
  }
}

/** The event, as one that fits the command: a list that never asks would never end by itself, so each asks. */
function fitting({ command }: VerbStep, event: VerbEvent): VerbEvent {
  if (!command || !('step' in command)) throw new Error('There is nothing to be answered')
  const { step } = command
  if (command.kind === 'do') {
    return event.kind === 'failed' ? { kind: 'failed', step } : { kind: 'done', step }
  }
  const verbs = event.kind === 'answered' ? event.verbs : []
  return {
    kind: 'answered',
    step,
    verbs: [...verbs, { kind: 'redirect', url: 'https://a.example' }],
  }
}
