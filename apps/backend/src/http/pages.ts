import { serveStatic } from '@hono/node-server/serve-static'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { HttpEnv } from './implement.ts'

/** The front ends: where each is served, and the built page that starts it. */
const apps = [
  { path: '/agent', page: 'apps/agent-desktop/index.html' },
  { path: '/admin', page: 'apps/admin-portal/index.html' },
  { path: '/portal', page: 'apps/customer-portal/index.html' },
  { path: '/flows', page: 'apps/flow-builder/index.html' },
  { path: '/call', page: 'apps/public-phone/index.html' },
  { path: '/wallboard', page: 'apps/agent-desktop/wallboard.html' },
] as const

/** Only our own scripts run, nobody frames us, and the microphone is ours alone. Pages speak with us, and with `others`. */
const pageHeaders = (others: readonly string[]) => ({
  'Content-Security-Policy': [
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    ["connect-src 'self' ws: wss:", ...others].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; '),
  'Permissions-Policy': 'microphone=(self), camera=(), geolocation=(), speaker-selection=(self)',
  'Cache-Control': 'no-cache',
})

/** Headers every answer has. */
export const securityHeaders: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next()
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Referrer-Policy', 'same-origin')
  c.header('Cross-Origin-Opener-Policy', 'same-origin')
}

/** Serves the built front ends from `folder`; each app's page answers every address below the app's path. */
export function servePages(
  app: Hono<HttpEnv>,
  folder: string,
  others: readonly string[] = [],
): void {
  const headers = pageHeaders(others)
  const root = relative(process.cwd(), folder) || '.'
  app.use('/assets/*', serveStatic({ root, precompressed: true, onFound: keepForEver }))
  for (const path of ['/audio/*', '/boot/*', '/icons/*']) {
    app.use(path, serveStatic({ root, onFound: keepForAnHour }))
  }
  app.get('/', (c) => c.redirect('/agent/'))
  for (const { path, page } of apps) {
    const file = `${folder}/${page}`
    if (!existsSync(file)) continue
    const html = readFileSync(file, 'utf8')
    app.get(path, (c) => c.redirect(`${path}/`))
    app.get(`${path}/*`, (c) => c.html(html, 200, headers))
  }
}

function keepForEver(_path: string, c: Context): void {
  c.header('Cache-Control', 'public, max-age=31536000, immutable')
}

function keepForAnHour(_path: string, c: Context): void {
  c.header('Cache-Control', 'public, max-age=3600')
}
