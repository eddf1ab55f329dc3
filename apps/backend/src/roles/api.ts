import { createAdaptorServer } from '@hono/node-server'
import { deriveKey } from '@iris/platform'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type App, createApp } from '../app.ts'
import type { Ground } from '../ground.ts'
import { handlersOf } from '../handlers.ts'
import { type Metrics, openMetrics } from '../http/metrics.ts'
import { accessTokens } from '../modules/identity/access-tokens.ts'
import type { Sessions } from '../modules/identity/sessions.ts'
import { signInLimit } from '../modules/identity/sign-in-limit.ts'
import { signInServers } from '../modules/live/firebase/firebase-project.ts'
import { openLive } from '../modules/live/open-live.ts'
import type { RecordingVault } from '../modules/recordings/vault.ts'
import type { SoundStore } from '../modules/sounds/sound-store.ts'
import { sipPath } from '../modules/phones/credentials.ts'
import { LinkViewers } from '../modules/wallboard-links/link-viewers.ts'
import type { VoiceRole } from './voice.ts'

const builtPages = fileURLToPath(new URL('../../../../dist', import.meta.url))
const closeWithinMs = 3000

/** Serves HTTP: the API, the event stream, the front ends, and browsers' SIP at `/sip`. */
export async function startApi(
  ground: Ground,
  sessions: Sessions,
  role: VoiceRole,
  { vault, sounds }: { readonly vault: RecordingVault; readonly sounds: SoundStore },
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { config } = ground
  const live = await openLive({ ...ground, figures: role.figures, firebase: config.firebase })
  const links = new LinkViewers({
    database: ground.database,
    tokens: accessTokens(deriveKey(ground.masterKey, 'wallboard-tokens')),
    limit: signInLimit(ground.kv, 'wallboard-link'),
  })
  const app = createApp({
    ...ground,
    trustedProxies: config.trustedProxies,
    cookieName: `iris_session_${deriveKey(ground.masterKey, 'cookie-name', 4).toString('hex')}`,
    tls: config.tls !== undefined,
    version: '0.1.0',
    gate: { admit: (authorization) => sessions.admit(authorization), doWork: ground.doWork },
    handlers: handlersOf({
      ...ground,
      sessions,
      credentials: role.credentials,
      phoneReady: (agentId) => role.phones.isReady(agentId),
      guestsAllowed: config.publicPhone,
      speech: role.speech,
      vault,
      sounds,
      ringForVoicemail: (...ring) => role.voicemailPhone.ring(...ring),
      mailConfigured: ground.mail !== undefined,
      controlRecording: (...wish) => role.calls.controlRecording(...wish),
      trunks: role.trunks,
      figures: role.figures,
      firebase: live.firebase,
      links,
    }),
    checks: { database: () => ground.database.ping(), voice: async () => void role.voice.load() },
    streams: live.streams,
    links,
    metrics: metricsOf(role),
    pages: builtPages,
    others: config.firebase ? signInServers(config.firebase) : [],
  })
  const server = serverFor(app, config.tls)
  server.on('upgrade', (request, socket, head) => {
    const { pathname } = new URL(request.url ?? '/', 'http://iris.internal')
    if (pathname === sipPath) role.voice.acceptUpgrade(request, socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
  })
  await listen(server, config.port, config.host)
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      await close(server, app)
      await live.close()
    },
  }
}

function metricsOf({ voice, calls, speech }: VoiceRole): Metrics {
  const metrics = openMetrics()
  metrics.add([
    { name: 'iris_calls', help: 'Calls that are up', read: () => calls.size },
    { name: 'iris_legs', help: 'Parties that are up', read: () => voice.load().legs },
    { name: 'iris_rooms', help: 'Talks that are up', read: () => voice.load().rooms },
    {
      name: 'iris_registrations',
      help: 'Phones that are registered',
      read: () => voice.load().registrations,
    },
  ])
  metrics.add([
    {
      name: 'iris_speech_cache_bytes',
      help: 'What rendered speech takes on the disk',
      read: () => speech.figures().cacheBytes,
    },
    {
      name: 'iris_speech_drivers_resting',
      help: 'Speech drivers that are not asked because they kept failing',
      read: () => speech.figures().resting,
    },
  ])
  metrics.addCounts([
    {
      name: 'iris_speech_hits_total',
      help: 'Texts that had been rendered before',
      read: () => speech.figures().hits,
    },
    {
      name: 'iris_speech_renders_total',
      help: 'Texts that had to be rendered',
      read: () => speech.figures().renders,
    },
    {
      name: 'iris_speech_failures_total',
      help: 'Times a speech driver failed and the next was asked',
      read: () => speech.figures().failures,
    },
  ])
  return metrics
}

function serverFor(app: App, tls: Ground['config']['tls']): Server {
  const fetch = app.fetch
  if (!tls) return createAdaptorServer({ fetch, createServer: createHttpServer }) as Server
  const serverOptions = { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }
  return createAdaptorServer({
    fetch,
    createServer: createHttpsServer,
    serverOptions,
  }) as unknown as Server
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Lets requests end, and cuts those off that take too long. */
async function close(server: Server, app: App): Promise<void> {
  app.close()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), closeWithinMs)
  await closed
  clearTimeout(cut)
}
