import type { FlowDocument } from '@iris/contracts'
import { templateNamed } from '@iris/flow/templates'
import { describe, expect, it } from 'vitest'
import { exitKey } from '../../../canvas/graph/canvas-graph.ts'
import { differenceRows } from './change-rows.ts'
import { comparedGraph } from './compared-graph.ts'
import { settingLabel } from './setting-label.ts'

const before: FlowDocument = templateNamed('menu')!.document
const { sales: _, ...others } = before.blocks
const menu = before.blocks['menu']!
const after: FlowDocument = {
  ...before,
  blocks: {
    ...others,
    greeting: { ...before.blocks['greeting']!, at: { x: 1, y: 2 } },
    menu: {
      ...menu,
      settings: {
        ...menu.settings,
        choices: [
          { key: '7', label: 'Sales', words: ['sales'] },
          { key: '2', label: 'Support', words: ['support'] },
        ],
      },
      exits: { ...menu.exits, key_2: 'busy', no_input: null },
      disabled: true,
    },
    again: {
      kind: 'say',
      name: 'Again',
      at: { x: 0, y: 0 },
      settings: {},
      exits: { next: 'menu' },
    },
  },
  notes: [{ id: 'n1', text: 'Look', at: { x: 0, y: 0 }, size: { width: 100, height: 50 } }],
}

describe('comparedGraph', () => {
  const { graph, overlays } = comparedGraph(before, after)

  it('shows what is gone where it was, beside what is there', () => {
    expect(graph.blocks.get('sales')).toMatchObject(before.blocks['sales']!.at)
    expect(graph.blocks.get('greeting')).toMatchObject({ x: 1, y: 2 })
    expect(graph.blocks.size).toBe(Object.keys(before.blocks).length + 1)
  })

  it('has a tone for each way of being different, and none for what is the same', () => {
    const tones = new Map([...overlays.blocks].map(([id, { tone }]) => [id, tone]))
    expect(tones).toEqual(
      new Map([
        ['again', 'available'],
        ['greeting', 'busy'],
        ['menu', 'warning'],
        ['sales', 'stop'],
      ]),
    )
    expect(overlays.dimsRest).toBe(true)
  })

  it('colours the wires that lead elsewhere, those that came and those that went', () => {
    expect(overlays.exits.get(exitKey('menu', 'key_2'))?.tone).toBe('warning')
    expect(overlays.exits.get(exitKey('again', 'next'))?.tone).toBe('available')
    expect(overlays.exits.get(exitKey('sales', 'timeout'))?.tone).toBe('stop')
    expect(overlays.exits.has(exitKey('menu', 'no_match'))).toBe(false)
  })

  it('dims nothing where nothing differs', () => {
    const same = comparedGraph(before, before)
    expect(same.overlays.dimsRest).toBe(false)
    expect(same.overlays.blocks.size).toBe(0)
  })
})

describe('differenceRows', () => {
  const rows = differenceRows(comparedGraph(before, after).diff, before, after)
  const row = (id: string) => rows.find((one) => one.id === id)

  it('names each thing that differs, and how', () => {
    expect(rows.map(({ id, kind, what }) => [id, kind, what])).toEqual([
      ['again', 'added', 'block'],
      ['greeting', 'moved', 'block'],
      ['menu', 'changed', 'block'],
      ['sales', 'removed', 'block'],
      ['n1', 'added', 'note'],
    ])
    expect(row('sales')).toMatchObject({ title: 'Sales', changes: [] })
    expect(row('n1')?.title).toBe('Look')
  })

  it('has settings and wires side by side, as people call them', () => {
    expect(row('menu')?.changes).toEqual([
      { label: 'Switched off', before: 'no', after: 'yes' },
      { label: 'Options 1: Key', before: '1', after: '7' },
      { label: 'Way out “2 · Support”', before: 'Support', after: 'Nobody is free' },
      { label: 'Way out “no answer”', before: 'Support', after: 'nowhere' },
    ])
    expect(row('greeting')?.changes).toEqual([
      { label: 'Place', before: '320, 192', after: '1, 2' },
    ])
  })
})

describe('settingLabel', () => {
  it('says as well as it can what no form knows', () => {
    expect(settingLabel({ kind: 'gone' }, ['a', 0, 'b'])).toBe('a › 1 › b')
    expect(settingLabel(menu, ['choices', 1, 'words', 0])).toMatch(/ 2: .* › 1$/)
    expect(settingLabel(menu, ['choices'])).not.toContain('choices')
  })
})
