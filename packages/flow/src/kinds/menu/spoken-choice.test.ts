import type { FlowDocument } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlowEvent } from '../../interpreter/step.ts'
import { block, flowOf, programOf } from '../../testing/build-flow.ts'
import { last } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'
import { choiceSaid } from './spoken-choice.ts'

const choices = [
  { key: '1', label: 'Sales', words: ['sales', 'buy something'] },
  { key: '2', label: 'Support', words: ['support', 'help', 'technical support'] },
  { key: '3', label: 'Support for sales', words: ['sales support'] },
  { key: '9', label: 'Operator' },
]

interface Choice {
  readonly key: string
  readonly label: string
  readonly words?: string[]
}

function menu(language?: string, offered: readonly Choice[] = choices): FlowDocument {
  const exits = Object.fromEntries(offered.map(({ key }) => [`key_${key}`, 'end']))
  const settings = {
    text: 'Sales or support?',
    choices: offered.map((choice) => ({ ...choice })),
    noInputMs: 3000,
    tries: 2,
    bargeIn: true,
    ...(language !== undefined && { language }),
  }
  return flowOf({
    first: block('menu', settings, { ...exits, no_input: 'end', no_match: 'end', error: 'end' }),
  })
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
  const heard = (text: string): FlowEvent => ({ kind: 'heard', text })
  const run = (...said: string[]) => last(programOf(menu()), said.map(heard))

  it('asks for its words, in its language', () => {
    expect(last(programOf(menu('en-GB'))).commands).toMatchObject([
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
    const { commands } = last(programOf(menu(undefined, silent)))
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
      validateFlow(document, {}).map(({ severity, code, setting }) => ({ severity, code, setting }))
    const twice = [
      { key: '1', label: 'A', words: ['Help'] },
      { key: '2', label: 'B', words: ['HELP.'] },
    ]
    expect(codes(menu(undefined, twice))).toEqual([
      { severity: 'error', code: 'bad_setting', setting: '/choices/1/words' },
    ])
    const many = Array.from({ length: 6 }, (_, n) => ({
      key: String(n),
      label: 'A',
      words: Array.from({ length: 10 }, (_, m) => `word ${n} ${m}`),
    }))
    expect(codes(menu(undefined, many))).toEqual([
      { severity: 'warning', code: 'doubtful_setting', setting: '/choices' },
    ])
    expect(codes(menu())).toEqual([])
  })
})
