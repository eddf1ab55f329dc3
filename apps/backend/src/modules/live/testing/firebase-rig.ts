import { liveDocumentKinds, type LiveDocumentKind } from '@iris/contracts'
import { tcpProxy } from '@iris/platform/testing'
import { openFirebaseDocuments } from '@iris/realtime/firebase'
import { type FirebaseServer, type LiveRig, openFirebaseServer } from '@iris/realtime/testing'
import { readFileSync } from 'node:fs'
import { onTestFinished, vi } from 'vitest'
import { type FirebaseConfig, openFirebase } from '../firebase/firebase-project.ts'
import { TenantWriter } from '../firebase/tenant-writer.ts'
import { WrittenPictures } from './written-pictures.ts'

const rulesFile = new URL('../../../../../../deploy/firebase/database.rules.json', import.meta.url)

/** The rules that a real database is given. */
export const databaseRules: { readonly rules: object } = JSON.parse(readFileSync(rulesFile, 'utf8'))

/** A database on this machine until the test is over, and the settings that lead to it. */
export async function firebaseForTests(): Promise<{
  readonly server: FirebaseServer
  readonly config: FirebaseConfig
}> {
  const server = await openFirebaseServer(databaseRules)
  onTestFinished(() => server.close())
  // `firebase-admin` finds emulators by these alone.
  vi.stubEnv('FIREBASE_DATABASE_EMULATOR_HOST', server.host)
  vi.stubEnv('FIREBASE_AUTH_EMULATOR_HOST', server.host)
  onTestFinished(() => void vi.unstubAllEnvs())
  return { server, config: configOf(server.host) }
}

function configOf(host: string): FirebaseConfig {
  return {
    project: { projectId: 'iris-test', databaseURL: `http://${host}?ns=iris-test`, apiKey: 'any' },
    serviceAccountFile: undefined,
    emulators: { database: host, auth: host },
  }
}

/** The whole way: documents, the SDK of servers, the database with its rules, the SDK of browsers. */
export async function openFirebaseRig(): Promise<LiveRig & { readonly server: FirebaseServer }> {
  const { server, config } = await firebaseForTests()
  const firebase = await openFirebase(config)
  onTestFinished(() => firebase.close())
  const pictures = new WrittenPictures()
  const writers = new Map<string, Promise<TenantWriter>>()
  const proxy = await tcpProxy(server.port)

  async function startWriter(tenantId: string): Promise<TenantWriter> {
    const held = await pictures.hold(tenantId)
    const { write } = firebase
    return new TenantWriter(tenantId, { held, write, onError: (error) => expectNone(error) })
  }
  onTestFinished(async () => {
    for (const writer of writers.values()) (await writer).stop()
  })

  return {
    server,
    async open(tenantId, handlers, kinds = liveDocumentKinds) {
      const access = async () => ({
        ...configOf(`127.0.0.1:${proxy.port}`),
        driver: 'firebase' as const,
        emulators: { database: `127.0.0.1:${proxy.port}`, auth: server.host },
        tenantId,
        userId: 'somebody',
        token: await firebase.mintToken('somebody', claimsOf(tenantId, kinds)),
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      })
      return openFirebaseDocuments({ access: await access(), renew: access, ...handlers })
    },
    write(tenantId, path, document) {
      pictures.write(tenantId, path, document)
      if (!writers.has(tenantId)) writers.set(tenantId, startWriter(tenantId))
    },
    cut: () => proxy.cut(),
    mend: () => proxy.mend(),
  }
}

function claimsOf(tenantId: string, kinds: readonly LiveDocumentKind[]): object {
  const may = Object.fromEntries(liveDocumentKinds.map((kind) => [kind, kinds.includes(kind)]))
  return { tenant: tenantId, ...may, until: Date.now() + 3_600_000 }
}

function expectNone(error: unknown): void {
  throw error
}
