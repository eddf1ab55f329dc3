import type { LivePath } from '@iris/contracts'
import { onValue, ref } from 'firebase/database'
import { retryDelayMs } from '../../retry-delay.ts'
import type { RealtimeState } from '../../realtime.ts'
import type { LiveDocumentHandlers, LiveDocuments } from '../live-documents.ts'
import { WatchedPaths } from '../watched-paths.ts'
import { presenceNote } from './presence-note.ts'
import { openProject } from './project.ts'
import type { FirebaseAccess, OpenProject } from './project.ts'
import { kindOf, watchNode } from './watch-node.ts'

export interface FirebaseDocumentOptions extends Pick<LiveDocumentHandlers, 'onState'> {
  readonly access: FirebaseAccess
  /** Asks for another token before this one is good no more. */
  readonly renew: () => Promise<FirebaseAccess>
}

/** A token is renewed so long before it has to be. */
const renewBeforeMs = 300_000

/** Hears documents from a Firebase Realtime Database, into which the backend writes them. */
export function openFirebaseDocuments(options: FirebaseDocumentOptions): LiveDocuments {
  const { tenantId, userId } = options.access
  const project = openProject(options.access)
  const note = presenceNote(project.database, tenantId, userId)
  const watched = new WatchedPaths()
  const stops = new Map<LivePath, () => void>()
  let state: RealtimeState = 'down'
  let isSignedIn = false
  let isClosed = false

  function become(next: RealtimeState): void {
    if (next === state || isClosed) return
    state = next
    options.onState(next)
  }

  function start(path: LivePath): void {
    const stop = watchNode(kindOf(path), ref(project.database, `tenants/${tenantId}/${path}`), {
      onValue: (value) => watched.tell(path, { value }),
      onGone: () => watched.tell(path, { refused: 'not_found' }),
      onDenied: () => watched.tell(path, { refused: 'forbidden' }),
    })
    stops.set(path, stop)
  }

  function end(path: LivePath): void {
    stops.get(path)?.()
    stops.delete(path)
  }

  const session = keepSignedIn(project, options, () => {
    isSignedIn = true
    // What was refused by an older token may be told by this one.
    for (const path of watched.prune()) {
      if (watched.valueOf(path)) continue
      end(path)
      start(path)
    }
  })
  become('connecting')
  const stopListening = onValue(ref(project.database, '.info/connected'), (snapshot) => {
    if (snapshot.val() !== true) return become(state === 'live' ? 'down' : state)
    become('live')
    void session.ready.then(() => note.write())
  })

  return {
    get state() {
      return state
    },
    watch(path, watcher) {
      if (watched.add(path, watcher) && isSignedIn) start(path)
      return () => {
        if (!watched.remove(path, watcher)) return
        watched.prune()
        end(path)
      }
    },
    close() {
      if (isClosed) return
      isClosed = true
      state = 'down'
      session.close()
      for (const path of stops.keys()) end(path)
      watched.clear()
      stopListening()
      note.remove()
      project.close()
    },
  }
}

/** Signs in, and again with another token before the one is good no more; what fails is tried again. */
function keepSignedIn(
  project: OpenProject,
  { access, renew }: FirebaseDocumentOptions,
  onSignedIn: () => void,
) {
  const ready = Promise.withResolvers<void>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isClosed = false

  async function signIn(ask: () => Promise<FirebaseAccess>, failures = 0): Promise<void> {
    const waitMs = await trySignIn(ask).catch(() => undefined)
    if (isClosed) return
    if (waitMs === undefined) {
      const againMs = retryDelayMs(failures, Math.random())
      timer = setTimeout(() => void signIn(renew, failures + 1), againMs)
      return
    }
    ready.resolve()
    onSignedIn()
    timer = setTimeout(() => void signIn(renew), waitMs)
  }

  /** Gives how long it is until the next time. */
  async function trySignIn(ask: () => Promise<FirebaseAccess>): Promise<number> {
    const { token, expiresAt } = await ask()
    await project.signIn(token)
    return Math.max(1000, Date.parse(expiresAt) - Date.now() - renewBeforeMs)
  }

  void signIn(async () => access)
  return {
    ready: ready.promise,
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
