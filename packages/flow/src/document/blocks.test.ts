import { describe, expect, it } from 'vitest'
import { block, flowOf } from '../testing/build-flow.ts'
import { blockName, blockOf, exitsOf, exitsTaken, startOf, targetOf, targetsOf } from './blocks.ts'

describe('blocks', () => {
  it('are called by their name, or what their kind is called, or their kind', () => {
    expect(blockName(block('go_to', {}, {}, 'Back'))).toBe('Back')
    expect(blockName(block('go_to', {}))).toBe('Go to')
    expect(blockName(block('telepathy', {}))).toBe('telepathy')
  })

  it('are found by ids of their own alone', () => {
    const document = flowOf({ constructor: block('say', {}) })
    expect(blockOf(document, 'constructor')?.kind).toBe('say')
    expect(blockOf(document, 'valueof')).toBeUndefined()
    expect(blockOf(document, '__proto__')).toBeUndefined()
    expect(blockOf(document, 'toString')).toBeUndefined()
  })

  it('lead where their exits do, each place once, and where they jump', () => {
    const menu = block(
      'menu',
      { choices: [{ key: '1' }, { key: '*' }, { key: 'x' }] },
      { key_1: 'a', key_star: 'b', no_input: 'a', no_match: null, key_7: 'lost' },
    )
    expect(exitsOf(menu).map(({ id }) => id)).toEqual([
      'key_1',
      'key_star',
      'no_input',
      'no_match',
      'error',
    ])
    expect(targetsOf(menu)).toEqual(['a', 'b'])
    expect(targetsOf(block('go_to', { block: 'a' }))).toEqual(['a'])
    expect(targetsOf(block('go_to', { block: 7 }))).toEqual([])
    expect(targetsOf(block('telepathy', {}, { understood: 'a', constructor: 'b' }))).toEqual([
      'a',
      'b',
    ])
    expect(targetOf(menu, 'no_match')).toBeUndefined()
    expect(targetOf(menu, 'toString')).toBeUndefined()
  })

  it('that are disabled lead on by their first exit alone, and jump nowhere', () => {
    const off = { ...block('say', {}, { next: 'a', error: 'b' }), disabled: true }
    expect(exitsTaken(off).map(({ id }) => id)).toEqual(['next'])
    expect(targetsOf(off)).toEqual(['a'])
    expect(targetsOf({ ...block('go_to', { block: 'a' }), disabled: true })).toEqual([])
  })

  it('begin with the start, the first by id where there are several', () => {
    const start = block('start', {})
    expect(startOf({ schema: 2, blocks: { z: start, b: block('say', {}), c: start } })).toBe('c')
    expect(startOf({ schema: 2, blocks: {} })).toBeUndefined()
  })
})
