import type { Programme, Verb, VerbResult } from '@iris/contracts'
import * as fc from 'fast-check'
import type { VerbEvent } from '../verbs/step.ts'

const url = fc.constantFrom('https://a.example/calls', 'https://b.example/next')
const action = fc.option(url, { nil: undefined }).map((actionUrl) => ({
  ...(actionUrl !== undefined && { actionUrl }),
}))

/** Any verb, those that ask somebody more often than others. */
function anyVerb(): fc.Arbitrary<Verb> {
  return fc.oneof(
    fc.constant<Verb>({ kind: 'answer' }),
    fc.constant<Verb>({ kind: 'say', text: 'Hello', loop: 1 }),
    fc.integer({ min: 1, max: 2000 }).map<Verb>((ms) => ({ kind: 'pause', ms })),
    fc.constant<Verb>({ kind: 'send_digits', digits: '1' }),
    fc.constant<Verb>({ kind: 'record_call', action: 'on' }),
    fc.constant<Verb>({ kind: 'hangup', cause: 'NORMAL_CLEARING' }),
    url.map<Verb>((to) => ({ kind: 'redirect', url: to })),
    action.map<Verb>((more) => ({
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
      ...more,
    })),
  )
}

const list = fc.array(anyVerb(), { maxLength: 6 })

export function anyProgramme(): fc.Arbitrary<Programme> {
  return fc.oneof(
    list.map<Programme>((verbs) => ({ kind: 'verbs', verbs })),
    fc.record({ url, fallbackUrl: fc.option(url) }).map<Programme>((where) => ({
      kind: 'url',
      ...where,
    })),
  )
}

const step = fc.integer({ min: 0, max: 30 })
const result = fc.constantFrom<VerbResult>(
  { verb: 'gather', outcome: 'digits', digits: '12' },
  { verb: 'enqueue', outcome: 'timeout' },
)

/** Any event, whether it fits or not. */
export function anyVerbEvent(): fc.Arbitrary<VerbEvent> {
  return fc.oneof(
    step.map<VerbEvent>((at) => ({ kind: 'done', step: at })),
    fc.tuple(step, result).map<VerbEvent>(([at, came]) => ({
      kind: 'done',
      step: at,
      result: came,
    })),
    step.map<VerbEvent>((at) => ({ kind: 'done', step: at, over: true })),
    step.map<VerbEvent>((at) => ({ kind: 'failed', step: at })),
    fc.tuple(step, list).map<VerbEvent>(([at, verbs]) => ({ kind: 'answered', step: at, verbs })),
    step.map<VerbEvent>((at) => ({ kind: 'unanswered', step: at, failure: 'It is silent.' })),
    anyProgramme().map<VerbEvent>((by) => ({ kind: 'replaced', by })),
    fc.constant<VerbEvent>({ kind: 'caller_hung_up' }),
  )
}
