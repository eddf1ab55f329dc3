import type { LiveMessage, LivePath } from '@iris/contracts'
import { keepListening } from '../../keep-listening.ts'
import type { Listening, StreamAddress } from '../../keep-listening.ts'
import { applyPatch } from '../apply-patch.ts'
import type { LiveDocumentHandlers, LiveDocuments } from '../live-documents.ts'
import { WatchedPaths } from '../watched-paths.ts'
import { readLiveMessage } from './read-live-message.ts'

export interface StreamDocumentOptions extends LiveDocumentHandlers, StreamAddress {
  /** Address of the backend's live documents (`livePath`). */
  readonly url: string
}

/** A page asks for what it shows in one go; the stream is opened once for all of it. */
const gatherMs = 10
/** What nobody watches any more is heard for a while: the next page may show it as well. */
const lingerMs = 5000

/** Hears documents by one stream of the backend, opened while something is watched. */
export function openStreamDocuments(options: StreamDocumentOptions): LiveDocuments {
  const watched = new WatchedPaths()
  let listening: Listening | undefined
  let heard = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function onMessage(data: string): void {
    const message = readLiveMessage(data)
    if (message && !take(watched, message)) listening?.reopen()
  }

  function listenToWhatIsWatched(): void {
    timer = undefined
    const wanted = addressOf(options.url, watched.prune())
    if (wanted === heard) return
    heard = wanted
    if (wanted === '') {
      listening?.close()
      listening = undefined
      return options.onState('down')
    }
    if (listening) return listening.reopen()
    listening = keepListening({
      ...options,
      url: () => heard,
      onState: (state) => options.onState(state),
      onRefused: () => options.onRefused(),
      onLive: () => undefined,
      onMessage,
    })
  }

  function look(inMs: number): void {
    clearTimeout(timer)
    timer = setTimeout(listenToWhatIsWatched, inMs)
  }

  return {
    get state() {
      return listening?.state ?? 'down'
    },
    watch(path, watcher) {
      if (watched.add(path, watcher)) look(gatherMs)
      return () => {
        if (watched.remove(path, watcher)) look(lingerMs)
      }
    },
    close() {
      clearTimeout(timer)
      watched.clear()
      listening?.close()
      listening = undefined
    },
  }
}

function addressOf(url: string, paths: readonly LivePath[]): string {
  if (paths.length === 0) return ''
  const query = paths.toSorted().map((path) => `path=${encodeURIComponent(path)}`)
  return `${url}?${query.join('&')}`
}

/** Whether it could be taken: of a document that is not there nothing can be changed. */
function take(watched: WatchedPaths, message: LiveMessage): boolean {
  if (!('patch' in message)) {
    watched.tell(message.path, message)
    return true
  }
  const before = watched.valueOf(message.path)
  if (before) watched.tell(message.path, { value: applyPatch(before, message.patch) })
  return before !== undefined
}
