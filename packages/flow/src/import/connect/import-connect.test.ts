import { describe, expect, it } from 'vitest'
import { action, connectFlows, contactFlow } from '../testing/connect-flows.ts'
import { reachable, soundly } from '../testing/sound-document.ts'
import { importConnect } from './import-connect.ts'

const imported = (name: keyof typeof connectFlows) => soundly(importConnect(connectFlows[name]))
const blocks = (name: keyof typeof connectFlows) => imported(name).document.blocks
const one = (type: string, parameters: Record<string, unknown>) => {
  const flow = contactFlow('it', [
    action('it', type, parameters, { next: 'then', errors: { NoMatchingError: 'bye' } }),
    action('then', 'MessageParticipant', { Text: 'Then.' }, { next: 'bye' }),
    action('bye', 'DisconnectParticipant', {}),
  ])
  return soundly(importConnect(flow))
}
const names = (items: readonly { source: { name: string } }[]) =>
  items.map(({ source }) => source.name)

describe('input', () => {
  it('of one key is a menu with an exit for each', () => {
    expect(blocks('support')['menu']).toMatchObject({
      kind: 'menu',
      settings: {
        text: 'Hello {{ first_name }}. Press 1 for sales or 2 for help.',
        choices: [
          { key: '1', label: 'to-sales' },
          { key: '2', label: 'to-help' },
        ],
        noInputMs: 7000,
        tries: 1,
      },
      exits: {
        key_1: 'transfer-sales',
        key_2: 'transfer-help',
        no_input: 'menu',
        no_match: 'wrong',
        error: 'bye',
      },
    })
  })

  it('that is stored is gathered, and read by later steps', () => {
    expect(blocks('lookUp')['input']).toMatchObject({
      kind: 'gather_secret',
      settings: { maxDigits: 8, finishKey: '#', variable: 'entered' },
      exits: { next: 'ask', no_input: 'bye', error: 'bye' },
    })
    expect(blocks('lookUp')['ask']?.settings).toMatchObject({
      bodyKind: 'json',
      body: '{"number": "{{ gather.digits }}", "source": "phone \\"line\\""}',
    })
  })
})

describe('what a contact carries along', () => {
  it('is written into the blocks that use it: the queue by its name, and the voice', () => {
    expect(blocks('support')['transfer-sales']?.settings['queue']).toBe('Sales')
    expect(blocks('support')['transfer-help']?.settings['queue']).toBe('q-help')
    expect(blocks('support')['wrong']?.settings).toEqual({
      text: '<speak>That is <break/> none of them.</speak>',
      voice: 'polly:Vicki',
    })
  })

  it('is told as uncertain where ways with different ones meet', () => {
    const { document, report } = imported('meeting')
    expect(['Gold', 'Silver']).toContain(document.blocks['transfer']?.settings['queue'])
    expect(report.approximated).toContainEqual({
      source: { name: 'transfer', type: 'TransferContactToQueue' },
      block: 'transfer',
      why: expect.stringContaining('depends on the way'),
    })
  })
})

describe('comparing', () => {
  it('with equal values is a switch', () => {
    expect(blocks('meeting')['by-plan']).toMatchObject({
      kind: 'switch',
      settings: { value: '{{ plan }}', cases: [{ is: 'gold' }, { is: 'silver' }] },
      exits: { case_1: 'full', case_2: 'full', otherwise: 'full' },
    })
  })

  it('otherwise is a branch, whose rules nobody knows are never taken and told', () => {
    const { document, report } = imported('lookUp')
    expect(document.blocks['score']?.settings['cases']).toEqual([
      { title: 'at least 90', when: 'double(orElse(http.body.score, "")) >= 90' },
      { title: 'starts with A', when: 'startsWith(string(orElse(http.body.score, "")), "A")' },
      { title: 'Fancy A', when: 'false' },
    ])
    expect(names(report.approximated)).toContain('score')
  })

  it('a figure of a queue looks it up first', () => {
    expect(blocks('meeting')['full']).toMatchObject({
      kind: 'queue_status',
      exits: { next: 'full_2', error: 'transfer' },
    })
    expect(blocks('meeting')['full_2']).toMatchObject({
      kind: 'branch',
      settings: { cases: [{ when: 'double(queue.waiting) > 20' }] },
      exits: { case_1: 'bye', otherwise: 'transfer' },
    })
  })

  it('a number drawn by chance splits by what lies between', () => {
    expect(blocks('outbound')['split']?.settings['shares']).toEqual([
      { title: '20 %', weight: 20 },
      { title: '40 %', weight: 40 },
      { title: '40 %', weight: 40 },
    ])
  })
})

