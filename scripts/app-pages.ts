import type { Plugin } from 'vite'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The front ends: the address each is served at, and its folder. */
export const apps = [
  { path: '/agent/', folder: 'apps/agent-desktop' },
  { path: '/admin/', folder: 'apps/admin-portal' },
  { path: '/portal/', folder: 'apps/customer-portal' },
  { path: '/flows/', folder: 'apps/flow-builder' },
  { path: '/call/', folder: 'apps/public-phone' },
] as const

/** The pages of all components and of the flow canvas, served in development only. */
const galleries = [
  { path: '/ui/', folder: 'packages/ui/gallery' },
  { path: '/canvas/', folder: 'apps/flow-builder/gallery' },
] as const

const root = fileURLToPath(new URL('..', import.meta.url))

/** The HTML file of each app, by the name its chunks get. */
export function entryFiles(): Record<string, string> {
  const built = apps.filter((app) => existsSync(`${root}${app.folder}/index.html`))
  return Object.fromEntries(
    built.map((app) => [app.path.replaceAll('/', ''), `${root}${app.folder}/index.html`]),
  )
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
        if (app && wantsPage) request.url = `/${app.folder}/index.html`
        next()
      })
    },
  }
}
