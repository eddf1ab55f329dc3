import type { FlowBlock, FlowDocument } from '@iris/contracts'
import { kinds } from '@iris/flow'
import { asSettings } from '../../src/features/inspector/lists/fresh-item.ts'
import type { InspectorThings } from '../../src/features/inspector/things.ts'

const at = { x: 0, y: 0 }

/** Settings as somebody may have left them, with a slip here and there. */
const written: Readonly<Record<string, FlowBlock['settings']>> = {
  start: { timeZone: 'Europe/Berlin', parameters: [{ variable: 'vip', value: 'no' }] },
  say: { text: 'Hello {{ caller.name }}, you have called {{ callr.number }}.', voice: 'amy' },
  menu: {
    text: 'For sales press 1, for support press 2.',
    choices: [
      { key: '1', label: 'Sales', words: ['sales', 'buy something'] },
      { key: '2', label: 'Support' },
    ],
    tries: 12,
  },
  branch: {
    cases: [
      { title: 'Busy', when: 'queue.waiting > 5' },
      { left: '{{ vip }}', is: 'equals', right: 'yes' },
    ],
  },
  switch: { value: '{{ menu.key }}', cases: [{ is: '1' }, { is: '2' }, { is: '1' }] },
  expression: { assign: [{ variable: 'count', expression: 'size(caller.name) +' }] },
  enqueue: {
    queue: 'Gone',
    priority: 2,
    maxWaitMs: 600_000,
    needs: [{ skill: 'Spanish', level: 3 }],
    relax: [{ afterMs: 30_000, needs: [{ skill: 'Spanish', level: 1 }] }],
    agent: '{{ contact.fields.agent }}',
    agentWaitMs: 20_000,
  },
  play: { prompt: 'Welcome' },
  hours: {
    timeZone: 'Europe/Berlin',
    open: [
      { days: [1, 2, 3, 4, 5], from: '09:00', to: '12:30' },
      { days: [1, 2, 3, 4], from: '13:30', to: '17:00' },
      { days: [6], from: '22:00', to: '02:00' },
    ],
    holidays: {
      country: 'DE',
      region: 'BY',
      overrides: [
        { date: '2026-12-24', hours: [{ from: '09:00', to: '12:00' }], title: 'Christmas Eve' },
      ],
    },
    closures: [{ from: '2027-03-01T12:00', to: '2027-03-01T18:00', title: 'Works outing' }],
    closedOn: ['2027-05-14'],
  },
}

/** One block of every kind, and a second queue by its kind’s name. */
export function sampleFlow(): FlowDocument {
  const blocks = kinds.map(({ kind, fresh }): [string, FlowBlock] => [
    kind,
    { kind, at, settings: { ...asSettings(fresh), ...written[kind] }, exits: {} },
  ])
  const flow: FlowDocument = { schema: 2, blocks: Object.fromEntries(blocks) }
  const menu = flow.blocks['menu']
  if (menu) {
    menu.name = 'Main menu'
    menu.exits = { key_1: 'enqueue', key_2: 'voicemail', no_input: 'gone' }
  }
  return flow
}

export const sampleThings: InspectorThings = {
  names: {
    queue: ['Sales', 'Support', 'Night shift'].map((name) => ({ name })),
    prompt: ['Welcome', 'Closed'].map((name) => ({ name })),
    voicemail_box: [{ name: 'Office' }],
    flow: [{ name: 'Identify the caller' }],
    number: [{ name: '+15550100100' }],
    skill: ['Billing', 'Spanish'].map((name) => ({ name })),
  },
  secrets: ['CRM_KEY'],
  voices: [
    { id: 'amy', name: 'Amy', language: 'en-GB' },
    { id: 'anna', name: 'Anna', language: 'de-DE' },
  ],
}
