import type { FlowCommand, FlowEvent } from '../interpreter/step.ts'
import { Contact } from './event-schema.ts'
import type { Given, QueueGiven } from './test-case.ts'

/** Something that happens, so long after its command. */
export interface Happening {
  readonly event: FlowEvent
  readonly afterMs: number
}

/** A calm voice: some 150 words a minute. Scripts without spaces are counted by their letters. */
const msPerWord = 400
const lettersPerWord = 10

/** How long a text takes to say, about. */
export function speakingMs(text: string): number {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const count = words.reduce((sum, word) => sum + Math.ceil(word.length / lettersPerWord), 0)
  return count * msPerWord
}

/** Prompts are not known here; a short one lasts about so long. */
const promptMs = 5000
const messageMs = 10_000
const reactionMs = 1000
const requestMs = 300
const talkMs = 60_000
const someContact = Contact.parse({})

type Outcomes = {
  readonly [K in FlowCommand['kind']]: (
    command: Extract<FlowCommand, { kind: K }>,
    given: Given,
  ) => Happening
}

/** What usually comes of each command: it is carried out, and nobody presses anything. A new command has its line here. */
const usual: Outcomes = {
  say: ({ text }) => done('say', speakingMs(text)),
  play: () => done('play', promptMs),
  gather: ({ text, noInputMs }) => ({
    event: { kind: 'no_input' },
    afterMs: speakingMs(text) + noInputMs,
  }),
  enqueue: (command, given) => inQueue(command, queueOf(given, command.queue.name)),
  callback: () => ({ event: { kind: 'callback_requested', id: 'callback-1' }, afterMs: 0 }),
  voicemail: () => done('voicemail', messageMs),
  record_call: () => done('record_call', 0),
  wait: ({ ms }) => done('wait', ms),
  queue_status: ({ queue }, given) => ({
    event: { kind: 'queue_figures', figures: queueOf(given, queue.name)?.figures ?? calm },
    afterMs: 0,
  }),
  http_request: () => ({
    event: { kind: 'http_answered', status: 200, headers: {}, body: {} },
    afterMs: requestMs,
  }),
  send_mail: () => done('send_mail', 0),
  emit_event: () => done('emit_event', 0),
  note: () => done('note', 0),
  find_contact: () => ({ event: { kind: 'no_contact' }, afterMs: 0 }),
  update_contact: () => ({ event: { kind: 'contact', contact: someContact }, afterMs: 0 }),
  gather_entry: ({ text, noInputMs }) => ({
    event: { kind: 'no_input' },
    afterMs: speakingMs(text) + noInputMs,
  }),
  dial: () => ({ event: { kind: 'dialled', outcome: 'answered' }, afterMs: talkMs }),
  conference: () => done('conference', talkMs),
  transfer: () => done('transfer', 0),
  answer: () => done('answer', 0),
  hang_up: () => done('hang_up', 0),
}

/** What comes of a command when nobody says otherwise. */
export function usualOutcome(command: FlowCommand, given: Given): Happening {
  return outcomeIn(usual, command, given)
}

function outcomeIn<K extends FlowCommand['kind']>(
  outcomes: {
    readonly [Each in K]: (command: Extract<FlowCommand, { kind: Each }>, given: Given) => Happening
  },
  command: Extract<FlowCommand, { kind: K }>,
  given: Given,
): Happening {
  const kind: K = command.kind
  return outcomes[kind](command, given)
}

type CallerAnswer =
  | { readonly press: string }
  | { readonly say: string }
  | { readonly silent: true }

/** What a caller’s key, words or silence are to a command; `undefined` where it does not listen. */
export function answerTo(command: FlowCommand, answer: CallerAnswer): Happening | undefined {
  if (command.kind === 'enqueue' && 'press' in answer) return offered(command, answer.press)
  if (command.kind === 'gather_entry') return entryFor(command, answer)
  if (command.kind !== 'gather') return undefined
  const spokenMs = speakingMs(command.text)
  if ('silent' in answer) {
    return { event: { kind: 'no_input' }, afterMs: spokenMs + command.noInputMs }
  }
  if ('press' in answer) {
    return {
      event: { kind: 'gathered', key: answer.press.slice(0, 1) },
      afterMs: spokenMs + reactionMs,
    }
  }
  // Nobody listens: to the menu it is silence.
  if (command.speech === undefined) {
    return { event: { kind: 'no_input' }, afterMs: spokenMs + command.noInputMs }
  }
  const saidMs = reactionMs + speakingMs(answer.say)
  return { event: { kind: 'heard', text: answer.say }, afterMs: spokenMs + saidMs }
}

/** Digits and words at once; what nobody listens to is silence. */
function entryFor(
  { text, input, noInputMs, finishKey }: Extract<FlowCommand, { kind: 'gather_entry' }>,
  answer: CallerAnswer,
): Happening {
  const afterMs = speakingMs(text) + reactionMs
  if ('press' in answer && input.includes('digits')) {
    const digits = finishKey === '' ? answer.press : answer.press.split(finishKey).join('')
    return { event: { kind: 'entered', digits }, afterMs }
  }
  if ('say' in answer && input.includes('speech')) {
    const speech = { text: answer.say, confidence: null }
    return {
      event: { kind: 'entered', digits: '', speech },
      afterMs: afterMs + speakingMs(answer.say),
    }
  }
  return { event: { kind: 'no_input' }, afterMs: speakingMs(text) + noInputMs }
}

function inQueue(
  command: Extract<FlowCommand, { kind: 'enqueue' }>,
  given: QueueGiven | undefined,
): Happening {
  const { maxWaitMs } = command
  const becomes = given?.becomes ?? { kind: 'answered', afterMs: 10_000, talkMs: 60_000 }
  const waitedMs = becomes.kind === 'timeout' ? Number.POSITIVE_INFINITY : becomes.afterMs
  if (maxWaitMs !== null && waitedMs >= maxWaitMs) {
    return { event: { kind: 'queue_left', outcome: 'timeout' }, afterMs: maxWaitMs }
  }
  switch (becomes.kind) {
    case 'answered': {
      const afterMs = becomes.afterMs + becomes.talkMs
      return { event: { kind: 'queue_left', outcome: 'answered' }, afterMs }
    }
    case 'full':
    case 'closed':
    case 'no_agents':
    case 'failed':
      return { event: { kind: 'queue_left', outcome: becomes.kind }, afterMs: becomes.afterMs }
    case 'offer': {
      const found = offered(command, becomes.key)
      return found ? { ...found, afterMs: becomes.afterMs } : neverAnswered
    }
    case 'timeout':
      return neverAnswered
  }
}

/** Somebody who would wait for ever gives up. */
const neverAnswered: Happening = { event: { kind: 'caller_hung_up' }, afterMs: 3_600_000 }

function offered(
  command: Extract<FlowCommand, { kind: 'enqueue' }>,
  key: string,
): Happening | undefined {
  const offer = command.treatment?.offers.find((one) => one.key === key)
  if (offer === undefined) return undefined
  const event = { kind: 'queue_left', outcome: 'offer', key, action: offer.action } as const
  return { event, afterMs: offer.afterMs + reactionMs }
}

function queueOf({ queues }: Given, name: string): QueueGiven | undefined {
  return Object.hasOwn(queues, name) ? queues[name] : undefined
}

function done(of: FlowCommand['kind'], afterMs: number): Happening {
  return { event: { kind: 'done', of }, afterMs }
}

const calm = {
  waiting: 0,
  longestWaitS: 0,
  expectedWaitS: 0,
  agentsAvailable: 1,
  agentsSignedIn: 1,
  opening: { isOpen: true },
}
