import { type App, inject, type InjectionKey } from 'vue'
import type { Api } from './api.ts'

const key: InjectionKey<Api> = Symbol('the Iris API')

/** Gives the client to an app's components. */
export function provideApi(app: App, api: Api): void {
  app.provide(key, api)
}

/** The client of the app this is used in. */
export function useApi(): Api {
  const api = inject(key)
  if (!api)
    throw new Error('useApi() found no client: call provideApi(app, api) where the app is made.')
  return api
}
