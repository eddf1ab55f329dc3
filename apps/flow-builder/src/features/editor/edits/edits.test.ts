import type { FlowDocument } from '@iris/contracts'
import { kindNamed, kinds } from '@iris/flow'
import { block, flowOf } from '@iris/flow/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flowGraph } from '../graph/flow-graph.ts'
import { foundKinds } from '../library/found-kinds.ts'
import { foundBlocks } from '../search/found-blocks.ts'
import { addBlock, insertOnWire, renameBlock, switchBlocks } from './blocks.ts'
import { copyItems, pasteItems } from './clipboard.ts'
import { freshId } from './ids.ts'
import { alignBlocks } from './places.ts'
import { removeItems } from './remove.ts'

const say = kindNamed('say')
if (!say) throw new Error('there is no say')
const origin = { x: 0, y: 0 }
const empty: FlowDocument = { schema: 2, blocks: {} }

const chain: FlowDocument = {
  schema: 2,
  blocks: {
    start: block('start', {}, { next: 'a' }),
    a: block('say', { text: 'A' }, { next: 'b', error: null }),
    b: block('say', { text: 'B' }, { next: 'end', error: 'end' }),
    end: block('end', {}),
  },
}

describe('a block that is added', () => {
  it('has the settings of a new one of its kind, an id of its name, and the wire that was asked for', () => {
    const { document, ids } = addBlock(chain, say, {
      at: origin,
      after: { from: 'a', exit: 'error' },
    })
    expect(ids).toEqual(['say'])
    expect(document.blocks['say']).toMatchObject({ kind: 'say', settings: { text: '' } })
    expect(document.blocks['a']?.exits).toEqual({ next: 'b', error: 'say' })
    expect(addBlock(document, say, { at: origin }).ids).toEqual(['say-2'])
  })

  it('does not share its settings with its kind, nor lie on another block', () => {
    const menu = kindNamed('menu') ?? say
    const first = addBlock(empty, menu, { at: origin })
    expect(first.document.blocks['menu']?.settings['choices']).not.toBe(menu.fresh['choices'])
    const second = addBlock(first.document, menu, { at: origin })
    const [a, b] = [...flowGraph(second.document).blocks.values()]
    expect(b?.y).toBeGreaterThan((a?.y ?? 0) + (a?.height ?? 0))
  })

  it('on a wire leads on to where the wire led', () => {
    const { document } = insertOnWire(chain, say, {
      at: origin,
      after: { from: 'a', exit: 'next' },
    })
    expect(document.blocks['a']?.exits['next']).toBe('say')
    expect(document.blocks['say']?.exits).toEqual({ next: 'b' })
  })
})

describe('blocks that are removed', () => {
  it('are bridged where one wire came and all went to one place', () => {
    expect(removeItems(chain, ['a']).blocks['start']?.exits).toEqual({ next: 'b' })
    expect(removeItems(chain, ['a', 'b']).blocks['start']?.exits).toEqual({ next: 'end' })
  })

  it('leave loose wires where several came, or where they went two ways or round in a ring', () => {
    const twice = { ...chain, blocks: { ...chain.blocks, c: block('say', {}, { next: 'a' }) } }
    expect(removeItems(twice, ['a']).blocks['start']?.exits).toEqual({ next: null })
    const forked = {
      ...chain,
      blocks: { ...chain.blocks, a: block('say', {}, { next: 'b', error: 'end' }) },
    }
    expect(removeItems(forked, ['a']).blocks['start']?.exits).toEqual({ next: null })
    const ring = { ...chain, blocks: { ...chain.blocks, a: block('say', {}, { next: 'a' }) } }
    expect(removeItems(ring, ['a']).blocks['start']?.exits).toEqual({ next: null })
  })
})

