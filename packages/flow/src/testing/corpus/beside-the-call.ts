import type { FlowBlock } from '@iris/contracts'
import { block } from '../build-flow.ts'
import { type CorpusFlow, written } from './corpus-flow.ts'

const say = (text: string) => block('say', { text }, { next: 'end', error: 'end' })
const ends = { yes: say('Yes.'), no: say('No.'), late: say('Later.') }

const request = block(
  'http_request',
  {
    url: 'https://crm.example/customers?number={{ caller.number }}',
    mapping: [{ variable: 'tier', expression: 'http.body.tier' }],
  },
  { ok: 'yes', failed_status: 'no', timeout: 'late', error: 'end' },
)
const answered = (status: number, body: unknown) => ({ kind: 'http_answered', status, body })

const requests = Object.entries({
  ok: { event: answered(200, { tier: 'gold' }), path: 'ok yes:next end' },
  refused: { event: answered(404, 'Nobody'), path: 'failed_status no:next end' },
  late: {
    event: { kind: 'http_timeout', reason: 'No answer came.' },
    path: 'timeout late:next end',
  },
  failed: { event: { kind: 'failed', reason: 'No such host.' }, path: 'error end' },
  'without what is wanted': { event: answered(200, 'Nothing'), path: 'error end' },
}).map(([name, { event, path }]) =>
  written(`request: ${name}`, {
    blocks: { ...ends, first: request },
    given: { mocks: { first: event } },
    path: `start:next first:${path}`,
  }),
)

const ada = { name: 'Ada', numbers: ['+4930123456'] }
const found = { kind: 'contact', contact: ada }
const changed = { kind: 'contact', contact: { ...ada, attributes: { calls: 1 } } }

const contacts = [
  written('contact: found, and changed', {
    blocks: {
      ...ends,
      first: block(
        'find_contact',
        { by: 'number', value: '{{ caller.number }}' },
        { found: 'change', not_found: 'no', error: 'end' },
      ),
      change: block(
        'update_contact',
        { whose: 'found', fields: [{ name: 'calls', expression: '1' }] },
        { next: 'yes', error: 'no' },
      ),
    },
    given: { caller: { number: '+4930123456' }, mocks: { first: found, change: changed } },
    path: 'start:next first:found change:next yes:next end',
  }),
  written('contact: nobody’s number', {
    blocks: {
      ...ends,
      first: block(
        'find_contact',
        { by: 'number', value: '{{ caller.number }}' },
        { found: 'yes', not_found: 'no', error: 'end' },
      ),
    },
    path: 'start:next first:not_found no:next end',
  }),
  written('contact: changed before one was found', {
    blocks: {
      ...ends,
      first: block('update_contact', { whose: 'found', name: 'Ada' }, { next: 'yes', error: 'no' }),
    },
    path: 'start:next first:error no:next end',
  }),
]

/** Each with what makes it fail. */
const tellers: readonly [string, FlowBlock['settings'], FlowBlock['settings']][] = [
  ['note', { text: 'Called about {{ menu.key }}.' }, { text: '{{ caller.name }}' }],
  [
    'emit_event',
    { name: 'caller.waits', payload: [] },
    { payload: [{ name: 'sum', expression: '1 / 0' }] },
  ],
  [
    'send_mail',
    { to: 'desk@example.com', subject: 'A call', text: 'From {{ caller.number }}.' },
    { to: 'nobody' },
  ],
]

const told = tellers.flatMap(([kind, right, wrong]) => {
  const telling = (settings: FlowBlock['settings']) => ({
    ...ends,
    first: block(kind, settings, { next: 'yes', error: 'no' }),
  })
  return [
    written(`${kind}: done`, {
      blocks: telling(right),
      path: 'start:next first:next yes:next end',
    }),
    written(`${kind}: failed`, {
      blocks: telling({ ...right, ...wrong }),
      given: { mocks: { first: { kind: 'failed', reason: 'It is not right.' } } },
      path: 'start:next first:error no:next end',
    }),
  ]
})

/** Flows that ask and tell others, while somebody is on the telephone. */
export const besideTheCall: readonly CorpusFlow[] = [...requests, ...contacts, ...told]
