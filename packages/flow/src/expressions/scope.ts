import { any, number, type Scope, text, type ValueType, type Variable } from './types.ts'
import type { Value, ValueMap } from './values.ts'

function field(title: string, type: ValueType, sample: Value): Variable {
  return { title, type, sample }
}

function group(title: string, fields: Readonly<Record<string, Variable>>): Variable {
  const sample: ValueMap = Object.fromEntries(
    Object.entries(fields).map(([name, { sample }]) => [name, sample]),
  )
  return { title, type: { kind: 'map', fields }, sample }
}

/** The variables that every flow is given. A group is there once something has filled it: `has(queue.name)` asks. */
export const givenScope: Scope = {
  call: group('The call', {
    id: field('Its id', text, '019355d4-7a00-7000-8000-3f2a6c1d9e10'),
    answered_by: field(
      'Who answered: human, machine or unsure; empty where nobody asked',
      text,
      'human',
    ),
    direction: field('inbound or outbound', text, 'inbound'),
    started_at: field('When it began', text, '2026-11-20T09:30:00Z'),
    started_by: field('What began the flow: call, api or schedule', text, 'call'),
  }),
  caller: group('Who calls', {
    number: field('Their number, in international form', text, '+15550100101'),
    name: field('Their name, where it is known', text, 'Ada Lovelace'),
  }),
  called: group('Who is called', {
    number: field('The number that was dialled', text, '+15550100100'),
  }),
  contact: group('The customer, once one is found', {
    id: field('Its id', text, '019355d4-7a00-7000-8000-5b8e2f4c7a21'),
    name: field('Its name', text, 'Ada Lovelace'),
    number: field('Its telephone number', text, '+15550100101'),
    email: field('Its mail address', text, 'ada@example.com'),
    language: field('The language it speaks, such as en or de', text, 'en'),
    fields: field('What else is kept of it, by the names you gave', { kind: 'map' }, { vip: true }),
  }),
  menu: group('The last menu', {
    key: field('The key that was pressed', text, '1'),
    speech: field('What was said', text, 'sales please'),
  }),
  gather: group('The last answer that was gathered', {
    digits: field('The digits that were pressed', text, '4711'),
    speech: field('What was said', text, 'forty seven eleven'),
    confidence: field('How sure it is of what was said, 0 to 1', number, 0.93),
  }),
  queue: group('The last queue that was asked or waited in', {
    name: field('Its name', text, 'Sales'),
    outcome: field('How waiting ended: answered, left, timeout or closed', text, 'timeout'),
    waiting: field('How many wait', number, 3),
    longest_wait_s: field('How long the first has waited, in seconds', number, 95),
    expected_wait_s: field('How long one who comes now may wait, in seconds', number, 240),
    agents_available: field('How many agents are free', number, 2),
    agents_signed_in: field('How many agents are signed in', number, 5),
    position: field('The place of this caller; the first is 1', number, 4),
  }),
  time: group('The time, by the clock of the flow’s time zone', {
    now: field('This instant', text, '2026-11-20T09:30:00Z'),
    hour: field('The hour, 0 to 23', number, 9),
    minute: field('The minute, 0 to 59', number, 30),
    weekday: field('The day of the week, 1 (Monday) to 7 (Sunday)', number, 5),
    date: field('The day', text, '2026-11-20'),
  }),
  error: group('What went wrong, after an error exit', {
    reason: field('Why', text, 'The queue does not exist.'),
  }),
  http: group('The last answer to an HTTP request', {
    status: field('Its status', number, 200),
    body: field('Its body: JSON as a value, anything else as text', any, { open: true }),
    headers: field(
      'Its headers, by their names in small letters',
      { kind: 'map' },
      {
        'content-type': 'application/json',
      },
    ),
  }),
  flow: group('This flow', {
    name: field('Its name', text, 'Main menu'),
    version: field('The number of the version that runs', number, 7),
  }),
  round: group('The round of the last loop', {
    number: field('Which it is; the first is 1', number, 1),
  }),
  result: {
    title: 'What the last flow gone through gave back',
    type: { kind: 'map' },
    sample: {},
  },
}

/** A scope with the variables that a flow sets itself beside those it is given; of what they hold nothing is known. */
export function scopeWith(own: readonly string[]): Scope {
  const unknown = own.map((name) => [name, field('Set by this flow', any, '')] as const)
  return { ...Object.fromEntries(unknown), ...givenScope }
}

/** What the variables of a scope may hold, to try an expression with. */
export function sampleValues(scope: Scope): ValueMap {
  return Object.fromEntries(Object.entries(scope).map(([name, { sample }]) => [name, sample]))
}
