import { keyExit } from '../kinds/menu/menu.ts'
import type { Value, Values } from '../expressions/values.ts'
import type { ContactFacts, FlowCommand, FlowEvent, TraceEntry } from '../interpreter/step.ts'
import { Contact, Figures } from './event-schema.ts'

type Seen = Pick<TraceEntry, 'outcome' | 'set'>

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#']

/** What may have happened to a command whose visit was left like this; the likeliest first. */
export function eventsFor(command: FlowCommand, seen: Seen): readonly FlowEvent[] {
  if (seen.outcome === 'caller_hung_up') return [{ kind: 'caller_hung_up' }]
  const reason = textIn(seen.set, 'error', 'reason')
  const failed: FlowEvent = { kind: 'failed', reason: reason ?? 'It failed.' }
  if (seen.outcome === 'error' && command.kind !== 'enqueue') return [failed]
  return [...usualEvents(command, seen), failed]
}

function usualEvents(command: FlowCommand, seen: Seen): readonly FlowEvent[] {
  switch (command.kind) {
    case 'gather':
      return answers(command.keys, seen)
    case 'enqueue':
      return [
        { kind: 'queue_left', outcome: 'answered' },
        { kind: 'queue_left', outcome: 'timeout' },
        { kind: 'queue_left', outcome: 'full' },
        { kind: 'queue_left', outcome: 'closed' },
        { kind: 'queue_left', outcome: 'no_agents' },
        { kind: 'queue_left', outcome: 'failed' },
        ...(command.treatment?.offers ?? []).map(({ key, action }): FlowEvent => ({
          kind: 'queue_left',
          outcome: 'offer',
          key,
          action,
        })),
      ]
    case 'callback':
      return [{ kind: 'callback_requested', id: 'callback-1' }]
    case 'queue_status':
      return figuresIn(seen.set)
    case 'gather_entry':
      return entries(seen)
    case 'dial':
      return dialOutcomes.map((outcome): FlowEvent => ({ kind: 'dialled', outcome }))
    case 'http_request':
      return answersOfServers(seen)
    case 'find_contact':
    case 'update_contact':
      return [{ kind: 'contact', contact: contactIn(seen.set) }, { kind: 'no_contact' }]
    default:
      return [{ kind: 'done', of: command.kind }]
  }
}

/** What was said or pressed, if the trace tells; then every key. */
function answers(offered: readonly string[], { outcome, set }: Seen): readonly FlowEvent[] {
  const speech = textIn(set, 'menu', 'speech')
  const key = textIn(set, 'menu', 'key')
  const pressed = (one: string): FlowEvent => ({ kind: 'gathered', key: one })
  const others = keys.filter((one) => !offered.includes(one))
  return [
    ...(speech === undefined ? [] : [{ kind: 'heard', text: speech } as const]),
    ...(key !== undefined && keys.includes(key) ? [pressed(key)] : []),
    ...offered.filter((one) => keyExit(one) === outcome).map(pressed),
    ...(outcome === 'no_match'
      ? [...others.map(pressed), { kind: 'heard', text: '' } as const]
      : []),
    { kind: 'no_input' },
    ...offered.map(pressed),
    ...others.map(pressed),
  ]
}

function figuresIn(set: Values | undefined): readonly FlowEvent[] {
  const queue = mapIn(set, 'queue')
  const read = Figures.safeParse({
    waiting: queue?.['waiting'],
    longestWaitS: queue?.['longest_wait_s'],
    expectedWaitS: queue?.['expected_wait_s'],
    agentsAvailable: queue?.['agents_available'],
    agentsSignedIn: queue?.['agents_signed_in'],
    opening: { isOpen: queue?.['open'] },
  })
  return [{ kind: 'queue_figures', figures: read.success ? read.data : Figures.parse({}) }]
}

const dialOutcomes = ['answered', 'busy', 'no_answer', 'machine'] as const

/** What was entered, if the trace tells; then something that fits many patterns. */
function entries({ outcome, set }: Seen): readonly FlowEvent[] {
  const digits = textIn(set, 'gather', 'digits')
  const speech = textIn(set, 'gather', 'speech')
  const said = {
    kind: 'entered',
    digits: '',
    speech: { text: speech ?? '', confidence: null },
  } as const
  const pressed = (keysPressed: string): FlowEvent => ({ kind: 'entered', digits: keysPressed })
  return [
    ...(outcome === 'no_input' ? [{ kind: 'no_input' } as const] : []),
    ...(speech === undefined || speech === '' ? [] : [said]),
    ...(digits !== undefined && /^[0-9*#]{1,100}$/.test(digits) ? [pressed(digits)] : []),
    ...['1', '1234', '12345678', '1234567890123456'].map(pressed),
    { kind: 'no_input' },
  ]
}

function answersOfServers({ set }: Seen): readonly FlowEvent[] {
  const http = mapIn(set, 'http')
  const [status, body] = [http?.['status'], http?.['body']]
  const answered = (code: number): FlowEvent => ({
    kind: 'http_answered',
    status: code,
    headers: {},
    body: body ?? null,
  })
  return [
    ...(typeof status === 'number' ? [answered(status)] : []),
    { kind: 'http_timeout', reason: textIn(set, 'error', 'reason') ?? 'No answer in time.' },
    answered(200),
    answered(500),
  ]
}

function contactIn(set: Values | undefined): ContactFacts {
  const contact = mapIn(set, 'contact')
  const text = (key: string) => textIn(set, 'contact', key)
  const [number, email] = [text('number'), text('email')]
  const read = Contact.safeParse({
    id: text('id'),
    name: text('name'),
    numbers: number === undefined || number === '' ? [] : [number],
    emails: email === undefined || email === '' ? [] : [email],
    language: text('language'),
    attributes: contact?.['fields'],
  })
  return read.success ? read.data : Contact.parse({})
}

function textIn(set: Values | undefined, group: string, field: string): string | undefined {
  const value = mapIn(set, group)?.[field]
  return typeof value === 'string' ? value : undefined
}

function mapIn(set: Values | undefined, group: string): Values | undefined {
  const value: Value | undefined = set?.[group]
  return isMap(value) ? value : undefined
}

function isMap(value: Value | undefined): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
