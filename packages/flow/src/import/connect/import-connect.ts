import { assemble } from '../assemble.ts'
import { type Imported, mostSteps, type Refused } from '../imported.ts'
import { isRaw, type Raw, rawAt, short, textAt, valueAt } from '../reading.ts'
import { became, left, type Outcome, type Source, toStep } from '../step.ts'
import { carriedBy } from './carried.ts'
import {
  type Action,
  contactFlow,
  type ContactFlow,
  displayName,
  onwards,
  readAction,
} from './contact-flow.ts'
import * as control from './control-actions.ts'
import * as voice from './voice-actions.ts'

/**
 * A contact flow of Amazon Connect in its flow language (Version 2019-10-30), as its editor exports it. Total: whatever it
 * is given, it answers with a flow or with why there is none.
 *
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/flow-language.html
 */
export function importConnect(json: unknown): Imported | Refused {
  if (!isRaw(json)) return refused('This is not a flow of Amazon Connect: it is no JSON object.')
  if (Array.isArray(valueAt(json, 'modules'))) {
    return refused(
      'This is the older format of Amazon Connect. Save the flow there again, and export it.',
    )
  }
  const list = valueAt(json, 'Actions')
  if (!Array.isArray(list)) {
    return refused('This is not a flow of Amazon Connect: it has no list of “Actions”.')
  }
  const version = textAt(json, 'Version')
  if (version !== '2019-10-30') {
    return refused(
      `The flow language has the version “${short(version)}”; 2019-10-30 is understood.`,
    )
  }
  if (list.length > mostSteps) return refused(`The flow has more than ${mostSteps} actions.`)
  const metadata = rawAt(json, 'Metadata', 'ActionMetadata')
  const actions = new Map<string, Action>()
  for (const [index, value] of list.entries()) {
    const action = readAction(value, index, metadata)
    if (action === undefined) return refused(`Action ${index + 1} has no identifier or no type.`)
    if (actions.has(action.source.key)) {
      return refused(`Two actions have the identifier “${short(action.source.key)}”.`)
    }
    actions.set(action.source.key, action)
  }
  const start = textAt(json, 'StartAction')
  if (!actions.has(start)) return refused('The action that the flow starts with is not in it.')
  return converted(actions, start, rawAt(json, 'Metadata'))
}

function converted(
  actions: ReadonlyMap<string, Action>,
  start: string,
  metadata: Raw,
): Imported | Refused {
  const queueAt = carriedBy(actions, start, (action) =>
    action.type === 'UpdateContactTargetQueue' ? displayName(action, 'QueueId') : undefined,
  )
  const voiceAt = carriedBy(actions, start, (action) =>
    action.type === 'UpdateContactTextToSpeechVoice'
      ? textAt(action.parameters, 'TextToSpeechVoice').replaceAll(/[^A-Za-z]/g, '') || undefined
      : undefined,
  )
  const flow = contactFlow(actions, queueAt, voiceAt)
  const steps = [...actions.values()].map((action) => ({
    source: action.source,
    outcome: outcomeOf(action, flow),
  }))
  return assemble({ start: startOf(start, metadata), steps, kept: new Map() })
}

function outcomeOf(action: Action, flow: ContactFlow): Outcome {
  const convert = converters.get(action.type)
  if (convert !== undefined) return convert(action, flow)
  const why = passed.get(action.type)
  if (why !== undefined) return { kind: 'passed', how: 'mapped', why, onwards: onwards(action) }
  return left('There is no such block here.', onwards(action))
}

const converters: ReadonlyMap<string, (action: Action, flow: ContactFlow) => Outcome> = new Map([
  ['MessageParticipant', voice.message],
  ['GetParticipantInput', voice.participantInput],
  ['DisconnectParticipant', voice.disconnect],
  ['EndFlowExecution', voice.disconnect],
  ['TransferContactToQueue', voice.transferToQueue],
  ['DequeueContactAndTransferToQueue', voice.transferToQueue],
  ['TransferParticipantToThirdParty', voice.transferToNumber],
  ['UpdateContactRecordingBehavior', voice.recording],
  ['UpdateContactRecordingAndAnalyticsBehavior', voice.recording],
  ['CheckHoursOfOperation', control.checkHours],
  ['Compare', control.compare],
  ['CheckMetricData', control.checkMetric],
  ['GetMetricData', control.getMetrics],
  ['DistributeByPercentage', control.distribute],
  ['Loop', control.loop],
  ['Wait', control.wait],
  ['TransferToFlow', control.transferToFlow],
  ['InvokeFlowModule', control.invokeModule],
  ['EndFlowModuleExecution', control.endModule],
  ['UpdateContactAttributes', control.setAttributes],
  ['UpdateFlowAttributes', control.setAttributes],
  ['InvokeLambdaFunction', control.invokeLambda],
  ['InvokeExternalResource', control.invokeLambda],
])

/** What needs no block of its own. */
const passed: ReadonlyMap<string, string> = new Map([
  ['UpdateContactTargetQueue', 'The queue stands in the blocks that use it.'],
  ['UpdateContactTextToSpeechVoice', 'The voice stands in the blocks that speak.'],
  ['UpdateFlowLoggingBehavior', 'Every run is traced here.'],
])

function startOf(next: string, metadata: Raw): { source: Source; outcome: Outcome } {
  const position = rawAt(metadata, 'entryPointPosition')
  const coordinate = (axis: 'x' | 'y'): number => {
    const value = position[axis]
    return typeof value === 'number' && Number.isFinite(value) ? value : 0
  }
  const settings = { timeZone: 'UTC', parameters: [] }
  return {
    // No identifier of theirs has a line break.
    source: {
      key: '\nstart',
      name: 'Start',
      type: 'Entry point',
      at: { x: coordinate('x'), y: coordinate('y') },
    },
    outcome: became([{ kind: 'start', settings, exits: { next: toStep(next) } }], 'Begins.'),
  }
}

function refused(reason: string): Refused {
  return { kind: 'refused', reason }
}
