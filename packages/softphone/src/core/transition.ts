import { idle, isBusy } from './call.ts'
import type {
  CallCommand,
  CallEffect,
  CallEvent,
  CallReport,
  CallState,
  CallStateOf,
  CallStep,
  Peer,
  Refusal,
} from './call.ts'
import type { EndCause } from './end-cause.ts'
import { readKey, readTarget } from './target.ts'

/**
 * The call state machine: what becomes of a call when somebody at the phone asks for something or the network reports
 * something, and what has to be done on the line for it. A command that does not fit is refused and changes nothing; a
 * report that does not fit came too late and changes nothing either.
 *
 * @param at the time of the event in milliseconds, of the clock whose times the state holds
 */
export function transition(state: CallState, event: CallEvent, at: number): CallStep {
  return isCommand(event) ? obey(state, event, at) : heed(state, event, at)
}

const commands: ReadonlySet<string> = new Set<CallCommand['kind']>([
  'call',
  'accept',
  'reject',
  'hang-up',
  'set-muted',
  'hold',
  'resume',
  'key',
  'clear',
])

function isCommand(event: CallEvent): event is CallCommand {
  return commands.has(event.kind)
}

function go(state: CallState, ...effects: CallEffect[]): CallStep {
  return { state, effects, refusal: null }
}

function refuse(state: CallState, refusal: Refusal): CallStep {
  return { state, effects: [], refusal }
}

function obey(state: CallState, command: CallCommand, at: number): CallStep {
  switch (command.kind) {
    case 'call':
      return call(state, command.target, at)
    case 'accept':
      return accept(state, at)
    case 'reject':
      if (state.kind !== 'offered') return refuse(state, isBusy(state) ? 'not-now' : 'no-call')
      return go(end(state, 'you-declined', at), { kind: 'decline', which: 'offered' })
    case 'hang-up':
      return hangUp(state, at)
    case 'set-muted':
      return setMuted(state, command.muted)
    case 'hold':
    case 'resume':
      return changeHold(state, command.kind)
    case 'key':
      return sendKey(state, command.key)
    case 'clear':
      return isBusy(state) ? refuse(state, 'call-in-progress') : go(idle)
  }
}

function call(state: CallState, typed: string, at: number): CallStep {
  if (isBusy(state)) return refuse(state, 'call-in-progress')
  const target = readTarget(typed)
  if (target === undefined) return refuse(state, 'bad-number')
  const peer: Peer = { direction: 'outgoing', target }
  return go(
    { kind: 'calling', peer, stage: 'trying', startedAt: at, muted: false, audioUp: false },
    { kind: 'invite', target },
  )
}

function accept(state: CallState, at: number): CallStep {
  if (state.kind !== 'offered') return refuse(state, isBusy(state) ? 'not-now' : 'no-call')
  const peer: Peer = { direction: 'incoming', offer: state.offer }
  return go({ kind: 'connecting', peer, takenAt: at, muted: false }, { kind: 'answer' })
}

function hangUp(state: CallState, at: number): CallStep {
  switch (state.kind) {
    case 'idle':
    case 'ended':
      return refuse(state, 'no-call')
    case 'offered':
      return go(end(state, 'you-declined', at), { kind: 'decline', which: 'offered' })
    case 'calling':
      return go(end(state, 'you-cancelled', at), { kind: 'terminate' })
    case 'connecting':
    case 'in-call':
      return go(end(state, 'you-hung-up', at), { kind: 'terminate' })
  }
}

function setMuted(state: CallState, muted: boolean): CallStep {
  if (!isBusy(state)) return refuse(state, 'no-call')
  if (state.kind !== 'calling' && state.kind !== 'connecting' && state.kind !== 'in-call') {
    return refuse(state, 'not-now')
  }
  if (state.muted === muted) return go(state)
  return go({ ...state, muted }, { kind: 'set-muted', muted })
}

