import type { CommandProvider, Shortcuts } from '@iris/ui'
import { PiniaColada, useQueryCache } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import type { App } from 'vue'
import { provideApi } from '@iris/api-client'
import { frameKeys } from '../commands/frame-shortcuts.ts'
import type { FrameShortcut } from '../commands/frame-shortcuts.ts'
import { gatherStale, staleAfter } from '../live/stale-queries.ts'
import { createAppDocuments } from '../live/live-documents.ts'
import type { AppDocuments } from '../live/live-documents.ts'
import { createLiveEvents } from '../live/live-events.ts'
import type { LiveEvents } from '../live/live-events.ts'
import { provideAppDocuments } from '../live/provide-documents.ts'
import { provideLiveEvents } from '../live/use-live-events.ts'
import { apps } from '../pages/apps.ts'
import type { AppName } from '../pages/apps.ts'
import type { Page } from '../pages/page.ts'
import { createSession } from '../session/session.ts'
import type { Session } from '../session/session.ts'
import { provideSession } from '../session/use-session.ts'
import { offerTranslations, speakFirstOf } from '../words/locale.ts'
import type { TranslationFiles } from '../words/locale.ts'
import { createAppRouter } from './app-router.ts'
import FrameApp from './FrameApp.vue'
import { provideFrame } from './frame.ts'
import type { ShellParts } from './frame.ts'

export interface FrontEndOptions<Id extends string> {
  readonly name: AppName
  readonly pages: readonly Page[]
  /** The page the app's bare address leads to, where no page has that address itself. */
  readonly home?: string
  readonly shell?: ShellParts
  /** From `defineShortcuts`. */
  readonly shortcuts: Shortcuts<Id | FrameShortcut>
  /** What the Ctrl+K box finds besides pages and commands. Called in a component's setup. */
  readonly commands?: () => readonly CommandProvider[]
  /** `import.meta.glob('./**\/words.*.ts')`: a language is there when its files are. */
  readonly translations: TranslationFiles
}

/** At most so often is a list on show fetched anew, however much happens. */
const refetchEveryMs = 1000

/**
 * Makes and mounts an app with sign-in: session, router, queries, event stream, language, and the shell round its pages.
 * Everything that one front end has like the others is here.
 */
export function startFrontEnd<Id extends string>(options: FrontEndOptions<Id>): App {
  const { name, pages, shortcuts, shell = {}, commands = () => [], translations } = options
  const base = apps.find((entry) => entry.name === name)?.base ?? '/'
  offerTranslations(translations)

  const session = createSession({ onOtherUser: () => window.location.reload() })
  const ear = { api: session.api, onRefused: () => void session.resume() }
  const live = createLiveEvents(ear)
  const documents = createAppDocuments({
    access: () => session.api.send('openLive'),
    token: async ({ fresh }) =>
      fresh ? (await session.api.renew()).accessToken : session.api.token(),
    onRefused: ear.onRefused,
  })
  const keys = frameKeys(shortcuts)
  const app = createApp(FrameApp)
  app.use(createPinia())
  app.use(PiniaColada)
  app.use(createAppRouter(base, pages, options.home))
  provideApi(app, session.api)
  provideSession(app, session)
  provideLiveEvents(app, live)
  provideAppDocuments(app, documents)
  provideFrame(app, { name, pages, shell, keys, commands })

  keepInStep(app, session, { live, documents })
  void speakFirstOf(navigator.languages)
  void session.resume()
  app.mount('#app')
  return app
}

/** Opens the stream with the session and closes it with it; what an event makes out of date is fetched anew. */
function keepInStep(
  app: App,
  session: Session,
  { live, documents }: { readonly live: LiveEvents; readonly documents: AppDocuments },
): void {
  const cache = app.runWithContext(() => useQueryCache())
  const refetch = (resources: readonly string[]) => {
    for (const resource of resources) void cache.invalidateQueries({ key: [resource] })
  }
  const stale = gatherStale(refetch, refetchEveryMs)
  live.onAny((event) => stale.add(staleAfter[event.type]))
  live.onFresh(() => void cache.invalidateQueries())
  watch(
    () => session.me.value?.user,
    (user, before) => {
      if (user && user.id !== before?.id) live.open()
      if (user) return void speakFirstOf([user.locale, ...navigator.languages])
      live.close()
      documents.close()
      // What the last user saw is not the next one's to see.
      for (const entry of cache.getEntries()) cache.remove(entry)
    },
  )
}
