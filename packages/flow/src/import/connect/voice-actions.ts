import type { Json } from '../imported.ts'
import {
  clamped,
  isRaw,
  isTrueAt,
  listAt,
  numberAt,
  rawAt,
  short,
  textAt,
  valueAt,
} from '../reading.ts'
import { became, nowhere, type Outcome, type Part, theEnd, toStep, type Wire } from '../step.ts'
import { keyExit } from '../key-exit.ts'
import {
  type Action,
  type Condition,
  conditionWire,
  type ContactFlow,
  displayName,
  errorWire,
  onwards,
} from './contact-flow.ts'

type ToOutcome = (action: Action, flow: ContactFlow) => Outcome

/** The text, spoken in the voice in force; SSML stays what it is. */
function spoken(action: Action, flow: ContactFlow, buts: string[]): Record<string, Json> {
  const { parameters, source } = action
  const ssml = textAt(parameters, 'SSML')
  const text = ssml || textAt(parameters, 'Text')
  const voice = flow.voiceAt(source.key)
  if (text === '') {
    buts.push(isSound(action) ? `Say here what ${soundName(action)} says.` : 'Write what is said.')
  }
  if (voice !== undefined && !voice.isSure) buts.push('Its voice depends on the way to it.')
  return {
    text: flow.template(
      ssml === '' || ssml.startsWith('<speak') ? text : `<speak>${text}</speak>`,
      buts,
    ),
    ...(voice !== undefined && { voice: `polly:${voice.name}` }),
  }
}

function isSound({ parameters }: Action): boolean {
  return textAt(parameters, 'PromptId') !== '' || isRaw(valueAt(parameters, 'Media'))
}

function soundName(action: Action): string {
  const uri = textAt(action.parameters, 'Media', 'Uri')
  return displayName(action, 'PromptId') || short(uri.slice(uri.lastIndexOf('/') + 1)) || 'Prompt'
}

export const message: ToOutcome = (action, flow) => {
  const exits = { next: toStep(action.next), error: errorWire(action) }
  if (isSound(action)) {
    const settings = { prompt: soundName(action) }
    const but = 'Upload the sound as a prompt of this name.'
    return became([{ kind: 'play', settings, exits }], 'Plays a prompt.', [but])
  }
  const buts: string[] = []
  const settings = spoken(action, flow, buts)
  return became([{ kind: 'say', settings, exits }], 'Says it.', buts)
}

