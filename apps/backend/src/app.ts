import { routes, type Route, type RouteName } from '@iris/contracts'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { serveDocs } from './http/docs-page.ts'
import { type Check, serveHealth } from './http/health.ts'
import {
  type Gate,
  type Handler,
  type Handlers,
  type HttpEnv,
  implement,
} from './http/implement.ts'
import { serveLive } from './http/live.ts'
import type { Metrics } from './http/metrics.ts'
import { securityHeaders, servePages } from './http/pages.ts'
import { answerError, answerNotFound } from './http/problems.ts'
import { requestInfo } from './http/request-info.ts'
import { serveStream } from './http/stream.ts'
import type { Logger } from './log.ts'
import type { LiveStreams } from './modules/live/stream/live-streams.ts'
import type { LinkViewers } from './modules/wallboard-links/link-viewers.ts'
import { Refusal } from './problem.ts'
import type { EventBus } from './work.ts'

const largestBody = 1024 * 1024
const largestFlow = 4 * 1024 * 1024
const largestUpload = Math.max(
  ...(Object.values(routes) as Route[]).map(({ upload }) => upload?.maxBytes ?? 0),
)

export interface AppParts {
  readonly log: Logger
  readonly trustedProxies: readonly string[]
  readonly cookieName: string
  readonly tls: boolean
  readonly version: string
  readonly gate: Gate
  readonly bus: EventBus
  /** The live documents that browsers hear. */
  readonly streams: LiveStreams
  /** Screens that hold a link to the wallboard. */
  readonly links: LinkViewers
  readonly handlers: Handlers
  readonly checks: Readonly<Record<string, Check>>
  readonly metrics: Metrics
  /** Where the built front ends are; `undefined` serves none. */
  readonly pages: string | undefined
  /** Servers that pages speak with beside this one. */
  readonly others?: readonly string[]
}

export interface App {
  readonly fetch: Hono<HttpEnv>['fetch']
  readonly request: Hono<HttpEnv>['request']
  /** Ends the event streams, so that the server can close. */
  close(): void
}

/** The HTTP side of Iris: every route of the contract, the event stream, live documents, health, metrics, docs and the front ends. */
export function createApp(parts: AppParts): App {
  const app = new Hono<HttpEnv>()
  app.onError(answerError)
  app.notFound(answerNotFound)
  app.use(requestInfo(parts))
  app.use(securityHeaders)
  app.use(parts.metrics.middleware)
  const uploads = bodyLimit({ maxSize: largestUpload, onError: refuseUpload })
  const bodies = bodyLimit({ maxSize: largestBody, onError: refuseBody })
  const flows = bodyLimit({ maxSize: largestFlow, onError: refuseFlow })
  app.use('/v1/*', (c, next) => {
    if (isUpload(c.req)) return uploads(c, next)
    return isFlow(c.req) ? flows(c, next) : bodies(c, next)
  })

  for (const name of Object.keys(routes) as RouteName[]) {
    implement<Route>(app, parts.gate, routes[name], parts.handlers[name] as Handler<Route>)
  }
  const stream = serveStream(app, parts.gate, parts.bus)
  const live = serveLive(app, parts.gate, parts)
  serveDocs(app, parts.version)
  serveHealth(app, parts.checks)
  parts.metrics.serve(app)
  parts.metrics.add([
    { name: 'iris_streams', help: 'Browsers that listen to events', read: () => stream.size },
    { name: 'iris_live_streams', help: 'Browsers that hear documents', read: () => live.size },
  ])
  if (parts.pages !== undefined) servePages(app, parts.pages, parts.others)
  const close = () => {
    stream.close()
    live.close()
  }
  return { fetch: app.fetch, request: app.request.bind(app), close }
}

/** Every route that takes a file is a PUT to some audio. */
const isUpload = ({ method, path }: { method: string; path: string }): boolean =>
  method === 'PUT' && path.endsWith('/audio')

/** What takes the document of a flow. */
const isFlow = ({ path }: { path: string }): boolean =>
  path === '/v1/flows' || (path.startsWith('/v1/flows/') && path.endsWith('/draft'))

function refuseUpload(): never {
  const mebibytes = largestUpload / 1024 / 1024
  throw new Refusal('payload_too_large', { detail: `A file may have ${mebibytes} MiB at most.` })
}

function refuseFlow(): never {
  throw new Refusal('payload_too_large', { detail: 'A flow may have 4 MiB at most.' })
}

function refuseBody(): never {
  throw new Refusal('payload_too_large', { detail: 'At most 1 MiB can be sent at once.' })
}
