import {
  mayDo,
  type Route,
  type RouteAnswer,
  type RouteName,
  type RouteRequest,
  type Routes,
} from '@iris/contracts'
import type { Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ZodError, ZodType } from 'zod'
import { Refusal } from '../problem.ts'
import type { Actor, DoWork } from '../work.ts'
import type { Principal, PublicContext, RequestInfo, UserContext } from './context.ts'
import { onceOnly } from './idempotency.ts'
import { answerMedia, type Media } from './media.ts'

export type HttpEnv = { Variables: { info: RequestInfo } }

type ContextOf<R extends Route> = R['access'] extends 'public' | 'refresh-cookie'
  ? PublicContext
  : UserContext

/** Carries out one route: takes what was sent, parsed, and gives what is answered. */
export type Handler<R extends Route> = (
  context: ContextOf<R>,
  request: RouteRequest<R>,
) => Promise<R extends { readonly content: NonNullable<Route['content']> } ? Media : RouteAnswer<R>>

/** A handler for each of the named routes; modules give some, the application needs all. */
export type Handlers<Name extends RouteName = RouteName> = { [N in Name]: Handler<Routes[N]> }

export interface Gate {
  /** Who holds an access token; refuses with `not_signed_in`, `token_expired` or `session_ended`. */
  admit(authorization: string | undefined): Promise<Principal>
  readonly doWork: DoWork
}

/** Puts a route into the application: access, parsing, the transaction, idempotency, and the answer. */
export function implement<R extends Route>(
  app: Hono<HttpEnv>,
  gate: Gate,
  route: R,
  handler: Handler<R>,
): void {
  const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app.on(route.method, path, async (c) => {
    const info = c.get('info')
    if (route.access === 'public' || route.access === 'refresh-cookie') {
      const request = await parseRequest(c, route)
      return answer(c, route, await (handler as Handler<PublicRoute>)({ info }, request))
    }
    const principal = await gate.admit(c.req.header('authorization'))
    checkAccess(route, principal)
    const request = await parseRequest(c, route)
    const actor: Actor = { id: principal.userId, name: principal.name, address: info.address }
    const key = c.req.header('idempotency-key')
    const body = await gate.doWork(principal.tenantId, actor, (work) =>
      onceOnly({ key, route, request }, work, () =>
        (handler as Handler<UserRoute>)({ info, principal, work }, request),
      ),
    )
    return answer(c, route, body)
  })
}

type PublicRoute = Route & { access: 'public' }
type UserRoute = Route & { access: 'signed-in' }

function checkAccess(route: Route, principal: Principal): void {
  if (route.access === 'signed-in' || typeof route.access === 'string') return
  const allowed = route.access.some((permission) => mayDo(principal.roles, permission))
  if (!allowed)
    throw new Refusal('forbidden', {
      detail: `This needs the permission ${route.access.join(' or ')}.`,
    })
}

async function parseRequest(c: Context<HttpEnv>, route: Route): Promise<RouteRequest<Route>> {
  return {
    params: parsePart(route.params, c.req.param(), ''),
    query: parsePart(route.query, c.req.query(), '?'),
    body: await readBody(c, route),
  } as RouteRequest<Route>
}

async function readBody(c: Context<HttpEnv>, route: Route): Promise<unknown> {
  if (route.upload) return readUpload(c, route.upload)
  return route.body ? parsePart(route.body, await readJson(c), '') : undefined
}

async function readUpload(
  c: Context<HttpEnv>,
  { type, maxBytes }: NonNullable<Route['upload']>,
): Promise<Uint8Array> {
  const sent = (c.req.header('content-type') ?? '').toLowerCase()
  if (!sent.startsWith(type)) {
    throw new Refusal('bad_request', {
      detail: `Send the file itself, with the header Content-Type: ${type}.`,
    })
  }
  const file = new Uint8Array(await c.req.arrayBuffer())
  if (file.length > maxBytes) throw new Refusal('payload_too_large')
  return file
}

function parsePart(schema: ZodType | undefined, value: unknown, mark: string): unknown {
  if (!schema) return undefined
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Refusal('validation_failed', { errors: fieldErrors(parsed.error, mark) })
}

function fieldErrors(error: ZodError, mark: string) {
  return error.issues.map((issue) => ({
    path:
      mark === '?'
        ? `?${issue.path.join('.')}`
        : issue.path.map((key) => `/${String(key)}`).join(''),
    message: issue.message,
  }))
}

async function readJson(c: Context<HttpEnv>): Promise<unknown> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/json\b/i.test(type)) {
    throw new Refusal('bad_request', {
      detail: 'Send JSON, with the header Content-Type: application/json.',
    })
  }
  try {
    return await c.req.json()
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new Refusal('bad_request', { detail: 'The body is not valid JSON.' })
    throw cause
  }
}

function answer(c: Context<HttpEnv>, route: Route, body: unknown): Response {
  if (route.content !== undefined) return answerMedia(c, body as Media)
  if (!route.response) return c.body(null, 204)
  if (route.tagged && hasTag(body)) c.header('ETag', `"${body.etag}"`)
  const status: ContentfulStatusCode = route.status ?? 200
  return c.json(body as object, status)
}

function hasTag(body: unknown): body is { etag: string } {
  return typeof body === 'object' && body !== null && 'etag' in body
}
