/** Flows as Twilio Studio exports them, written from the format its documentation publishes. */

interface Condition {
  readonly type: string
  readonly argument: string
  readonly value: string
}

/** A widget, with the events of its transitions, where they lead, and what has to hold for it. */
export function widget(
  name: string,
  type: string,
  properties: Record<string, unknown>,
  transitions: readonly (readonly [event: string, next?: string, ...Condition[]])[] = [],
) {
  return {
    name,
    type,
    transitions: transitions.map(([event, next, ...conditions]) => ({
      event,
      ...(next !== undefined && { next }),
      ...(conditions.length > 0 && {
        conditions: conditions.map((condition) => ({
          friendly_name: `If value ${condition.type} ${condition.value}`,
          type: condition.type,
          arguments: [condition.argument],
          value: condition.value,
        })),
      }),
    })),
    properties: { offset: { x: 0, y: 0 }, ...properties },
  }
}

export function studioFlow(description: string, call: string, states: readonly object[]) {
  const trigger = widget('Trigger', 'trigger', { offset: { x: 0, y: 0 } }, [
    ['incomingMessage'],
    ['incomingCall', call],
    ['incomingConversationMessage'],
    ['incomingRequest'],
    ['incomingParent'],
  ])
  return {
    description,
    states: [trigger, ...states],
    initial_state: 'Trigger',
    flags: { allow_concurrent_calls: true },
  }
}

const is = (argument: string, value: string, type = 'equal_to'): Condition => ({
  type,
  argument: `{{${argument}}}`,
  value,
})

/** A menu of three keys, two of them also words. */
const frontDesk = studioFlow('Front desk', 'welcome', [
  widget(
    'welcome',
    'gather-input-on-call',
    {
      say: 'Hello {{trigger.call.From}}. Press 1 for bookings, 2 for billing, 0 for the desk.',
      voice: 'Polly.Joanna-Neural',
      language: 'en-US',
      loop: 2,
      number_of_digits: 1,
      timeout: 6,
      speech_timeout: 'auto',
      gather_language: 'en',
      finish_on_key: '#',
      stop_gather: true,
      offset: { x: 40, y: 200 },
    },
    [
      ['keypress', 'by_key'],
      ['speech', 'by_key'],
      ['timeout', 'goodbye'],
    ],
  ),
  widget(
    'by_key',
    'split-based-on',
    { input: '{{widgets.welcome.Digits}}', offset: { x: 40, y: 420 } },
    [
      ['noMatch', 'welcome'],
      ['match', 'bookings', is('widgets.welcome.Digits', '1')],
      ['match', 'billing', is('widgets.welcome.Digits', '2')],
      ['match', 'desk', is('widgets.welcome.Digits', '0, *', 'matches_any_of')],
      ['match', 'bookings', is('widgets.welcome.SpeechResult', 'booking', 'contains')],
      [
        'match',
        'billing',
        is('widgets.welcome.SpeechResult', 'billing, invoice', 'matches_any_of'),
      ],
    ],
  ),
  widget('bookings', 'enqueue-call', { queue_name: 'Bookings', timeout: 600 }, [
    ['callComplete'],
    ['failedToEnqueue', 'message'],
    ['callFailure', 'message'],
  ]),
  widget('billing', 'send-to-flex', { workflow: 'WW0', channel: 'TC0', priority: '3' }, [
    ['callComplete'],
    ['failedToEnqueue', 'message'],
  ]),
  widget('desk', 'connect-call-to', { noun: 'number', to: '+15550100100', timeout: 20 }, [
    ['callCompleted'],
    ['hangup'],
  ]),
  widget('message', 'record-voicemail', { max_length: 120, play_beep: 'true' }, [
    ['recordingComplete', 'goodbye'],
    ['noAudio', 'goodbye'],
    ['hangup'],
  ]),
  widget('goodbye', 'say-play', { say: 'Thank you, goodbye.', loop: 1 }, [['audioComplete']]),
])

