import { type Call, type CallAction, type LiveAction, recordingDeeds } from '@iris/contracts'
import type { RecordingDeed } from '@iris/contracts'

/** What the rules look at in a call. */
export type ControlledCall = Pick<Call, 'state' | 'consult' | 'supervision'> & {
  readonly agentId: string | null
}

/** Who wants something done with a call, and what they may do. */
export interface Controller {
  readonly userId: string
  readonly mayControl: boolean
  readonly mayTalk: boolean
  readonly mayMonitor: boolean
  readonly mayPlace: boolean
  readonly mayProgram: boolean
}

/** Why an action cannot be, in words; `undefined` where it can. */
export type Objection =
  | { readonly code: 'forbidden' | 'conflict'; readonly detail: string }
  | undefined

/** Says whether somebody may do something with a call as it stands. */
export function objectionTo(action: CallAction, call: ControlledCall, by: Controller): Objection {
  return mayNot(action, call, by) ?? doesNotFit(action, call, by)
}

function mayNot(action: CallAction, call: ControlledCall, by: Controller): Objection {
  if ('to' in action && action.to.kind === 'number' && !by.mayPlace) {
    return forbidden('Calling numbers outside needs the permission calls:place.')
  }
  switch (action.kind) {
    case 'supervise':
      if (!by.mayMonitor) return forbidden('Supervising needs the permission calls:monitor.')
      if (call.agentId === by.userId) return conflict('This is your own call.')
      return undefined
    case 'pick_up':
      return by.mayTalk ? undefined : forbidden('Picking up needs the permission phone:use.')
    case 'stop_supervising':
      if (by.mayControl || call.supervision?.supervisor.id === by.userId) return undefined
      return forbidden('You do not supervise this call.')
    case 'say':
    case 'play':
    case 'stop_playing':
    case 'send_digits':
    case 'gather':
    case 'record':
    case 'pause_recording':
    case 'resume_recording':
    case 'stop_recording':
      if (by.mayProgram || by.mayControl || call.agentId === by.userId) return undefined
      return forbidden('This needs the permission calls:program or calls:control.')
    default:
      if (by.mayControl || call.agentId === by.userId) return undefined
      return forbidden('Only the call’s agent and those with calls:control may do this.')
  }
}

function doesNotFit(action: CallAction, call: ControlledCall, by: Controller): Objection {
  if (call.state === 'ended') return conflict('The call has ended.')
  if (action.kind === 'hangup') return undefined
  if (action.kind === 'pick_up') {
    return call.state === 'parked' ? undefined : conflict('The call is not parked any more.')
  }
  if (action.kind === 'stop_supervising') {
    return call.supervision ? undefined : conflict('Nobody supervises this call.')
  }
  if (call.state === 'in_conference') {
    return conflict('The call is in a conference: what can be done is done there.')
  }
  if (isBeside(action)) {
    return call.state === 'ringing' ? conflict('The call has not been answered yet.') : undefined
  }
  if (call.state !== 'connected') return conflict('Nobody talks with the caller now.')
  if (call.agentId === null) return doesNotFitForwarded(action, call, by)
  return doesNotFitTalk(action, call, by)
}

/** What is done with a talk that goes on. */
type TalkAction = Exclude<
  CallAction,
  BesideAction | { kind: 'hangup' | 'pick_up' | 'stop_supervising' }
>

/** The caller talks with a number outside, and no agent is in the call. */
function doesNotFitForwarded(action: TalkAction, call: ControlledCall, by: Controller): Objection {
  switch (action.kind) {
    case 'mute':
    case 'unmute':
      return undefined
    case 'supervise':
      if (action.mode === 'whisper') return conflict('There is no agent to whisper to.')
      return supervisedByOther(call, by)
    default:
      return conflict('The caller talks with a number outside: the call can only be ended.')
  }
}

function doesNotFitTalk(action: TalkAction, call: ControlledCall, by: Controller): Objection {
  switch (action.kind) {
    case 'transfer':
    case 'consult':
    case 'dial':
    case 'park':
      return call.consult ? conflict('A colleague is in the call already.') : undefined
    case 'swap':
    case 'merge':
      return isAside(call) ? undefined : conflict('No colleague is being consulted now.')
    case 'complete':
    case 'cancel':
      return call.consult ? undefined : conflict('No colleague is in the call.')
    case 'supervise':
      return supervisedByOther(call, by)
    case 'mute':
    case 'unmute':
      return undefined
  }
}

function supervisedByOther({ supervision }: ControlledCall, by: Controller): Objection {
  if (!supervision || supervision.supervisor.id === by.userId) return undefined
  return conflict('Somebody supervises this call already.')
}

type BesideAction = LiveAction | RecordingDeed
const besides: ReadonlySet<CallAction['kind']> = new Set<BesideAction['kind']>([
  ...recordingDeeds,
  'say',
  'play',
  'stop_playing',
  'send_digits',
  'gather',
])

/** Whether it is done beside whatever the call does. */
function isBeside(action: CallAction): action is BesideAction {
  return besides.has(action.kind)
}

function isAside({ consult }: ControlledCall): boolean {
  return consult?.state === 'aside' || consult?.state === 'swapped'
}

function forbidden(detail: string): Objection {
  return { code: 'forbidden', detail }
}

function conflict(detail: string): Objection {
  return { code: 'conflict', detail }
}
