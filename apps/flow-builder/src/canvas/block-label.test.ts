import { expect, test } from 'vitest'
import { blockLabel } from './block-label.ts'
import { block } from './graph/testing/graphs.ts'

const menu = { ...block('a', { x: 0, y: 0 }, ['b', null, null]), title: 'Main menu' }

test('a block is called by its kind, its name, its exits and those unwired', () => {
  expect(blockLabel(menu, false)).toBe('Menu, Main menu, 3 exits, 2 unwired')
})

test('an exit that may stay unwired is not missed', () => {
  const exits = menu.exits.map((exit) => ({ ...exit, optional: true }))
  expect(blockLabel({ ...menu, exits }, false)).toBe('Menu, Main menu, 3 exits')
})

test('a block without a name of its own is called by its kind once', () => {
  expect(blockLabel({ ...menu, title: 'Menu', exits: [] }, true)).toBe('Menu, selected')
})

test('what is painted on a block is said with it', () => {
  const badges = [{ label: '2', tone: 'stop' as const, title: '2 problems' }]
  expect(blockLabel({ ...menu, exits: [], badges, disabled: true }, false, 'the run is here')).toBe(
    'Menu, Main menu, switched off, 2 problems, the run is here',
  )
})
