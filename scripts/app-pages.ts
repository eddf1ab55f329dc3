import type { Plugin } from 'vite'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The front ends: the address each is served at, and the page that starts it. */
export const apps = [
  { path: '/agent/', page: 'apps/agent-desktop/index.html' },
  { path: '/admin/', page: 'apps/admin-portal/index.html' },
  { path: '/portal/', page: 'apps/customer-portal/index.html' },
  { path: '/flows/', page: 'apps/flow-builder/index.html' },
  { path: '/call/', page: 'apps/public-phone/index.html' },
  { path: '/wallboard/', page: 'apps/agent-desktop/wallboard.html' },
] as const

/** The pages of all components and of the flow canvas, served in development only. */
const galleries = [
  { path: '/ui/', page: 'packages/ui/gallery/index.html' },
  { path: '/canvas/', page: 'apps/flow-builder/gallery/index.html' },
] as const

const root = fileURLToPath(new URL('..', import.meta.url))

/** The HTML file of each app, by the name its chunks get. */
export function entryFiles(): Record<string, string> {
  const built = apps.filter((app) => existsSync(root + app.page))
  return Object.fromEntries(built.map((app) => [app.path.replaceAll('/', ''), root + app.page]))
}

/** Serves each app's HTML for every address below the app's path, as the backend does with the built ones. */
export function appPages(): Plugin {
  return {
    name: 'iris-app-pages',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const url = request.url ?? '/'
        const wantsPage = request.headers.accept?.includes('text/html') === true
        const app = [...apps, ...galleries].find(({ path }) => url.startsWith(path))
        if (app && wantsPage) request.url = `/${app.page}`
        next()
      })
    },
  }
}
