import { Api, provideApi } from '@iris/api-client'
import { createApp } from 'vue'
import type { App, Component } from 'vue'
import { frameWords } from '../frame-words.ts'
import { setPageTitle } from '../shell/page-title.ts'
import { offerTranslations, speakFirstOf } from '../words/locale.ts'
import type { TranslationFiles } from '../words/locale.ts'
import PublicApp from './PublicApp.vue'

export interface PublicPageOptions {
  /** In the page's language; stands in the tab. */
  readonly title: () => string
  readonly page: Component
  /** `import.meta.glob('./**\/words.*.ts')`: a language is there when its files are. */
  readonly translations: TranslationFiles
}

/** Makes and mounts an app of one page for anybody: no session, no router, no event stream. */
export function startPublicPage({ title, page, translations }: PublicPageOptions): App {
  offerTranslations(translations)
  const app = createApp(PublicApp, { page })
  provideApi(app, new Api())
  setPageTitle(title(), frameWords('product'))
  void speakFirstOf(navigator.languages)
  app.mount('#app')
  return app
}