/** One key is a menu; more of them, or any that are stored, are gathered. */
export const participantInput: ToOutcome = (action, flow) => {
  const { parameters, conditions } = action
  const keys = conditions.map(({ operands }) => operands[0] ?? '')
  const isMenu =
    !isTrueAt(parameters, 'StoreInput') &&
    keys.length > 0 &&
    keys.every((key) => /^[0-9*#]$/.test(key)) &&
    new Set(keys).size === keys.length
  return isMenu ? menu(action, flow, keys) : gather(action, flow)
}

function menu(action: Action, flow: ContactFlow, keys: readonly string[]): Outcome {
  const buts: string[] = []
  const ways = keys.map((key): [string, Wire] => [keyExit(key), conditionWire(action, key)])
  const part: Part = {
    kind: 'menu',
    settings: {
      ...spoken(action, flow, buts),
      choices: keys.map((key, index) => ({
        key,
        label: labelOf(action.conditions[index], flow) || `Key ${key}`,
      })),
      ...asked(action),
    },
    exits: {
      ...Object.fromEntries(ways),
      no_input: errorWire(action, 'InputTimeLimitExceeded'),
      no_match: errorWire(action, 'NoMatchingCondition'),
      error: errorWire(action),
    },
  }
  return became([part], 'Asks for a key and goes on by it.', buts)
}

/** Where it leads to. */
function labelOf(condition: Condition | undefined, { actions }: ContactFlow): string {
  return short(actions.get(condition?.next ?? '')?.source.name ?? '')
}

function gather(action: Action, flow: ContactFlow): Outcome {
  const { parameters } = action
  const buts: string[] = []
  const most = numberAt(parameters, 'InputValidation', 'CustomValidation', 'MaximumLength')
  const finish = textAt(parameters, 'DTMFConfiguration', 'InputTerminationSequence')
  const isSensitive = isRaw(valueAt(parameters, 'InputEncryption'))
  if (isSensitive) buts.push('The keys are hidden, not encrypted with a key of yours.')
  if (isRaw(valueAt(parameters, 'InputValidation', 'PhoneNumberValidation'))) {
    buts.push('Whether it is a telephone number is not looked at.')
  }
  if (action.conditions.length > 0) buts.push('Ways for several keys at once are left out.')
  const part: Part = {
    kind: isSensitive ? 'gather_secret' : 'gather',
    settings: {
      ...spoken(action, flow, buts),
      ...(isSensitive ? { variable: 'entered' } : { input: 'digits' }),
      ...(most !== undefined && most >= 1 && { maxDigits: clamped(most, 1, 40) }),
      finishKey: /^[0-9*#]$/.test(finish) ? finish : '#',
      ...asked(action),
    },
    exits: {
      next: toStep(onwards(action)),
      no_input: errorWire(action, 'InputTimeLimitExceeded'),
      no_match: errorWire(action, 'NoMatchingCondition', 'NoMatchingError'),
      error: errorWire(action),
    },
  }
  return became([part], 'Asks for keys and keeps them.', buts)
}

function asked({ parameters }: Action): Record<string, Json> {
  const seconds = numberAt(parameters, 'InputTimeLimitSeconds') ?? 5
  return { noInputMs: clamped(seconds * 1000, 0, 600_000), tries: 1, bargeIn: true }
}

export const disconnect: ToOutcome = () => {
  const part = { kind: 'end', settings: { cause: 'NORMAL_CLEARING' }, exits: {} }
  return became([part], 'Ends the call.')
}

export const transferToQueue: ToOutcome = (action, flow) => {
  const buts: string[] = []
  const own = displayName(action, 'QueueId')
  const carried = flow.queueAt(action.source.key)
  const queue = own || carried?.name || ''
  if (queue === '') buts.push('Choose the queue.')
  else if (own === '' && carried?.isSure === false) {
    buts.push('Its queue depends on the way to it; this is one of them.')
  }
  const part: Part = {
    kind: 'enqueue',
    settings: { queue, priority: 0, maxWaitMs: null },
    exits: { answered: nowhere, timeout: nowhere, error: errorWire(action, 'QueueAtCapacity') },
  }
  return became([part], 'Lets the caller wait in the queue.', buts)
}

export const transferToNumber: ToOutcome = (action, flow) => {
  const { parameters } = action
  const buts: string[] = []
  const seconds = numberAt(parameters, 'ThirdPartyConnectionTimeLimitSeconds') ?? 30
  const goesOn = textAt(parameters, 'ContinueFlowExecution').toLowerCase() !== 'false'
  const part: Part = {
    kind: 'dial',
    settings: {
      to: flow.template(textAt(parameters, 'ThirdPartyPhoneNumber'), buts),
      ringTimeoutMs: clamped(seconds * 1000, 5000, 600_000),
    },
    exits: {
      answered: goesOn ? toStep(action.next) : nowhere,
      busy: errorWire(action, 'CallFailed'),
      machine: goesOn ? toStep(action.next) : theEnd,
      no_answer: errorWire(action, 'ConnectionTimeLimitExceeded'),
      error: errorWire(action, 'CallFailed'),
    },
  }
  return became([part], 'Calls the number and connects the caller.', buts)
}

export const recording: ToOutcome = (action) => {
  const behaviour = rawAt(action.parameters, 'RecordingBehavior')
  const isOn = listAt(behaviour, 'RecordedParticipants').length > 0
  const isOther = Object.keys(action.parameters).some((key) => key !== 'RecordingBehavior')
  const part: Part = {
    kind: 'record_call',
    settings: { action: isOn ? 'on' : 'off' },
    exits: { next: toStep(action.next), error: errorWire(action) },
  }
  const why = isOn ? 'Begins the recording.' : 'Ends the recording.'
  return became([part], why, isOther ? ['Analytics are not imported.'] : [])
}
