import type { LiveDocumentKind, LiveDocumentOf, LivePath, LiveRefusal } from '@iris/contracts'
import type { RealtimeState } from '../realtime.ts'

/** Who wants to know a document. Nothing is called after they stopped. */
export interface LiveWatcher<Document> {
  /** The whole of it, at first and whenever it has changed; entries that are the same stay the same objects. */
  onValue(document: Document): void
  /** It is not told, or no more. */
  onRefused(why: LiveRefusal): void
}

/** What a driver tells of itself. */
export interface LiveDocumentHandlers {
  /** Called on every change of state, never twice in a row with the same one. */
  onState(state: RealtimeState): void
  /** Whoever is signed in is so no more. No further tries are made. */
  onRefused(): void
}

/**
 * The port: documents that are watched as they change, whichever way they come. A driver is a function that takes its own
 * configuration together with the handlers and gives back this.
 */
export interface LiveDocuments {
  /** `live` while what is told is how it is; `down` as well where nothing is watched. */
  readonly state: RealtimeState
  watch<Kind extends LiveDocumentKind>(
    path: LivePath<Kind>,
    watcher: LiveWatcher<LiveDocumentOf[Kind]>,
  ): () => void
  /** Stops telling and releases everything. Idempotent. */
  close(): void
}
