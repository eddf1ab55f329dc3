import type { Json } from '../imported.ts'
import { clamped, isTrueAt, numberAt, short, textAt } from '../reading.ts'
import {
  became,
  left,
  nowhere,
  type Outcome,
  type Part,
  theEnd,
  toPart,
  toStep,
  type Wire,
} from '../step.ts'
import { nextBy, type StudioFlow, type Widget } from './studio-flow.ts'

type ToOutcome = (widget: Widget, flow: StudioFlow) => Outcome

/** What is said, and by whom: the settings of `say`, `menu` and `gather`. */
export function spoken(
  { properties }: Widget,
  flow: StudioFlow,
  buts: string[],
): Record<string, Json> {
  const text = flow.template(textAt(properties, 'say'), buts)
  const played = textAt(properties, 'play')
  if (text === '') {
    buts.push(played === '' ? 'Write what is said.' : `Say here what ${short(played)} says.`)
  }
  const voice = /^Polly\.([A-Za-z]+)/.exec(textAt(properties, 'voice'))?.[1]
  return { text, ...(voice !== undefined && { voice: `polly:${voice}` }) }
}

export const sayOrPlay: ToOutcome = (widget, flow) => {
  const buts: string[] = []
  const { properties } = widget
  const next = toStep(nextBy(widget, 'audioComplete'))
  const digits = textAt(properties, 'digits')
  if (digits !== '')
    return left('Keys cannot be played to the caller.', nextBy(widget, 'audioComplete'))
  const played = textAt(properties, 'play')
  const isPlayed = textAt(properties, 'say') === '' && played !== ''
  if (isPlayed) buts.push('Upload the sound as a prompt of this name.')
  const settings = isPlayed ? { prompt: promptName(played) } : spoken(widget, flow, buts)
  const kind = isPlayed ? 'play' : 'say'
  const loops = numberAt(properties, 'loop') ?? 1
  if (loops === 1) {
    return became([{ kind, settings, exits: { next, error: next } }], 'Says or plays it.', buts)
  }
  if (loops < 1) buts.push('It went on for ever; here it ends after 1000 rounds.')
  const times = loops < 1 ? 1000 : clamped(loops, 1, 1000)
  const again: Part = { kind, settings, exits: { next: toPart(0), error: toPart(0) } }
  const loop = { kind: 'loop', settings: { times }, exits: { again: toPart(1), done: next } }
  return became([loop, again], 'Says or plays it several times.', buts)
}

/** The file's name without its ending, for a prompt to be called. */
function promptName(address: string): string {
  const path = address.replace(/[?#].*$/s, '')
  const file = path.slice(path.lastIndexOf('/') + 1).replace(/\.[A-Za-z0-9]{1,5}$/, '')
  return short(file.replaceAll(/[_-]+/g, ' ')) || 'Prompt'
}

/** Several keys, or words, as a text for later steps. */
export const gather: ToOutcome = (widget, flow) => {
  const buts: string[] = []
  const { properties } = widget
  const digits = numberAt(properties, 'number_of_digits')
  const finish = textAt(properties, 'finish_on_key')
  const [keyed, said] = [nextBy(widget, 'keypress'), nextBy(widget, 'speech')]
  if (keyed !== undefined && said !== undefined && keyed !== said) {
    buts.push('What is said leads where keys do.')
  }
  const timeout = toStep(nextBy(widget, 'timeout'))
  const part: Part = {
    kind: 'gather',
    settings: {
      ...spoken(widget, flow, buts),
      input: said === undefined ? 'digits' : keyed === undefined ? 'speech' : 'both',
      ...(digits !== undefined && digits >= 1 && { maxDigits: clamped(digits, 1, 40) }),
      ...(/^[0-9*#]$/.test(finish) && { finishKey: finish }),
      ...asked(widget),
    },
    exits: { next: toStep(keyed ?? said), no_input: timeout, no_match: timeout, error: theEnd },
  }
  const outcome = became([part], 'Asks for keys or words.', buts)
  const keeps = { value: 'gather' as const, part: 0, exits: ['next'] }
  return outcome.kind === 'parts' ? { ...outcome, keeps } : outcome
}

/** How long an answer is waited for, and how often. */
export function asked({ properties }: Widget): Record<string, Json> {
  const seconds = numberAt(properties, 'timeout') ?? 5
  return {
    noInputMs: clamped(seconds * 1000, 0, 600_000),
    tries: clamped(numberAt(properties, 'loop') ?? 1, 1, 9),
    bargeIn: true,
  }
}

export const connectCall: ToOutcome = (widget, flow) => {
  const { properties } = widget
  const next = nextBy(widget, 'callCompleted')
  const noun = textAt(properties, 'noun') || 'number'
  if (!['number', 'number-multi', 'sip'].includes(noun)) {
    return left(`Calls to a ${short(noun)} have no counterpart.`, next)
  }
  const buts: string[] = []
  const address = textAt(properties, noun === 'sip' ? 'sip_endpoint' : 'to')
  const seconds = numberAt(properties, 'timeout') ?? 30
  if (noun === 'number-multi') buts.push('Only the first number is called.')
  if (isTrueAt(properties, 'record')) buts.push('Recording follows the rules of this centre.')
  const [first = ''] = noun === 'number-multi' ? address.split(',') : [address]
  const part: Part = {
    kind: 'dial',
    settings: {
      to: flow.template(first.trim(), buts),
      ringTimeoutMs: clamped(seconds * 1000, 5000, 600_000),
    },
    exits: {
      answered: maybe(next),
      busy: toStep(next),
      no_answer: toStep(next),
      machine: toStep(next),
      error: toStep(next),
    },
  }
  return became([part], 'Calls the number and connects the caller.', buts)
}

export const enqueueCall: ToOutcome = (widget, flow) => {
  const buts: string[] = []
  const { properties } = widget
  const queue = short(flow.template(textAt(properties, 'queue_name'), buts))
  const failed = toStep(nextBy(widget, 'failedToEnqueue', 'callFailure'))
  const timeout = numberAt(properties, 'timeout')
  const priority = numberAt(properties, 'priority') ?? 0
  if (queue === '' || queue.includes('{{')) buts.push('Choose the queue.')
  const part: Part = {
    kind: 'enqueue',
    settings: {
      queue: queue.includes('{{') ? '' : queue,
      priority: clamped(priority, 0, 9),
      maxWaitMs: timeout === undefined ? null : clamped(timeout * 1000, 1000, 86_400_000),
    },
    exits: { answered: maybe(nextBy(widget, 'callComplete')), timeout: failed, error: failed },
  }
  return became([part], 'Lets the caller wait in a queue.', buts)
}

export const recordVoicemail: ToOutcome = (widget) => {
  const failed = nextBy(widget, 'noAudio') ?? nextBy(widget, 'recordingComplete')
  const part: Part = {
    kind: 'voicemail',
    settings: { box: '' },
    exits: { left: maybe(nextBy(widget, 'recordingComplete')), error: toStep(failed) },
  }
  return became([part], 'Takes a message.', ['Choose the box it goes into.'])
}

export const recordCall: ToOutcome = (widget) => {
  const action = isTrueAt(widget.properties, 'record_call') ? 'on' : 'off'
  const next = toStep(nextBy(widget, 'success'))
  const error = toStep(nextBy(widget, 'failed'))
  return became(
    [{ kind: 'record_call', settings: { action }, exits: { next, error } }],
    'Begins or ends the recording.',
  )
}

/** Of exits that may stay unwired. */
function maybe(step: string | undefined): Wire {
  return step === undefined ? nowhere : toStep(step)
}
