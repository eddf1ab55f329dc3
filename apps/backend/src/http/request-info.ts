import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { v7 as uuidv7 } from 'uuid'
import type { Logger } from '../log.ts'
import type { RequestInfo } from './context.ts'
import type { HttpEnv } from './implement.ts'

interface Options {
  readonly log: Logger
  readonly trustedProxies: readonly string[]
  /** Differs from centre to centre: cookies do not know ports, and two centres may share a host. */
  readonly cookieName: string
  readonly tls: boolean
}

/** Gives each request its id, its client's address and a log that names both; logs how it ended. */
export function requestInfo(options: Options): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const startedAt = performance.now()
    const info = readInfo(c, options)
    c.set('info', info)
    c.header('X-Request-Id', info.id)
    await next()
    const ms = Math.round((performance.now() - startedAt) * 10) / 10
    const fields = { method: c.req.method, path: c.req.path, status: c.res.status, ms }
    if (c.res.status >= 500) info.log.error(fields, 'request failed')
    else info.log.debug(fields, 'request')
  }
}

function readInfo(c: Context<HttpEnv>, options: Options): RequestInfo {
  const id = uuidv7()
  const peer = getConnInfo(c).remote.address ?? ''
  const isProxied = options.trustedProxies.includes(peer)
  const address = isProxied
    ? clientBehind(c.req.header('x-forwarded-for'), options.trustedProxies, peer)
    : peer
  const secure = options.tls || (isProxied && c.req.header('x-forwarded-proto') === 'https')
  return {
    id,
    address,
    range: c.req.header('range'),
    ifMatch: readEntityTags(c.req.header('if-match')),
    userAgent: c.req.header('user-agent') ?? '',
    log: options.log.child({ requestId: id }),
    refreshCookie: refreshCookie(c, options.cookieName, secure),
  }
}

/** Reads a list such as `"7", W/"8"`, or `*` (RFC 9110 §13.1.1). */
function readEntityTags(header: string | undefined): string[] | undefined {
  return header?.split(',').map((tag) => tag.trim().replace(/^(?:W\/)?"(.*)"$/, '$1'))
}

/** The last address in the chain that is none of our proxies: everything before it could be made up. */
function clientBehind(
  forwarded: string | undefined,
  trusted: readonly string[],
  peer: string,
): string {
  const chain = (forwarded ?? '').split(',').map((part) => part.trim())
  return chain.findLast((address) => address !== '' && !trusted.includes(address)) ?? peer
}

function refreshCookie(c: Context, name: string, secure: boolean): RequestInfo['refreshCookie'] {
  const scope = { path: '/v1/session', httpOnly: true, sameSite: 'Strict', secure } as const
  return {
    get: () => getCookie(c, name),
    set(value, expires) {
      if (value === undefined) deleteCookie(c, name, scope)
      else setCookie(c, name, value, { ...scope, ...(expires && { expires }) })
    },
  }
}
