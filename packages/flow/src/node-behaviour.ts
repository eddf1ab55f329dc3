import type { FlowNode } from '@iris/contracts'
import { holds } from './comparison.ts'
import { caseExit, keyExit, targetOf } from './exits.ts'
import { isOpen } from './hours.ts'
import { choiceSaid, speechOf } from './spoken-choice.ts'
import type { FlowCommand, FlowEvent, FlowState, Variables } from './step.ts'
import { fillIn, fillInSpoken } from './template.ts'

/** What a node does when the run comes to it. */
export type Arrival =
  | { readonly kind: 'leave'; readonly exit: string; readonly variables: Variables }
  | { readonly kind: 'wait'; readonly command: FlowCommand }
  | { readonly kind: 'end' }

/** What the outcome of a node's command means. */
export type Reply =
  | {
      readonly kind: 'leave'
      readonly exit: string
      readonly variables: Variables
      readonly failed?: true
    }
  /** Stay and ask once more. */
  | { readonly kind: 'again'; readonly command: FlowCommand; readonly variables: Variables }
  /** The flow says nothing more, and there is nothing more to do. */
  | { readonly kind: 'end'; readonly outcome: string }
  /** The event has nothing to do with the node. */
  | { readonly kind: 'ignore' }

export type Waiting = Extract<FlowState, { kind: 'waiting' }>
export type Outcome = Exclude<FlowEvent, { kind: 'caller_hung_up' }>

type NodeOf<Kind extends FlowNode['kind']> = Extract<FlowNode, { kind: Kind }>

export function arrive(node: FlowNode, variables: Variables, at: number): Arrival {
  switch (node.kind) {
    case 'start':
      return { kind: 'leave', exit: 'next', variables }
    case 'set':
      return { kind: 'leave', exit: 'next', variables: assign(node, variables) }
    case 'hours':
      return { kind: 'leave', exit: isOpen(node, at) ? 'open' : 'closed', variables }
    case 'branch':
      return { kind: 'leave', exit: chooseCase(node, variables), variables }
    case 'say': {
      const text = fillInSpoken(node.text, variables)
      // A text made of variables that are all empty: there is nothing to say, so it is said.
      if (text.trim() === '') return { kind: 'leave', exit: 'next', variables }
      return { kind: 'wait', command: { kind: 'say', text, ...voiceOf(node) } }
    }
    case 'play':
      return { kind: 'wait', command: { kind: 'play', prompt: node.prompt } }
    case 'menu':
      return { kind: 'wait', command: gather(node, variables) }
    case 'enqueue': {
      const { queueId, priority, maxWaitMs } = node
      return { kind: 'wait', command: { kind: 'enqueue', queueId, priority, maxWaitMs } }
    }
    case 'voicemail':
      return { kind: 'wait', command: { kind: 'voicemail', boxId: node.boxId } }
    case 'record_call':
      return { kind: 'wait', command: { kind: 'record_call', action: node.action } }
    case 'hang_up':
      return { kind: 'end' }
  }
}

export function reply(node: FlowNode, state: Waiting, event: Outcome): Reply {
  switch (node.kind) {
    case 'say':
      return replyOnce(state, event, 'said')
    case 'play':
      return replyOnce(state, event, 'played')
    case 'record_call':
      return replyOnce(state, event, 'recording_changed')
    case 'menu':
      return replyAtMenu(node, state, event)
    case 'enqueue':
      return replyAtQueue(node, state, event)
    case 'voicemail':
      return replyAtVoicemail(node, state, event)
    case 'start':
    case 'hours':
    case 'set':
    case 'branch':
    case 'hang_up':
      return { kind: 'ignore' }
  }
}

function replyOnce(
  state: Waiting,
  event: Outcome,
  done: 'said' | 'played' | 'recording_changed',
): Reply {
  if (event.kind === 'failed') return leaveByError(state, event.reason)
  if (event.kind !== done) return { kind: 'ignore' }
  return { kind: 'leave', exit: 'next', variables: state.variables }
}

