import { describe, expect, it } from 'vitest'
import { reachable, soundly } from '../testing/sound-document.ts'
import { studioFlow, twilioFlows, widget } from '../testing/twilio-flows.ts'
import { importTwilio } from './import-twilio.ts'

const imported = (name: keyof typeof twilioFlows) => soundly(importTwilio(twilioFlows[name]))
const one = (type: string, properties: Record<string, unknown>, event = 'success') => {
  const flow = studioFlow('One', 'it', [
    widget('it', type, properties, [[event, 'then']]),
    widget('then', 'say-play', { say: 'Then.' }),
  ])
  return soundly(importTwilio(flow))
}
const names = (items: readonly { source: { name: string } }[]) =>
  items.map(({ source }) => source.name)

describe('a gather and its split', () => {
  it('become one menu, with words where speech is split as well', () => {
    const { document, report } = imported('frontDesk')
    expect(document.blocks['welcome']).toEqual({
      kind: 'menu',
      name: 'welcome',
      at: { x: 40, y: 200 },
      settings: {
        text: 'Hello {{ caller.number }}. Press 1 for bookings, 2 for billing, 0 for the desk.',
        voice: 'polly:Joanna',
        choices: [
          { key: '1', label: 'bookings', words: ['booking'] },
          { key: '2', label: 'billing', words: ['billing', 'invoice'] },
          { key: '0', label: 'desk' },
          { key: '*', label: 'desk' },
        ],
        noInputMs: 6000,
        tries: 2,
        bargeIn: true,
      },
      exits: {
        key_1: 'bookings',
        key_2: 'billing',
        key_0: 'desk',
        key_star: 'desk',
        no_input: 'goodbye',
        no_match: 'welcome',
        error: 'end',
      },
    })
    expect(document.blocks['by-key']).toBeUndefined()
    expect(names(report.mapped)).toContain('by_key')
  })

  it('stay two where something else leads to the split', () => {
    const states = twilioFlows.frontDesk.states.map((state) => structuredClone(state))
    const flow = { ...twilioFlows.frontDesk, states: [...states, detour] }
    const { document } = soundly(importTwilio(flow))
    expect(document.blocks['welcome']?.kind).toBe('gather')
    expect(document.blocks['by-key']?.kind).toBe('branch')
  })

  const detour = widget('detour', 'say-play', { say: 'Once more.' }, [['audioComplete', 'by_key']])
})

describe('values', () => {
  it('of widgets are kept under a name of their own, where they are read later', () => {
    const { document } = imported('orderStatus')
    expect(document.blocks['ask']?.exits['next']).toBe('ask_2')
    expect(document.blocks['ask_2']).toMatchObject({
      kind: 'expression',
      settings: { assign: [{ variable: 'answer_of_ask', expression: 'gather' }] },
      exits: { next: 'look-up' },
    })
    expect(document.blocks['look-up']?.settings).toMatchObject({
      bodyKind: 'json',
      body: '{"order": "{{ answer_of_ask.digits }}", "from": "{{ caller.number }}"}',
    })
  })

  it('take filters along, and names that Iris gives are not set', () => {
    const { document } = imported('orderStatus')
    expect(document.blocks['remember']?.settings['assign']).toEqual([
      {
        variable: 'customer_name',
        value: '{{ upper(string(answer_of_look_up.body.customer.name)) }}',
      },
      { variable: 'call_2', value: '{{ orElse(customer_name, "nobody") }}' },
    ])
  })

  it('are told as lost where there are none', () => {
    const { document, report } = one('say-play', {
      say: 'From {{trigger.call.FromCity}}{% if a %}!{% endif %}',
    })
    expect(document.blocks['it']?.settings['text']).toBe('From !')
    expect(report.approximated[0]?.why).toContain('{{trigger.call.FromCity}}')
    expect(report.approximated[0]?.why).toContain('{% if a %}')
  })
})

describe('rules', () => {
  it('stay comparisons where they can, and are expressions where several must hold', () => {
    const cases = imported('orderStatus').document.blocks['by-state']?.settings['cases']
    expect(cases).toMatchObject([
      { left: '{{ answer_of_look_up.body.state }}', is: 'equals', right: 'shipped' },
      {
        when:
          'string(orElse(answer_of_look_up.status, "")) == "200" && ' +
          'matches(string(orElse(answer_of_look_up.body.state, "")), "^pack")',
      },
      { is: 'is_empty', right: '' },
    ])
  })

  it('go on in a further branch where they are more than one takes', () => {
    const { document } = imported('manyWays')
    expect(document.blocks['by-number']?.exits['otherwise']).toBe('by-number_2')
    expect(document.blocks['by-number_2']?.exits['otherwise']).toBe('by-number_3')
    expect(document.blocks['by-number_3']?.exits).toMatchObject({
      case_5: 'say-44',
      otherwise: 'last',
    })
  })
})

