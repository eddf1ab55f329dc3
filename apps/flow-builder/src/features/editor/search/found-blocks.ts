import type { FlowDocument } from '@iris/contracts'
import { blockName, kindNamed } from '@iris/flow'

export interface FoundBlock {
  readonly id: string
  readonly name: string
  /** What it says where the words were found; empty where that is its name. */
  readonly excerpt: string
}

const excerptLength = 80

/** The blocks that are called so, then those that say so in any of their settings. */
export function foundBlocks({ blocks }: FlowDocument, query: string): readonly FoundBlock[] {
  const wanted = query.trim().toLocaleLowerCase()
  if (wanted === '') return []
  const found = Object.entries(blocks).flatMap(([id, block]) => {
    const name = blockName(block)
    const names = [name, id, kindNamed(block.kind)?.title ?? block.kind]
    if (names.some((one) => one.toLocaleLowerCase().includes(wanted)))
      return [{ id, name, excerpt: '' }]
    const text = textsIn(block.settings).find((one) => one.toLocaleLowerCase().includes(wanted))
    return text === undefined ? [] : [{ id, name, excerpt: around(text, wanted) }]
  })
  return found.toSorted((a, b) => Number(a.excerpt !== '') - Number(b.excerpt !== ''))
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}

function around(text: string, wanted: string): string {
  const at = text.toLocaleLowerCase().indexOf(wanted)
  const from = Math.max(0, at - 20)
  const cut = text.slice(from, from + excerptLength)
  return `${from > 0 ? '…' : ''}${cut}${from + excerptLength < text.length ? '…' : ''}`
}