/** Digits are looked up elsewhere, and later widgets read the answers by name. */
const orderStatus = studioFlow('Order status', 'ask', [
  widget(
    'ask',
    'gather-input-on-call',
    { say: 'Enter your order number.', number_of_digits: 6, finish_on_key: '#', timeout: 8 },
    [['keypress', 'look-up'], ['speech'], ['timeout', 'ask']],
  ),
  widget(
    'look-up',
    'make-http-request',
    {
      method: 'POST',
      url: 'https://orders.example.com/status',
      content_type: 'application/json;charset=utf-8',
      body: '{"order": "{{widgets.ask.Digits}}", "from": "{{trigger.call.From}}"}',
    },
    [
      ['success', 'remember'],
      ['failed', 'sorry'],
    ],
  ),
  widget(
    'remember',
    'set-variables',
    {
      variables: [
        { key: 'customerName', value: '{{widgets.look-up.parsed.customer.name | upcase}}' },
        { key: 'call', value: '{{ flow.variables.customerName | default: "nobody" }}' },
      ],
    },
    [['next', 'by_state']],
  ),
  widget('by_state', 'split-based-on', { input: '{{widgets.look-up.parsed.state}}' }, [
    ['noMatch', 'sorry'],
    ['match', 'on_its_way', is('widgets.look-up.parsed.state', 'shipped')],
    [
      'match',
      'on_its_way',
      is('widgets.look-up.status_code', '200'),
      is('widgets.look-up.parsed.state', '^pack', 'regex'),
    ],
    ['match', 'sorry', is('widgets.look-up.parsed.state', '', 'is_blank')],
  ]),
  widget('on_its_way', 'say-play', {
    say: '{{flow.variables.customerName}}, order {{widgets.ask.Digits}} is on its way.',
  }),
  widget('sorry', 'say-play', { play: 'https://cdn.example.com/audio/we_are_sorry.mp3' }),
])

/** Texts, which have no blocks, around a call. */
const missedCall = studioFlow('Missed call', 'ring', [
  widget('ring', 'connect-call-to', { noun: 'client', to: 'reception' }, [
    ['callCompleted', 'text'],
  ]),
  widget('text', 'send-message', { from: '{{flow.channel.address}}', body: 'We missed you.' }, [
    ['sent', 'ask'],
    ['failed'],
  ]),
  widget('ask', 'send-and-wait-for-reply', { body: 'Call you back?', timeout: '3600' }, [
    ['incomingMessage', 'note'],
    ['timeout'],
    ['deliveryFailure'],
  ]),
  widget('note', 'run-function', {
    url: 'https://callbacks-1234.twil.io/later',
    parameters: [{ key: 'from', value: '{{contact.channel.address}}' }],
  }),
])

/** Recording, a sub-flow, a bot and a payment. */
const oddments = studioFlow('Oddments', 'record', [
  widget('record', 'record-call', { record_call: true }, [['success', 'child'], ['failed']]),
  widget(
    'child',
    'run-subflow',
    { flow_sid: 'FW1', flow_revision: 'LatestPublished', parameters: [{ key: 'a b', value: '1' }] },
    [
      ['completed', 'pay'],
      ['failed', 'bot'],
    ],
  ),
  widget('pay', 'capture-payments', { currency: 'usd' }, [['success', 'bot'], ['hangup']]),
  widget('bot', 'connect-virtual-agent', { connector: 'df' }, [['hangup'], ['return', 'twice']]),
  widget('twice', 'say-play', { say: 'Still there?', loop: 3 }, [['audioComplete', 'twiml']]),
  widget('twiml', 'add-twiml-redirect', { url: 'https://example.com' }, [['return']]),
])

/** Nothing to wait for: every step of it is left out, in a ring. */
const ring = studioFlow('Ring', 'one', [
  widget('one', 'send-message', { body: 'a' }, [['sent', 'two']]),
  widget('two', 'send-message', { body: 'b' }, [['sent', 'one']]),
])

/** More ways than a branch of ours has, on a value that is given with the call. */
const manyWays = studioFlow('Many ways', 'by_number', [
  widget('by_number', 'split-based-on', { input: '{{trigger.call.To}}' }, [
    ['noMatch', 'last'],
    ...Array.from({ length: 45 }, (_, index): [string, string, Condition] => [
      'match',
      `say_${index}`,
      is('trigger.call.To', `+1555010${String(index).padStart(4, '0')}`),
    ]),
  ]),
  ...Array.from({ length: 45 }, (_, index) =>
    widget(`say_${index}`, 'say-play', { say: `Branch ${index}` }, [['audioComplete', 'last']]),
  ),
  widget('last', 'say-play', { say: 'Goodbye.' }),
])

export const twilioFlows = { frontDesk, orderStatus, missedCall, oddments, ring, manyWays }
