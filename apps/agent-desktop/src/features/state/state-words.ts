import type { AgentState, NextState } from '@iris/contracts'
import { defineWords } from '@iris/app-frame'
import type { StatusHue } from '@iris/ui'

export const stateWords = defineWords('agent-state', {
  kinds: {
    available: 'Available',
    offline: 'Offline',
    offering: 'Ringing',
    in_call: 'In call',
    wrap_up: 'Wrap-up',
    not_responding: 'Not responding',
    not_ready: 'Not ready',
  },
  reasons: {
    break: 'Break',
    lunch: 'Lunch',
    meeting: 'Meeting',
    training: 'Training',
    back_office: 'Back office',
    technical: 'Technical problem',
  },
  menu: {
    label: 'State: {state}',
    labelNext: 'State: {state}; next: {next}',
    now: 'State',
    next: 'After this contact',
    notReady: 'Not ready',
    noPhone: 'Your phone is not connected yet',
    changed: 'You are now {state}.',
    channels: 'Offer me',
    changedNext: 'After this contact you will be {state}.',
  },
  channels: { voice: 'Calls', chat: 'Chats', sms: 'Text messages', mail: 'Mail' },
  failed: {
    title: 'You are not {state}',
    retry: 'Try again',
  },
})

/** The one hue that a state has everywhere. */
export const hueOf: Readonly<Record<AgentState['kind'], StatusHue>> = {
  available: 'available',
  in_call: 'busy',
  offering: 'offering',
  wrap_up: 'warning',
  not_ready: 'stop',
  not_responding: 'stop',
  offline: 'offline',
}

/** A state in a word or two; what an agent is not ready for, rather than that they are not. */
export function nameOf(state: AgentState | NextState): string {
  return state.kind === 'not_ready'
    ? stateWords(`reasons.${state.reason}`)
    : stateWords(`kinds.${state.kind}`)
}
