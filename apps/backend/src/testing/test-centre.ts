import { createAdaptorServer } from '@hono/node-server'
import {
  errorCodes,
  type IrisEvent,
  type Me,
  type Problem,
  type Role,
  type SignedIn,
} from '@iris/contracts'
import { type Blobs, openFileBlobs, openMemoryKv, openOutboxBus } from '@iris/platform'
import { freshDatabase } from '@iris/platform/testing'
import { openLocalTts, openSpeech, type Tts } from '@iris/speech'
import { createSecretKey } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { createApp } from '../app.ts'
import { migrationFolders } from '../ground.ts'
import { handlersOf } from '../handlers.ts'
import { QueueFigures } from '../modules/queues/figures.ts'
import { openMetrics } from '../http/metrics.ts'
import { accessTokens } from '../modules/identity/access-tokens.ts'
import { createUser } from '../modules/identity/service.ts'
import { Sessions } from '../modules/identity/sessions.ts'
import { signInLimit } from '../modules/identity/sign-in-limit.ts'
import type { FirebaseConfig } from '../modules/live/firebase/firebase-project.ts'
import { openLive } from '../modules/live/open-live.ts'
import { openVault } from '../modules/recordings/vault.ts'
import { openSoundStore } from '../modules/sounds/sound-store.ts'
import { phoneCredentials } from '../modules/phones/credentials.ts'
import type { Tables } from '../tables.ts'
import { LinkViewers } from '../modules/wallboard-links/link-viewers.ts'
import { Refusal } from '../problem.ts'
import { workFor } from '../work.ts'

const password = 'correct horse battery'
const log = pino({ level: process.env['IRIS_TEST_LOG'] ?? 'silent' })

/** What a request came to: its status and its body, parsed. */
export interface Answer<Body = unknown> {
  readonly status: number
  readonly body: Body
  readonly headers: Headers
}

/** Somebody who sends requests, signed in or not. */
export interface Client {
  send<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>
}

export interface SignedInClient extends Client {
  readonly me: Me
  readonly accessToken: string
  /** The refresh cookie, as a browser would send it back. */
  readonly cookie: string
}

interface TestCentreOptions {
  readonly phoneReady?: (agentId: string) => boolean
  /** What speaks before the voice on this machine does. */
  readonly speechDrivers?: readonly Tts[]
  /** Where blobs are kept, if not in files. */
  readonly blobs?: Blobs
  /** By which project browsers hear documents, if not by the stream. */
  readonly firebase?: FirebaseConfig
}

/**
 * A centre on a database of its own, served over HTTP on a free port: everything but voice. For tests of modules through
 * the API.
 */
