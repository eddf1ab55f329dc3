import { assemble } from '../assemble.ts'
import { type Imported, mostSteps, type Refused } from '../imported.ts'
import { isRaw, short, textAt, valueAt } from '../reading.ts'
import { became, left, type Outcome, toStep } from '../step.ts'
import { httpRequest, runFunction, runSubflow, setVariables } from './data-widgets.ts'
import { type Menu, menuOutcome, menusOf } from './menu-widget.ts'
import { splitOutcome } from './split-widget.ts'
import { nextBy, readWidget, type StudioFlow, studioFlow, type Widget } from './studio-flow.ts'
import {
  connectCall,
  enqueueCall,
  gather,
  recordCall,
  recordVoicemail,
  sayOrPlay,
} from './voice-widgets.ts'

/**
 * A flow of Twilio Studio, as its editor shows it under “Show Flow JSON” and its API gives it as `definition`. Total:
 * whatever it is given, it answers with a flow or with why there is none.
 *
 * @see https://www.twilio.com/docs/studio/flow-definition
 */
export function importTwilio(json: unknown): Imported | Refused {
  if (!isRaw(json)) return refused('This is not a flow of Twilio Studio: it is no JSON object.')
  const definition = isRaw(json['definition']) ? json['definition'] : json
  const states = valueAt(definition, 'states')
  if (!Array.isArray(states)) {
    return refused('This is not a flow of Twilio Studio: it has no list of “states”.')
  }
  if (states.length > mostSteps) return refused(`The flow has more than ${mostSteps} widgets.`)
  const widgets = new Map<string, Widget>()
  for (const [index, state] of states.entries()) {
    const widget = readWidget(state, index)
    if (widget === undefined) return refused(`Widget ${index + 1} has no name or no type.`)
    if (widgets.has(widget.source.key)) {
      return refused(`Two widgets are called “${short(widget.source.name)}”.`)
    }
    widgets.set(widget.source.key, widget)
  }
  const first = widgets.get(textAt(definition, 'initial_state'))
  const trigger =
    first?.type === 'trigger' ? first : [...widgets.values()].find(({ type }) => type === 'trigger')
  if (trigger === undefined) return refused('The flow has no trigger, so nothing begins it.')
  return converted(trigger, widgets)
}

function converted(trigger: Widget, widgets: ReadonlyMap<string, Widget>): Imported | Refused {
  const flow = studioFlow(widgets)
  const menus = menusOf(widgets)
  const splits = new Map(
    [...menus.values()].map(({ gather, split }) => [split.source.key, gather.source.name]),
  )
  for (const [name, { type }] of widgets) {
    const answer = menus.has(name) ? 'menu' : answers.get(type)
    if (answer !== undefined) flow.gives(name, answer)
  }
  const steps = [...widgets.values()]
    .filter((widget) => widget !== trigger)
    .map((widget) => ({
      source: widget.source,
      outcome: outcomeOf(widget, flow, { menus, splits }),
    }))
  const start = { source: trigger.source, outcome: startOf(trigger) }
  return assemble({ start, steps, kept: flow.kept })
}

interface Menus {
  readonly menus: ReadonlyMap<string, Menu>
  /** The splits that went into menus, with the gather each belongs to. */
  readonly splits: ReadonlyMap<string, string>
}

function outcomeOf(widget: Widget, flow: StudioFlow, { menus, splits }: Menus): Outcome {
  const { key } = widget.source
  const menu = menus.get(key)
  if (menu !== undefined) return menuOutcome(menu, flow)
  const gatherName = splits.get(key)
  if (gatherName !== undefined) {
    const why = `Is part of the menu “${short(gatherName)}”.`
    return { kind: 'passed', how: 'mapped', why, onwards: nextBy(widget, 'noMatch') }
  }
  const convert = converters.get(widget.type)
  return convert === undefined ? unknown(widget) : convert(widget, flow)
}

const converters: ReadonlyMap<string, (widget: Widget, flow: StudioFlow) => Outcome> = new Map([
  ['say-play', sayOrPlay],
  ['gather-input-on-call', gather],
  ['split-based-on', splitOutcome],
  ['connect-call-to', connectCall],
  ['enqueue-call', enqueueCall],
  ['send-to-flex', enqueueCall],
  ['record-voicemail', recordVoicemail],
  ['record-call', recordCall],
  ['set-variables', setVariables],
  ['make-http-request', httpRequest],
  ['run-function', runFunction],
  ['run-subflow', runSubflow],
])

const answers: ReadonlyMap<string, 'gather' | 'http'> = new Map([
  ['gather-input-on-call', 'gather'],
  ['make-http-request', 'http'],
  ['run-function', 'http'],
])

/** Callers go on as if it had done well. */
function unknown(widget: Widget): Outcome {
  const wellDone = nextBy(widget, ...goodEnds)
  const any = widget.transitions.find(({ next }) => next !== undefined)?.next
  return left('There is no such block here.', wellDone ?? any)
}

/** The events by which widgets say that all went well. */
const goodEnds = [
  'success',
  'sent',
  'completed',
  'next',
  'complete',
  'incomingMessage',
  'answered',
  'audioComplete',
  'callCompleted',
  'return',
]

function startOf(trigger: Widget): Outcome {
  const byCall = nextBy(trigger, 'incomingCall')
  const next = byCall ?? trigger.transitions.find((transition) => transition.next)?.next
  const others = trigger.transitions.filter(
    (transition) => transition.next !== undefined && transition.next !== next,
  )
  const buts = [
    ...(byCall === undefined && next !== undefined
      ? ['No call began it there; here every call does.']
      : []),
    ...others.map(({ event }) => `What began with ${short(event)} is not reached.`),
  ]
  const settings = { timeZone: 'UTC', parameters: [] }
  return became(
    [{ kind: 'start', settings, exits: { next: toStep(next) } }],
    'Begins with a call.',
    buts,
  )
}

function refused(reason: string): Refused {
  return { kind: 'refused', reason }
}
