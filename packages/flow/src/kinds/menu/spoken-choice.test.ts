import type { FlowDocument } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, startFlow } from './interpreter.ts'
import { choiceSaid } from './spoken-choice.ts'
import type { FlowEvent } from './step.ts'
import { validateFlow } from './validate.ts'

const choices = [
  { key: '1', label: 'Sales', words: ['sales', 'buy something'] },
  { key: '2', label: 'Support', words: ['support', 'help', 'technical support'] },
  { key: '3', label: 'Support for sales', words: ['sales support'] },
  { key: '9', label: 'Operator' },
]

function menu(language?: string, offered = choices): FlowDocument {
  const exits = Object.fromEntries(offered.map(({ key }) => [`key_${key}`, 'end']))
  return {
    schema: 1,
    nodes: {
      start: { kind: 'start', exits: { next: 'menu' } },
      menu: {
        kind: 'menu',
        text: 'Sales or support?',
        choices: offered,
        noInputMs: 3000,
        tries: 2,
        bargeIn: true,
        ...(language !== undefined && { language }),
        exits: { ...exits, no_input: 'end', no_match: 'end', error: 'end' },
      },
      end: { kind: 'hang_up', exits: {} },
    },
  }
}

describe('the option that was said', () => {
  it.each([
    ['Sales.', '1'],
    ['uh, I would like to BUY something, please', '1'],
    ['help!', '2'],
    ['technical support', '2'],
    ['It is for sales support', '3'],
  ])('%j is %s', (text, key) => {
    expect(choiceSaid(choices, text)).toBe(key)
  })

  it.each(['', 'wholesales', 'Sales or help?', '…'])('%j is none', (text) => {
    expect(choiceSaid(choices, text)).toBeUndefined()
  })

  it('is found however it is written, in any language', () => {
    const words = [{ key: '1', label: 'A', words: ["l'été", 'größe'] }]
    expect(choiceSaid(words, 'L’ÉTÉ!')).toBe('1')
    expect(choiceSaid(words, 'die Größe')).toBe('1')
  })

  it('is one of the offered or none, whatever was said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const key = choiceSaid(choices, text)
        expect(key === undefined || choices.some((choice) => choice.key === key)).toBe(true)
      }),
    )
  })
})

describe('a menu that listens', () => {
  const run = (...said: string[]) => {
    const document = menu()
    let step = startFlow(document, { callId: 'c', callerNumber: '', calledNumber: '' }, 0)
    for (const text of said) {
      const event: FlowEvent = { kind: 'heard', text }
      step = advance(document, step.state, event, 0)
    }
    return step
  }

  it('asks for its words, in its language', () => {
    const context = { callId: 'c', callerNumber: '', calledNumber: '' }
    expect(startFlow(menu('en-GB'), context, 0).commands).toMatchObject([
      {
        kind: 'gather',
        speech: {
          language: 'en-GB',
          hints: [
            'sales',
            'buy something',
            'support',
            'help',
            'technical support',
            'sales support',
          ],
        },
      },
    ])
    const silent = choices.map(({ key, label }) => ({ key, label }))
    const { commands } = startFlow(menu(undefined, silent), context, 0)
    expect(commands[0]).not.toHaveProperty('speech')
  })

  it('is left by the option that was said', () => {
    expect(run('Help, please').trace.find(({ kind }) => kind === 'menu')?.outcome).toBe('key_2')
  })

  it('asks again when something else was said, and is left by no_match in the end', () => {
    expect(run('Banana').commands).toMatchObject([{ kind: 'gather' }])
    const { trace } = run('Banana', '')
    expect(trace.find(({ kind }) => kind === 'menu')?.outcome).toBe('no_match')
  })

  it('is not valid where a word is of two options, or there are too many', () => {
    const codes = (document: FlowDocument) =>
      validateFlow(document, {}).map(({ severity, code, node }) => ({ severity, code, node }))
    const twice = [
      { key: '1', label: 'A', words: ['Help'] },
      { key: '2', label: 'B', words: ['help!'] },
    ]
    expect(codes(menu(undefined, twice))).toEqual([
      { severity: 'error', code: 'duplicate_word', node: 'menu' },
    ])
    const many = Array.from({ length: 6 }, (_, n) => ({
      key: String(n),
      label: 'A',
      words: Array.from({ length: 10 }, (_, m) => `word ${n} ${m}`),
    }))
    expect(codes(menu(undefined, many))).toEqual([
      { severity: 'warning', code: 'too_many_words', node: 'menu' },
    ])
    expect(codes(menu())).toEqual([])
  })
})
