import type { LiveDocumentKind, LiveDocumentOf, LivePath } from '@iris/contracts'
import { child, onChildAdded, onChildChanged, onChildRemoved, onValue } from 'firebase/database'
import type { DatabaseReference, DataSnapshot } from 'firebase/database'
import { decode } from './decode.ts'

type Document = LiveDocumentOf[LiveDocumentKind]

interface NodeWatcher {
  onValue(document: Document): void
  /** There is no such node, or no more. */
  onGone(): void
  onDenied(): void
}

/**
 * Watches a document's node: `head` with what is told of the document as a whole, and `entries` by id. Entries are decoded as they
 * change, those that have not stay the same objects, and what one write has changed is told at once.
 */
export function watchNode(
  kind: LiveDocumentKind,
  node: DatabaseReference,
  watcher: NodeWatcher,
): () => void {
  let head: unknown
  let entries: Readonly<Record<string, unknown>> = {}
  let isDue = false
  let isStopped = false

  function tellSoon(): void {
    if (isDue) return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      if (isStopped) return
      const document = documentOf(kind, head, entries)
      if (document) watcher.onValue(document)
      else watcher.onGone()
    })
  }

  function take({ key, val }: { readonly key: string | null; readonly val: unknown }): void {
    if (key !== null) entries = { ...entries, [key]: decode(val) }
    tellSoon()
  }
  const takeEntry = (snapshot: DataSnapshot) => take({ key: snapshot.key, val: snapshot.val() })

  function drop({ key }: DataSnapshot): void {
    entries = Object.fromEntries(Object.entries(entries).filter(([id]) => id !== key))
    tellSoon()
  }

  // The first hears the whole node, and the others hear what came to it.
  const whole = onValue(
    node,
    (snapshot) => {
      head = decode(snapshot.child('head').val())
      tellSoon()
    },
    () => {
      if (!isStopped) watcher.onDenied()
    },
  )
  const below = child(node, 'entries')
  const stops = [
    onChildAdded(below, takeEntry),
    onChildChanged(below, takeEntry),
    onChildRemoved(below, drop),
    whole,
  ]
  return () => {
    isStopped = true
    for (const stop of stops) stop()
  }
}

/** What stands in the database is the backend's word; of its shape only the outside is looked at, as for the stream. */
function documentOf(
  kind: LiveDocumentKind,
  head: unknown,
  entries: Readonly<Record<string, unknown>>,
): Document | undefined {
  if (typeof head !== 'object' || head === null) return undefined
  const document: unknown = { ...head, [kind === 'presence' ? 'agents' : 'queues']: entries }
  return isDocument(document) ? document : undefined
}

function isDocument(document: unknown): document is Document {
  return typeof document === 'object' && document !== null && 'at' in document
}

export const kindOf = (path: LivePath): LiveDocumentKind =>
  path.startsWith('presence/') ? 'presence' : 'board'
