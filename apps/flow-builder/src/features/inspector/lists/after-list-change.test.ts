import type { FlowBlock } from '@iris/contracts'
import { exitsOf, kindNamed, targetOf } from '@iris/flow'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterListChange, type ListChange } from './after-list-change.ts'
import { itemTitle } from './item-title.ts'

const branchOf = (names: readonly string[]): FlowBlock => ({
  kind: 'branch',
  at: { x: 0, y: 0 },
  settings: { cases: names.map((title) => ({ title, left: 'a', is: 'equals', right: 'b' })) },
  exits: {
    ...Object.fromEntries(names.map((name, index) => [`case_${index + 1}`, `to_${name}`])),
    otherwise: 'end',
  },
})

const menuOf = (keys: readonly string[]): FlowBlock => ({
  kind: 'menu',
  at: { x: 0, y: 0 },
  settings: { text: 'Press.', choices: keys.map((key) => ({ key, label: `Key ${key}` })) },
  exits: {
    ...Object.fromEntries(keys.map((key) => [`key_${key}`, `to_${key}`])),
    no_input: 'end',
  },
})

/** Where each item of a list leads, by what it is called. */
function leads(block: FlowBlock): (string | undefined)[][] {
  const wired = exitsOf(block).map(({ id, title }) => [title, targetOf(block, id)])
  return wired.filter(([title]) => title?.startsWith('item ') === true)
}

const anyChange = (): fc.Arbitrary<ListChange> => {
  const place = fc.integer({ min: -1, max: 9 })
  return fc.oneof(
    fc.record({ kind: fc.constant('remove' as const), at: place }),
    fc.record({ kind: fc.constant('move' as const), from: place, to: place }),
    fc.record({
      kind: fc.constant('add' as const),
      at: place,
      item: fc.constant({ title: 'item new', left: '', is: 'equals', right: '' }),
    }),
  )
}

/** The same by hand: items that carry their targets with them. */
function changedByHand<Item>(items: readonly Item[], change: ListChange, added: Item): Item[] {
  const has = (at: number) => at >= 0 && at < items.length
  if (change.kind === 'add' && change.at >= 0 && change.at <= items.length) {
    return items.toSpliced(change.at, 0, added)
  }
  if (change.kind === 'remove' && has(change.at)) return items.toSpliced(change.at, 1)
  if (change.kind === 'move' && has(change.from) && has(change.to)) {
    const rest = items.filter((_, index) => index !== change.from)
    return [
      ...rest.slice(0, change.to),
      ...items.slice(change.from, change.from + 1),
      ...rest.slice(change.to),
    ]
  }
  return [...items]
}

describe('a list whose items have exits', () => {
  it('keeps every wire with its item, whatever happens to the list', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 8 }),
        fc.array(anyChange(), { maxLength: 12 }),
        (numbers, changes) => {
          const names = numbers.map((number) => `item ${number}`)
          let block = branchOf(names)
          let expected: (string | undefined)[][] = names.map((name) => [name, `to_${name}`])
          for (const change of changes) {
            block = afterListChange(block, 'cases', change)
            expected = changedByHand(expected, change, ['item new', undefined])
          }
          expect(leads(block)).toEqual(expected)
          expect(targetOf(block, 'otherwise')).toBe('end')
          const ids = new Set(exitsOf(block).map(({ id }) => id))
          expect(Object.keys(block.exits).filter((id) => !ids.has(id))).toEqual([])
        },
      ),
    )
  })

  it('gives a new item no wire that was left over from another', () => {
    const block = { ...branchOf(['a']), exits: { case_1: 'x', case_2: 'stale' } }
    const item = { left: '', is: 'equals', right: '' }
    const after = afterListChange(block, 'cases', { kind: 'add', at: 1, item })
    expect(after.exits).toEqual({ case_1: 'x' })
  })

  it('takes the wire of an option along to its new key', () => {
    const item = { key: '7', label: 'Key 7' }
    const after = afterListChange(menuOf(['1', '2']), 'choices', { kind: 'edit', at: 0, item })
    expect(after.exits).toEqual({ no_input: 'end', key_7: 'to_1', key_2: 'to_2' })
  })

  it('moves options of a menu without touching where their keys lead', () => {
    const block = menuOf(['1', '2', '3'])
    const after = afterListChange(block, 'choices', { kind: 'move', from: 2, to: 0 })
    expect(after.settings['choices']).toMatchObject([{ key: '3' }, { key: '1' }, { key: '2' }])
    expect(after.exits).toEqual(block.exits)
  })

  it('names the item an exit comes from', () => {
    expect(itemTitle(menuOf(['1', '2']), 'key_2')).toBe('Key 2')
    expect(itemTitle(branchOf(['a', 'b']), 'case_2')).toBe('b')
    expect(itemTitle(menuOf(['1']), 'no_input')).toBe('')
  })

  it('keeps the wire of the first of two options with one key when the second goes', () => {
    const block = { ...menuOf(['1', '1']), exits: { key_1: 'sales' } }
    const after = afterListChange(block, 'choices', { kind: 'remove', at: 1 })
    expect(after.exits).toEqual({ key_1: 'sales' })
  })
})

it('leaves the block it was given as it was, and one without such exits wired as it was', () => {
  const block: FlowBlock = {
    kind: 'set',
    at: { x: 0, y: 0 },
    settings: { assign: [{ variable: 'a', value: '1' }] },
    exits: { next: 'end' },
  }
  const before = structuredClone(block)
  const after = afterListChange(block, 'assign', { kind: 'remove', at: 0 })
  expect(block).toEqual(before)
  expect(after).toEqual({ ...before, settings: { assign: [] } })
  expect(kindNamed('set')).toBeDefined()
})

it('makes a list where the settings have none, and keeps what an unknown kind has', () => {
  const block = { kind: 'telepathy', at: { x: 0, y: 0 }, settings: {}, exits: { case_1: 'end' } }
  const after = afterListChange(block, 'cases', { kind: 'add', at: 0, item: { a: 1 } })
  expect(after.settings).toEqual({ cases: [{ a: 1 }] })
  expect(after.exits).toEqual({ case_1: 'end' })
})
