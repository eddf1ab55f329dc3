import type { LiveAccess, LiveDocumentKind, LiveDocumentOf, LivePath } from '@iris/contracts'
import type { StreamAddress } from '../keep-listening.ts'
import { retryDelayMs } from '../retry-delay.ts'
import type { RealtimeState } from '../realtime.ts'
import type { LiveDocumentHandlers, LiveDocuments, LiveWatcher } from './live-documents.ts'
import { openStreamDocuments } from './stream/open-stream-documents.ts'

export interface LiveDocumentsOptions extends LiveDocumentHandlers, StreamAddress {
  /** Address of the backend's live documents (`livePath`). */
  readonly url: string
  /** Asks the backend by which way documents come (`openLive`). */
  readonly access: () => Promise<LiveAccess>
}

interface Watch {
  start(driver: LiveDocuments): void
  stop(): void
}

/** Hears documents by the way that the backend says. Nobody is asked and nothing is loaded before something is watched. */
export function openLiveDocuments(options: LiveDocumentsOptions): LiveDocuments {
  const watches = new Set<Watch>()
  let driver: LiveDocuments | undefined
  let isOpening = false
  let isClosed = false
  let state: RealtimeState = 'down'
  let retry: ReturnType<typeof setTimeout> | undefined

  function become(next: RealtimeState): void {
    if (next === state) return
    state = next
    options.onState(next)
  }

  async function open(failures: number): Promise<void> {
    isOpening = true
    become('connecting')
    try {
      const opened = await openDriver(await options.access(), { ...options, onState: become })
      if (isClosed) return opened.close()
      driver = opened
      for (const watch of watches) watch.start(opened)
    } catch {
      if (isClosed) return
      become('down')
      const delayMs = options.retryDelayMs?.(failures, 0) ?? retryDelayMs(failures, Math.random())
      retry = setTimeout(() => void open(failures + 1), delayMs)
    }
  }

  return {
    get state() {
      return state
    },
    watch(path, watcher) {
      const watch = watchOf(path, watcher)
      watches.add(watch)
      if (driver) watch.start(driver)
      else if (!isOpening) void open(0)
      return () => {
        watches.delete(watch)
        watch.stop()
      }
    },
    close() {
      isClosed = true
      clearTimeout(retry)
      driver?.close()
      watches.clear()
      state = 'down'
    },
  }
}

/** Something that is watched, whether or not there is a driver yet. */
function watchOf<Kind extends LiveDocumentKind>(
  path: LivePath<Kind>,
  watcher: LiveWatcher<LiveDocumentOf[Kind]>,
): Watch {
  let stop: (() => void) | undefined
  return {
    start(driver) {
      stop = driver.watch(path, watcher)
    },
    stop: () => stop?.(),
  }
}

async function openDriver(
  access: LiveAccess,
  options: LiveDocumentsOptions,
): Promise<LiveDocuments> {
  if (access.driver === 'stream') return openStreamDocuments(options)
  // Loaded where it is wanted: it is larger than all that an app shows first.
  const { openFirebaseDocuments } = await import('./firebase/open-firebase-documents.ts')
  const renew = async () => {
    const renewed = await options.access()
    if (renewed.driver === 'firebase') return renewed
    throw new Error('documents come by another way now')
  }
  return openFirebaseDocuments({ access, renew, onState: options.onState })
}
