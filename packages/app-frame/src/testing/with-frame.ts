import { provideApi } from '@iris/api-client'
import type {
  Agent,
  EventPayload,
  EventType,
  IrisEvent,
  LiveDocumentKind,
  LiveDocumentOf,
  LivePath,
  Me,
  Permission,
} from '@iris/contracts'
import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import type { LiveWatcher } from '@iris/realtime'
import { createApp, effectScope, shallowRef } from 'vue'
import type { App } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Router } from 'vue-router'
import type { AppDocuments } from '../live/live-documents.ts'
import type { LiveEvents } from '../live/live-events.ts'
import { provideAppDocuments } from '../live/provide-documents.ts'
import { provideLiveEvents } from '../live/use-live-events.ts'
import { createSession } from '../session/session.ts'
import type { Session } from '../session/session.ts'
import { provideSession } from '../session/use-session.ts'
import { fakeBackend } from './fake-backend.ts'
import type { Answer, FakeBackend } from './fake-backend.ts'

export interface FrameForTests {
  readonly app: App
  readonly backend: FakeBackend
  readonly session: Session
  readonly router: Router
  /** Runs something as a component's setup would, in a scope that ends with the frame. */
  run<T>(use: () => T): T
  /** Lets something happen at the centre. */
  happen<Type extends EventType>(type: Type, payload: EventPayload<Type>): void
  /** Lets a live document be so from now on. */
  show<Kind extends LiveDocumentKind>(path: LivePath<Kind>, document: LiveDocumentOf[Kind]): void
  /** Says that events may have been missed. */
  refresh(): void
  close(): void
}

export interface FrameOptions {
  readonly permissions?: readonly Permission[]
  readonly answers?: Readonly<Record<string, Answer>>
}

const at = '2026-11-20T09:00:00.000Z'

export const testUserId = '01968ae3-4c00-7000-8000-000000000001'

/** Somebody who is signed in. */
export function testMe(permissions: readonly Permission[]): Me {
  return {
    user: {
      id: testUserId,
      email: 'ada@example.test',
      name: 'Ada Morgan',
      roles: ['agent'],
      locale: 'en',
      disabled: false,
      createdAt: at,
    },
    tenant: { id: testUserId, name: 'Test centre', country: 'US', timeZone: 'UTC' },
    permissions: [...permissions],
  }
}

export function testAgent(state: Agent['state']): Agent {
  return {
    id: testUserId,
    name: 'Ada Morgan',
    state,
    teamId: null,
    channels: ['voice'],
    work: [],
    load: 0,
  }
}

/** An app with a signed-in session, a backend in memory and an event stream that the test speaks through. */
export async function withFrame({
  permissions = ['phone:use'],
  answers = {},
}: FrameOptions = {}): Promise<FrameForTests> {
  const backend = fakeBackend({
    'POST /v1/session/refresh': () => ({
      accessToken: 'a token',
      expiresAt: new Date(Date.now() + 600_000).toISOString(),
      me: testMe(permissions),
    }),
    ...answers,
  })
  const session = createSession({ fetch: backend.fetch, onOtherUser: () => undefined })
  const { live, tell, tellFresh } = spokenEvents()
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: { render: () => null } }],
  })
  const app = createApp({ render: () => null })
  app.use(createPinia()).use(PiniaColada).use(router)
  provideApi(app, session.api)
  provideSession(app, session)
  provideLiveEvents(app, live)
  const { documents, show } = shownDocuments()
  provideAppDocuments(app, documents)
  await session.resume()
  const scope = effectScope()
  let count = 0
  return {
    app,
    backend,
    session,
    router,
    run<T>(use: () => T): T {
      const made = app.runWithContext(() => scope.run(() => ({ value: use() })))
      if (!made) throw new Error('the frame is closed')
      return made.value
    },
    happen(type, payload) {
      count += 1
      tell({ id: String(count), type, tenantId: testUserId, at, payload } as IrisEvent)
    },
    show,
    refresh: tellFresh,
    close() {
      scope.stop()
      session.close()
    },
  }
}

function spokenEvents() {
  const listeners = new Set<(event: IrisEvent) => void>()
  const fresh = new Set<() => void>()
  const live: LiveEvents = {
    state: shallowRef('live'),
    onAny(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    on: (type, listener) =>
      live.onAny((event) => {
        if (event.type === type) listener(event as Parameters<typeof listener>[0])
      }),
    onFresh(listener) {
      fresh.add(listener)
      return () => fresh.delete(listener)
    },
    open: () => undefined,
    close: () => undefined,
  }
  return {
    live,
    tell: (event: IrisEvent) => listeners.forEach((listener) => listener(event)),
    tellFresh: () => fresh.forEach((listener) => listener()),
  }
}

type AnyDocument = LiveDocumentOf[LiveDocumentKind]

function shownDocuments() {
  const shown = new Map<string, AnyDocument>()
  const watchers = new Map<string, Set<LiveWatcher<AnyDocument>>>()
  const documents: AppDocuments = {
    state: shallowRef('live'),
    watch(path, watcher) {
      const here = watchers.get(path) ?? new Set()
      watchers.set(path, here.add(watcher))
      const document = shown.get(path)
      if (document) (watcher as LiveWatcher<AnyDocument>).onValue(document)
      return () => here.delete(watcher)
    },
    close: () => undefined,
  }
  function show(path: LivePath, document: AnyDocument): void {
    shown.set(path, document)
    for (const watcher of watchers.get(path) ?? []) watcher.onValue(document)
  }
  return { documents, show }
}
