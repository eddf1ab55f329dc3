import type { Api } from '@iris/api-client'
import type { LiveDocumentKind, LiveDocumentOf, LivePath } from '@iris/contracts'
import type { LiveDocuments, LiveWatcher, RealtimeState } from '@iris/realtime'
import { shallowRef } from 'vue'
import type { ShallowRef } from 'vue'

/** The documents an app may watch while somebody is signed in. */
export interface AppDocuments {
  readonly state: Readonly<ShallowRef<RealtimeState>>
  watch<Kind extends LiveDocumentKind>(
    path: LivePath<Kind>,
    watcher: LiveWatcher<LiveDocumentOf[Kind]>,
  ): () => void
  /** Whoever was signed in is so no more. */
  close(): void
}

/** Opens documents once one is watched; what that takes is no part of what an app loads first. */
export function createAppDocuments({
  api,
  onRefused,
}: {
  readonly api: Api
  readonly onRefused: () => void
}): AppDocuments {
  const state = shallowRef<RealtimeState>('down')
  let opened: Promise<LiveDocuments> | undefined

  async function open(): Promise<LiveDocuments> {
    const { openLiveDocuments } = await import('@iris/realtime/documents')
    return openLiveDocuments({
      url: '/v1/live',
      access: () => api.send('openLive'),
      token: async ({ fresh }) => (fresh ? (await api.renew()).accessToken : api.token()),
      onState: (next) => {
        state.value = next
      },
      onRefused,
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