describe('what there is no block for', () => {
  it('is passed, with a note in its place', () => {
    const { document, report } = imported('missedCall')
    expect(names(report.left)).toEqual(['ring', 'text', 'ask'])
    expect(document.blocks['trigger']?.exits['next']).toBe('note')
    expect(document.notes?.map(({ text }) => text)).toEqual([
      expect.stringContaining('ring (connect-call-to)'),
      expect.stringContaining('text (send-message)'),
      expect.stringContaining('ask (send-and-wait-for-reply)'),
    ])
  })

  it('ends the call where it is all there is', () => {
    const { document } = imported('ring')
    expect(document.blocks['trigger']?.exits).toEqual({ next: 'end' })
    expect(document.blocks['end']?.kind).toBe('end')
  })

  it('is passed by the way of success', () => {
    const { document, report } = imported('oddments')
    expect(names(report.left)).toEqual(['pay', 'bot', 'twiml'])
    expect(document.blocks['child']?.exits).toEqual({ next: 'twice', error: 'twice' })
  })
})

describe('single widgets', () => {
  it('that say nothing are told', () => {
    expect(one('say-play', { say: ' ' }).report.approximated[0]?.why).toContain('Write what')
  })

  it('that say something three times go round a loop', () => {
    const { document } = imported('oddments')
    expect(document.blocks['twice']).toMatchObject({ kind: 'loop', settings: { times: 3 } })
    const said = document.blocks['twice']?.exits['again'] ?? ''
    expect(document.blocks[said]).toMatchObject({ kind: 'say', exits: { next: 'twice' } })
  })

  it('that play a file name a prompt after it', () => {
    const { document, report } = imported('orderStatus')
    expect(document.blocks['sorry']).toMatchObject({
      kind: 'play',
      settings: { prompt: 'we are sorry' },
    })
    expect(names(report.approximated)).toContain('sorry')
  })

  it('that ask with GET put their parameters into the address', () => {
    const { document } = one('make-http-request', {
      method: 'GET',
      url: 'https://example.com/?a=1',
      parameters: [{ key: 'from whom', value: '{{trigger.call.From}}' }],
    })
    expect(document.blocks['it']?.settings).toMatchObject({
      method: 'GET',
      url: 'https://example.com/?a=1&from%20whom={{ caller.number }}',
    })
    expect(document.blocks['it']?.settings).not.toHaveProperty('body')
  })

  it('that make requests fail by every way in which those can', () => {
    const { exits } = imported('orderStatus').document.blocks['look-up'] ?? {}
    expect(exits).toEqual({
      ok: 'look-up_2',
      failed_status: 'sorry',
      timeout: 'sorry',
      error: 'sorry',
    })
  })

  it('that call a number end the call after the talk where nothing follows', () => {
    const { exits } = imported('frontDesk').document.blocks['desk'] ?? {}
    expect(exits).toEqual({
      answered: null,
      busy: 'end',
      no_answer: 'end',
      machine: 'end',
      error: 'end',
    })
  })

  it('that run a function ask its address with a form', () => {
    expect(imported('missedCall').document.blocks['note']?.settings).toMatchObject({
      url: 'https://callbacks-1234.twil.io/later',
      method: 'POST',
      bodyKind: 'form',
      body: 'from={{ caller.number }}',
    })
  })

  it.each([
    ['enqueue-call', { queue_name: 'Sales' }, 'enqueue'],
    ['record-call', { record_call: 'true' }, 'record_call'],
    ['record-voicemail', {}, 'voicemail'],
    ['connect-call-to', { noun: 'sip', sip_endpoint: 'sip:a@example.com' }, 'dial'],
    ['run-subflow', { flow_sid: 'FW1' }, 'sub_flow'],
    ['set-variables', { variables: [{ key: 'a', value: 'b' }] }, 'set'],
  ])('%s %j becomes %s', (type, properties, kind) => {
    expect(one(type, properties).document.blocks['it']?.kind).toBe(kind)
  })
})

describe('the trigger', () => {
  it('takes what a message or a request began, where no call did, and says so', () => {
    const flow = structuredClone(twilioFlows.ring)
    const trigger = widget('Trigger', 'trigger', {}, [['incomingRequest', 'hello']])
    const hello = widget('hello', 'say-play', { say: 'Hello.' })
    const { document, report } = soundly(importTwilio({ ...flow, states: [trigger, hello] }))
    expect(document.blocks['trigger']?.exits['next']).toBe('hello')
    expect(names(report.approximated)).toContain('Trigger')
  })

  it('leads to every widget that calls come to', () => {
    const all = imported('frontDesk')
    expect(reachable(all)).toEqual(new Set(Object.keys(all.document.blocks)))
  })
})

describe('what is no Studio flow', () => {
  const { states } = twilioFlows.ring
  it.each([
    [null, 'no JSON object'],
    ['{}', 'no JSON object'],
    [{ Version: '2019-10-30', Actions: [] }, 'no list of “states”'],
    [{ states: [] }, 'no trigger'],
    [{ states: [{ type: 'trigger' }] }, 'Widget 1 has no name'],
    [{ states: [{ name: 'a\nb', type: 'trigger' }] }, 'Widget 1 has no name'],
    [{ states: [...states, states[1]] }, 'Two widgets are called “one”'],
    [{ states: Array.from({ length: 1501 }, () => ({})) }, 'more than 1500'],
  ])('is refused with the reason: %j', (input, reason) => {
    const result = importTwilio(input)
    expect(result.kind).toBe('refused')
    expect(result).toHaveProperty('reason', expect.stringContaining(reason))
  })

  it('is taken as the API gives it, too', () => {
    expect(importTwilio({ sid: 'FW1', definition: twilioFlows.frontDesk })).toEqual(
      importTwilio(twilioFlows.frontDesk),
    )
  })
})
