import type { LivePatch } from '@iris/contracts'
import type { LiveDocument } from '../document.ts'
import { encode, type Encoded } from './encode.ts'

/** What is written into the database: values by paths below a node, `null` for what goes. */
export type NodeWrite = Readonly<Record<string, Encoded | null>>

/** A document as its node: what is told of it as a whole, and its entries by id. */
export function wholeNode(document: LiveDocument): Encoded {
  const { entries, ...head } = partsOf(document)
  const encoded = Object.entries(entries).map(([id, entry]) => [id, encode(entry)] as const)
  return {
    head: encode(head),
    ...(encoded.length > 0 && { entries: Object.fromEntries(encoded) }),
  }
}

function partsOf(document: LiveDocument) {
  if ('agents' in document) return { at: document.at, entries: document.agents }
  return { at: document.at, intervalFrom: document.intervalFrom, entries: document.queues }
}

/** A change as one write. */
export function changedNode({ agents, queues, ...head }: LivePatch): NodeWrite {
  const entries = Object.entries(agents ?? queues ?? {})
  return {
    ...Object.fromEntries(
      Object.entries(head).map(([key, value]) => [`head/${key}`, encode(value)]),
    ),
    ...Object.fromEntries(
      entries.map(([id, entry]) => [`entries/${id}`, entry === null ? null : encode(entry)]),
    ),
  }
}
