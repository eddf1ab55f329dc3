import type { Programme, Verb } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { advanceVerbs, maxIdleSteps, startVerbs } from './interpreter.ts'
import type { VerbEvent, VerbStep } from './step.ts'

const say = (text: string): Verb => ({ kind: 'say', text, loop: 1 })
const gather: Verb = {
  kind: 'gather',
  prompts: [],
  input: ['digits'],
  language: 'en-US',
  hints: [],
  maxDigits: 4,
  finishOnKey: '#',
  firstDigitTimeoutMs: 5000,
  interDigitTimeoutMs: 3000,
  bargeIn: true,
  actionUrl: 'https://c.example/digits',
}
const digits = { verb: 'gather', outcome: 'digits', digits: '1234' } as const
const inline = (...verbs: Verb[]): Programme => ({ kind: 'verbs', verbs })

function after(step: VerbStep, event: VerbEvent): VerbStep {
  return advanceVerbs(step.state, event)
}

describe('a list', () => {
  it('is done one verb after another, and ends with the call', () => {
    const first = startVerbs(inline(say('One'), say('Two')))
    expect(first.command).toEqual({ kind: 'do', step: 1, verb: say('One') })
    const second = after(first, { kind: 'done', step: 1 })
    expect(second.command).toEqual({ kind: 'do', step: 2, verb: say('Two') })
    const end = after(second, { kind: 'failed', step: 2 })
    expect(end.command).toEqual({ kind: 'hang_up', cause: 'NORMAL_CLEARING' })
  })

  it('passes over outcomes that come late or twice', () => {
    const second = after(startVerbs(inline(say('One'), say('Two'), say('Three'))), {
      kind: 'done',
      step: 1,
    })
    expect(after(second, { kind: 'done', step: 1 })).toEqual({ state: second.state })
  })

  it('is left where a verb gave the call away', () => {
    const given = after(startVerbs(inline(say('One'), say('Two'))), {
      kind: 'done',
      step: 1,
      over: true,
    })
    expect(given).toEqual({ state: { kind: 'ended', step: 1 } })
  })

  it('is replaced by what an action URL answers', () => {
    const asked = after(startVerbs(inline(gather, say('Never'))), {
      kind: 'done',
      step: 1,
      result: digits,
    })
    expect(asked.command).toMatchObject({
      kind: 'ask',
      question: { url: 'https://c.example/digits', reason: 'result', result: digits },
    })
    const went = after(asked, { kind: 'answered', step: 2, verbs: [say('Thanks')] })
    expect(went.command).toMatchObject({ verb: say('Thanks') })
  })

  it('tells a redirect the last result', () => {
    const silent: Verb = { ...gather, actionUrl: undefined } as Verb
    const asked = after(
      startVerbs(inline(silent, { kind: 'redirect', url: 'https://c.example/on' })),
      { kind: 'done', step: 1, result: digits },
    )
    expect(asked.command).toMatchObject({ question: { reason: 'redirect', result: digits } })
  })

  it('tells what is sensitive to the address that asked, and masks it for all others', () => {
    const secret = { ...digits, sensitive: true, speech: { text: 'four', confidence: 1 } } as const
    const asked = after(
      startVerbs(
        inline({ ...gather, sensitive: true } as Verb, {
          kind: 'redirect',
          url: 'https://c.example/on',
        }),
      ),
      { kind: 'done', step: 1, result: secret },
    )
    expect(asked.command).toMatchObject({ question: { reason: 'result', result: secret } })
    const redirect: Verb = { kind: 'redirect', url: 'https://c.example/on' }
    const later = after(asked, { kind: 'answered', step: 2, verbs: [redirect] })
    expect(later.command).toMatchObject({
      question: { result: { verb: 'gather', outcome: 'digits', digits: '••••', sensitive: true } },
    })
    expect(JSON.stringify(later)).not.toMatch(/1234|four/)
  })

  it('is replaced at any time, also once it has ended', () => {
    const begun = startVerbs(inline(say('One'), say('Two')))
    const replaced = after(begun, { kind: 'replaced', by: inline(say('New')) })
    expect(replaced.command).toEqual({ kind: 'do', step: 2, verb: say('New') })
    const ended = after(begun, { kind: 'done', step: 1, over: true })
    expect(after(ended, { kind: 'replaced', by: inline(say('New')) }).command).toEqual({
      kind: 'do',
      step: 2,
      verb: say('New'),
    })
  })
})

describe('a webhook', () => {
  const programme: Programme = {
    kind: 'url',
    url: 'https://c.example/calls',
    fallbackUrl: 'https://d.example/calls',
  }

  it('that gives no answer is followed by the fallback, once', () => {
    const first = startVerbs(programme)
    const second = after(first, { kind: 'unanswered', step: 1, failure: 'It answered 500.' })
    expect(second.command).toMatchObject({
      kind: 'ask',
      question: { url: 'https://d.example/calls', failure: 'It answered 500.' },
    })
    const third = after(second, { kind: 'unanswered', step: 2, failure: 'It is silent.' })
    expect(third.command).toEqual({
      kind: 'give_up',
      problem: { code: 'no_answer', message: 'It is silent.' },
    })
  })

  it('asked later has the same fallback', () => {
    const listed = after(startVerbs(programme), { kind: 'answered', step: 1, verbs: [gather] })
    const asked = after(listed, { kind: 'done', step: 2, result: digits })
    const again = after(asked, { kind: 'unanswered', step: 3, failure: 'It is silent.' })
    expect(again.command).toMatchObject({
      question: { url: 'https://d.example/calls', result: digits },
    })
  })

  it('that leads to itself is given up', () => {
    let step = startVerbs(programme)
    let asked = 0
    for (; step.command?.kind === 'ask'; asked += 1) {
      step = after(step, {
        kind: 'answered',
        step: step.command.step,
        verbs: [{ kind: 'redirect', url: programme.url }],
      })
    }
    expect(asked).toBe(maxIdleSteps)
    expect(step.command).toMatchObject({
      kind: 'give_up',
      problem: { code: 'too_much_at_once' },
    })
  })
})
