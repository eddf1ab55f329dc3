import type { EventOf, EventType } from '@iris/contracts'
import type { App, InjectionKey } from 'vue'
import { inject, onScopeDispose } from 'vue'
import type { LiveEvents } from './live-events.ts'

const key: InjectionKey<LiveEvents> = Symbol('live events')

export function provideLiveEvents(app: App, live: LiveEvents): void {
  app.provide(key, live)
}

/** The event stream of this app. @throws in an app that has no sign-in */
export function useLiveEvents(): LiveEvents {
  const live = inject(key)
  if (!live)
    throw new Error('useLiveEvents() found no stream: this app was started without sign-in.')
  return live
}

/** Listens for one type of event as long as the scope lives. */
export function useEvent<Type extends EventType>(
  type: Type,
  listener: (event: EventOf<Type>) => void,
): void {
  onScopeDispose(useLiveEvents().on(type, listener))
}
