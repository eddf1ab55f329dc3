import { describe, expect, it } from 'vitest'
import { canonical } from './canonical.ts'
import type { ComparedFlow } from './compared-flow.ts'

const document: ComparedFlow = {
  frames: [],
  blocks: {
    say: {
      exits: { next: 'b10', error: null },
      settings: { voice: {}, text: 'Two\nlines', list: [] },
      disabled: false,
      at: { y: 2, x: -1.5 },
      kind: 'say',
    },
    b9: { kind: 'end', name: 'End', at: { x: 0, y: 0 }, disabled: true, settings: {}, exits: {} },
    '10': { kind: 'end', at: { x: 0, y: 0 }, settings: {}, exits: {} },
    b10: { kind: 'end', at: { x: 0, y: 0 }, settings: {}, exits: {} },
  },
  notes: [
    { size: { height: 1, width: 2 }, id: 'n2', at: { x: 0, y: 0 }, text: 'second' },
    { size: { height: 1, width: 2 }, id: 'n1', at: { x: 0, y: 0 }, text: 'first' },
  ],
  schema: 2,
}

describe('canonical', () => {
  it('writes keys in one order, all things sorted, and places on one line', () => {
    expect(canonical(document)).toBe(`{
  "schema": 2,
  "blocks": {
    "10": {
      "kind": "end",
      "at": { "x": 0, "y": 0 },
      "settings": {},
      "exits": {}
    },
    "b10": {
      "kind": "end",
      "at": { "x": 0, "y": 0 },
      "settings": {},
      "exits": {}
    },
    "b9": {
      "kind": "end",
      "name": "End",
      "at": { "x": 0, "y": 0 },
      "disabled": true,
      "settings": {},
      "exits": {}
    },
    "say": {
      "kind": "say",
      "at": { "x": -1.5, "y": 2 },
      "settings": {
        "list": [],
        "text": "Two\\nlines",
        "voice": {}
      },
      "exits": {
        "error": null,
        "next": "b10"
      }
    }
  },
  "notes": [
    {
      "id": "n1",
      "text": "first",
      "at": { "x": 0, "y": 0 },
      "size": { "width": 2, "height": 1 }
    },
    {
      "id": "n2",
      "text": "second",
      "at": { "x": 0, "y": 0 },
      "size": { "width": 2, "height": 1 }
    }
  ]
}
`)
  })

  it('changes one line where one thing changes', () => {
    const say = document.blocks['say']
    if (say === undefined) throw new Error('There is such a block.')
    const changed = {
      ...document,
      blocks: { ...document.blocks, say: { ...say, at: { x: 9, y: 9 } } },
    }
    const before = canonical(document).split('\n')
    const after = canonical(changed).split('\n')
    expect(after).toHaveLength(before.length)
    expect(after.filter((line, index) => line !== before[index])).toEqual([
      '      "at": { "x": 9, "y": 9 },',
    ])
  })
})
