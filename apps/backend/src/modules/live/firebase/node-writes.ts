import { changesOf, type LiveDocument } from '../document.ts'
import { encode, type Encoded } from './encode.ts'

/** What is written into the database: values by paths below a node, `null` for what goes. */
export type NodeWrite = Record<string, Encoded | null>

type Branch = Readonly<Record<string, Encoded>>

/** A document as its node: what is told of it as a whole, and its entries by id. */
export function wholeNode(document: LiveDocument): Branch {
  const entries = Object.entries(entriesOf(document)).map(([id, entry]) => [id, encode(entry)])
  return {
    head: headOf(document),
    ...(entries.length > 0 && { entries: Object.fromEntries(entries) }),
  }
}

/** What makes one document's node of the other's: of an entry only what is another in it, since a database's bytes are counted. */
export function changedNode(before: LiveDocument, after: LiveDocument): NodeWrite {
  const patch = changesOf(before, after)
  if (!patch) return {}
  const write: NodeWrite = {}
  addDifferences(write, 'head', headOf(before), headOf(after))
  const [was, is] = [entriesOf(before), entriesOf(after)]
  for (const id of Object.keys(patch.agents ?? patch.queues ?? {})) {
    const [old, entry] = [was[id], is[id]]
    const path = `entries/${id}`
    if (entry === undefined) write[path] = null
    else if (old === undefined) write[path] = encode(entry)
    else addDifferences(write, path, encode(old), encode(entry))
  }
  return write
}

function addDifferences(write: NodeWrite, path: string, before: Encoded, after: Encoded): void {
  if (before === after) return
  if (!isBranch(before) || !isBranch(after)) {
    write[path] = after
    return
  }
  for (const key of Object.keys(before)) if (!(key in after)) write[`${path}/${key}`] = null
  for (const [key, value] of Object.entries(after)) {
    const was = before[key]
    if (was === undefined) write[`${path}/${key}`] = value
    else addDifferences(write, `${path}/${key}`, was, value)
  }
}

/** Lists are written whole: there is no saying what became of one of their numbers. */
function isBranch(value: Encoded): value is Branch {
  return typeof value === 'object' && !Array.isArray(value)
}

function headOf(document: LiveDocument): Branch {
  const { at } = document
  if ('agents' in document) return { at }
  return { at, intervalFrom: document.intervalFrom, states: document.states }
}

function entriesOf(document: LiveDocument): Readonly<Record<string, object>> {
  return 'agents' in document ? document.agents : document.queues
}