describe('single actions', () => {
  it.each([
    ['loop', { kind: 'loop', settings: { times: 3 }, exits: { again: 'wait', done: 'dial' } }],
    ['wait', { kind: 'wait', settings: { ms: 30_000 }, exits: { next: 'loop', error: 'bye' } }],
    ['dial', { kind: 'dial', settings: { to: '{{ pager }}', ringTimeoutMs: 25_000 } }],
    ['record', { kind: 'record_call', settings: { action: 'on' } }],
    ['other', { kind: 'sub_flow', settings: { flow: 'f2' } }],
    ['bye', { kind: 'end', exits: {} }],
  ])('%s', (id, block) => {
    expect(blocks('outbound')[id]).toMatchObject(block)
  })

  it('set variables under names that Iris does not give', () => {
    expect(blocks('lookUp')['keep']?.settings['assign']).toEqual([
      { variable: 'name', value: '{{ http.body.name }}' },
      { variable: 'city', value: '{{ http.body.address.city }}' },
      { variable: 'queue_2', value: 'x' },
    ])
  })

  it('that look at hours want them entered', () => {
    const { document, report } = imported('support')
    expect(document.blocks['hours']?.exits).toEqual({ open: 'menu', closed: 'closed' })
    const told = report.approximated.find(({ block }) => block === 'hours')
    expect(told?.why).toContain('Shop hours')
  })

  it('without an identifier of their own are named by their type', () => {
    expect(blocks('module')['invoke-flow-module']?.exits['next']).toBe('end-flow-module-execution')
    expect(blocks('module')['end-flow-module-execution']?.kind).toBe('return')
  })

  it.each([
    ['MessageParticipant', { Text: 'Hi' }, 'say'],
    ['MessageParticipant', { PromptId: 'p' }, 'play'],
    ['UpdateContactAttributes', { Attributes: { a: 'b' } }, 'set'],
    ['UpdateFlowAttributes', { FlowAttributes: { a: { Value: 'b' } } }, 'set'],
    ['InvokeExternalResource', { FunctionArn: 'f' }, 'http_request'],
    ['DequeueContactAndTransferToQueue', { QueueId: 'q' }, 'enqueue'],
    ['GetMetricData', {}, 'queue_status'],
  ])('%s %j becomes %s', (type, parameters, kind) => {
    expect(one(type, parameters).document.blocks['it']?.kind).toBe(kind)
  })

  it('keep braces that were text', () => {
    const { document } = one('MessageParticipant', { Text: 'Use {{ and }}.' })
    expect(document.blocks['it']?.settings['text']).toBe('Use {{ "{{" }} and }}.')
  })
})

describe('what there is no block for', () => {
  it('is passed, and told', () => {
    const { document, report } = imported('extras')
    expect(names(report.left)).toEqual(['hooks', 'lex', 'callback'])
    expect(document.blocks['start']?.exits['next']).toBe('metrics')
    expect(document.blocks['tell']?.settings['text']).toBe('{{ queue.waiting }} wait in .')
  })

  it('leaves no block that nothing leads to', () => {
    for (const name of ['support', 'meeting', 'lookUp', 'outbound', 'extras'] as const) {
      const all = imported(name)
      expect(reachable(all), name).toEqual(new Set(Object.keys(all.document.blocks)))
    }
  })
})

describe('what is no contact flow', () => {
  const flow = connectFlows.module
  it.each([
    [undefined, 'no JSON object'],
    [[], 'no JSON object'],
    [{ states: [] }, 'no list of “Actions”'],
    [{ modules: [] }, 'older format'],
    [{ ...flow, Version: '2030-01-01' }, '2030-01-01'],
    [{ ...flow, StartAction: 'nowhere' }, 'starts with'],
    [{ ...flow, Actions: [{}] }, 'Action 1 has no identifier'],
    [{ ...flow, Actions: [...flow.Actions, ...flow.Actions] }, 'Two actions have the identifier'],
    [{ ...flow, Actions: Array.from({ length: 1501 }, () => ({})) }, 'more than 1500'],
  ])('is refused with the reason: %j', (input, reason) => {
    const result = importConnect(input)
    expect(result.kind).toBe('refused')
    expect(result).toHaveProperty('reason', expect.stringContaining(reason))
  })
})
