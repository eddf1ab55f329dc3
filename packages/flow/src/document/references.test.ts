import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { menuForm } from '../kinds/menu/menu-form.ts'
import { kinds } from '../kinds/registry.ts'
import { block, flowOf } from '../testing/build-flow.ts'
import { anyFlow } from '../testing/random-flows.ts'
import { wrongSettings } from '../testing/random-settings.ts'
import { fieldsOf, isShown } from './fields.ts'
import { referencesOf } from './references.ts'

describe('the fields of a form', () => {
  it('are filled in place by place, those of list items one by one', () => {
    const choices = [{ key: '1', label: 'Sales', words: ['sales'] }, { key: '2' }]
    const filled = fieldsOf(menuForm, { text: 'Hello', choices })
    expect(filled.map(({ setting, value }) => [setting, value]).slice(0, 8)).toEqual([
      ['/text', 'Hello'],
      ['/choices', choices],
      ['/choices/0/key', '1'],
      ['/choices/0/label', 'Sales'],
      ['/choices/0/words', ['sales']],
      ['/choices/1/key', '2'],
      ['/choices/1/label', undefined],
      ['/choices/1/words', undefined],
    ])
  })

  it('are found in settings of any shape', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), wrongSettings, ({ form }, settings) => {
        const ways = fieldsOf(form, settings).map(({ setting }) => setting)
        expect(ways.filter((way) => !way.startsWith('/'))).toEqual([])
        expect(new Set(ways).size).toBe(ways.length)
      }),
    )
  })

  it('are shown as long as the setting they depend on has one of their values', () => {
    const field = { key: 'b', type: 'text', label: 'B' } as const
    expect(isShown(field, {})).toBe(true)
    const dependent = { ...field, when: { key: 'a', is: ['digits', true] } }
    expect(
      [{ a: 'digits' }, { a: true }, { a: 'speech' }, {}].map((s) => isShown(dependent, s)),
    ).toEqual([true, true, false, false])
    expect(fieldsOf([dependent], { a: 'speech', b: 'x' })).toEqual([])
    const given = { ...field, given: 'a' }
    expect(
      [{ a: 'x' }, { a: [1] }, { a: '' }, { a: [] }, { a: null }, {}].map((s) => isShown(given, s)),
    ).toEqual([true, true, false, false, false, false])
  })
})

describe('the references of a flow', () => {
  it('are the names it has for things outside it, with where they stand', () => {
    const document = flowOf({
      first: block('enqueue', { queue: ' Sales ' }),
      tune: block('play', { prompt: 'Tune' }),
      box: { ...block('voicemail', { box: 'Front desk' }), disabled: true },
      within: block('sub_flow', { flow: '' }),
      odd: block('telepathy', { queue: 'Nobody' }),
      wrong: block('queue_status', { queue: 7 }),
    })
    expect(referencesOf(document)).toEqual([
      { type: 'queue', name: 'Sales', block: 'first', setting: '/queue', label: 'Queue' },
      { type: 'prompt', name: 'Tune', block: 'tune', setting: '/prompt', label: 'Prompt' },
      { type: 'voicemail_box', name: 'Front desk', block: 'box', setting: '/box', label: 'Box' },
      { type: 'flow', name: '', block: 'within', setting: '/flow', label: 'Flow' },
      { type: 'queue', name: '', block: 'wrong', setting: '/queue', label: 'Queue' },
    ])
  })

  it('are found in any document', () => {
    fc.assert(
      fc.property(anyFlow(), (document) => {
        const ids = new Set(Object.keys(document.blocks))
        expect(referencesOf(document).filter(({ block: id }) => !ids.has(id))).toEqual([])
      }),
    )
  })
})
