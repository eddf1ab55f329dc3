import { withoutSecrets } from '../interpreter/secrets.ts'
import type { RoutingWish } from '../interpreter/routing-wish.ts'
import type { FlowCommand, FlowEvent, FlowState } from '../interpreter/step.ts'

/** Something that was to be heard or done on the call. */
export interface Moment {
  /** ms since 1970. */
  readonly at: number
  /** Who: the flow, or whoever it happened to. */
  readonly who: 'flow' | 'caller' | 'world'
  readonly block: string
  /** Said aloud by the flow, or a line in words about what happened. What is secret is masked. */
  readonly text: string
  /** Whether it was spoken, by the flow. */
  readonly isSpeech: boolean
}

/** The block a state stands at. */
export function blockAt(state: FlowState): string {
  return state.kind === 'waiting' ? (state.frames.at(-1)?.block ?? '') : ''
}

/** What a command is to somebody who listens. */
export function momentOf(command: FlowCommand, state: FlowState, at: number): Moment {
  const isSpeech = command.kind === 'say' || (isAsking(command) && command.text !== '')
  const text = state.kind === 'waiting' ? masked(wordsOf(command), state.secrets) : wordsOf(command)
  return { at, who: 'flow', block: blockAt(state), text, isSpeech }
}

function isAsking(
  command: FlowCommand,
): command is Extract<FlowCommand, { kind: 'gather' | 'gather_entry' }> {
  return command.kind === 'gather' || command.kind === 'gather_entry'
}

function masked(text: string, secrets: readonly string[]): string {
  return String(withoutSecrets({ text }, secrets)['text'])
}

function wordsOf(command: FlowCommand): string {
  switch (command.kind) {
    case 'say':
      return command.text
    case 'gather':
    case 'gather_entry':
      return command.text === '' ? 'listens' : command.text
    case 'play':
      return `plays “${command.prompt}”`
    case 'enqueue':
      return `puts the caller into the queue “${command.queue.name}”${wished(command.routing ?? {})}`
    case 'callback':
      return `has the caller called back by “${command.queue.name}”`
    case 'voicemail':
      return `takes a message into “${command.box.name}”`
    case 'record_call':
      return `recording: ${command.action}`
    case 'wait':
      return `waits ${command.ms / 1000} s`
    case 'queue_status':
      return `looks at the queue “${command.queue.name}”`
    case 'http_request':
      return `asks ${command.method} ${command.url}`
    case 'send_mail':
      return `sends a mail to ${command.to.join(', ')}: ${command.subject}`
    case 'emit_event':
      return `tells others of “${command.name}”`
    case 'note':
      return `notes “${command.text}”`
    case 'find_contact':
      return `looks for the customer of ${'number' in command.by ? command.by.number : command.by.email}`
    case 'update_contact':
      return 'changes the customer'
    case 'dial':
      return `calls ${command.to.join(', ')}`
    case 'conference':
      return `takes the caller into the conference “${command.name}”`
    case 'transfer':
      return `gives the call to the flow “${command.flow.name}”`
    case 'answer':
      return 'answers'
    case 'hang_up':
      return `hangs up (${command.cause})`
  }
}

/** Who may have the caller: `, for Ada, needing Spanish 3`. */
function wished({ agent, needs = [] }: RoutingWish): string {
  const skills = needs.map(({ skill, level }) => `${skill.name} ${level}`)
  return [
    ...(agent ? [`, for ${agent.who}`] : []),
    ...(skills.length > 0 ? [`, needing ${skills.join(' and ')}`] : []),
  ].join('')
}

/** What came of a command, in words. */
export function momentOfEvent(
  event: FlowEvent,
  { command, state, at }: { command: FlowCommand; state: FlowState; at: number },
): Moment | undefined {
  const block = blockAt(state)
  const isSecret = isAsking(command) && command.sensitive === true
  const caller = (text: string): Moment => ({ at, who: 'caller', block, text, isSpeech: false })
  const world = (text: string): Moment => ({ at, who: 'world', block, text, isSpeech: false })
  switch (event.kind) {
    case 'gathered':
      return caller(`presses ${isSecret ? '•' : event.key}`)
    case 'heard':
      return caller(isSecret ? 'says something' : `says “${event.text}”`)
    case 'no_input':
      return caller('stays silent')
    case 'caller_hung_up':
      return caller('hangs up')
    case 'failed':
      return world(`fails: ${event.reason}`)
    case 'queue_left':
      return event.outcome === 'offer'
        ? caller(`leaves the queue by ${event.key}`)
        : world(queueWords[event.outcome])
    case 'callback_requested':
      return world('a callback is noted')
    case 'queue_figures':
      return world(
        `${event.figures.waiting} wait, ${event.figures.agentsAvailable} agents are free`,
      )
    case 'http_answered':
      return world(`the server answers ${event.status}`)
    case 'http_timeout':
      return world(event.reason)
    case 'contact':
      return world(
        `the customer is ${event.contact.name === '' ? event.contact.id : event.contact.name}`,
      )
    case 'no_contact':
      return world('there is no such customer')
    case 'entered':
      return caller(isSecret ? 'enters something' : wordsEntered(event))
    case 'dialled':
      return world(dialWords[event.outcome])
    case 'done':
      return undefined
  }
}

function wordsEntered({ digits, speech }: Extract<FlowEvent, { kind: 'entered' }>): string {
  return speech === undefined ? `presses ${digits}` : `says “${speech.text}”`
}

const dialWords = {
  answered: 'somebody answers, and the talk ends',
  busy: 'it is busy',
  no_answer: 'nobody answers',
  machine: 'a machine answers',
} as const

const queueWords = {
  answered: 'an agent answers, and the talk ends',
  timeout: 'nobody answers in time',
  full: 'too many wait already',
  closed: 'the queue is closed',
  no_agents: 'no agent is there',
  failed: 'the queue cannot be used',
} as const