describe('blocks that are changed', () => {
  it('are called what their kind is when their name is emptied', () => {
    const named = renameBlock(chain, 'a', '  Greeting ')
    expect(named.blocks['a']?.name).toBe('Greeting')
    expect(renameBlock(named, 'a', ' ').blocks['a']).not.toHaveProperty('name')
  })

  it('are switched off together, then on together; a start stays on', () => {
    const off = switchBlocks(chain, ['start', 'a', 'b'])
    expect(Object.values(off.blocks).map(({ disabled }) => disabled)).toEqual([
      undefined,
      true,
      true,
      undefined,
    ])
    expect(switchBlocks(off, ['a', 'b'])).toEqual(chain)
  })

  it('are lined up by their edges, and spread with equal room', () => {
    const spread = {
      ...chain,
      blocks: {
        a: { ...block('end', {}), at: { x: 0, y: 5 } },
        b: { ...block('end', {}), at: { x: 300, y: 40 } },
        c: { ...block('end', {}), at: { x: 1000, y: 80 } },
      },
    }
    const ids = ['a', 'b', 'c']
    const ys = Object.values(alignBlocks(spread, ids, 'top').blocks).map(({ at }) => at.y)
    expect(ys).toEqual([5, 5, 5])
    const across = alignBlocks(spread, ids, 'distributeAcross').blocks
    expect(Object.values(across).map(({ at }) => at.x)).toEqual([0, 500, 1000])
  })
})

describe('the clipboard', () => {
  it('keeps wires and jumps among what is copied, and loosens the others', () => {
    const jumping = { ...chain, blocks: { ...chain.blocks, j: block('go_to', { block: 'b' }) } }
    const text = copyItems(jumping, new Set(['b', 'j']))
    const pasted = pasteItems(jumping, text, { x: 400, y: 400 })
    if (pasted.kind !== 'pasted') throw new Error(pasted.kind)
    expect(pasted.ids).toEqual(['b-2', 'j-2'])
    expect(pasted.document.blocks['j-2']?.settings).toEqual({ block: 'b-2' })
    expect(pasted.document.blocks['b-2']?.exits).toEqual({ next: null, error: null })
  })

  it('adds no second start', () => {
    const pasted = pasteItems(chain, copyItems(chain, new Set(['start', 'a'])), origin)
    expect(pasted.kind === 'pasted' && pasted.ids).toEqual(['a-2'])
  })

  it('leaves words alone, and refuses what only says it is of a flow', () => {
    expect(pasteItems(chain, 'hello', origin).kind).toBe('foreign')
    const hostile = [
      '{"iris":"flow-blocks"',
      '{"iris":"flow-blocks","schema":2,"blocks":{"__proto__x!":{}}}',
      '{"iris":"flow-blocks","schema":2,"blocks":{"a":{"kind":"<img>","exits":{}}}}',
      '{"iris":"flow-blocks","schema":1,"blocks":{}}',
    ]
    expect(hostile.map((text) => pasteItems(chain, text, origin).kind)).toEqual(
      hostile.map(() => 'broken'),
    )
  })

  it('never throws, whatever is pasted', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const text = `{"iris":"flow-blocks","schema":2,"blocks":${json}}`
        expect(['pasted', 'foreign', 'broken']).toContain(pasteItems(chain, text, origin).kind)
      }),
    )
  })
})

describe('ids and names', () => {
  it('ids are of letters people can read, whatever the name', () => {
    expect(freshId(new Set(), 'Öffnungszeiten — Zürich!')).toBe('offnungszeiten-zurich')
    expect(freshId(new Set(['block']), '日本語')).toBe('block-2')
  })

  it('blocks are found by name, kind and what they say', () => {
    const flow = flowOf({ first: block('say', { text: 'Please hold the line' }) })
    expect(foundBlocks(flow, 'HOLD')).toMatchObject([
      { id: 'first', excerpt: 'Please hold the line' },
    ])
    expect(foundBlocks(flow, 'say').map(({ id }) => id)).toEqual(['first'])
    expect(foundBlocks(flow, ' ')).toEqual([])
  })

  it('kinds are found by their words', () => {
    const found = (query: string) =>
      foundKinds(query).flatMap((one) => one.kinds.map((k) => k.kind))
    expect(found('voicem')).toContain('voicemail')
    expect(found('no such thing')).toEqual([])
    expect(found('')).toHaveLength(kinds.length)
  })
})
