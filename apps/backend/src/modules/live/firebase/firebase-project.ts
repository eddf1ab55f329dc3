import type { FirebaseProject } from '@iris/contracts'
import { ConfigError } from '../../../config/config-error.ts'
import type { NodeWrite } from './node-writes.ts'

/** Where a Firebase project is, and how the backend comes into it. */
export interface FirebaseConfig {
  readonly project: FirebaseProject
  /** The JSON file of a service account; without it, what the machine runs as (Google's default credentials). */
  readonly serviceAccountFile: string | undefined
  /** Hosts of Google's emulators; `firebase-admin` finds them in the environment by itself. */
  readonly emulators: { readonly database: string; readonly auth: string } | undefined
}

/** A Firebase project, opened with the rights of the backend. */
export interface OpenFirebase {
  readonly config: FirebaseConfig
  /** Writes below a path, all of it or nothing; resolves once the database has it. */
  write(path: string, values: NodeWrite): Promise<void>
  /** Mints a custom token; whoever signs in with it has the claims. */
  mintToken(userId: string, claims: object): Promise<string>
  close(): Promise<void>
}

/** Opens a project with `firebase-admin`, which is loaded only here: most centres have none. */
export async function openFirebase(config: FirebaseConfig): Promise<OpenFirebase> {
  const [{ applicationDefault, cert, deleteApp, initializeApp }, { getAuth }, { getDatabase }] =
    await Promise.all([
      import('firebase-admin/app'),
      import('firebase-admin/auth'),
      import('firebase-admin/database'),
    ])
  const { project, serviceAccountFile, emulators } = config
  function credential() {
    if (serviceAccountFile === undefined) return applicationDefault()
    try {
      return cert(serviceAccountFile)
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new ConfigError([`FIREBASE_SERVICE_ACCOUNT: ${why}`])
    }
  }
  const app = initializeApp(
    {
      projectId: project.projectId,
      databaseURL: project.databaseURL,
      ...(!emulators && { credential: credential() }),
    },
    crypto.randomUUID(),
  )
  const database = getDatabase(app)
  return {
    config,
    write: async (path, values) => void (await database.ref(path).update(values)),
    mintToken: (userId, claims) => getAuth(app).createCustomToken(userId, claims),
    async close() {
      database.goOffline()
      await deleteApp(app)
    },
  }
}

/** Where browsers sign in to a project; its database they reach by WebSocket. */
export function signInServers({ emulators }: FirebaseConfig): string[] {
  if (emulators) return [`http://${emulators.auth}`]
  return ['https://identitytoolkit.googleapis.com', 'https://securetoken.googleapis.com']
}
