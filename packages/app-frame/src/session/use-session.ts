import type { App, InjectionKey } from 'vue'
import { inject } from 'vue'
import type { Session } from './session.ts'

const key: InjectionKey<Session> = Symbol('session')

export function provideSession(app: App, session: Session): void {
  app.provide(key, session)
}

/** Who is signed in. @throws in an app that has no sign-in */
export function useSession(): Session {
  const session = inject(key)
  if (!session)
    throw new Error('useSession() found no session: this app was started without sign-in.')
  return session
}
