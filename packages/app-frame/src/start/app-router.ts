import { createRouter, createWebHistory } from 'vue-router'
import type { Router, RouteRecordRaw } from 'vue-router'
import { frameWords } from '../frame-words.ts'
import type { Page } from '../pages/page.ts'

declare module 'vue-router' {
  interface RouteMeta {
    readonly page?: Page
  }
}

const signIn: Page = {
  path: '/sign-in',
  title: () => frameWords('signIn.title'),
  component: { render: () => null },
}

const notFound: Page = {
  path: '/:rest(.*)*',
  title: () => frameWords('notFound.title'),
  component: () => import('../errors/NotFoundPage.vue'),
}

/** Routes for an app's pages, one for signing in, and one for whatever else somebody types. */
export function createAppRouter(
  base: string,
  pages: readonly Page[],
  home: string | undefined,
): Router {
  const start: RouteRecordRaw[] = home === undefined ? [] : [{ path: '/', redirect: home }]
  return createRouter({
    history: createWebHistory(base),
    routes: [...start, ...[...pages, signIn, notFound].map(routeOf)],
    scrollBehavior: (_to, _from, saved) => saved ?? undefined,
  })
}

function routeOf(page: Page): RouteRecordRaw {
  return { path: page.path, component: page.component, meta: { page } }
}
