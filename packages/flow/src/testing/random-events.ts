import * as fc from 'fast-check'
import type { FlowCommand, FlowEvent, QueueFigures, Step } from '../interpreter/step.ts'

const failed: FlowEvent = { kind: 'failed', reason: 'It broke.' }
const said: FlowEvent = {
  kind: 'entered',
  digits: '',
  speech: { text: 'Forty two', confidence: 0.8 },
}
const figures: QueueFigures = {
  waiting: 3,
  longestWaitS: 40,
  expectedWaitS: null,
  agentsAvailable: 0,
  agentsSignedIn: 2,
  opening: { isOpen: true },
}
const commands = [
  ...(['say', 'play', 'gather', 'enqueue', 'voicemail'] as const),
  ...(['record_call', 'wait', 'queue_status', 'hang_up'] as const),
  ...(['conference', 'transfer', 'answer'] as const),
  ...(['note', 'emit_event', 'send_mail'] as const),
]
const answered = (status: number): FlowEvent => ({
  kind: 'http_answered',
  status,
  headers: {},
  body: { list: [1, { a: null }] },
})
const contact: FlowEvent = {
  kind: 'contact',
  contact: { id: 'c', name: 'Ada', numbers: [], emails: [], language: null, attributes: {} },
}

/** Any event, whether it fits or not; one in twenty is the caller who hangs up. */
export function anyEvent(): fc.Arbitrary<FlowEvent> {
  const queueLeft = fc.constantFrom(
    ...(['answered', 'timeout', 'full', 'closed', 'no_agents', 'failed'] as const),
  )
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.constantFrom(...commands).map((of): FlowEvent => ({ kind: 'done', of })),
    },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom('0', '1', '9', '*', '#')
        .map((key): FlowEvent => ({ kind: 'gathered', key })),
    },
    {
      weight: 2,
      arbitrary: queueLeft.map((outcome): FlowEvent => ({ kind: 'queue_left', outcome })),
    },
    {
      weight: 5,
      arbitrary: fc.constantFrom<FlowEvent>(
        failed,
        { kind: 'no_input' },
        { kind: 'queue_figures', figures },
        { kind: 'entered', digits: '4242' },
        { kind: 'dialled', outcome: 'busy' },
        { kind: 'callback_requested', id: 'callback-1' },
        { kind: 'queue_left', outcome: 'offer', key: '1', action: 'leave' },
        answered(200),
        contact,
      ),
    },
    { weight: 1, arbitrary: fc.string().map((text): FlowEvent => ({ kind: 'heard', text })) },
    { weight: 1, arbitrary: fc.constant<FlowEvent>({ kind: 'caller_hung_up' }) },
  )
}

/** An event that the command of a step can really come to. */
export function outcomeOf(step: Step, choice: number): FlowEvent {
  const [command] = step.commands
  const all = command === undefined ? [] : outcomes(command)
  return all[choice % all.length] ?? { kind: 'caller_hung_up' }
}

function outcomes(command: FlowCommand): readonly FlowEvent[] {
  switch (command.kind) {
    case 'gather':
      return [
        ...command.keys.map((key): FlowEvent => ({ kind: 'gathered', key })),
        { kind: 'gathered', key: '7' },
        { kind: 'no_input' },
        { kind: 'heard', text: 'What?' },
        failed,
      ]
    case 'enqueue':
      return [
        { kind: 'queue_left', outcome: 'answered' },
        { kind: 'queue_left', outcome: 'full' },
        { kind: 'queue_left', outcome: 'closed' },
        { kind: 'queue_left', outcome: 'no_agents' },
        { kind: 'queue_left', outcome: 'failed' },
        ...(command.maxWaitMs === null
          ? []
          : [{ kind: 'queue_left', outcome: 'timeout' } as const]),
        ...(command.treatment?.offers ?? []).map(
          ({ key, action }) => ({ kind: 'queue_left', outcome: 'offer', key, action }) as const,
        ),
      ]
    case 'gather_entry':
      return [
        { kind: 'entered', digits: '4242' },
        { kind: 'entered', digits: '' },
        { kind: 'no_input' },
        ...(command.input.includes('speech') ? [said] : []),
        failed,
      ]
    case 'dial':
      return [
        ...(['answered', 'busy', 'no_answer'] as const).map((outcome): FlowEvent => ({
          kind: 'dialled',
          outcome,
        })),
        ...(command.refuseMachines ? [{ kind: 'dialled', outcome: 'machine' } as const] : []),
        failed,
      ]
    case 'callback':
      return [{ kind: 'callback_requested', id: 'callback-1' }, failed]
    case 'queue_status':
      return [{ kind: 'queue_figures', figures }, failed]
    case 'http_request':
      return [answered(200), answered(404), { kind: 'http_timeout', reason: 'No answer.' }, failed]
    case 'find_contact':
    case 'update_contact':
      return [contact, { kind: 'no_contact' }, failed]
    case 'hang_up':
      return []
    default:
      return [{ kind: 'done', of: command.kind }, failed]
  }
}