export async function openTestCentre(options: TestCentreOptions = {}) {
  const database = await freshDatabase<Tables>(migrationFolders)
  const bus = await openOutboxBus<IrisEvent, Tables>({ database, logger: log })
  const kv = openMemoryKv()
  const doWork = workFor(database, bus)
  const key = Buffer.alloc(32, 7)
  const sessions = new Sessions({
    database,
    bus,
    doWork,
    tokens: accessTokens(key),
    limit: signInLimit(kv),
  })
  const principalOf = (id: string) => sessions.principalOf(id)
  const credentials = phoneCredentials({ key, principalOf, guestsAllowed: true })
  const phoneReady = options.phoneReady ?? (() => true)
  const spoken = await mkdtemp(join(tmpdir(), 'iris-test-speech-'))
  const speech = await openSpeech({
    directory: spoken,
    drivers: [...(options.speechDrivers ?? []), openLocalTts()],
    logger: log,
  })
  const folder = await mkdtemp(join(tmpdir(), 'iris-test-centre-'))
  const blobFolder = await mkdtemp(join(tmpdir(), 'iris-test-blobs-'))
  const blobs = options.blobs ?? (await openFileBlobs({ folder: blobFolder, key }))
  const vault = openVault({ folder, masterKey: createSecretKey(key), blobs })
  const sounds = await openSoundStore(blobs, join(folder, 'played-sounds'))
  const figures = new QueueFigures(database)
  const live = await openLive({ bus, database, doWork, log, figures, firebase: options.firebase })
  const links = new LinkViewers({
    database,
    tokens: accessTokens(Buffer.alloc(32, 8)),
    limit: signInLimit(kv, 'wallboard-link'),
  })
  const app = createApp({
    log,
    bus,
    streams: live.streams,
    links,
    trustedProxies: [],
    cookieName: 'iris_session_test',
    tls: false,
    version: 'test',
    gate: { admit: (authorization) => sessions.admit(authorization), doWork },
    handlers: handlersOf({
      database,
      kv,
      sessions,
      credentials,
      phoneReady,
      guestsAllowed: true,
      speech,
      vault,
      sounds,
      ringForVoicemail: async () => {
        throw new Refusal('conflict', { detail: 'Your phone is not ready.' })
      },
      mailConfigured: false,
      controlRecording: async () => {
        throw new Refusal('conflict', { detail: 'The call is over.' })
      },
      masterKey: createSecretKey(key),
      figures,
      firebase: live.firebase,
      links,
      // Without voice no trunk is open.
      trunks: { healthOf: () => ({ kind: 'unknown' }), test: async () => undefined },
    }),
    checks: { database: () => database.ping() },
    metrics: openMetrics(),
    pages: undefined,
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const anybody = clientOf(origin, {})

  return {
    log,
    database,
    bus,
    kv,
    doWork,
    vault,
    blobs,
    sounds,
    sessions,
    credentials,
    origin,
    anybody,
    password,

    /** Makes a tenant with one user of the roles, signed in. */
    async newTenant(...roles: Role[]): Promise<SignedInClient & { readonly tenantId: string }> {
      const tenantId = uuidv7()
      await database.asSystem((tx) =>
        tx
          .insertInto('tenants')
          .values({ id: tenantId, name: 'Test', country: 'US', time_zone: 'America/New_York' })
          .execute(),
      )
      const client = await this.newUser(tenantId, roles.length > 0 ? roles : ['owner'])
      return { ...client, tenantId }
    },

    /** Makes a user of a tenant, signed in. */
    async newUser(tenantId: string, roles: Role[]): Promise<SignedInClient> {
      const email = `${uuidv7()}@test.example`
      await doWork(tenantId, null, (work) =>
        createUser(work, {
          email,
          name: `A ${roles.join(' and ')}`,
          roles,
          locale: 'en',
          password,
        }),
      )
      return this.signIn(email)
    },

    async signIn(email: string, secret = password): Promise<SignedInClient> {
      const answer = await anybody.send<SignedIn>('POST', '/v1/session', {
        email,
        password: secret,
      })
      if (answer.status !== 200) throw new Error(`sign-in came to ${JSON.stringify(answer.body)}`)
      const { accessToken, me } = answer.body
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      return {
        ...clientOf(origin, { authorization: `Bearer ${accessToken}` }),
        accessToken,
        me,
        cookie,
      }
    },

    async close() {
      app.close()
      server.close()
      await live.close()
      sessions.close()
      await bus.close()
      await kv.close()
      await database.close()
      await speech.close()
      await rm(spoken, { recursive: true, force: true })
      await blobs.close()
      await rm(blobFolder, { recursive: true, force: true })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type TestCentre = Awaited<ReturnType<typeof openTestCentre>>

function clientOf(origin: string, always: Record<string, string>): Client {
  return {
    async send<Body>(
      method: string,
      path: string,
      sent?: unknown,
      headers: Record<string, string> = {},
    ) {
      const body = method === 'GET' ? undefined : sent
      const response = await fetch(`${origin}${path}`, {
        method,
        headers: {
          ...always,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        redirect: 'manual',
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json') ?? false
      return {
        status: response.status,
        body: (isJson ? JSON.parse(text) : text) as Body,
        headers: response.headers,
      }
    },
  }
}

/** The code of an answer that is a problem; fails where it is none, or its parts contradict each other. */
export function problemCode(answer: Answer): Problem['code'] {
  const problem = answer.body as Problem
  const isWhole =
    answer.headers.get('content-type') === 'application/problem+json' &&
    errorCodes[problem.code].status === answer.status &&
    problem.status === answer.status
  if (!isWhole)
    throw new Error(`not a whole problem: ${answer.status} ${JSON.stringify(answer.body)}`)
  return problem.code
}
