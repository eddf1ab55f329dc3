import { inject } from 'vue'
import type { App, InjectionKey } from 'vue'
import type { AppDocuments } from './live-documents.ts'

const key: InjectionKey<AppDocuments> = Symbol('live documents')

export function provideAppDocuments(app: App, documents: AppDocuments): void {
  app.provide(key, documents)
}

export function useAppDocuments(): AppDocuments {
  const documents = inject(key)
  if (!documents)
    throw new Error('useLiveDocument() found no documents: this app was started without sign-in.')
  return documents
}
