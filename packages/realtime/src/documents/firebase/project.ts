import type { LiveAccess } from '@iris/contracts'
import { deleteApp, initializeApp } from 'firebase/app'
import type { FirebaseApp } from 'firebase/app'
import {
  connectAuthEmulator,
  inMemoryPersistence,
  initializeAuth,
  signInWithCustomToken,
} from 'firebase/auth'
import type { Auth } from 'firebase/auth'
import { connectDatabaseEmulator, forceWebSockets, getDatabase, goOffline } from 'firebase/database'
import type { Database } from 'firebase/database'

export type FirebaseAccess = Extract<LiveAccess, { readonly driver: 'firebase' }>

/** A project as a browser has it open: signed in for as long as the page lives, and no longer. */
export interface OpenProject {
  readonly database: Database
  signIn(token: string): Promise<void>
  close(): void
}

// Its other way, scripts loaded one after another, is barred by the policy of our pages.
forceWebSockets()

export function openProject({ project, emulators }: FirebaseAccess): OpenProject {
  const app: FirebaseApp = initializeApp(project, crypto.randomUUID())
  const auth: Auth = initializeAuth(app, { persistence: inMemoryPersistence })
  const database = getDatabase(app)
  if (emulators) {
    const { hostname, port } = new URL(`http://${emulators.database}`)
    connectDatabaseEmulator(database, hostname, Number(port))
    connectAuthEmulator(auth, `http://${emulators.auth}`, { disableWarnings: true })
  }
  return {
    database,
    async signIn(token) {
      await signInWithCustomToken(auth, token)
    },
    close() {
      goOffline(database)
      void deleteApp(app)
    },
  }
}
