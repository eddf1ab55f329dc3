import type { LiveAccess, LiveDocumentKind, LiveDocumentOf, LivePath } from '@iris/contracts'
import type { LiveDocuments, LiveWatcher, RealtimeState } from '@iris/realtime'
import { shallowRef } from 'vue'
import type { ShallowRef } from 'vue'

/** The documents an app may watch while somebody is signed in, or a link lets it. */
export interface AppDocuments {
  readonly state: Readonly<ShallowRef<RealtimeState>>
  watch<Kind extends LiveDocumentKind>(
    path: LivePath<Kind>,
    watcher: LiveWatcher<LiveDocumentOf[Kind]>,
  ): () => void
  /** Whoever was signed in is so no more. */
  close(): void
}

export interface AppDocumentsOptions {
  /** By which way documents come. */
  readonly access: () => Promise<LiveAccess>
  /** Gives the access token; asked for a fresh one after the backend refused the last. */
  readonly token: (ask: { readonly fresh: boolean }) => Promise<string>
  /** A fresh token was refused as well. No further tries are made. */
  readonly onRefused: () => void
}

/** Opens documents once one is watched; what that takes is no part of what an app loads first. */
export function createAppDocuments(options: AppDocumentsOptions): AppDocuments {
  const state = shallowRef<RealtimeState>('down')
  let opened: Promise<LiveDocuments> | undefined

  async function open(): Promise<LiveDocuments> {
    const { openLiveDocuments } = await import('@iris/realtime/documents')
    return openLiveDocuments({
      ...options,
      url: '/v1/live',
      onState: (next) => {
        state.value = next
      },
    })
  }

  return {
    state,
    watch(path, watcher) {
      let isStopped = false
      let stop: (() => void) | undefined
      opened ??= open()
      opened.then(
        (documents) => {
          if (!isStopped) stop = documents.watch(path, watcher)
        },
        () => {
          opened = undefined
        },
      )
      return () => {
        isStopped = true
        stop?.()
      }
    },
    close() {
      void opened?.then((documents) => documents.close())
      opened = undefined
      state.value = 'down'
    },
  }
}
