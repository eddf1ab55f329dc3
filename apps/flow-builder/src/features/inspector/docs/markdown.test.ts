import { kinds } from '@iris/flow'
import { describe, expect, it } from 'vitest'
import { type Inline, readMarkdown } from './markdown.ts'

describe('the docs of a block', () => {
  it('are paragraphs and lists, with what is strong and what is code', () => {
    expect(readMarkdown('Says **this**.\n\n- **next**: `{{ a }}`\n- two\n  lines')).toEqual([
      {
        kind: 'paragraph',
        text: [
          { kind: 'text', text: 'Says ' },
          { kind: 'strong', text: 'this' },
          { kind: 'text', text: '.' },
        ],
      },
      {
        kind: 'list',
        items: [
          [
            { kind: 'strong', text: 'next' },
            { kind: 'text', text: ': ' },
            { kind: 'code', text: '{{ a }}' },
          ],
          [{ kind: 'text', text: 'two lines' }],
        ],
      },
    ])
  })

  it('keep a list apart from the line right before it', () => {
    expect(readMarkdown('One of:\n- a\n- b').map(({ kind }) => kind)).toEqual(['paragraph', 'list'])
  })

  it('leave nothing of any kind’s docs unread', () => {
    for (const { kind, docs } of kinds) {
      const pieces: Inline[] = readMarkdown(docs).flatMap((block) =>
        block.kind === 'list' ? block.items.flat() : block.text,
      )
      expect(pieces.length, kind).toBeGreaterThan(0)
      const plain = pieces.filter((piece) => piece.kind === 'text')
      expect(
        plain.filter(({ text }) => /\*\*|`/.test(text)),
        kind,
      ).toEqual([])
    }
  })
})
