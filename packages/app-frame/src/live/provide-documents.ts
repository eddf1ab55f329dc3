import { inject } from 'vue'
import type { InjectionKey } from 'vue'
import type { AppDocuments } from './live-documents.ts'

const key: InjectionKey<AppDocuments> = Symbol('live documents')

/** An app, or a component by Vue's `provide`. */
interface Provider {
  provide(key: InjectionKey<AppDocuments>, documents: AppDocuments): void
}

export function provideAppDocuments(to: Provider, documents: AppDocuments): void {
  to.provide(key, documents)
}

export function useAppDocuments(): AppDocuments {
  const documents = inject(key)
  if (!documents)
    throw new Error('useLiveDocument() found no documents: this app was started without sign-in.')
  return documents
}