function changeHold(state: CallState, wish: 'hold' | 'resume'): CallStep {
  if (!isBusy(state)) return refuse(state, 'no-call')
  const from = wish === 'hold' ? 'none' : 'held'
  if (state.kind !== 'in-call' || state.hold !== from) return refuse(state, 'not-now')
  const hold = wish === 'hold' ? 'holding' : 'resuming'
  return go({ ...state, hold }, { kind: 'reinvite', hold: wish === 'hold' })
}

function sendKey(state: CallState, typed: string): CallStep {
  if (!isBusy(state)) return refuse(state, 'no-call')
  if (state.kind !== 'in-call') return refuse(state, 'not-now')
  const key = readKey(typed)
  return key === undefined ? refuse(state, 'bad-key') : go(state, { kind: 'send-key', key })
}

function heed(state: CallState, report: CallReport, at: number): CallStep {
  switch (report.kind) {
    case 'invited':
      if (isBusy(state)) return go(state, { kind: 'decline', which: 'newcomer' })
      return go({ kind: 'offered', offer: report.offer, offeredAt: at }, { kind: 'ring' })
    case 'ringing':
      return go(state.kind === 'calling' ? { ...state, stage: 'ringing' } : state)
    case 'answered':
      return go(answered(state, at))
    case 'audio-up':
      return go(audioUp(state, at))
    case 'audio-interrupted':
      if (state.kind === 'calling') return go({ ...state, audioUp: false })
      return go(state.kind === 'in-call' ? { ...state, audio: 'interrupted' } : state)
    case 'audio-overdue':
      if (state.kind !== 'connecting') return go(state)
      return go(end(state, 'no-audio-path', at), { kind: 'terminate' })
    case 'over':
      return go(isBusy(state) ? end(state, report.cause, at) : state)
    case 'phone-stopped':
      return stopPhone(state, at)
    default:
      return go(state.kind === 'in-call' ? heldOrNot(state, report) : state)
  }
}

function answered(state: CallState, at: number): CallState {
  if (state.kind !== 'calling') return state
  const { peer, muted } = state
  const connecting: CallState = { kind: 'connecting', peer, takenAt: at, muted }
  return state.audioUp ? audioUp(connecting, at) : connecting
}

function audioUp(state: CallState, at: number): CallState {
  switch (state.kind) {
    case 'calling':
      return { ...state, audioUp: true }
    case 'in-call':
      return { ...state, audio: 'flowing' }
    case 'connecting': {
      const { peer, muted } = state
      return {
        kind: 'in-call',
        peer,
        connectedAt: at,
        muted,
        hold: 'none',
        remoteHeld: false,
        audio: 'flowing',
      }
    }
    default:
      return state
  }
}

function heldOrNot(
  state: CallStateOf<'in-call'>,
  report: Extract<CallReport, { kind: `${'hold' | 'resume' | 'remote'}-${string}` }>,
): CallState {
  switch (report.kind) {
    case 'hold-agreed':
      return state.hold === 'holding' ? { ...state, hold: 'held' } : state
    case 'hold-failed':
      return state.hold === 'holding' ? { ...state, hold: 'none' } : state
    case 'resume-agreed':
      return state.hold === 'resuming' ? { ...state, hold: 'none' } : state
    case 'resume-failed':
      return state.hold === 'resuming' ? { ...state, hold: 'held' } : state
    case 'remote-held':
      return { ...state, remoteHeld: true }
    case 'remote-resumed':
      return { ...state, remoteHeld: false }
  }
}

function stopPhone(state: CallState, at: number): CallStep {
  switch (state.kind) {
    case 'idle':
    case 'ended':
      return go(idle)
    case 'offered':
      return go(end(state, 'phone-stopped', at), { kind: 'decline', which: 'offered' })
    default:
      return go(end(state, 'phone-stopped', at), { kind: 'terminate' })
  }
}

function end(state: CallState, cause: EndCause, at: number): CallState {
  if (state.kind === 'idle' || state.kind === 'ended') return state
  const peer: Peer =
    state.kind === 'offered' ? { direction: 'incoming', offer: state.offer } : state.peer
  const connectedAt = state.kind === 'in-call' ? state.connectedAt : null
  return { kind: 'ended', peer, cause, connectedAt, endedAt: at }
}