function replyAtMenu(node: NodeOf<'menu'>, state: Waiting, event: Outcome): Reply {
  switch (event.kind) {
    case 'gathered': {
      const variables = remember(node, state, { 'menu.key': fillIn(event.key, {}) })
      const isOffered = node.choices.some(({ key }) => key === event.key)
      if (isOffered) return { kind: 'leave', exit: keyExit(event.key), variables }
      return askAgainOrLeave(node, { ...state, variables }, 'no_match')
    }
    case 'heard': {
      const key = choiceSaid(node.choices, event.text)
      const spoken = remember(node, state, { 'menu.speech': fillIn(event.text, {}) })
      if (key === undefined)
        return askAgainOrLeave(node, { ...state, variables: spoken }, 'no_match')
      const variables = remember(node, { variables: spoken }, { 'menu.key': key })
      return { kind: 'leave', exit: keyExit(key), variables }
    }
    case 'no_input':
      return askAgainOrLeave(node, state, 'no_input')
    case 'failed':
      return leaveByError(state, event.reason)
    case 'said':
    case 'played':
    case 'queue_left':
    case 'message_left':
    case 'recording_changed':
    case 'callback_requested':
      return { kind: 'ignore' }
  }
}

/** What is sensitive is not kept. */
function remember(
  { sensitive }: NodeOf<'menu'>,
  { variables }: Pick<Waiting, 'variables'>,
  happened: Variables,
): Variables {
  return sensitive === true ? variables : { ...variables, ...happened }
}

/** The exit is the reason of the last try. */
function askAgainOrLeave(node: NodeOf<'menu'>, state: Waiting, exit: string): Reply {
  const { variables } = state
  if (state.tries >= node.tries) return { kind: 'leave', exit, variables }
  return { kind: 'again', command: gather(node, variables), variables }
}

function replyAtQueue(node: NodeOf<'enqueue'>, state: Waiting, event: Outcome): Reply {
  if (event.kind === 'failed') return leaveByError(state, event.reason)
  if (event.kind !== 'queue_left') return { kind: 'ignore' }
  const variables = { ...state.variables, 'queue.outcome': event.outcome }
  switch (event.outcome) {
    case 'answered':
      if (targetOf(node, 'answered') === undefined) return { kind: 'end', outcome: 'answered' }
      return { kind: 'leave', exit: 'answered', variables }
    case 'timeout':
      return { kind: 'leave', exit: 'timeout', variables }
    case 'offer':
      return { kind: 'leave', exit: keyExit(event.key), variables }
    case 'failed':
      return leaveByError({ ...state, variables }, 'The queue could not be used.')
  }
}

function replyAtVoicemail(node: NodeOf<'voicemail'>, state: Waiting, event: Outcome): Reply {
  if (event.kind === 'failed') return leaveByError(state, event.reason)
  if (event.kind !== 'message_left') return { kind: 'ignore' }
  if (targetOf(node, 'left') === undefined) return { kind: 'end', outcome: 'left' }
  return { kind: 'leave', exit: 'left', variables: state.variables }
}

function leaveByError(state: Waiting, reason: string): Reply {
  const variables = { ...state.variables, 'error.reason': fillIn(reason, {}) }
  return { kind: 'leave', exit: 'error', variables, failed: true }
}

function gather(node: NodeOf<'menu'>, variables: Variables): FlowCommand {
  return {
    kind: 'gather',
    text: fillInSpoken(node.text, variables).trim(),
    ...voiceOf(node),
    keys: [...new Set(node.choices.map(({ key }) => key))],
    noInputMs: node.noInputMs,
    bargeIn: node.bargeIn,
    ...(node.sensitive === true && { sensitive: true }),
    ...speechOf(node),
  }
}

/** Each value may use those before it. */
function assign(node: NodeOf<'set'>, before: Variables): Variables {
  const variables: Record<string, string> = { ...before }
  for (const { variable, value } of node.assign) variables[variable] = fillIn(value, variables)
  return variables
}

function chooseCase(node: NodeOf<'branch'>, variables: Variables): string {
  const index = node.cases.findIndex(({ left, is, right }) =>
    holds(fillIn(left, variables), is, fillIn(right, variables)),
  )
  return index < 0 ? 'otherwise' : caseExit(index)
}

function voiceOf(node: NodeOf<'say' | 'menu'>): { voice?: string } {
  return node.voice === undefined ? {} : { voice: node.voice }
}
