import type { Programme, Verb, VerbResult } from '@iris/contracts'
import { masked } from './masked-result.ts'
import type { Counts, Question, VerbEvent, VerbProblem, VerbState, VerbStep } from './step.ts'

/** How many webhooks one call may ask. */
export const maxQuestions = 1000

/**
 * How many things may be done one after another that take the caller no time. Lists that lead to each other, or whose
 * every verb fails, would otherwise spin as fast as they can be fetched.
 */
export const maxIdleSteps = 50

type Doing = Extract<VerbState, { kind: 'doing' }>
type Asking = Extract<VerbState, { kind: 'asking' }>
type Going = Omit<Doing, 'kind' | 'verb' | 'rest'>

const fresh: Going = {
  step: 0,
  fallbackUrl: null,
  counts: { asked: 0, idle: 0 },
  result: null,
}

/** Begins a programme. Never throws. */
export function startVerbs(programme: Programme): VerbStep {
  return begin(programme, fresh)
}

/**
 * Takes a run on by what came of its command. Never throws and never goes on for ever without the caller noticing: what
 * would is given up, and the command says why. An event that does not fit where the run stands changes nothing.
 */
export function advanceVerbs(state: VerbState, event: VerbEvent): VerbStep {
  if (event.kind === 'caller_hung_up') return { state: ended(state) }
  if (state.kind === 'ended') {
    return event.kind === 'replaced' ? begin(event.by, { ...fresh, step: state.step }) : { state }
  }
  if (event.kind === 'replaced') return begin(event.by, { ...goingOf(state), result: null })
  if (event.step !== state.step) return { state }
  switch (event.kind) {
    case 'done':
    case 'failed':
      return state.kind === 'doing' ? afterVerb(state, event) : { state }
    case 'answered':
      return state.kind === 'asking' ? next(event.verbs, goingOf(state)) : { state }
    case 'unanswered':
      return state.kind === 'asking' ? afterSilence(state, event.failure) : { state }
  }
}

function begin(programme: Programme, going: Going): VerbStep {
  if (programme.kind === 'verbs') return next(programme.verbs, { ...going, fallbackUrl: null })
  const { url, fallbackUrl } = programme
  return ask({ url, reason: 'started', result: null, failure: null }, { ...going, fallbackUrl })
}

function afterVerb(state: Doing, event: Extract<VerbEvent, { kind: 'done' | 'failed' }>): VerbStep {
  if (event.kind === 'done' && event.over) return { state: ended(state) }
  const took = event.kind === 'done' && takesTime(state.verb)
  const going = {
    ...goingOf(state),
    counts: { ...state.counts, idle: took ? 0 : state.counts.idle + 1 },
    result: event.result ? masked(event.result) : state.result,
  }
  const action = event.result && actionOf(state.verb)
  if (action === undefined) return next(state.rest, going)
  return ask({ url: action, ...questionOf('result', event.result ?? null) }, going)
}

function afterSilence(state: Asking, failure: string): VerbStep {
  const { fallbackUrl, question } = state
  if (fallbackUrl === null || question.failure !== null) {
    return giveUp({ code: 'no_answer', message: failure }, state)
  }
  return ask({ ...question, url: fallbackUrl, failure }, goingOf(state))
}

function next(verbs: readonly Verb[], going: Going): VerbStep {
  const [verb, ...rest] = verbs
  if (verb === undefined) {
    return {
      state: ended(going),
      command: { kind: 'hang_up', cause: 'NORMAL_CLEARING' },
    }
  }
  if (verb.kind === 'redirect') {
    return ask({ url: verb.url, ...questionOf('redirect', going.result) }, going)
  }
  if (going.counts.idle >= maxIdleSteps) return giveUp(tooMuch, going)
  const step = going.step + 1
  return {
    state: { kind: 'doing', verb, rest, ...going, step },
    command: { kind: 'do', step, verb },
  }
}

function ask(question: Question, going: Going): VerbStep {
  const counts: Counts = { asked: going.counts.asked + 1, idle: going.counts.idle + 1 }
  if (counts.asked > maxQuestions) return giveUp(tooManyQuestions, going)
  if (counts.idle > maxIdleSteps) return giveUp(tooMuch, going)
  const step = going.step + 1
  return {
    state: { kind: 'asking', question, ...going, step, counts },
    command: { kind: 'ask', step, question },
  }
}

const tooMuch: VerbProblem = {
  code: 'too_much_at_once',
  message: `More than ${maxIdleSteps} steps took the caller no time: the lists lead to each other.`,
}

const tooManyQuestions: VerbProblem = {
  code: 'too_many_questions',
  message: `The call has asked ${maxQuestions} webhooks, which is the most there is.`,
}

function giveUp(problem: VerbProblem, at: { readonly step: number }): VerbStep {
  return { state: ended(at), command: { kind: 'give_up', problem } }
}

function ended({ step }: { readonly step: number }): VerbState {
  return { kind: 'ended', step }
}

function questionOf(reason: Question['reason'], result: VerbResult | null): Omit<Question, 'url'> {
  return { reason, result, failure: null }
}

function goingOf({ step, fallbackUrl, counts, result }: Doing | Asking): Going {
  return { step, fallbackUrl, counts, result }
}

function actionOf(verb: Verb): string | undefined {
  return 'actionUrl' in verb ? verb.actionUrl : undefined
}

/** Whether a caller notices that it was done. */
function takesTime(verb: Verb): boolean {
  switch (verb.kind) {
    case 'say':
    case 'play':
    case 'gather':
    case 'record':
    case 'dial':
    case 'enqueue':
    case 'conference':
      return true
    case 'ring':
    case 'pause':
      return verb.ms >= 500
    case 'answer':
    case 'reject':
    case 'transfer':
    case 'callback':
    case 'record_call':
    case 'send_digits':
    case 'redirect':
    case 'hangup':
      return false
  }
}
