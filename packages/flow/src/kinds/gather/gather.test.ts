import type { FlowBlock } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlowEvent } from '../../interpreter/step.ts'
import { block, flowOf } from '../../testing/build-flow.ts'
import { failed, last, play, programWith } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'

const noInput: FlowEvent = { kind: 'no_input' }
const keys = (digits: string): FlowEvent => ({ kind: 'entered', digits })
const words = (text: string, confidence: number | null = 0.7): FlowEvent => ({
  kind: 'entered',
  digits: '',
  speech: { text, confidence },
})

const wired = { next: 'told', no_input: 'end', no_match: 'end', error: 'end' }
const told = block('say', {
  text: '{{ order }} {{ gather.digits }} {{ gather.speech }} {{ gather.confidence }}.',
})
const gatherOf = (settings: FlowBlock['settings'] = {}) =>
  block('gather', { text: 'Your order?', variable: 'order', ...settings }, wired)
const programOf = (settings: FlowBlock['settings'] = {}) =>
  programWith({ first: gatherOf(settings), told })

/** The exit taken, and how often it was asked. */
function run(settings: FlowBlock['settings'], events: readonly FlowEvent[]) {
  const steps = play(programOf(settings), events)
  const commands = steps.flatMap((step) => step.commands)
  const exits = steps.flatMap(({ trace }) => trace).filter(({ kind }) => kind === 'gather')
  return {
    exit: exits.findLast(({ leftAt }) => leftAt !== null)?.outcome ?? null,
    asked: commands.filter(({ kind }) => kind === 'gather_entry').length,
  }
}

describe('gather', () => {
  it('asks for keys as it is set', () => {
    expect(last(programOf({ voice: 'alto', maxDigits: 6, finishKey: '' })).commands).toEqual([
      {
        kind: 'gather_entry',
        text: 'Your order?',
        voice: 'alto',
        input: ['digits'],
        maxDigits: 6,
        finishKey: '',
        noInputMs: 5000,
        betweenMs: 3000,
        bargeIn: true,
        language: 'en-US',
        hints: [],
      },
    ])
    expect(
      last(programOf({ input: 'both', language: 'de', hints: ['eins'] })).commands,
    ).toMatchObject([{ input: ['digits', 'speech'], language: 'de', hints: ['eins'] }])
  })

  it('keeps keys in its variable and in gather', () => {
    expect(last(programOf(), [keys('4711')]).commands).toMatchObject([{ text: '4711 4711  .' }])
  })

  it('keeps what was said there too, with how sure that is', () => {
    const input = { input: 'speech' }
    expect(last(programOf(input), [words('forty two')]).commands).toMatchObject([
      { text: 'forty two  forty two 0.7.' },
    ])
  })

  it('wants as many keys as are needed, and the whole of them as they must look', () => {
    expect(run({ minDigits: 4, tries: 1 }, [keys('471')]).exit).toBe('no_match')
    expect(run({ minDigits: 4, tries: 1 }, [keys('4711')]).exit).toBe('next')
    expect(run({ pattern: '[1-4]+', tries: 1 }, [keys('1235')]).exit).toBe('no_match')
    expect(run({ pattern: '12|34', tries: 1 }, [keys('34')]).exit).toBe('next')
    expect(run({ pattern: '12|34', tries: 1 }, [keys('345')]).exit).toBe('no_match')
    expect(run({ input: 'speech', pattern: 'yes|no', tries: 1 }, [words('no')]).exit).toBe('next')
  })

  it('does what its model does for any tries and answers', () => {
    const answer = fc.constantFrom(noInput, keys(''), keys('1'), keys('12'), failed)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(answer, { maxLength: 12 }),
        (tries, answers) => {
          expect(run({ minDigits: 2, tries }, answers)).toEqual(model(tries, answers))
        },
      ),
    )
  })

  it('tells of the last answer in what it asks again', () => {
    const program = programOf({ text: 'Not {{ gather.digits }}.', minDigits: 4 })
    expect(last(program, [keys('12')]).commands).toMatchObject([{ text: 'Not 12.' }])
  })

  it('is not valid with more keys at least than at most, or a pattern that is none', () => {
    const document = flowOf({ first: gatherOf({ minDigits: 5, maxDigits: 4, pattern: '(' }), told })
    expect(validateFlow(document, {}).filter(({ code }) => code === 'bad_setting')).toMatchObject([
      { block: 'first', setting: '/minDigits' },
      { block: 'first', setting: '/pattern' },
    ])
  })
})

/** The first answer that decides, or the last try that fails. */
function model(tries: number, events: readonly FlowEvent[]) {
  for (const [index, event] of events.entries()) {
    const asked = index + 1
    if (event.kind === 'failed') return { exit: 'error', asked }
    if (event.kind === 'entered' && event.digits.length >= 2) return { exit: 'next', asked }
    if (asked === tries) return { exit: event.kind === 'entered' ? 'no_match' : 'no_input', asked }
  }
  return { exit: null, asked: events.length + 1 }
}
